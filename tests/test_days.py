"""Days of Viet Nam are the same whatever the machine's own zone."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.days import day_of, days_until, local, start_of

ZONES = ["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati"]
DAYS = st.dates(date(1945, 9, 2), date(2100, 12, 31))


@pytest.fixture(params=ZONES)
def _process_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@given(day=DAYS)
def test_a_day_starts_inside_itself(day: date) -> None:
    assert day_of(start_of(day)) == day
    assert day_of(start_of(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


@given(day=st.dates(date(1976, 1, 1), date(2100, 12, 30)))
def test_a_day_has_twenty_four_hours(day: date) -> None:
    assert start_of(day + timedelta(days=1)) - start_of(day) == timedelta(hours=24)


@pytest.mark.usefixtures("_process_zone")
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 7, 1)])
def test_midnight_is_seventeen_utc_in_every_process_zone(day: date) -> None:
    eve = day - timedelta(days=1)
    assert start_of(day) == datetime(eve.year, eve.month, eve.day, 17, tzinfo=UTC)
    assert day_of(start_of(day) - timedelta(seconds=1)) == eve
    assert day_of(start_of(day) + timedelta(seconds=1)) == day


def test_a_moment_is_shown_on_a_vietnamese_clock() -> None:
    assert local(datetime(2026, 3, 1, 18, 30, tzinfo=UTC)).strftime("%d %H:%M") == "02 01:30"


@given(day=DAYS, more=st.integers(-3000, 3000))
def test_days_are_counted_both_ways(day: date, more: int) -> None:
    assert days_until(day + timedelta(days=more), day) == more
