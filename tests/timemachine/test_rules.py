"""Which version counts on a day, as known on a day; codes and hashes of certificates."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from docctl.days import start_of
from docctl.timemachine.rules import (
    CODE_LENGTH,
    Ending,
    Nothing,
    Span,
    differences,
    end_of,
    facts_hash,
    find_version,
    new_code,
    read_code,
    written_code,
)

MARCH, JUNE, SEPTEMBER = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)
FIRST = Span(1, start_of(MARCH), start_of(MARCH), (Ending(start_of(JUNE), start_of(JUNE)),))
SECOND = Span(2, start_of(JUNE), start_of(JUNE))


def test_a_day_has_the_version_that_counts_at_its_end() -> None:
    assert find_version([FIRST, SECOND], date(2025, 5, 31)).span is FIRST
    assert find_version([FIRST, SECOND], JUNE).span is SECOND
    noon = start_of(JUNE) + timedelta(hours=12)
    ended = Span(1, start_of(MARCH), start_of(MARCH), (Ending(noon, noon),))
    found = find_version([ended, Span(2, noon, noon)], JUNE)
    assert found.span is not None
    assert found.span.version_id == 2
    assert found.during == ((1, noon),)


def test_no_version_is_told_with_its_reason() -> None:
    assert find_version([], MARCH).nothing is Nothing.NEVER
    assert find_version([FIRST, SECOND], date(2025, 2, 28)).nothing is Nothing.BEFORE_FIRST
    third = Span(3, start_of(SEPTEMBER), start_of(SEPTEMBER))
    assert find_version([FIRST, third], date(2025, 7, 1)).nothing is Nothing.BETWEEN
    gone = Ending(start_of(JUNE), start_of(JUNE), withdrawn=True)
    withdrawn = Span(1, start_of(MARCH), start_of(MARCH), (gone,))
    assert find_version([withdrawn], date(2025, 7, 1)).nothing is Nothing.WITHDRAWN


def test_what_was_recorded_later_was_not_known() -> None:
    late = Span(2, start_of(JUNE), start_of(SEPTEMBER))
    first = Span(
        1, start_of(MARCH), start_of(MARCH), (Ending(start_of(JUNE), start_of(SEPTEMBER)),)
    )
    july = date(2025, 7, 1)
    assert find_version([first, late], july).span is late
    then = find_version([first, late], july, known_at=end_of(july))
    assert then.span is first
    assert then.until is None


def test_a_version_taken_back_before_its_day_never_counted() -> None:
    back = Ending(start_of(JUNE), start_of(MARCH), withdrawn=True)
    scheduled = Span(2, start_of(JUNE), start_of(MARCH), (back,))
    assert find_version([scheduled], JUNE).span is None


DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@given(st.lists(DAYS, unique=True, max_size=6), DAYS, DAYS)
def test_the_answer_is_that_of_walking_the_days(starts: list[date], day: date, known: date) -> None:
    """Versions in a row, each known on its day: the last begun by the day, of those known."""
    ordered = sorted(starts)
    spans = [
        Span(
            number,
            start_of(since),
            start_of(since),
            tuple(Ending(start_of(after), start_of(after)) for after in ordered[number + 1 :][:1]),
        )
        for number, since in enumerate(ordered)
    ]
    found = find_version(spans, day, known_at=end_of(known))
    begun = [number for number, since in enumerate(ordered) if since <= min(day, known)]
    assert (found.span.version_id if found.span else None) == (begun[-1] if begun else None)


@given(st.sets(DAYS, max_size=5), DAYS)
def test_the_order_of_the_rows_changes_nothing(starts: set[date], day: date) -> None:
    spans = [Span(number, start_of(since), start_of(since)) for number, since in enumerate(starts)]
    assert find_version(spans, day) == find_version(spans[::-1], day)


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code()
    assert len(code) == CODE_LENGTH
    assert read_code(written_code(code).lower()) == code
    assert read_code(" 0o1iL ") == "00111"
    assert new_code() != code


def test_the_hash_is_that_of_the_facts_and_names_prove_nothing() -> None:
    one = {"on": "2025-03-12", "bases": [{"text": 1, "names": {"number": "1/2020"}}]}
    other = {"bases": [{"names": {"number": "1/2020/NĐ-CP"}, "text": 1}], "on": "2025-03-12"}
    assert facts_hash(one) == facts_hash({"bases": one["bases"], "on": "2025-03-12"})
    assert facts_hash(one) != facts_hash(other)
    assert differences(one, other) == ()
    assert differences(one, {**other, "on": "2025-03-13"}) == ("on",)
    assert differences(one, {**other, "bases": [{"text": 2, "names": {}}]}) == ("bases",)


def test_the_end_of_a_day_is_its_last_instant() -> None:
    assert end_of(MARCH) == datetime(2025, 3, 1, 16, 59, 59, 999999, tzinfo=UTC)
