"""What is in force on a day, from effects as dated records. Pure.

Nothing here is a stored flag: the answer for a day follows from the facts of the text and the
confirmed effects of others on it, whatever the order they were recorded in.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from docctl.days import day_of
from docctl.errors import Sentence, say

FIRST_YEAR, LAST_YEAR = 1945, 2100


class Action(StrEnum):
    """What one text does to another; active voice, newer → older."""

    REPLACES = "replaces"  # thay thế
    REPEALS = "repeals"  # bãi bỏ, làm hết hiệu lực
    AMENDS = "amends"  # sửa đổi
    SUPPLEMENTS = "supplements"  # bổ sung
    CORRECTS = "corrects"  # đính chính
    SUSPENDS = "suspends"  # tạm ngưng, đình chỉ
    RESUMES = "resumes"
    POSTPONES = "postpones"  # lùi thời điểm có hiệu lực
    EXTENDS = "extends"  # kéo dài hiệu lực
    CONTINUES = "continues"  # tiếp tục có hiệu lực
    DETAILS = "details"  # quy định chi tiết, hướng dẫn thi hành
    EXPIRES = "expires"  # hết thời hạn ghi trong chính văn bản: its own end, a text on itself
    BEGINS = "begins"  # phần có ngày hiệu lực riêng: parts of a text with a day of their own


ENDING = frozenset({Action.REPLACES, Action.REPEALS})
ON_ITSELF = frozenset({Action.EXPIRES, Action.BEGINS})  # what a text says of itself
SAYABLE = tuple(action for action in Action if action not in ON_ITSELF)  # by people and files
CHANGING = frozenset({Action.AMENDS, Action.SUPPLEMENTS})


class Extent(StrEnum):
    """How much of the target an effect touches."""

    WHOLE = "whole"
    PARTS = "parts"  # the paths of the effect say which
    UNSPECIFIED = "unspecified"  # "một số điều"


class EffectState(StrEnum):
    """Whether an effect counts; only confirmed ones do."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Resolution(StrEnum):
    """Whether a citation is bound to a registered text: exactly one, or not at all."""

    BOUND = "bound"
    AMBIGUOUS = "ambiguous"  # several candidates
    UNMATCHED = "unmatched"  # none
    IGNORED = "ignored"  # a person said it is no citation


class DifferenceState(StrEnum):
    """What became of a difference between two engines; an approved version waits for a person."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    APPLIED = "applied"  # at once, in an open version
    LAPSED = "lapsed"  # a later run found none any more


class Origin(StrEnum):
    """Who says so."""

    AUTO = "auto"
    HUMAN = "human"
    REGISTER = "register"


def scope_key(extent: Extent, paths: Iterable[str]) -> str:
    """Write the scope of an effect as one word: its paths, or the extent."""
    return " ".join(sorted(set(paths))) if extent is Extent.PARTS else extent.value


_NUMBER = re.compile(r"TD-([0-9]{4})-([0-9]{5,15})", re.IGNORECASE)


def effect_number(effect_id: int, recorded_at: datetime) -> str:
    """Give the number under which people cite an effect: `TD-2026-00042`.

    It is the year in which the effect was recorded and the number of its row: neither ever changes,
    whatever becomes of the effect.
    """
    return f"TD-{day_of(recorded_at).year}-{effect_id:05}"


def effect_id_in(number: str) -> int | None:
    """Give the row an effect's number speaks of; None where it is no such number."""
    found = _NUMBER.fullmatch(number.strip())
    return int(found[2]) if found else None


def objections_to_facts(
    *,
    number: str,
    type: str,  # noqa: A002  # the register's word
    issued_on: date | None,
    effective_on: date | None,
    expires_on: date | None,
) -> tuple[Sentence, ...]:
    """Give every reason why these facts cannot be those of one text.

    A text may take effect before its issue (retroactive, or the portal's mistake): no reason.
    """
    found: list[Sentence] = []
    if not number:
        found.append(say("Give the number of the text."))
    if not type:
        found.append(say("Give the type of the text; its number does not say it."))
    found.extend(
        say("The year %(year)s cannot be right.", year=day.year)
        for day in (issued_on, effective_on, expires_on)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR
    )
    if effective_on is not None and expires_on is not None and expires_on < effective_on:
        found.append(say("A text cannot expire before it takes effect."))
    return tuple(dict.fromkeys(found))
