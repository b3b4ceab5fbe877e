import json

import pytest

from docctl.errors import Refused
from docctl.legal.effects_jsonl import effect_lines


def answer(text: str, **more: str) -> list[dict[str, object]]:
    line = json.dumps({"id": 7, "text": text, **more})
    (found,) = effect_lines([line, "\n"])
    said = json.loads(found)
    assert said["id"] == 7
    effects: list[dict[str, object]] = said["effects"]
    return effects


def test_an_effect_has_the_fields_of_the_graded_set() -> None:
    text = "Bãi bỏ khoản 7 Điều 15 Nghị định số 128/2025/NĐ-CP kể từ ngày 01/7/2026."
    assert answer(text) == [
        {
            "action": "repeals",
            "target_number": "128/2025/NĐ-CP",
            "target_name": None,
            "scope": [{"dieu": "15", "khoan": "7", "diem": None}],
            "effective": "2026-07-01",
            "actor": None,
        }
    ]


def test_a_law_without_number_is_named() -> None:
    (effect,) = answer("Luật này thay thế Luật Hộ tịch ngày 20 tháng 11 năm 2014.")
    assert (effect["target_number"], effect["target_name"]) == (None, "Luật Hộ tịch")
    assert effect["scope"] == "whole"


def test_what_is_left_out_and_until_when_are_said() -> None:
    (left,) = answer("Bãi bỏ Thông tư số 1/2020/TT-BTP, trừ quy định tại khoản 2 Điều 3.")
    assert left["exception"] == "quy định tại khoản 2 Điều 3"
    (until,) = answer(
        "Tạm ngưng hiệu lực thi hành Thông tư số 1/2020/TT-BTP đến hết ngày 31/12/2026."
    )
    assert (until["action"], until["until"]) == ("suspends", "2026-12-31")


def test_a_text_never_acts_on_itself() -> None:
    text = "Sửa đổi, bổ sung Điều 5 Thông tư số 1/2020/TT-BTP như sau:"
    assert answer(text)
    assert answer(text, source_number="1/2020/TT-BTP") == []


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "text": 2}'])
def test_a_line_that_is_no_question_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(Refused) as refused:
        list(effect_lines(["", line]))
    assert "2" in str(refused.value.reasons[0])
