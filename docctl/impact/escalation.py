"""Who answers for what stays overdue: the owner, then the head of the unit, then who keeps the law.

Where a unit has no head, that of the nearest unit above it answers, and the ISO secretaries where
there is none either. The days between are the agency's choice, and so is the unit that is its legal
department; without one the ISO secretaries are. Where a bundle stands is computed for a day, never
stored.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.identity import queries as identity
from docctl.impact.digest_rules import Late


@dataclass(frozen=True, slots=True)
class Escalation:
    """An agency's steps, and the people of the last one."""

    late: Late
    law_ids: frozenset[int]
    unit: str  # the legal department; empty: the secretaries
    secretary_ids: frozenset[int]  # answer for units without a head, nor one above


def load_escalation(session: Session, *, agency_id: int) -> Escalation:
    """Give the steps of an agency and who its legal department is today."""
    agency = agencies.get_agency(session, agency_id)
    people = frozenset[int]()
    unit = ""
    if agency.law_unit_id is not None:
        people = identity.list_of_unit(session, agency.law_unit_id)
        unit = agencies.get_unit(session, agency.law_unit_id, agency_id=agency_id).name
    holders = identity.list_holder_ids(session, Permission.DECIDE_FINDINGS, agency_ids=[agency_id])
    secretaries = frozenset(holders[agency_id])
    if not people:  # an empty department must not swallow what is overdue
        people, unit = secretaries, ""
    late = Late(agency.late_head_days, agency.late_law_days)
    return Escalation(late, people, unit, secretaries)
