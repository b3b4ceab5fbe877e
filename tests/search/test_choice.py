"""The setting decides where the index lies; both answer people in the same way."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from docctl.documents.models import Version
from docctl.installation import selfcheck
from docctl.runtime import Runtime
from docctl.search import service
from docctl.search.index import State
from docctl.search.postgresql_index import PostgresqlIndex
from docctl.search.whoosh_index import WhooshIndex
from tests.conftest import People
from tests.support import databases
from tests.support.make import MakeVersion


@pytest.fixture
def database_url() -> Iterator[str]:
    yield from databases.fresh("postgresql")


def chosen(runtime: Runtime, name: str) -> Runtime:
    return replace(runtime, settings=replace(runtime.settings, search=name))


@pytest.mark.parametrize(
    ("name", "kind"), [("whoosh", WhooshIndex), ("postgresql", PostgresqlIndex)]
)
def test_the_chosen_index_is_built_kept_up_and_answers(
    runtime: Runtime, people: People, make_version: MakeVersion, name: str, kind: type
) -> None:
    running = chosen(runtime, name)
    assert isinstance(service.index_of(running), kind)
    assert service.index_of(running).health().state is State.MISSING
    version = make_version("Đăng ký khai sinh lưu động", code="QT-7", title="Khai sinh")
    service.synchronise(running)
    with running.reading() as session:
        found = service.find(
            session, running, text="dang ky khai sinh", actor=people.drafter, now=running.now()
        )
    assert [result.id for result in found.results] == [version]
    assert not found.unavailable


@pytest.mark.parametrize("name", ["whoosh", "postgresql"])
def test_what_the_index_holds_already_is_not_written_again(
    runtime: Runtime, people: People, make_version: MakeVersion, name: str
) -> None:
    running = chosen(runtime, name)
    version = make_version("Đăng ký khai sinh lưu động", code="QT-7", title="Khai sinh")
    service.synchronise(running)
    assert service.refresh(running, versions=[version]) == 0
    with running.transaction(people.drafter) as tx:
        tx.session.get_one(Version, version).title = "Khai sinh lưu động"
    assert service.refresh(running, versions=[version]) == 1


def test_a_role_that_may_not_build_the_index_is_named_before_serving(
    runtime: Runtime, database_url: str
) -> None:
    def complaints(running: Runtime) -> list[str]:
        return [one for one in selfcheck.objections(running) if "DOCCTL_SEARCH" in one]

    assert complaints(chosen(runtime, "postgresql")) == []
    name = f"reader_{runtime.engine.url.database}"
    with runtime.engine.begin() as connection:
        connection.execute(text(f'CREATE ROLE "{name}" LOGIN'))
        connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{name}"'))
    poor = create_engine(runtime.engine.url.set(username=name))
    try:
        assert len(complaints(replace(chosen(runtime, "postgresql"), engine=poor))) == 1
        assert complaints(replace(chosen(runtime, "whoosh"), engine=poor)) == []
    finally:
        poor.dispose()
        with runtime.engine.begin() as connection:
            connection.execute(text(f'DROP OWNED BY "{name}"'))
            connection.execute(text(f'DROP ROLE "{name}"'))
