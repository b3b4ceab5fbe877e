"""The migrated database is what the models say, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, inspect, text

from docctl.db import GUARDS, open_engine
from docctl.installation import migrate
from docctl.schema import metadata
from tests.support import databases


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_the_migrated_tables_are_those_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        differences = [
            difference
            for difference in compare_metadata(context, metadata)
            if "uq_signature_one_approval" not in str(difference)  # made by a guard
        ]
    assert differences == []


def test_every_guard_of_the_models_stands_in_a_migration(engine: Engine) -> None:
    folder = Path(migrate.CHECKOUT) / "versions"
    written = "".join(path.read_text() for path in folder.glob("*.py"))
    for guards in GUARDS.values():
        for statement in guards[engine.dialect.name]:
            assert repr(statement) in written or f'"{statement}"' in written


def test_the_revision_wanted_is_the_end_of_the_chain() -> None:
    assert (
        migrate.wanted() == ScriptDirectory.from_config(migrate.configuration()).get_current_head()
    )


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert migrate.found(engine) is None
    engine.dispose()


def test_the_database_knows_its_revision(engine: Engine) -> None:
    assert migrate.found(engine) == migrate.wanted()


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    before = sorted(inspect(engine).get_table_names())
    migrate.upgrade(engine)
    assert sorted(inspect(engine).get_table_names()) == before


def test_every_migration_goes_down_and_up_again(engine: Engine) -> None:
    migrate.downgrade(engine, to="base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert migrate.found(engine) == migrate.wanted()


def test_sqlite_runs_with_the_settings_safety_demands() -> None:
    with databases.fresh_one("sqlite") as url:
        engine = open_engine(url)
        with engine.connect() as connection:
            values = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("foreign_keys", "synchronous", "trusted_schema")
            }
        engine.dispose()
    assert values["foreign_keys"] == 1
    assert values["synchronous"] in {2, 3}
    assert values["trusted_schema"] == 0


def test_the_checks_of_the_models_are_those_of_the_database(engine: Engine) -> None:
    found = inspect(engine)
    for table in metadata.sorted_tables:
        wanted = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert {one["name"] for one in found.get_check_constraints(table.name)} == wanted
