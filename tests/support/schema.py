"""How the test databases get their tables."""

from sqlalchemy import Engine

from docctl.schema import metadata


def create_schema(engine: Engine) -> None:
    """Create every table, trigger and constraint."""
    metadata.create_all(engine)
