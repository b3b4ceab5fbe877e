"""What is in force on a day: the cases of the law, and order that does not matter."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.force import Law
from docctl.legal.presumption import Stated
from docctl.legal.rules import Action, Extent
from docctl.legal.standing import GRAVITY, Act, Facts, Force, Standing

D2016, D2018, D2020, D2024 = (date(year, 1, 1) for year in (2016, 2018, 2020, 2024))
TODAY = date(2026, 3, 2)
OLD, NEW, NEWER, RESOLUTION = 1, 2, 3, 4
ARTICLE_5, CLAUSE_2, ARTICLE_6 = "d0005.", "d0005.k002.", "d0006."


def facts(**more: date | None) -> list[Facts]:
    return [
        Facts(OLD, effective_on=D2016, expires_on=more.get("expires_on")),
        Facts(NEW, effective_on=D2018),
        Facts(NEWER, effective_on=D2020),
        Facts(RESOLUTION, effective_on=D2024),
    ]


def act(
    source: int,
    action: Action,
    target: int = OLD,
    *paths: str,
    day: date | None = None,
    until: date | None = None,
    vague: bool = False,
    id: int = 0,  # noqa: A002
) -> Act:
    extent = Extent.PARTS if paths else Extent.UNSPECIFIED if vague else Extent.WHOLE
    return Act(id or source * 100 + target, source, target, action, extent, paths, day, until)


def standing(law: Law, day: date = TODAY, path: str = "", text: int = OLD) -> Standing:
    return law.force_on(text, day, path).standing


def test_a_text_without_effects_is_in_force_from_its_day() -> None:
    law = Law(facts(), [])
    assert standing(law, D2016 - timedelta(days=1)) is Standing.NOT_YET
    assert law.force_on(OLD, D2016) == Force(Standing.IN_FORCE, since=D2016)


def test_a_text_nobody_registered_stands_unregistered() -> None:
    assert Law([], []).force_on(9, TODAY) == Force(Standing.UNREGISTERED)


def test_a_text_whose_day_is_unknown_stands_unknown() -> None:
    assert standing(Law([Facts(OLD)], [])) is Standing.UNKNOWN


def test_a_replaced_text_is_replaced_from_the_day_of_its_successor() -> None:
    law = Law(facts(), [act(NEW, Action.REPLACES)])
    assert standing(law, D2018 - timedelta(days=1)) is Standing.WILL_EXPIRE
    assert law.force_on(OLD, D2018) == Force(
        Standing.REPLACED, since=D2018, by=(NEW,), successors=(NEW,), effects=(201,)
    )


def test_the_successor_of_a_chain_is_the_latest_text_of_the_day() -> None:
    law = Law(facts(), [act(NEW, Action.REPLACES), act(NEWER, Action.REPLACES, NEW)])
    assert law.force_on(OLD, D2018).successors == (NEW,)
    assert law.force_on(OLD, D2020).successors == (NEWER,)
    assert law.force_on(OLD, D2020).since == D2018


def test_a_text_may_have_several_successors() -> None:
    law = Law(facts(), [act(NEW, Action.REPLACES), act(NEWER, Action.REPLACES)])
    assert law.force_on(OLD, TODAY).successors == (NEW, NEWER)


def test_a_circle_of_replacements_ends() -> None:
    law = Law(facts(), [act(NEW, Action.REPLACES), act(OLD, Action.REPLACES, NEW, day=D2020)])
    assert standing(law) is Standing.REPLACED
    assert standing(law, text=NEW) is Standing.IN_FORCE  # what replaced it was dead by then


def test_a_repealed_text_has_no_successor() -> None:
    law = Law(facts(), [act(NEW, Action.REPEALS)])
    assert law.force_on(OLD, TODAY) == Force(
        Standing.EXPIRED, since=D2018, by=(NEW,), effects=(201,)
    )


def test_a_text_ends_on_the_day_the_register_states() -> None:
    law = Law(facts(expires_on=D2020), [])
    assert law.force_on(OLD, D2018) == Force(Standing.WILL_EXPIRE, since=D2020)
    assert law.force_on(OLD, D2020) == Force(Standing.EXPIRED, since=D2020)


def test_an_extension_moves_the_stated_end() -> None:
    law = Law(
        facts(expires_on=D2020),
        [act(NEW, Action.EXTENDS, until=date(2024, 12, 31))],
    )
    assert standing(law, date(2024, 12, 31)) is Standing.WILL_EXPIRE
    assert law.force_on(OLD, date(2025, 1, 1)) == Force(Standing.EXPIRED, since=date(2025, 1, 1))


def test_an_amendment_of_the_cited_provision_is_told_from_one_elsewhere() -> None:
    law = Law(facts(), [act(NEW, Action.AMENDS, OLD, CLAUSE_2)])
    assert standing(law, path=CLAUSE_2) is Standing.AMENDED_HERE
    assert standing(law, path=ARTICLE_5) is Standing.AMENDED_HERE
    assert standing(law, path=f"{CLAUSE_2}p01.") is Standing.AMENDED_HERE
    assert standing(law, path=ARTICLE_6) is Standing.AMENDED_ELSEWHERE
    assert standing(law, path="d0005.k001.") is Standing.AMENDED_ELSEWHERE
    assert standing(law) is Standing.AMENDED
    assert standing(law, D2016, path=CLAUSE_2) is Standing.IN_FORCE


def test_an_amendment_of_unknown_scope_is_not_called_elsewhere() -> None:
    law = Law(facts(), [act(NEW, Action.AMENDS, vague=True)])
    assert standing(law, path=ARTICLE_5) is Standing.AMENDED


def test_article_12_is_not_article_12a() -> None:
    law = Law(facts(), [act(NEW, Action.REPEALS, OLD, "d0012a.")])
    assert standing(law, path="d0012.") is Standing.AMENDED_ELSEWHERE
    assert standing(law, path="d0012a.") is Standing.EXPIRED


def test_a_repealed_provision_is_gone_and_the_text_partly() -> None:
    law = Law(facts(), [act(NEW, Action.REPEALS, OLD, CLAUSE_2)])
    assert standing(law) is Standing.PARTLY_EXPIRED
    assert standing(law, path=ARTICLE_5) is Standing.PARTLY_EXPIRED
    assert standing(law, path=CLAUSE_2) is Standing.EXPIRED
    assert standing(law, path=ARTICLE_6) is Standing.AMENDED_ELSEWHERE


def test_a_partial_repeal_of_unknown_scope_may_concern_every_provision() -> None:
    law = Law(facts(), [act(NEW, Action.REPEALS, vague=True)])
    assert standing(law, path=ARTICLE_6) is Standing.PARTLY_EXPIRED


def test_a_provision_written_anew_is_back() -> None:
    repeal = act(NEW, Action.REPEALS, OLD, ARTICLE_5)
    law = Law(facts(), [repeal, act(NEWER, Action.SUPPLEMENTS, OLD, ARTICLE_5)])
    assert standing(law, D2018, ARTICLE_5) is Standing.EXPIRED
    assert standing(law, D2020, ARTICLE_5) is Standing.AMENDED_HERE


def test_a_continued_provision_outlives_its_text() -> None:
    law = Law(
        facts(),
        [
            act(NEW, Action.REPEALS),
            act(NEW, Action.CONTINUES, OLD, ARTICLE_5, until=D2024, id=7),
        ],
    )
    assert standing(law, D2020, ARTICLE_5) is Standing.AMENDED_ELSEWHERE
    assert standing(law, D2020, ARTICLE_6) is Standing.EXPIRED
    assert standing(law, D2024 + timedelta(days=1), ARTICLE_5) is Standing.EXPIRED


def test_an_old_continuation_does_not_outlive_a_later_repeal() -> None:
    law = Law(facts(), [act(NEW, Action.CONTINUES), act(NEWER, Action.REPEALS)])
    assert standing(law) is Standing.EXPIRED


def test_a_suspended_text_rests_until_it_is_resumed() -> None:
    law = Law(facts(), [act(NEW, Action.SUSPENDS), act(NEWER, Action.RESUMES)])
    assert standing(law, D2018) is Standing.SUSPENDED
    assert standing(law, D2020) is Standing.IN_FORCE


def test_a_suspension_includes_its_last_day() -> None:
    law = Law(facts(), [act(NEW, Action.SUSPENDS, until=D2020)])
    assert standing(law, D2020) is Standing.SUSPENDED
    assert standing(law, D2020 + timedelta(days=1)) is Standing.IN_FORCE


def test_a_suspension_of_one_article_leaves_the_others() -> None:
    law = Law(facts(), [act(NEW, Action.SUSPENDS, OLD, ARTICLE_5)])
    assert standing(law, path=ARTICLE_5) is Standing.SUSPENDED
    assert standing(law, path=ARTICLE_6) is Standing.IN_FORCE


def test_suspending_a_repealing_text_revives_what_it_repealed() -> None:
    """NĐ 15/2018, replaced by NĐ 46/2026, which NQ 09/2026 suspended and NQ 15/2026 still does."""
    nd15, nd46, nq09, nq15 = 15, 46, 9, 215
    law = Law(
        [
            Facts(nd15, effective_on=date(2018, 2, 2)),
            Facts(nd46, effective_on=date(2026, 1, 26)),
            Facts(nq09, effective_on=date(2026, 2, 4)),
            Facts(nq15, effective_on=date(2026, 4, 6)),
        ],
        [
            Act(1, nd46, nd15, Action.REPLACES),
            Act(2, nq09, nd46, Action.SUSPENDS, until=date(2026, 4, 15)),
            Act(3, nq15, nd46, Action.SUSPENDS),
        ],
    )
    assert standing(law, date(2026, 1, 25), text=nd15) is Standing.WILL_EXPIRE
    assert standing(law, date(2026, 1, 26), text=nd15) is Standing.REPLACED
    assert standing(law, date(2026, 2, 4), text=nd15) is Standing.IN_FORCE
    assert standing(law, date(2026, 2, 4), text=nd46) is Standing.SUSPENDED
    assert standing(law, date(2026, 7, 1), text=nd15) is Standing.IN_FORCE


def test_an_extended_suspension_lasts_as_long_as_its_text() -> None:
    law = Law(
        facts(),
        [
            act(NEW, Action.SUSPENDS, until=D2020),
            act(NEWER, Action.EXTENDS, NEW, until=D2024),
        ],
    )
    assert standing(law, D2024) is Standing.SUSPENDED
    assert standing(law, D2024 + timedelta(days=1)) is Standing.IN_FORCE


def test_suspending_the_suspending_text_lets_the_first_one_live() -> None:
    law = Law(facts(), [act(NEW, Action.SUSPENDS), act(NEWER, Action.SUSPENDS, NEW)])
    assert standing(law, D2018) is Standing.SUSPENDED
    assert standing(law, D2020) is Standing.IN_FORCE


def test_texts_that_suspend_each_other_are_decided_by_the_earlier() -> None:
    law = Law(facts(), [act(NEWER, Action.SUSPENDS), act(OLD, Action.SUSPENDS, NEWER, day=D2024)])
    assert standing(law, text=OLD) is Standing.SUSPENDED
    assert standing(law, text=NEWER) is Standing.IN_FORCE


def test_an_effect_of_a_text_that_died_before_never_happens() -> None:
    law = Law(
        facts(),
        [
            act(NEW, Action.REPEALS, day=D2024),
            act(NEWER, Action.REPEALS, NEW),
        ],
    )
    assert standing(law) is Standing.IN_FORCE


def test_a_replacement_that_will_never_happen_is_not_announced() -> None:
    repealed_before = [act(NEWER, Action.REPLACES), act(NEW, Action.REPEALS, NEWER, day=D2018)]
    suspended_then = [act(NEWER, Action.REPLACES), act(NEW, Action.SUSPENDS, NEWER)]
    continued = [act(NEWER, Action.REPEALS), act(NEWER, Action.CONTINUES, OLD, ARTICLE_5, id=7)]
    assert standing(Law(facts(), repealed_before), D2018) is Standing.IN_FORCE
    assert standing(Law(facts(), suspended_then), D2018) is Standing.IN_FORCE
    assert standing(Law(facts(), continued), D2018, ARTICLE_5) is Standing.IN_FORCE
    assert standing(Law(facts(), continued), D2018, ARTICLE_6) is Standing.WILL_EXPIRE


def test_a_repeal_outlives_the_text_that_made_it() -> None:
    law = Law(facts(), [act(NEW, Action.REPEALS), act(NEWER, Action.REPEALS, NEW)])
    assert standing(law) is Standing.EXPIRED


def test_a_stated_end_that_an_effect_explains_falls_with_the_effect() -> None:
    law = Law(
        facts(expires_on=D2018), [act(NEW, Action.REPLACES), act(NEWER, Action.SUSPENDS, NEW)]
    )
    assert standing(law, D2018) is Standing.REPLACED
    assert standing(law, D2020) is Standing.IN_FORCE


def test_a_replacement_without_a_day_makes_the_standing_unknown() -> None:
    law = Law([*facts(), Facts(8, issued_on=D2020)], [act(8, Action.REPLACES)])
    assert standing(law, D2018) is Standing.IN_FORCE
    assert law.force_on(OLD, D2020) == Force(
        Standing.UNKNOWN, by=(8,), successors=(8,), effects=(801,)
    )


def test_a_citation_of_several_provisions_stands_as_the_gravest() -> None:
    law = Law(facts(), [act(NEW, Action.REPEALS, OLD, ARTICLE_5)])
    assert law.force_of(OLD, TODAY, {ARTICLE_5, ARTICLE_6}).standing is Standing.EXPIRED
    assert law.force_of(OLD, TODAY, set()).standing is Standing.PARTLY_EXPIRED


def test_every_standing_has_its_gravity() -> None:
    assert set(GRAVITY) == set(Standing)


_TEXTS = st.integers(1, 5)
_DAYS = st.dates(date(2015, 1, 1), date(2026, 1, 1))
_PATHS = st.sampled_from(["d0001.", "d0001.k001.", "d0002.", "d0001a."])


@st.composite
def _acts(draw: st.DrawFn) -> list[Act]:
    acts = []
    for number in range(draw(st.integers(0, 9))):
        source, target = draw(_TEXTS), draw(_TEXTS)
        if source == target:
            continue
        extent = draw(st.sampled_from(Extent))
        paths = tuple(draw(st.sets(_PATHS, min_size=1))) if extent is Extent.PARTS else ()
        acts.append(
            Act(
                number,
                source,
                target,
                draw(st.sampled_from(Action)),
                extent,
                paths,
                draw(st.none() | _DAYS),
                draw(st.none() | _DAYS),
            )
        )
    return acts


_FACTS = st.lists(st.tuples(st.none() | _DAYS, st.none() | _DAYS), min_size=5, max_size=5)


@given(known=_FACTS, acts=_acts(), order=st.randoms(use_true_random=False), day=_DAYS, path=_PATHS)
def test_the_order_of_recording_does_not_matter(
    known: list[tuple[date | None, date | None]],
    acts: list[Act],
    order: object,
    day: date,
    path: str,
) -> None:
    texts = [Facts(number, begin, end) for number, (begin, end) in enumerate(known, start=1)]
    shuffled, mixed = list(acts), list(texts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    order.shuffle(mixed)  # type: ignore[attr-defined]  # the same
    straight, other = Law(texts, acts), Law(mixed, shuffled)
    for text in range(1, 6):
        for asked in ("", path):
            assert straight.force_on(text, day, asked) == other.force_on(text, day, asked)


@given(known=_FACTS, acts=_acts(), days=st.lists(_DAYS, min_size=2, max_size=4))
def test_an_answer_does_not_depend_on_the_questions_before_it(
    known: list[tuple[date | None, date | None]], acts: list[Act], days: list[date]
) -> None:
    texts = [Facts(number, begin, end) for number, (begin, end) in enumerate(known, start=1)]
    asked_before = Law(texts, acts)
    for day in days:
        for text in range(1, 6):
            fresh = Law(texts, acts).force_on(text, day)
            assert asked_before.force_on(text, day) == fresh


@given(known=_FACTS, acts=_acts(), day=_DAYS)
def test_unconfirmed_kinds_of_effect_never_end_a_text(
    known: list[tuple[date | None, date | None]], acts: list[Act], day: date
) -> None:
    texts = [Facts(number, begin, None) for number, (begin, _) in enumerate(known, start=1)]
    harmless = [
        one for one in acts if one.action in {Action.DETAILS, Action.CORRECTS, Action.CONTINUES}
    ]
    law = Law(texts, harmless)
    for text, begin in ((fact.text_id, fact.effective_on) for fact in texts):
        if begin is not None and begin <= day:
            assert law.force_on(text, day).standing is Standing.IN_FORCE


_FEW = st.dates(date(2025, 1, 1), date(2025, 2, 9))


@st.composite
def _close_acts(draw: st.DrawFn) -> list[Act]:
    return [
        replace(one, effective_on=draw(st.none() | _FEW), until=draw(st.none() | _FEW))
        for one in draw(_acts())
    ]


@st.composite
def _close_facts(draw: st.DrawFn) -> list[Facts]:
    day = st.none() | _FEW
    return [
        Facts(
            number,
            draw(day),
            draw(day),
            issued_on=draw(day),
            begun_by=draw(day),
            stated=draw(st.sampled_from(Stated)),
            stated_on=draw(day),
        )
        for number in range(1, 6)
    ]


@given(texts=_close_facts(), acts=_close_acts())
def test_how_a_text_stands_turns_on_its_turning_days_alone(
    texts: list[Facts], acts: list[Act]
) -> None:
    law = Law(texts, acts)
    days = [date(2024, 12, 30) + timedelta(days=number) for number in range(50)]
    for text in range(1, 6):
        turning = law.turning_days_of(text)
        stood = [law.force_then(text, day).standing for day in days]
        pairs = zip(days[1:], pairwise(stood), strict=True)
        turned = {day for day, (before, after) in pairs if before is not after}
        assert turned <= set(turning)
