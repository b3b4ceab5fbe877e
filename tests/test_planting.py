"""What is put down for a test is what was made: rows, numbers that go on, files."""

from pathlib import Path

from sqlalchemy import select

from docctl.actors import SYSTEM, Role
from docctl.blobs import Blobs
from docctl.identity import service as identity
from docctl.runtime import Runtime
from docctl.schema import metadata
from tests.conftest import PASSWORD, People, make_people, settings_for
from tests.support import databases
from tests.support.planting import planted


def rows(runtime: Runtime) -> dict[str, list[str]]:
    with runtime.engine.connect() as connection:
        return {
            table.name: [
                repr(row) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


def add_user(runtime: Runtime, people: People) -> int:
    with runtime.transaction(SYSTEM) as tx:
        return identity.add_user(
            tx,
            agency_id=people.agency_id,
            login="moi",
            name="Người mới",
            password=PASSWORD,
            roles=[Role.READER],
        ).id


def test_what_is_put_down_is_what_was_made(runtime: Runtime, tmp_path: Path) -> None:
    made: list[Runtime] = []

    def make(where: Runtime) -> tuple[People, str]:
        made.append(where)
        return make_people(where), where.blobs.put(b"a file")

    first = planted(runtime, make)
    with databases.fresh_one(runtime.engine.dialect.name) as url:
        settings = settings_for(tmp_path / "other", url)
        other = Runtime(
            settings=settings,
            engine=databases.open_kept(url),
            blobs=Blobs(settings.home / "blobs"),
            now=runtime.now,
            strict=True,
        )
        assert planted(other, make) == first
        assert made == [runtime]
        assert rows(other) == rows(runtime)
        assert other.blobs.get(first[1]) == b"a file"
        assert add_user(other, first[0]) == add_user(runtime, first[0])


def test_in_an_installation_with_a_past_it_is_made_anew(runtime: Runtime, people: People) -> None:
    add_user(runtime, people)
    made: list[int] = []

    def make(where: Runtime) -> int:
        made.append(len(rows(where)["user_account"]))
        return len(made)

    assert [planted(runtime, make), planted(runtime, make)] == [1, 2]
    assert made == [8, 8]
