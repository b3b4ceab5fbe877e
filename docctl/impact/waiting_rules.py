"""What a finding may be put off for: an event of the law, which nobody knows the day of. Pure.

It always ends on a day as well (`states`): an event that never comes must not hide a finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from docctl.days import day_of


class WaitsFor(StrEnum):
    """What brings a finding back before its day."""

    NOTHING = ""
    GUIDANCE_ISSUED = "guidance_issued"  # a text that details the changed law is registered
    GUIDANCE_BEGINS = "guidance_begins"  # such a text takes effect


@dataclass(frozen=True, slots=True)
class Guidance:
    """A text that details the law of a change: since when that is known, and its first day."""

    text_id: int
    known_at: datetime
    begins: date | None


def come(
    waits_for: WaitsFor, guidance: Iterable[Guidance], *, since: datetime, today: date
) -> tuple[int, ...]:
    """Give the texts by which the event has come since it is waited for.

    What was known, or in force, when somebody decided to wait is not what they wait for.
    """
    found = []
    for one in guidance:
        new = one.known_at > since
        if waits_for is WaitsFor.GUIDANCE_ISSUED:
            arrived = new
        elif waits_for is WaitsFor.GUIDANCE_BEGINS:
            begun = one.begins is not None and one.begins <= today
            arrived = begun and (new or (one.begins or today) > day_of(since))
        else:
            arrived = False
        if arrived:
            found.append(one.text_id)
    return tuple(sorted(set(found)))
