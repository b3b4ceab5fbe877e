"""Setting up the agency, its units and fields."""

from docctl.actors import Permission
from docctl.agencies import queries
from docctl.agencies.models import Agency, Field, Unit
from docctl.agencies.rules import LONGEST_DAYS, PublicBadges, chain_up, days_in_order
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.runtime import Transaction
from docctl.vietnamese import fold, one_line

GENERAL_FIELD = "Chung"


def create_agency(tx: Transaction, *, name: str, province: str = "") -> Agency:
    """Create the installation's agency, with a field for documents that belong to none."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    if queries.find_agency(tx.session) is not None:
        raise Refused(say("This installation already serves an agency."))
    if not one_line(name):
        raise Refused(say("Give the agency's name."))
    agency = Agency(name=one_line(name), province=one_line(province), created_at=tx.now)
    tx.session.add(agency)
    tx.session.flush()  # agency.id
    audit.record(tx, action="agency.created", subject=f"agency:{agency.id}", name=agency.name)
    ensure_field(tx, agency_id=agency.id, name=GENERAL_FIELD)
    return agency


def describe_agency(tx: Transaction, *, agency_id: int, name: str, province: str) -> Agency:
    """Change the agency's name or province; what was signed keeps the name it was signed under."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    agency = queries.get_agency(tx.session, agency_id)
    if not one_line(name):
        raise Refused(say("Give the agency's name."))
    before = {"name": agency.name, "province": agency.province}
    agency.name, agency.province = one_line(name), one_line(province)
    after = {"name": agency.name, "province": agency.province}
    if before != after:
        audit.record(
            tx,
            action="agency.described",
            subject=f"agency:{agency.id}",
            before=before,
            after=after,
        )
    return agency


def choose_public_badges(tx: Transaction, *, agency_id: int, choice: PublicBadges) -> None:
    """Say of which procedures everybody may see how current their legal bases are."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    agency = queries.get_agency(tx.session, agency_id)
    before = agency.public_badges
    if before is choice:
        return
    agency.public_badges = choice
    audit.record(
        tx,
        action="agency.public_badges_changed",
        subject=f"agency:{agency.id}",
        before=before.value,
        after=choice.value,
    )


def choose_escalation(
    tx: Transaction, *, agency_id: int, head_days: int, law_days: int, law_unit_id: int | None
) -> None:
    """Say after how many days what is overdue goes to the head, and to which legal department."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    agency = queries.get_agency(tx.session, agency_id)
    if not days_in_order(head_days, law_days):
        raise Refused(
            say(
                "The head comes first, then the legal department, within %(days)s days.",
                days=LONGEST_DAYS,
            )
        )
    if law_unit_id is not None:
        queries.get_unit(tx.session, law_unit_id, agency_id=agency_id)
    before = _escalation(agency)
    agency.late_head_days, agency.late_law_days = head_days, law_days
    agency.law_unit_id = law_unit_id
    if before != _escalation(agency):
        audit.record(
            tx,
            action="agency.escalation_changed",
            subject=f"agency:{agency.id}",
            before=before,
            after=_escalation(agency),
        )


def _escalation(agency: Agency) -> dict[str, int | None]:
    return {
        "head_days": agency.late_head_days,
        "law_days": agency.late_law_days,
        "law_unit": agency.law_unit_id,
    }


def rename_unit(tx: Transaction, *, agency_id: int, unit_id: int, name: str) -> Unit:
    """Give a unit another name; refuses one that another unit has."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    unit = queries.get_unit(tx.session, unit_id, agency_id=agency_id)
    same = queries.find_unit(tx.session, agency_id=agency_id, name=name)
    if not fold(name):
        raise Refused(say("Give the unit's name."))
    if same is not None and same.id != unit_id:
        raise Refused(say("Another unit has this name."))
    before = unit.name
    unit.name, unit.name_folded = one_line(name), fold(name)
    if before != unit.name:
        audit.record(
            tx, action="unit.renamed", subject=f"unit:{unit.id}", before=before, after=unit.name
        )
    return unit


def place_unit(tx: Transaction, *, agency_id: int, unit_id: int, parent_id: int | None) -> Unit:
    """Say which unit stands above one, None for none; refuses what would go round in a circle."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    queries.get_agency(tx.session, agency_id, lock=True)  # two at once could close a circle
    unit = queries.get_unit(tx.session, unit_id, agency_id=agency_id)
    if parent_id is not None:
        queries.get_unit(tx.session, parent_id, agency_id=agency_id)
        above = queries.list_above(tx.session, agency_id=agency_id)
        if unit_id in chain_up(parent_id, above):
            raise Refused(say("A unit cannot stand above itself or above a unit it is under."))
    before = unit.parent_id
    if before != parent_id:
        unit.parent_id = parent_id
        audit.record(
            tx, action="unit.placed", subject=f"unit:{unit.id}", before=before, after=parent_id
        )
    return unit


def ensure_field(tx: Transaction, *, agency_id: int, name: str) -> Field:
    """Give the field called `name`, creating it when it is new."""
    known = queries.find_field(tx.session, agency_id=agency_id, name=name)
    if known is not None:
        return known
    if not fold(name):
        raise Refused(say("Give the field's name."))
    new = Field(agency_id=agency_id, name=one_line(name), name_folded=fold(name))
    tx.session.add(new)
    tx.session.flush()  # field.id
    audit.record(tx, action="field.created", subject=f"field:{new.id}", name=new.name)
    return new


def ensure_unit(tx: Transaction, *, agency_id: int, name: str) -> Unit:
    """Give the unit called `name`, creating it when it is new."""
    known = queries.find_unit(tx.session, agency_id=agency_id, name=name)
    if known is not None:
        return known
    if not fold(name):
        raise Refused(say("Give the unit's name."))
    new = Unit(agency_id=agency_id, name=one_line(name), name_folded=fold(name))
    tx.session.add(new)
    tx.session.flush()  # unit.id
    audit.record(tx, action="unit.created", subject=f"unit:{new.id}", name=new.name)
    return new
