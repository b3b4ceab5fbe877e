"""Reading agencies, units and fields."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from docctl.agencies.models import Agency, Field, Unit
from docctl.errors import NotFound
from docctl.vietnamese import fold


def find_agency(session: Session) -> Agency | None:
    """Give the installation's agency, or None before the first run."""
    return session.scalars(select(Agency).order_by(Agency.id).limit(1)).first()


def get_agency(session: Session, agency_id: int, *, lock: bool = False) -> Agency:
    """Give an agency by id, with `lock` until the transaction ends."""
    agency = session.get(Agency, agency_id, with_for_update=lock or None)
    if agency is None:
        raise NotFound(f"agency {agency_id}")
    return agency


_TABLE = Agency.metadata.tables["agency"]  # asked with every edit of a text
_WHEREABOUTS = select(_TABLE.c.name, _TABLE.c.province).where(_TABLE.c.id == bindparam("its_id"))


def get_whereabouts(session: Session, agency_id: int) -> tuple[str, str]:
    """Give the name and the province of an agency, without loading it."""
    row = session.connection().execute(_WHEREABOUTS, {"its_id": agency_id}).one()
    return row.name, row.province


def list_units(session: Session, *, agency_id: int, day: date | None = None) -> Sequence[Unit]:
    """List the units by name; with `day`, only those that exist on it."""
    query = select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.name_folded)
    if day is not None:
        query = query.where(
            or_(Unit.valid_from.is_(None), Unit.valid_from <= day),
            or_(Unit.valid_to.is_(None), Unit.valid_to > day),
        )
    return session.scalars(query).all()


def list_above(session: Session, *, agency_id: int) -> dict[int, int | None]:
    """Give which unit stands above each unit of an agency."""
    rows = session.execute(select(Unit.id, Unit.parent_id).where(Unit.agency_id == agency_id))
    return {row.id: row.parent_id for row in rows}


def get_unit(session: Session, unit_id: int, *, agency_id: int) -> Unit:
    """Give a unit of the agency, or NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None or unit.agency_id != agency_id:
        raise NotFound(f"unit {unit_id}")
    return unit


def list_fields(session: Session, *, agency_id: int) -> Sequence[Field]:
    """List the fields by name."""
    query = select(Field).where(Field.agency_id == agency_id).order_by(Field.name_folded)
    return session.scalars(query).all()


def find_field(session: Session, *, agency_id: int, name: str) -> Field | None:
    """Find a field by its name, spelling of diacritics and case aside."""
    return session.scalars(
        select(Field).where(Field.agency_id == agency_id, Field.name_folded == fold(name))
    ).first()


def find_unit(session: Session, *, agency_id: int, name: str) -> Unit | None:
    """Find a unit by its name, spelling of diacritics and case aside."""
    return session.scalars(
        select(Unit).where(Unit.agency_id == agency_id, Unit.name_folded == fold(name))
    ).first()
