"""Bring the database to the schema this code needs, and say which schema it has.

Alembic is loaded by what migrates, not by every start of a command or server.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).resolve().parent.parent
CHECKOUT = HERE.parent / "migrations"


def folder() -> Path:
    """Give the folder of the migrations."""
    return CHECKOUT if CHECKOUT.is_dir() else HERE / "_migrations"


def configuration() -> "Config":
    """Give Alembic's configuration; there is no ini file."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    return config


@cache
def wanted() -> str:
    """Give the revision this code needs: the highest number of a migration's file."""
    return max(path.name.partition("_")[0] for path in (folder() / "versions").glob("[0-9]*.py"))


def found(engine: Engine) -> str | None:
    """Give the revision the database has; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Run the missing migrations, each database in one transaction."""
    from alembic import command  # noqa: PLC0415

    config = configuration()
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(engine: Engine, *, to: str) -> None:
    """Run migrations backwards, for tests and emergencies."""
    from alembic import command  # noqa: PLC0415

    config = configuration()
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)
