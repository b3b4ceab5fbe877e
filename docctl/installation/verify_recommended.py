"""Checks of what people state and adopt: each row is what its entry tells of, and none is gone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.installation.checks import Fault, Place
from docctl.legal.record_models import RegisterCheck
from docctl.recommendations.models import Adoption, Recommendation


def statements_are_recorded(at: Place) -> Iterator[Fault | int]:
    """L5: a statement that the register was compared says the day its entry recorded."""
    said = {
        entry.subject: entry.detail["until"]
        for entry in at.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "register.checked")
        )
    }
    for one in at.session.scalars(select(RegisterCheck)):
        subject = f"register_check:{one.id}"
        if said.pop(subject, None) != one.until.isoformat():
            yield Fault("L5", subject, "its day is not the one that was recorded")
        yield 1
    for subject in sorted(said):
        yield Fault("L5", subject, "the statement is gone")


_SCOPE = ("code", "codes", "paths")


def recommendations_are_recorded(at: Place) -> Iterator[Fault | int]:
    """L6: a recommendation says why its entry says, and findings adopted only what was adopted."""
    said: dict[str, tuple[object, ...]] = {}
    withdrawn: dict[str, str] = {}
    adopted: dict[str, set[int]] = defaultdict(set)
    for entry in at.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.startswith("recommendation."))
        .order_by(AuditEntry.seq)
    ):
        if entry.action in {"recommendation.issued", "recommendation.received"}:
            said[entry.subject] = (entry.reason, *map(entry.detail.get, _SCOPE))
        elif entry.action == "recommendation.withdrawn":
            withdrawn[entry.subject] = entry.reason
        elif entry.action == "recommendation.adopted":
            adopted[entry.subject] |= set(entry.detail["findings"])
    for one in at.session.scalars(select(Recommendation)):
        subject = f"recommendation:{one.id}"
        scope = (one.reason_code.value, one.codes, one.paths)
        told, *about = said.pop(subject, (None,))
        known = (about == [None] * len(scope)) or about == list(scope)  # entries of before say less
        if told != one.reason or not known:
            yield Fault("L6", subject, "its reason or scope is not the one that was recorded")
        came_so = subject not in withdrawn and one.sender and one.withdrawn_at is not None
        taken_back = None if one.withdrawn_at is None else one.withdrawn_reason
        if withdrawn.get(subject) != taken_back and not came_so:
            yield Fault("L6", subject, "it was taken back otherwise than the trail says")
        yield 1
    for subject in sorted(said):
        yield Fault("L6", subject, "the recommendation is gone")
    yield from _adoptions(at, adopted)


def _adoptions(at: Place, adopted: Mapping[str, set[int]]) -> Iterator[Fault | int]:
    for row in at.session.execute(select(Adoption.recommendation_id, Adoption.finding_id)):
        subject = f"recommendation:{row.recommendation_id}"
        if row.finding_id not in adopted[subject]:
            yield Fault("L6", subject, f"no entry tells that finding:{row.finding_id} adopted it")
        yield 1
