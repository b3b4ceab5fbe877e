"""The collection of real texts, which lies beside a checkout and is no part of the project.

A clone without it skips the few tests that read it, and says so; where the collection is, a file
missing from it fails.
"""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="reads real texts from ../shared, which is not part of the project and not here",
)
