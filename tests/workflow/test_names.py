"""When a text names a document by its code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.workflow.rules import names_code


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("QT 01", True),
        ("theo QT01.", True),
        ("(QT 01)", True),
        ("BM/QT 01a", True),
        ("xQT 01", False),
        ("QT 012", False),
        ("QT01 2", True),
        ("QT 013 và QT 01", True),
        ("", False),
    ],
)
def test_a_code_is_named_as_a_word_of_its_own(text: str, *, named: bool) -> None:
    assert names_code(text, "QT 01") is named


def test_no_code_is_named_by_nothing() -> None:
    assert not names_code("QT 01", "")


@given(st.text(max_size=20), st.text(max_size=20))
def test_signs_around_a_code_never_hide_it(before: str, after: str) -> None:
    assert names_code(f"{before} (QT-01) {after}", "QT-01")
