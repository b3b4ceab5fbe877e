"""Real chains of texts (domain brief §6), never in force, postponed, and what evidence says."""

from datetime import date, timedelta

from docctl.legal.force import Law
from docctl.legal.presumption import Evidence, Stated, begun_by, stated_of
from docctl.legal.rules import Action, Extent
from docctl.legal.standing import Act, Facts, Force, Standing

DAY = timedelta(days=1)
DAYS = (date(2024, 3, 1), date(2024, 5, 1), date(2025, 2, 1), date(2025, 8, 1), date(2026, 2, 1))


def test_20_cp_and_20_slash_cp_are_two_decrees_with_two_ends() -> None:
    dash, slash, decree88, decree135 = 1, 2, 3, 4
    law = Law(
        [
            Facts(dash, date(1995, 3, 1)),
            Facts(slash, date(1996, 4, 13)),
            Facts(decree88, date(1998, 11, 17)),
            Facts(decree135, date(2004, 7, 9)),
        ],
        [
            Act(1, decree88, dash, Action.REPLACES),
            Act(2, decree135, slash, Action.REPLACES),
        ],
    )
    day = date(2000, 1, 1)
    assert law.force_on(dash, day) == Force(
        Standing.REPLACED, date(1998, 11, 17), (decree88,), (decree88,), (1,)
    )
    assert law.force_on(slash, day).standing is Standing.WILL_EXPIRE
    assert law.force_on(slash, date(2004, 7, 9)).successors == (decree135,)


def test_the_law_of_2015_ends_in_steps_and_leaves_clauses_alive() -> None:
    """64/2025: khoản 1 Điều 46 ends on its adoption, the rest on 1 April, some clauses go on."""
    old, amending, new = 80, 63, 64
    adopted, begins = date(2025, 2, 19), date(2025, 4, 1)
    kept, early = "d0030.k002.", "d0046.k001."
    law = Law(
        [Facts(old, date(2016, 7, 1)), Facts(amending, date(2021, 1, 1)), Facts(new, begins)],
        [
            Act(1, amending, old, Action.AMENDS, Extent.UNSPECIFIED),
            Act(2, new, old, Action.REPEALS, Extent.PARTS, (early,), adopted),
            Act(3, new, old, Action.REPLACES),
            Act(4, new, old, Action.CONTINUES, Extent.PARTS, (kept,)),
            Act(5, new, amending, Action.REPEALS),
        ],
    )
    assert law.force_on(old, adopted - DAY, early).standing is Standing.WILL_EXPIRE
    assert law.force_on(old, adopted, early).standing is Standing.EXPIRED
    assert law.force_on(old, adopted).standing is Standing.PARTLY_EXPIRED
    assert law.force_on(old, begins) == Force(Standing.REPLACED, begins, (new,), (new,), (3,))
    assert law.force_on(old, begins, kept).standing is Standing.AMENDED
    assert law.force_on(amending, begins).standing is Standing.EXPIRED


def test_one_decree_may_have_two_successors_and_two_may_have_one() -> None:
    decree34, decree78, decree79, decree154 = 34, 78, 79, 154
    begins = date(2025, 4, 1)
    law = Law(
        [
            Facts(decree34, date(2016, 7, 1)),
            Facts(decree154, date(2021, 1, 1)),
            Facts(decree78, begins),
            Facts(decree79, begins),
        ],
        [
            Act(1, decree78, decree34, Action.REPLACES),
            Act(2, decree79, decree34, Action.REPLACES),
            Act(3, decree78, decree154, Action.REPLACES),
        ],
    )
    assert law.force_on(decree34, begins).successors == (decree78, decree79)
    assert law.force_on(decree154, begins).successors == (decree78,)


def test_what_is_repealed_before_its_day_was_never_in_force() -> None:
    law = Law(
        [Facts(1, date(2026, 7, 1)), Facts(2, date(2026, 5, 1))],
        [Act(1, 2, 1, Action.REPEALS)],
    )
    never = Force(Standing.NEVER, date(2026, 5, 1), (2,), (), (1,))
    assert law.force_on(1, date(2026, 3, 1)) == never  # known as soon as the repeal is
    assert law.force_on(1, date(2026, 6, 1)) == never
    assert law.force_on(1, date(2027, 1, 1)) == never


