"""How the test databases get their tables: as an installation does, by the migrations."""

from sqlalchemy import Engine

from docctl.installation import migrate


def create_schema(engine: Engine) -> None:
    """Run every migration."""
    migrate.upgrade(engine)
