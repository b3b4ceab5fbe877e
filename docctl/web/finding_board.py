"""The board of times: how fast findings are looked at and mended, and how often they were false."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from docctl.actors import Actor, Permission
from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import Forbidden
from docctl.impact import board, board_rules
from docctl.web import auth
from docctl.web.forms import number_arg
from docctl.web.proposal_words import rule_word

PERIODS = (30, 90, 365)  # days


def may_see(actor: Actor) -> bool:
    """Say whether somebody decides on findings, agrees to it, or audits."""
    allowed = (Permission.DECIDE_FINDINGS, Permission.CONFIRM_FINDINGS, Permission.READ_AUDIT)
    return any(actor.may(one) for one in allowed)


def page() -> ResponseReturnValue:
    """Show the figures of the findings opened in a period, whole, by unit and by rule."""
    actor, now = auth.actor(), runtime().now()
    if not may_see(actor):
        raise Forbidden("the board of times")
    asked = number_arg("days")
    days = asked if asked in PERIODS else PERIODS[-1]
    since, today = now - timedelta(days=days), day_of(now)
    with runtime().reading() as session:
        courses = board.list_courses(session, actor=actor, now=now, since=since)
        names = {
            unit.id: unit.name
            for unit in agencies.list_units(session, agency_id=actor.agency_id or 0)
        }
    units = board_rules.by_unit(courses, today=today, since=since)
    return render_template(
        "findings/board.html",
        days=days,
        periods=PERIODS,
        since=day_of(since),
        today=today,
        whole=board_rules.pace_of(courses, today=today, since=since),
        units=sorted(
            ((names.get(unit or 0, ""), pace) for unit, pace in units.items()),
            key=lambda one: (-one[1].overdue, -one[1].untouched, one[0]),
        ),
        alarms=board_rules.by_rule(courses, since=since),
        rule_word=rule_word,
    )
