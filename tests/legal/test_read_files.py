import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from docctl.cli.legal import group
from docctl.errors import Refused
from docctl.word import Limits, text_of_file

PAGE = """<html><head><title>x</title><style>p {}</style></head><body><script>var a</script>
<table><tr><td>CHÍNH PHỦ</td><td>Số: 45/2031/NĐ-CP</td></tr></table>
<p>Hà Nội, ngày 12 tháng 3 năm 2031</p><h1>NGHỊ ĐỊNH</h1><p>Quy định về <b>sổ</b></p>
<p>Điều 1. Phạm vi</p><p>Điều 2. Hiệu lực</p>
<p>1. Nghị định này có hiệu lực thi hành từ ngày 01/5/2031, thay thế Nghị định số 1/2019/NĐ-CP.</p>
<p>2. Quy định tại Điều 1 của Nghị định này có hiệu lực từ ngày 01/7/2031.</p>
<p>TM. CHÍNH PHỦ</p><p>THỦ TƯỚNG</p><p>Trần Văn Mẫu</p></body></html>"""


def test_a_page_becomes_a_line_for_each_block_without_scripts() -> None:
    lines = text_of_file("a.html", PAGE.encode()).split("\n")
    assert lines[:2] == ["CHÍNH PHỦ", "Số: 45/2031/NĐ-CP"]
    assert "Quy định về sổ" in lines
    assert not any("var a" in line or "p {}" in line for line in lines)
    assert text_of_file("a.htm", b"  ") == ""


def test_a_law_is_read_from_a_file_as_json_and_as_text(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE, encoding="utf-8")
    answer = CliRunner().invoke(group, ["read", str(file), "--json"])
    law = json.loads(answer.output)
    assert (law["number"], law["type"], law["issuer"]) == (
        "45/2031/NĐ-CP", "Nghị định", "Chính phủ",
    )  # fmt: skip
    assert (law["signer"], law["office"]) == ("Trần Văn Mẫu", "THỦ TƯỚNG")
    assert (law["issued"], law["effective"]) == ("2031-03-12", "2031-05-01")
    assert law["structure"]["dieu"] == 2
    assert [part["effective"] for part in law["effective_parts"]] == ["2031-07-01"]
    assert law["effects"][0]["target_number"] == "1/2019/NĐ-CP"
    shown = CliRunner().invoke(group, ["read", str(file)])
    assert "1/2019/NĐ-CP: whole; 2031-05-01" in shown.output


def test_utf_16_text_is_read_and_other_and_large_files_are_refused() -> None:
    assert text_of_file("a.txt", "Điều 1. Sổ".encode("utf-16")) == "Điều 1. Sổ"
    with pytest.raises(Refused):
        text_of_file("a.exe", b"MZ")
    with pytest.raises(Refused):
        text_of_file("a.txt", b"too large", limits=Limits(file_bytes=4))


def test_effects_are_read_from_lines_on_the_command_line() -> None:
    line = json.dumps({"id": "x", "text": "Bãi bỏ Thông tư số 1/2020/TT-BTP."})
    answer = CliRunner().invoke(group, ["effects", "--jsonl"], input=line + "\n")
    assert json.loads(answer.output)["effects"][0]["action"] == "repeals"
    wrong = CliRunner().invoke(group, ["effects", "--jsonl"], input="{\n")
    assert wrong.exit_code == 1
