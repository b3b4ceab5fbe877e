import errno
import gc
import multiprocessing
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from whoosh.writing import SegmentWriter

from docctl.search import whoosh_index
from docctl.search.index import Entry, Index, IndexBusy, IndexUnavailable, Kind, State
from docctl.search.query import parse
from docctl.search.whoosh_index import WhooshIndex
from docctl.search.whoosh_schema import assert_distribution
from tests.search.contract import ENTRIES, IndexContract, keys


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return WhooshIndex(tmp_path / "index")


class TestWhoosh(IndexContract):
    pass


def leaves_files_open(test: Callable[..., None]) -> Callable[..., None]:
    """Whoosh leaves a file that it fails to read to the garbage collector."""
    ignored = "ignore:.*whoosh-1:pytest.PytestUnraisableExceptionWarning"
    marked: Callable[..., None] = pytest.mark.filterwarnings(ignored)(test)
    pytest.mark.usefixtures("collected")(marked)  # marks it in place
    return marked


@pytest.fixture
def collected() -> Iterator[None]:
    yield
    gc.collect()


def _files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "index").rglob("*") if path.is_file()]


def _entry(number: int) -> Entry:
    return Entry(f"n{number}", Kind.LEGAL_TEXT, f"{number}/2020/NĐ-CP", "Nghị định mẫu", "", "x")


def test_a_missing_index_says_so_and_is_never_written_in_part(index: Index) -> None:
    assert index.health().state is State.MISSING
    for act in (
        lambda: index.search(parse("khai")),
        lambda: index.replace(ENTRIES),
        lambda: index.delete(["birth"]),
        index.held,
    ):
        with pytest.raises(IndexUnavailable):
            act()
    assert index.rebuild(ENTRIES) == len(ENTRIES)


def test_an_index_deleted_while_in_use_is_missing_and_can_be_rebuilt(
    index: Index, tmp_path: Path
) -> None:
    index.rebuild(ENTRIES)
    assert keys(index, "khai tử") == ("death",)
    shutil.rmtree(tmp_path / "index")
    assert index.health().state is State.MISSING
    index.rebuild(ENTRIES[:2])
    assert len(index.held()) == 2


@leaves_files_open
@pytest.mark.parametrize("damage", [b"", b"\x00" * 64, b"\xff" * 4096])
def test_a_damaged_file_never_crashes_and_rebuild_heals(
    index: Index, tmp_path: Path, damage: bytes
) -> None:
    index.rebuild(ENTRIES)
    for file in _files(tmp_path):
        file.write_bytes(damage)
    fresh = WhooshIndex(tmp_path / "index")
    assert fresh.health().state is not State.READY
    with pytest.raises(IndexUnavailable):
        fresh.search(parse("khai"))
    with pytest.raises(IndexUnavailable):
        fresh.replace(ENTRIES)
    assert fresh.rebuild(ENTRIES) == len(ENTRIES)
    assert keys(fresh, "khai tử") == ("death",)