def test_a_repealed_text_was_in_force_until_then() -> None:
    law = Law(
        [Facts(1, date(2026, 4, 30)), Facts(2, date(2026, 5, 1))], [Act(1, 2, 1, Action.REPEALS)]
    )
    assert law.force_on(1, date(2026, 4, 30)).standing is Standing.WILL_EXPIRE
    assert law.force_on(1, date(2026, 5, 1)).standing is Standing.EXPIRED


def test_a_postponed_code_waits_for_its_new_day_and_so_does_what_it_repeals() -> None:
    """The Penal Code 100/2015, postponed by resolution 144/2016 to 1 January 2018."""
    old, code, resolution = 1, 100, 144
    law = Law(
        [
            Facts(old, date(2000, 7, 1)),
            Facts(code, date(2016, 7, 1), issued_on=date(2015, 11, 27)),
            Facts(resolution, date(2016, 6, 29)),
        ],
        [
            Act(1, code, old, Action.REPLACES),
            Act(2, resolution, code, Action.POSTPONES, until=date(2018, 1, 1)),
        ],
    )
    assert law.force_on(code, date(2016, 7, 1)) == Force(Standing.NOT_YET, date(2018, 1, 1))
    assert law.force_on(code, date(2018, 1, 1)) == Force(Standing.IN_FORCE, date(2018, 1, 1))
    assert law.force_on(old, date(2017, 12, 31)).standing is Standing.WILL_EXPIRE
    assert law.force_on(old, date(2018, 1, 1)).standing is Standing.REPLACED


def test_a_text_postponed_without_a_new_day_is_not_yet_in_force() -> None:
    law = Law(
        [Facts(1, date(2026, 7, 1)), Facts(2, date(2026, 6, 1))], [Act(1, 2, 1, Action.POSTPONES)]
    )
    assert law.force_on(1, date(2030, 1, 1)) == Force(Standing.NOT_YET)


def test_a_text_postponed_after_it_began_was_in_force_in_between() -> None:
    law = Law(
        [Facts(1, date(2026, 1, 1)), Facts(2, date(2026, 2, 1))],
        [Act(1, 2, 1, Action.POSTPONES, until=date(2026, 6, 1))],
    )
    assert law.force_on(1, date(2026, 1, 15)).standing is Standing.IN_FORCE
    assert law.force_on(1, date(2026, 3, 1)).standing is Standing.NOT_YET
    assert law.force_on(1, date(2026, 6, 1)).standing is Standing.IN_FORCE


def test_a_text_is_not_in_force_before_its_issue() -> None:
    law = Law([Facts(1, issued_on=date(2020, 1, 1))], [])
    assert law.force_on(1, date(2019, 12, 31)).standing is Standing.NOT_YET
    assert law.force_on(1, date(2020, 1, 1)).standing is Standing.UNKNOWN


def test_a_source_that_says_in_force_is_believed_from_its_day_and_named() -> None:
    facts = Facts(1, stated=Stated.IN_FORCE, stated_on=date(2026, 3, 1))
    law = Law([facts], [])
    assert law.force_on(1, date(2026, 2, 28)).standing is Standing.UNKNOWN
    assert law.force_on(1, date(2026, 3, 1)) == Force(Standing.PRESUMED, evidence=Evidence.STATED)


def test_a_text_issued_long_ago_has_begun() -> None:
    law = Law([Facts(1, begun_by=date(2010, 1, 1))], [])
    assert law.force_on(1, date(2009, 12, 31)).standing is Standing.UNKNOWN
    assert law.force_on(1, date(2010, 1, 1)) == Force(Standing.PRESUMED, evidence=Evidence.AGE)


def test_a_replacement_without_a_day_by_an_old_text_has_happened() -> None:
    law = Law(
        [Facts(1, date(2000, 1, 1)), Facts(2, begun_by=date(2010, 1, 1))],
        [Act(1, 2, 1, Action.REPLACES)],
    )
    assert law.force_on(1, date(2005, 1, 1)).standing is Standing.UNKNOWN
    assert law.force_on(1, date(2010, 1, 1)) == Force(
        Standing.REPLACED, None, (2,), (2,), (1,), Evidence.AGE
    )


def test_an_amendment_without_a_day_by_an_old_text_has_happened() -> None:
    law = Law(
        [Facts(1, date(2000, 1, 1)), Facts(2, begun_by=date(2010, 1, 1))],
        [Act(1, 2, 1, Action.AMENDS, Extent.UNSPECIFIED)],
    )
    assert law.force_on(1, date(2010, 1, 1)) == Force(
        Standing.AMENDED, None, (2,), (), (1,), Evidence.AGE
    )


