import json

import pytest

from docctl.errors import Refused
from docctl.legal.jsonl import found_lines


def test_each_line_is_answered_under_its_id() -> None:
    lines = [
        json.dumps({"id": "a", "text": "Điều 5 Nghị định số 61/2018/NĐ-CP ngày 23/4/2018"}),
        "",
        json.dumps({"id": 7, "text": "Thông tư này", "date": "2025-01-01"}),
    ]
    first, second = (json.loads(line) for line in found_lines(lines))
    assert second == {"id": 7, "citations": []}
    [citation] = first["citations"]
    assert citation["start"] == 7
    assert citation["number"] == "61/2018/NĐ-CP"
    assert citation["issued"] == "2018-04-23"
    assert citation["articles"] == [{"dieu": "5", "khoan": None, "diem": None}]
    assert set(citation) >= {
        "start", "end", "surface", "type", "number", "name", "year", "issued", "issuer",
        "articles", "form", "embedded",
    }  # fmt: skip


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": 2}'])
def test_a_line_that_asks_nothing_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(Refused, match="Line 2"):
        list(found_lines(['{"id": 1, "text": ""}', line]))
