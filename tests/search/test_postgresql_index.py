import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from docctl.search.index import Entry, Index, IndexBusy, IndexUnavailable, Kind, State
from docctl.search.postgresql_index import PostgresqlIndex
from docctl.search.postgresql_terms import vector
from docctl.search.query import parse
from tests.search.contract import ENTRIES, IndexContract, keys


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = create_engine(os.environ["TEST_DATABASE_URL"])
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS docctl_search CASCADE"))
    engine.dispose()


@pytest.fixture
def index(engine: Engine) -> Index:
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS docctl_search CASCADE"))
    return PostgresqlIndex(engine, patience=5)


class TestPostgresql(IndexContract):
    pass


def test_a_missing_index_says_so_and_is_never_written_in_part(index: Index) -> None:
    assert index.health().state is State.MISSING
    for act in (
        lambda: index.search(parse("khai")),
        lambda: index.search(parse("")),
        lambda: index.replace(ENTRIES),
        lambda: index.delete(["birth"]),
        index.held,
    ):
        with pytest.raises(IndexUnavailable):
            act()


def test_a_writer_waits_for_another_only_so_long(index: Index, engine: Engine) -> None:
    index.rebuild(ENTRIES)
    impatient = PostgresqlIndex(engine, patience=0.05)

    def slow() -> Iterator[Entry]:
        with pytest.raises(IndexBusy):
            impatient.delete(["birth"])
        assert keys(impatient, "khai tử") == ("death",)
        yield from ENTRIES

    assert index.rebuild(slow()) == len(ENTRIES)
    assert impatient.delete(["birth"]) == 1


def test_a_giant_entry_fits_and_its_words_are_all_found(index: Index) -> None:
    letters = "abcdeghiklmnopqrstuvxy"
    syllables = [a + b + c for a in letters for b in letters for c in letters]
    body = " ".join(
        f"{one} {syllables[-at % len(syllables)]}" for at, one in enumerate(syllables * 4)
    )
    giant = Entry("giant", Kind.LEGAL_TEXT, "", "Phụ lục", "", f"{body} tậncùng")
    index.rebuild([giant])
    assert len(vector(giant).encode()) < 2**20
    assert keys(index, "tậncùng") == ("giant",)
