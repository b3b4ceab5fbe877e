"""What parallel workers make once and read together."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def alone_in(name: str, factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """Give the path `name` that all workers of this run share, while no other worker is inside."""
    base = factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name
