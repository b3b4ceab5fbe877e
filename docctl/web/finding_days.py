"""Findings by document and day of effect: what is overdue, what comes when, what is far away."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of, days_until
from docctl.identity import queries as identity
from docctl.impact import bundles
from docctl.impact.digest_rules import Bundle, Late, Step, countdown, stage_on
from docctl.impact.escalation import load_escalation
from docctl.web import auth
from docctl.web.words import severity_word

STEPS = (Step.LATE_LAW, Step.LATE_HEAD, Step.OVERDUE, Step.T0, Step.T10, Step.T30, Step.T45)
ORDER = (*(step.value for step in STEPS), "undated", "repaired", "later")


def page() -> ResponseReturnValue:
    """List the bundles in the order of their days, under the steps of the countdown."""
    actor, now = auth.actor(), runtime().now()
    today = day_of(now)
    with runtime().reading() as session:
        found = bundles.list_waiting(session, actor=actor, now=now)
        escalation = load_escalation(session, agency_id=actor.agency_id or 0)
        people = {one.owner_id for one in found} | {one.head_id for one in found}
        names = identity.names_of(session, [one for one in people if one])
        units = agencies.list_units(session, agency_id=actor.agency_id or 0)
    if request.args.get("mine"):
        found = [one for one in found if one.owner_id == actor.id]
    if request.args.get("headed"):
        found = [one for one in found if one.head_id == actor.id]
    if request.args.get("law"):
        law = Step.LATE_LAW
        found = [one for one in found if stage_on(one.bundle, today, escalation.late) is law]
    groups: dict[str, list[bundles.Waiting]] = {}
    for one in found:
        groups.setdefault(_group(one.bundle, today, escalation.late), []).append(one)
    return render_template(
        "findings/days.html",
        groups=[(key, groups[key]) for key in ORDER if key in groups],
        names=names,
        units={unit.id: unit.name for unit in units},
        escalation=escalation,
        severity_word=severity_word,
        days_left=lambda day: None if day is None else days_until(day, today),
    )


def _group(bundle: Bundle, today: date, late: Late) -> str:
    """Say under which heading a bundle stands."""
    if (stage := stage_on(bundle, today, late)) is not None:
        return stage.value
    if bundle.repaired:
        return "repaired"
    if bundle.due_on is None:
        return "undated"
    step = countdown(bundle.due_on, today)
    return "later" if step is None else step.value