def test_an_end_that_a_source_states_without_its_day_makes_the_text_unknown() -> None:
    facts = Facts(1, date(2000, 1, 1), stated=Stated.ENDED, stated_on=date(2026, 3, 1))
    assert Law([facts], []).force_on(1, date(2026, 3, 2)).standing is Standing.UNKNOWN


def test_the_words_of_the_portals_are_understood() -> None:
    assert stated_of("Văn bản đang có hiệu lực") is Stated.IN_FORCE
    assert stated_of("Còn hiệu lực") is Stated.IN_FORCE
    assert stated_of("Văn bản còn hiệu lực một phần") is Stated.IN_FORCE
    assert stated_of("Hết hiệu lực một phần") is Stated.IN_FORCE
    assert stated_of("Hết hiệu lực toàn bộ") is Stated.ENDED
    assert stated_of("Chưa có hiệu lực") is Stated.NOT_YET
    assert stated_of("Ngưng hiệu lực") is Stated.SUSPENDED
    assert stated_of("") is Stated.NOTHING


def test_the_latest_beginning_follows_the_issue_or_the_year_of_the_number() -> None:
    issued = date(2015, 11, 11)
    assert begun_by("Nghị định", "115/2015/NĐ-CP", issued) == issued + timedelta(days=730)
    assert begun_by("Luật", "94/2015/QH13", issued) == issued + timedelta(days=1095)
    assert begun_by("Nghị định", "115/2015/NĐ-CP", None) == date(2017, 12, 30)
    slipped = date(2005, 11, 8)  # before the number's own year
    assert begun_by("Nghị định", "115/2015/NĐ-CP", slipped) == date(2017, 12, 30)
    assert begun_by("Quyết định", "504/QĐ-UBND", None) is None


def test_an_amendment_that_may_not_have_begun_is_told_as_issued() -> None:
    law = Law(
        [Facts(1, date(2000, 1, 1)), Facts(2, issued_on=date(2025, 1, 1))],
        [Act(1, 2, 1, Action.AMENDS, Extent.UNSPECIFIED)],
    )
    assert law.force_on(1, date(2024, 12, 31)).standing is Standing.IN_FORCE
    assert law.force_on(1, date(2025, 1, 1)) == Force(
        Standing.AMENDED, None, (2,), (), (1,), Evidence.ISSUED
    )


def test_an_ending_that_may_not_have_begun_makes_the_text_unknown() -> None:
    law = Law(
        [Facts(1, date(2000, 1, 1)), Facts(2, issued_on=date(2025, 1, 1))],
        [Act(1, 2, 1, Action.REPEALS)],
    )
    assert law.force_on(1, date(2025, 1, 1)).standing is Standing.UNKNOWN


def test_a_part_with_a_day_of_its_own_begins_on_that_day() -> None:
    """The Land Law 31/2024 works from 1 January 2025, its Điều 190 already from 1 April 2024."""
    early, late, narrow = ("d0190.",), ("d0060.",), ("d0060.k002.",)
    law = Law(
        [Facts(1, effective_on=date(2025, 1, 1), issued_on=date(2024, 1, 18))],
        [
            Act(1, 1, 1, Action.BEGINS, Extent.PARTS, early, date(2024, 4, 1)),
            Act(2, 1, 1, Action.BEGINS, Extent.PARTS, late, date(2026, 1, 1)),
            Act(3, 1, 1, Action.BEGINS, Extent.PARTS, narrow, date(2025, 7, 1)),
        ],
    )
    standings = {
        path: [law.force_on(1, day, path).standing for day in DAYS]
        for path in ("", "d0190.k001.", "d0060.k001.", "d0060.k002.p01.", "d0061.")
    }
    not_yet, works = Standing.NOT_YET, Standing.IN_FORCE
    assert standings == {
        "": [not_yet, not_yet, works, works, works],
        "d0190.k001.": [not_yet, works, works, works, works],
        "d0060.k001.": [not_yet, not_yet, not_yet, not_yet, works],
        "d0060.k002.p01.": [not_yet, not_yet, not_yet, works, works],
        "d0061.": [not_yet, not_yet, works, works, works],
    }
    assert law.force_on(1, date(2025, 2, 1), "d0060.").since == date(2026, 1, 1)
