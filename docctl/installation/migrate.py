"""Bring the database to the schema this code needs, and say which schema it has."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).resolve().parent.parent
CHECKOUT = HERE.parent / "migrations"


def configuration() -> Config:
    """Give Alembic's configuration; there is no ini file."""
    config = Config()
    folder = CHECKOUT if CHECKOUT.is_dir() else HERE / "_migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def wanted() -> str:
    """Give the revision this code needs."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    assert head is not None
    return head


def found(engine: Engine) -> str | None:
    """Give the revision the database has; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Run the missing migrations, each database in one transaction."""
    config = configuration()
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(engine: Engine, *, to: str) -> None:
    """Run migrations backwards, for tests and emergencies."""
    config = configuration()
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)
