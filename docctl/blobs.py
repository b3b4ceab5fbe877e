"""Files by the SHA-256 of their bytes: written once, never changed, checked on reading.

Order of a write: temporary file in the same folder → fsync → rename → fsync of the folder; only
then may a row refer to it. A blob nobody refers to is harmless.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from docctl import faults
from docctl.errors import NotFound

_NAME = re.compile(r"[0-9a-f]{64}")


class Damaged(RuntimeError):
    """A stored file no longer has the hash it is called by."""


class Blobs:
    """A folder of content-addressed files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Store `data` durably and give its SHA-256 in hex."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if path.exists() and path.read_bytes() == data:
            return name  # a damaged one is written anew
        path.parent.mkdir(parents=True, exist_ok=True)
        faults.reach("blob.before_write")
        descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            faults.reach("blob.before_rename")
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        _sync_folder(path.parent.parent)
        faults.reach("blob.after_rename")
        return name

    def get(self, name: str) -> bytes:
        """Read the bytes called `name`; NotFound when absent, Damaged when they changed."""
        try:
            data = self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"blob {name}") from None
        if hashlib.sha256(data).hexdigest() != name:
            raise Damaged(name)
        return data

    def has(self, name: str) -> bool:
        """Say whether a blob of that name exists, without reading it."""
        return self._path(name).exists()

    def names(self) -> Iterator[str]:
        """List every stored blob."""
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            if _NAME.fullmatch(path.name):
                yield path.name

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound(f"blob {name!r}")
        return self._folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
