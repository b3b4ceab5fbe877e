"""Files keep their bytes through crashes, and damage is found."""

import errno
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docctl import faults
from docctl.blobs import Blobs, Damaged
from docctl.errors import NotFound


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


@pytest.fixture(autouse=True)
def _harmless() -> Iterator[None]:
    yield
    faults.disarm()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@settings(max_examples=40)
@given(data=st.binary(max_size=3000))
def test_what_was_put_is_what_is_got(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = Blobs(tmp_path_factory.mktemp("store"))
    name = store.put(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert store.get(name) == data
    assert store.has(name)
    assert list(store.names()) == [name]


def test_the_same_bytes_are_one_file(blobs: Blobs, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(blobs.put, [b"same"] * 8))
    assert len(names) == 1
    assert len(files_in(tmp_path)) == 1


def test_an_unknown_name_is_not_found(blobs: Blobs) -> None:
    with pytest.raises(NotFound):
        blobs.get("0" * 64)


@pytest.mark.parametrize(
    "name", ["", "..", "../" * 3 + "etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "/etc/passwd"]
)
def test_a_name_that_is_no_hash_never_reaches_the_disk(blobs: Blobs, name: str) -> None:
    with pytest.raises(NotFound):
        blobs.get(name)
    with pytest.raises(NotFound):
        blobs.has(name)


def test_every_flipped_bit_is_found(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(b"seven b")
    path = tmp_path / "blobs" / name[:2] / name
    good = path.read_bytes()
    for at in range(len(good) * 8):
        bad = bytearray(good)
        bad[at // 8] ^= 1 << at % 8
        path.write_bytes(bad)
        with pytest.raises(Damaged):
            blobs.get(name)


def test_a_torn_file_is_found_and_written_again(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(b"a whole file")
    path = tmp_path / "blobs" / name[:2] / name
    path.write_bytes(b"a who")
    with pytest.raises(Damaged):
        blobs.get(name)
    assert blobs.put(b"a whole file") == name
    assert blobs.get(name) == b"a whole file"


@pytest.mark.parametrize("point", ["blob.before_write", "blob.before_rename"])
@pytest.mark.parametrize("act", ["raise", "enospc", "eio"])
def test_a_write_that_fails_leaves_nothing_behind(
    blobs: Blobs, tmp_path: Path, point: str, act: str
) -> None:
    faults.arm(point, act)
    with pytest.raises((faults.Injected, OSError)) as caught:
        blobs.put(b"never there")
    if isinstance(caught.value, OSError):
        assert caught.value.errno in {errno.ENOSPC, errno.EIO}
    assert files_in(tmp_path) == []
    faults.disarm()
    assert blobs.get(blobs.put(b"never there")) == b"never there"


def test_a_crash_after_the_rename_leaves_a_whole_orphan(blobs: Blobs) -> None:
    faults.arm("blob.after_rename", "raise")
    with pytest.raises(faults.Injected):
        blobs.put(b"orphan")
    assert [blobs.get(name) for name in blobs.names()] == [b"orphan"]


def test_a_left_over_temporary_file_is_no_blob(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(b"real")
    (tmp_path / "blobs" / name[:2] / ".new-abc").write_bytes(b"half")
    assert list(blobs.names()) == [name]


def test_the_file_is_synced_before_the_rename_and_the_folder_after(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr("docctl.blobs.os.fsync", lambda _descriptor: order.append("sync"))
    real = Path.replace

    def replace(path: Path, target: str) -> Path:
        order.append("rename")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    blobs.put(b"in order")
    assert order == ["sync", "rename", "sync", "sync"]


def test_a_damaged_file_is_healed_by_the_right_bytes(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(b"whole")
    (path,) = files_in(tmp_path)
    path.write_bytes(b"wrong")
    with pytest.raises(Damaged):
        blobs.get(name)
    assert blobs.put(b"whole") == name
    assert blobs.get(name) == b"whole"