@leaves_files_open
def test_flipped_bytes_give_right_answers_or_unavailable(index: Index, tmp_path: Path) -> None:
    index.rebuild(ENTRIES)
    segment = next(file for file in _files(tmp_path) if file.suffix == ".seg")
    whole = segment.read_bytes()
    known = {entry.key for entry in ENTRIES}
    outcomes: set[bool | None] = set()
    for at in range(0, len(whole), max(1, len(whole) // 120)):
        segment.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            found = WhooshIndex(tmp_path / "index").search(parse("dang ky khai")).keys
            outcomes.add(set(found) <= known)
        except IndexUnavailable:
            outcomes.add(None)
    assert None in outcomes
    assert True in outcomes


def test_an_unfinished_rebuild_of_a_damaged_index_stays_unavailable(
    index: Index, tmp_path: Path
) -> None:
    def breaks_off() -> Iterator[Entry]:
        yield ENTRIES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild(breaks_off())
    assert index.health().state is not State.READY
    with pytest.raises(IndexUnavailable):
        index.search(parse("khai"))
    assert index.rebuild(ENTRIES) == len(ENTRIES)


def test_another_reader_sees_a_commit_at_its_next_search(index: Index, tmp_path: Path) -> None:
    index.rebuild(ENTRIES)
    other = WhooshIndex(tmp_path / "index")
    assert keys(other, "tử") == ("death",)
    index.delete(["death"])
    assert keys(other, "tử") == ()


def test_many_small_changes_stay_few_segments(index: Index, tmp_path: Path) -> None:
    index.rebuild(ENTRIES)
    for number in range(40):
        index.replace([_entry(number)])
    segments = [file for file in _files(tmp_path) if file.suffix == ".seg"]
    assert len(segments) <= 8
    assert len(index.held()) == len(ENTRIES) + 40
    assert keys(index, "7/2020/nd-cp") == ("n7",)
    assert keys(index, '"đăng ký khai sinh"') == ("birth",)


def test_who_saves_one_entry_does_not_wait_for_a_merge_of_thousands(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.rebuild(ENTRIES)
    for part in range(12):
        index.replace([_entry(part * 10 + number) for number in range(10)])

    def large() -> set[str]:
        found = [file for file in _files(tmp_path) if file.suffix == ".seg"]
        return {file.name for file in found if file.stat().st_size > 3000}

    monkeypatch.setattr(whoosh_index, "_MERGED_AT_LEAST", 8)
    monkeypatch.setattr(whoosh_index, "_MERGED_PER_CHANGE", 1)
    before = large()
    index.replace([_entry(1000)])
    assert before <= large()
    assert len(index.held()) == len(ENTRIES) + 121


def test_a_writer_waits_for_another_only_so_long(index: Index, tmp_path: Path) -> None:
    index.rebuild(ENTRIES)
    impatient = WhooshIndex(tmp_path / "index", patience=0.05)

    def slow() -> Iterator[Entry]:
        with pytest.raises(IndexBusy):
            impatient.delete(["birth"])
        yield from ENTRIES

    assert index.rebuild(slow()) == len(ENTRIES)
    assert impatient.delete(["birth"]) == 1


def test_threads_read_while_one_writes(index: Index) -> None:
    index.rebuild(ENTRIES)
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                if keys(index, "khai tử") != ("death",):
                    wrong.append("answer")
            except IndexUnavailable as problem:
                wrong.append(problem)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(12):
        index.replace([_entry(number % 5)])
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def _write_many(directory: str, first: int) -> None:
    index = WhooshIndex(Path(directory), patience=60)
    for number in range(first, first + 8):
        index.replace([_entry(number)])


def test_two_writing_processes_lose_nothing(index: Index, tmp_path: Path) -> None:
    index.rebuild(())
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(target=_write_many, args=(str(tmp_path / "index"), first))
        for first in (0, 100)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(index.held()) == 16


def _write_until_killed(directory: str) -> None:
    index = WhooshIndex(Path(directory))
    while True:
        for number in range(12):
            index.replace([_entry(number)])


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.2])
def test_a_writer_killed_at_any_moment_leaves_a_whole_index(
    index: Index, tmp_path: Path, seconds: float
) -> None:
    index.rebuild([*ENTRIES, _entry(0)])
    before = _stamps(tmp_path)
    process = multiprocessing.get_context("spawn").Process(
        target=_write_until_killed, args=(str(tmp_path / "index"),)
    )
    process.start()
    while _stamps(tmp_path) == before:
        assert process.is_alive()
        time.sleep(0.005)
    time.sleep(seconds)
    process.kill()
    process.join()
    assert index.health().state is State.READY
    assert set(index.held()) >= {entry.key for entry in ENTRIES}
    assert keys(index, "0/2020/nd-cp") == ("n0",)
    assert keys(index, '"đăng ký khai tử"') == ("death",)
    assert index.replace([_entry(99)]) == 1


def _stamps(tmp_path: Path) -> set[str]:
    return {file.name for file in _files(tmp_path) if file.suffix == ".toc"}


def test_a_failed_write_changes_nothing_and_says_so(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.rebuild(ENTRIES)
    with monkeypatch.context() as full:
        full.setattr(SegmentWriter, "_flush_segment", _disk_full)
        with pytest.raises(IndexUnavailable, match="could not be written"):
            index.replace([_entry(1)])
    assert set(index.held()) == {entry.key for entry in ENTRIES}
    assert index.replace([_entry(1)]) == 1


def _disk_full(_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_no_time_to_refine_still_finds_everything(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index", budget=-1)
    index.rebuild(ENTRIES)
    found = index.search(parse("đăng ký khai sinh"))
    assert (set(found.keys), found.complete) == ({"birth", "death"}, False)


def test_the_directory_is_for_its_owner_only(index: Index, tmp_path: Path) -> None:
    index.rebuild(ENTRIES)
    directory = next((tmp_path / "index").iterdir())
    assert directory.stat().st_mode & 0o077 == 0


def test_another_package_of_the_same_module_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "packages_distributions", lambda: {"whoosh": ["Whoosh"]})
    assert_distribution.cache_clear()
    with pytest.raises(RuntimeError, match="whoosh-reloaded alone, but it comes from whoosh"):
        WhooshIndex(Path("unused"))
