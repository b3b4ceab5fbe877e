"""The files of a run in memory: on a disk every commit of every test waits until it is written.

What tests prove does not depend on it: they kill programs, not the machine.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3
_ASKED = "TMPDIR"
_NAME = "docctl-tests-"
_taken: list[Path] = []


def use() -> None:
    """Put the temporary files of this process and its children into memory if there is enough."""
    if _ASKED in os.environ or not os.access(MEMORY, os.W_OK):
        return
    _clear_up()
    if min(_room(), _available()) < ENOUGH:
        return
    folder = Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=MEMORY))
    folder.chmod(0o755)  # PostgreSQL runs in it as somebody else
    _taken.append(folder)
    os.environ[_ASKED] = str(folder)
    tempfile.tempdir = None  # to be looked up anew


def give_back() -> None:
    """Remove the files; what pytest keeps of failed tests moves to the disk."""
    if not _taken:
        return
    folder = _taken.pop()
    del os.environ[_ASKED]
    tempfile.tempdir = None
    for left in folder.glob("pytest-of-*/pytest-[0-9]*"):  # pytest removes it unless a test failed
        place = tempfile.mkdtemp(prefix="docctl-failed-")
        shutil.move(left, place)
        sys.stderr.write(f"files of failed tests: {place}\n")
    shutil.rmtree(folder, ignore_errors=True)


def _clear_up() -> None:
    """Remove what runs that were killed have left."""
    for folder in MEMORY.glob(f"{_NAME}*"):
        process = folder.name.removeprefix(_NAME).partition("-")[0]
        if not Path("/proc", process).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _room() -> int:
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize


def _available() -> int:
    """Read how much memory programs can still get."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0
