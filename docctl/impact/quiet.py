"""Rules that leave findings aside: asked for after a dry run, agreed to by another, ended by a day.

A rule changes no finding. What it leaves aside is kept out of lists, counts and mails while it
counts, and is listed in full with the rule itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.documents import queries as documents
from docctl.errors import Refused, Sentence, say
from docctl.impact import quiet_queries
from docctl.impact.models import QuietRule
from docctl.impact.states import LONGEST_IGNORE
from docctl.legal import queries as legal
from docctl.runtime import Transaction

HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietScope:
    """What a rule is about; every given fact narrows, at least one is given."""

    document_id: int | None = None
    unit_id: int | None = None
    text_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether the scope names nothing, and would leave everything aside."""
        return (self.document_id, self.unit_id, self.text_id) == (None, None, None)


def ask_rule(
    tx: Transaction, *, scope: QuietScope, reason: str, until: date | None, seen: int
) -> QuietRule:
    """Ask for a rule after its dry run; `seen` is how many findings the dry run had shown."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    _exists(tx, scope)
    objections = list(_objections(scope, reason, until, tx.today))
    history: dict[str, Any] = {}
    if not scope.is_empty:
        history = quiet_queries.dry_run(
            tx.session, scope, actor=tx.actor, now=tx.now, since=tx.now - HISTORY
        ).as_json()
        if history["findings"] != seen:
            objections.append(say("The dry run has changed meanwhile; look at it again."))
    if objections or until is None:
        raise Refused(*objections)
    rule = QuietRule(
        agency_id=tx.actor.agency_id or 0,
        document_id=scope.document_id,
        unit_id=scope.unit_id,
        text_id=scope.text_id,
        reason=reason.strip(),
        expires_on=until,
        history=history,
        made_by_id=tx.actor.user_id,
        made_by=tx.actor.name,
        made_at=tx.now,
    )
    tx.session.add(rule)
    tx.session.flush()  # its id
    _record(tx, rule, "quiet_rule.asked", reason=rule.reason, history=history)
    return rule


def agree_to_rule(tx: Transaction, *, rule_id: int) -> QuietRule:
    """Agree, as a second person, to a rule; it counts from now on."""
    tx.actor.must(Permission.CONFIRM_FINDINGS)
    rule = quiet_queries.get_rule(tx.session, rule_id, actor=tx.actor)
    objections = []
    if rule.made_by_id == tx.actor.user_id:
        objections.append(say("Another person than the one who asked must agree to it."))
    if rule.agreed_at is not None or rule.ended_at is not None:
        objections.append(say("This rule is already decided."))
    if rule.expires_on <= tx.today:
        objections.append(say("This rule is over by its day."))
    if objections:
        raise Refused(*objections)
    rule.agreed_at, rule.agreed_by = tx.now, tx.actor.name
    _record(tx, rule, "quiet_rule.agreed")
    return rule


def end_rule(tx: Transaction, *, rule_id: int, reason: str) -> QuietRule:
    """End a rule, or refuse one that was asked for; what it left aside is back at once."""
    if not tx.actor.may(Permission.CONFIRM_FINDINGS):
        tx.actor.must(Permission.DECIDE_FINDINGS)
    rule = quiet_queries.get_rule(tx.session, rule_id, actor=tx.actor)
    objections = []
    if rule.ended_at is not None:
        objections.append(say("This rule is already decided."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    rule.ended_at, rule.ended_by, rule.ended_reason = tx.now, tx.actor.name, reason.strip()
    _record(tx, rule, "quiet_rule.ended", reason=rule.ended_reason)
    return rule


def _exists(tx: Transaction, scope: QuietScope) -> None:
    """Raise NotFound for a scope that names what is not there, or not for this person."""
    if scope.document_id is not None:
        documents.get_document(tx.session, scope.document_id, actor=tx.actor, now=tx.now)
    if scope.unit_id is not None:
        agencies.get_unit(tx.session, scope.unit_id, agency_id=tx.actor.agency_id or 0)
    if scope.text_id is not None:
        legal.get_text(tx.session, scope.text_id)


def _objections(scope: QuietScope, reason: str, until: date | None, today: date) -> list[Sentence]:
    found = []
    if scope.is_empty:
        found.append(say("Choose a document, a unit or a legal text; a rule is never for all."))
    if not reason.strip():
        found.append(say("Write the reason out."))
    if until is None or until <= today:
        found.append(say("Give the day on which the rule ends; it must lie ahead."))
    elif until - today > LONGEST_IGNORE:
        found.append(say("Nothing is ignored for more than a year; choose an earlier day."))
    return found


def _record(
    tx: Transaction, rule: QuietRule, action: str, *, reason: str = "", **detail: Any
) -> None:
    audit.record(
        tx,
        action=action,
        subject=f"quiet_rule:{rule.id}",
        reason=reason,
        document=rule.document_id,
        unit=rule.unit_id,
        text=rule.text_id,
        until=rule.expires_on.isoformat(),
        **detail,
    )
