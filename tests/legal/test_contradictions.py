"""What contradicts itself in a register is found, and what does not is left alone."""

from collections.abc import Collection, Mapping
from datetime import date

from docctl.legal.bodies import body_key
from docctl.legal.contradictions import Contradiction, Found, Register, find_contradictions
from docctl.legal.lead_times import soonest_day
from docctl.legal.presumption import Stated
from docctl.legal.rules import Action, Extent
from docctl.legal.standing import Act, Facts

D2016, D2018, D2020, D2024 = (date(year, 1, 1) for year in (2016, 2018, 2020, 2024))


def kinds(
    facts: list[Facts],
    *acts: Act,
    soonest: Mapping[int, date] | None = None,
    paths: Mapping[int, Collection[str]] | None = None,
) -> list[Contradiction]:
    return [one.kind for one in found(facts, *acts, soonest=soonest, paths=paths)]


def found(
    facts: list[Facts],
    *acts: Act,
    soonest: Mapping[int, date] | None = None,
    paths: Mapping[int, Collection[str]] | None = None,
) -> list[Found]:
    by_id = {fact.text_id: fact for fact in facts}
    return find_contradictions(Register(by_id, acts, soonest or {}, paths or {}))


def test_a_clean_register_has_none() -> None:
    facts = [Facts(1, D2016, issued_on=D2016), Facts(2, D2018, issued_on=D2018)]
    assert kinds(facts, Act(1, 2, 1, Action.REPLACES)) == []


def test_effect_before_issue() -> None:
    assert kinds([Facts(1, D2016, issued_on=D2018)]) == [Contradiction.BEFORE_ISSUE]


def test_effect_sooner_than_the_law_allows() -> None:
    facts = [Facts(1, date(2024, 1, 20), issued_on=D2024)]
    allowed = soonest_day("Nghị định", "1/2024/NĐ-CP", D2024)
    assert allowed == date(2024, 2, 15)
    assert kinds(facts, soonest={1: allowed}) == [Contradiction.TOO_SOON]
    assert soonest_day("Quyết định", "1/2024/QĐ-UBND", D2024) == date(2024, 1, 11)
    commune = body_key("Ủy ban nhân dân xã Mẫu")
    assert soonest_day("Quyết định", "1/2024/QĐ-UBND", D2024, commune) == date(2024, 1, 8)
    later = date(2025, 5, 1)
    assert soonest_day("Quyết định", "1/2025/QĐ-UBND", later, commune) == date(2025, 5, 11)
    assert soonest_day("Nghị quyết", "1/2024/QH15", D2024) is None
    assert soonest_day("Quyết định", "101/QĐ-TTg", D2024) is None
    assert soonest_day("Nghị định", "1/2012/NĐ-CP", date(2012, 1, 1)) is None


def test_an_end_by_the_day_of_effect() -> None:
    act = Act(1, 2, 1, Action.REPEALS)
    assert kinds([Facts(1, D2018), Facts(2, D2016)], act) == [Contradiction.NEVER_BEGAN]
    assert kinds([Facts(1, D2018, expires_on=D2018)]) == [Contradiction.NEVER_BEGAN]


def test_two_replacements_on_two_days_but_not_a_split_on_one() -> None:
    facts = [Facts(1, D2016), Facts(2, D2018), Facts(3, D2020), Facts(4, D2018)]
    first, second = Act(1, 2, 1, Action.REPLACES), Act(2, 3, 1, Action.REPLACES)
    one = found(facts, first, second)[0]
    assert one == Found(Contradiction.TWO_SUCCESSORS, 1, (2, 3), (1, 2), (D2018, D2020))
    assert kinds(facts, first, Act(3, 4, 1, Action.REPLACES)) == []


def test_an_amendment_after_the_end() -> None:
    facts = [Facts(1, D2016), Facts(2, D2018), Facts(3, D2020)]
    acts = (Act(1, 2, 1, Action.REPEALS), Act(2, 3, 1, Action.AMENDS, Extent.UNSPECIFIED))
    assert kinds(facts, *acts) == [Contradiction.AFTER_END]


def test_a_stated_end_that_is_not_the_recorded_one() -> None:
    facts = [Facts(1, D2016, expires_on=D2020), Facts(2, D2018)]
    assert kinds(facts, Act(1, 2, 1, Action.REPEALS)) == [Contradiction.OTHER_END]


def test_what_the_source_says_against_what_is_recorded() -> None:
    ended = Facts(1, D2016, stated=Stated.ENDED, stated_on=D2024)
    alive = Facts(1, D2016, stated=Stated.IN_FORCE, stated_on=D2024)
    act = Act(1, 2, 1, Action.REPEALS)
    assert kinds([ended]) == [Contradiction.STATED_ENDED]
    assert kinds([ended, Facts(2, D2018)], act) == []
    assert kinds([alive, Facts(2, D2018)], act) == [Contradiction.STATED_IN_FORCE]
    assert kinds([alive]) == []


def test_a_source_older_than_what_it_changes() -> None:
    facts = [Facts(1, D2018, issued_on=D2018), Facts(2, D2020, issued_on=D2016)]
    assert kinds(facts, Act(1, 2, 1, Action.AMENDS)) == [Contradiction.OLDER_SOURCE]


def test_texts_that_end_each_other_through_a_third() -> None:
    facts = [Facts(1, D2016), Facts(2, D2018), Facts(3, D2020), Facts(4, D2024)]
    acts = (
        Act(1, 2, 1, Action.REPLACES),
        Act(2, 3, 2, Action.REPLACES),
        Act(3, 1, 3, Action.REPEALS, effective_on=D2024),
        Act(4, 4, 3, Action.REPEALS),
    )
    circles = [one for one in found(facts, *acts) if one.kind is Contradiction.CIRCLE]
    assert circles == [Found(Contradiction.CIRCLE, 1, (2, 3), (1, 2, 3))]


def test_an_effect_on_a_provision_that_is_not_there() -> None:
    facts = [Facts(1, D2016), Facts(2, D2018)]
    paths = {1: {"d0001.", "d0002."}}
    lost = Act(1, 2, 1, Action.REPEALS, Extent.PARTS, ("d0009.",))
    new = Act(2, 2, 1, Action.SUPPLEMENTS, Extent.PARTS, ("d0009.",))
    assert kinds(facts, lost, paths=paths) == [Contradiction.NO_PROVISION]
    assert kinds(facts, lost, new, paths=paths) == []
    assert kinds(facts, lost) == []  # the structure is not known


def test_missing_days() -> None:
    facts = [Facts(1, D2016), Facts(2)]
    assert kinds(facts, Act(1, 2, 1, Action.REPEALS)) == [
        Contradiction.NO_DAY_OF_EFFECT,
        Contradiction.NO_DAY,
    ]


def test_a_consolidated_text_has_the_days_of_what_it_writes_down() -> None:
    facts = {1: Facts(1, D2016, issued_on=D2018)}
    assert find_contradictions(Register(facts, (), {}, {}, consolidated={1})) == []


def test_a_text_cannot_end_and_suspend_another() -> None:
    facts = [Facts(1, D2016, issued_on=D2016), Facts(2, D2018, issued_on=D2018)]
    ends, rests = Act(1, 2, 1, Action.REPLACES), Act(2, 2, 1, Action.SUSPENDS)
    [one] = found(facts, ends, rests)
    assert one == Found(Contradiction.ENDS_AND_KEEPS, 1, (2,), (1, 2), (D2018,))
    assert found(facts, rests) == []
