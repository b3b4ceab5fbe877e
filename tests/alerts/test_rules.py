import unicodedata
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from docctl.alerts.rules import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    OLDEST,
    TRIES,
    body,
    header,
    is_given_up,
    is_stale,
    pause_after,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@given(st.text())
def test_a_header_is_one_line_without_control_or_direction_signs(text: str) -> None:
    cleaned = header(text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in cleaned)
    assert header(cleaned) == cleaned
    assert len(cleaned) <= 200


@given(st.text())
def test_a_body_keeps_its_lines_and_loses_other_control_signs(text: str) -> None:
    cleaned = body(text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in cleaned.replace("\n", ""))
    assert "\r" not in cleaned


def test_ordinary_vietnamese_passes_unchanged() -> None:
    title = "Chờ phê duyệt: QT 01/CX-HCTP Đăng ký khai sinh – “một cửa”"
    assert header(title) == title
    assert body(title) == title


def test_an_injected_header_becomes_part_of_the_subject() -> None:
    assert header("Quy trình\r\nBcc: a@b.vn") == "Quy trình Bcc: a@b.vn"


def test_pauses_double_from_half_a_minute_to_a_day() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, TRIES + 40)]
    assert pauses[0] == FIRST_PAUSE == timedelta(seconds=30)
    assert pauses[1] == timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE == timedelta(hours=24)


def test_a_server_that_is_down_for_a_day_costs_no_mail() -> None:
    waited = sum((pause_after(attempt) for attempt in range(1, TRIES)), timedelta())
    assert waited > timedelta(hours=48)
    assert not is_given_up(TRIES - 1)
    assert is_given_up(TRIES)


def test_only_mail_nobody_ever_tried_grows_too_old() -> None:
    assert is_stale(created_at=NOW - OLDEST - timedelta(days=1), attempts=0, now=NOW)
    assert not is_stale(created_at=NOW - OLDEST - timedelta(days=1), attempts=1, now=NOW)
    assert not is_stale(created_at=NOW - timedelta(hours=48), attempts=0, now=NOW)
