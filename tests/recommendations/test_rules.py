"""Which passages a recommendation speaks of, and what a line of a file may say."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.errors import Refused
from docctl.impact.states import ReasonCode
from docctl.legal.rules import Action
from docctl.recommendations.rules import Said, covers, objections_to, read_codes, read_line

SAID = Said(
    ref="0" * 32,
    at=datetime(2026, 3, 2, tzinfo=UTC),
    issuer="Sở Tư pháp",
    issued_by="Thư ký",
    source="nghi dinh|118/2025/nd-cp|chinhphu|2025-06-09",
    target="nghi dinh|61/2018/nd-cp|chinhphu|2018-04-23",
    action=Action.REPLACES,
    scope="whole",
    reason_code=ReasonCode.TRANSITIONAL,
    reason="Điều khoản chuyển tiếp áp dụng.",
    codes=("QT-*/HT",),
    paths=("d0005.k002.",),
)


def test_codes_match_however_they_are_typed() -> None:
    assert covers(["QT-*/HT"], [], code="qt 01 ht", cited=[""])
    assert covers(["QT-01", "BM*"], [], code="BM.01", cited=[])
    assert not covers(["QT-*/HT"], [], code="QT-01/DD", cited=[])
    assert not covers(["QT-1?"], [], code="QT-12", cited=[])
    assert covers([], [], code="bất kỳ", cited=[])


def test_a_scope_meets_what_lies_in_it_and_what_holds_it() -> None:
    paths = ["d0005.k002."]
    assert covers([], paths, code="x", cited=["d0005.k002.p01."])
    assert covers([], paths, code="x", cited=["d0005."])
    assert not covers([], paths, code="x", cited=["d0005.k003.", "d0012."])
    assert not covers([], paths, code="x", cited=[""])


def test_a_line_is_read_back_as_it_was_said() -> None:
    assert read_line(SAID.line()) == SAID


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "effect"},
        {"ref": "x"},
        {"more": "field"},
        {"at": "gestern"},
        {"action": "destroys"},
        {"reason_code": "because"},
        {"reason": " "},
        {"reason": "x" * 5000},
        {"codes": "QT-01"},
        {"codes": [1]},
        {"paths": ["../../etc"]},
        {"paths": ["d0001."] * 300},
        {"issuer": ""},
        {"withdrawn_at": "?"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"withdrawn_at": "9999-12-31T23:59:59-14:00"},
        {"codes": ["\x00"]},
        {"codes": ["QT-01", " "]},
        {"reason": "\x00\u202e"},
    ],
)
def test_what_is_no_line_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_line({**SAID.line(), **changed})


@given(
    st.dictionaries(
        st.text(max_size=8), st.none() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_nothing_that_is_sent_breaks_the_reading(line: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_line(line)


@given(st.sampled_from(sorted(SAID.line())), st.none() | st.integers() | st.text(max_size=40))
def test_a_changed_field_is_read_or_refused(name: str, value: Any) -> None:
    try:
        read_line({**SAID.line(), name: value})
    except Refused:
        return
    assert isinstance(value, str)


def test_typed_codes_are_taken_apart() -> None:
    assert read_codes(" QT-01, QT-02;\nBM-* ,,") == ("QT-01", "QT-02", "BM-*")


def test_every_reason_not_to_issue_is_told() -> None:
    assert len(objections_to(code="", reason=" ", codes=[], confirmed=False)) == 3
    assert objections_to(code="other", reason="Vì …", codes=[], confirmed=True) == ()
