"""Reading Word files without a process for each, where not how but what is read is tested.

The bytes of the answer are the same. That files are read apart, with limits, is tested in
`tests/word/test_gate.py`, with real files in `test_real_files.py` and by `tests/security`.
"""

from dataclasses import asdict
from typing import Any

import pytest

from docctl.word import reading, texts
from docctl.word.child import answered
from docctl.word.model import Limits
from docctl.word.sandbox import read_answer


def parse_here(
    data: bytes, kind: str, limits: Limits, **options: Any
) -> tuple[dict[str, Any], list[bytes]]:
    """Read as `parse_apart` does, in this process and without limits of its own."""
    job = {"kind": kind, "limits": asdict(limits), **options}
    return read_answer(b"".join(answered(data, job)))


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read Word files in this process."""
    for module in (reading, texts):
        monkeypatch.setattr(module, "parse_apart", parse_here)
