"""What the citations of a version are the answer to: engine, text, day, whose law."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from docctl.legal.models import Scan


class Looked(NamedTuple):
    """How the citations of a version were last looked for, and how many rows they have."""

    extractor: str
    content_hash: str
    day: date
    province: str
    rows: int


_TABLE = Scan.metadata.tables["citation_scan"]
_SAID = [_TABLE.c[name] for name in Looked._fields]
_OF_VERSION = select(*_SAID).where(_TABLE.c.version_id == bindparam("its_version"))
_CHANGE = update(_TABLE).where(_TABLE.c.version_id == bindparam("its_version"))
_MAKE = insert(_TABLE)


def find_scan(session: Session, version_id: int) -> Looked | None:
    """Give how a version was last looked at, or None."""
    row = session.connection().execute(_OF_VERSION, {"its_version": version_id}).first()
    return None if row is None else Looked(*row)


def write_scan(session: Session, version_id: int, looked: Looked, *, first: bool) -> None:
    """Note how a version was looked at, for the first time or again."""
    facts = looked._asdict()
    if first:
        session.connection().execute(_MAKE, facts | {"version_id": version_id})
    else:
        session.connection().execute(_CHANGE, facts | {"its_version": version_id})
