"""What a statement about a title does: nothing is shortened unasked."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from docctl.packs.rules import KEPT, OnText, Outcome, TextHere, judge_text
from docctl.packs.saying import TextSaid

AT = datetime(2026, 11, 29, tzinfo=UTC)
SAID = TextSaid(
    ref=1,
    at=AT,
    number="60/2014/QH13",
    type="Luật",
    title="Luật Hộ tịch",
    issuer="Quốc hội",
    signer="",
    issued_on=None,
    effective_on=None,
    expires_on=None,
    stated_status="",
    stated_on=None,
    certainty="",
)


def judged(title: str, says: str, *, listed: bool) -> OnText:
    facts: dict[str, Any] = {name: getattr(SAID, name) for name in KEPT} | {"title": title}
    return judge_text(replace(SAID, title=says), TextHere(1, listed, facts), None)


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize(
    ("title", "says"), [("Luật Hộ tịch", "Hộ tịch"), ("Hộ tịch", "Luật Hộ tịch")]
)
def test_the_type_word_before_a_title_is_no_difference(
    title: str, says: str, *, listed: bool
) -> None:
    assert judged(title, says, listed=listed).outcome is Outcome.SAME


@pytest.mark.parametrize("listed", [True, False])
def test_a_title_with_fewer_words_waits_for_a_person(*, listed: bool) -> None:
    met = judged("Luật Hộ tịch và đăng ký cư trú", "Hộ tịch", listed=listed)
    assert (met.outcome, met.conflicts) == (Outcome.CONFLICT, ("title",))


def test_another_title_of_a_list_is_corrected_and_shown() -> None:
    met = judged("Luật Hộ tịch", "Luật Hộ tịch và đăng ký cư trú", listed=True)
    assert (met.outcome, dict(met.changes)) == (
        Outcome.CHANGES,
        {"title": "Luật Hộ tịch và đăng ký cư trú"},
    )
