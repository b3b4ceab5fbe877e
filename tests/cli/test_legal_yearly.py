"""Yearly lists from the command line."""

import json
from datetime import date
from pathlib import Path

from flask.testing import FlaskCliRunner

from docctl import create_app
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeText

LIST = (
    "Danh mục văn bản hết hiệu lực năm 2025\n"
    "STT\tLoại văn bản\tSố, ký hiệu\tNgày ban hành\tLý do\tNgày hết hiệu lực\n"
    "1\tNghị định\t61/2018/NĐ-CP\t23/4/2018\tThay thế bởi Nghị định số 118/2025/NĐ-CP\t01/7/2025\n"
    "2\tNghị định\t999/1999/NĐ-CP\t01/01/1999\tHết thời hạn\t01/7/2025\n"
    "3\tNghị định\t\t\tx\t01/7/2025\n"
)


def test_a_yearly_list_is_compared_then_taken_in(
    runtime: Runtime, people: People, make_text: MakeText, tmp_path: Path
) -> None:
    make_text("61/2018/NĐ-CP")
    make_text("118/2025/NĐ-CP", issued_on=date(2025, 6, 9), effective_on=date(2025, 7, 1))
    file = tmp_path / "danh muc.tsv"
    file.write_text(LIST)
    commands: FlaskCliRunner = create_app(runtime).test_cli_runner()
    told = commands.invoke(args=["legal", "yearly", str(file)])
    assert told.exit_code == 0, told.stderr
    assert "Nothing was written" in told.stdout
    taken = commands.invoke(
        args=["legal", "yearly", str(file), "--take", "--register", "--json", "--day", "2026-01-01"]
    )
    report = json.loads(taken.stdout)
    assert [row["verdict"] for row in report["rows"]] == ["new", "unmatched"]
    assert [row["row"] for row in report["unread"]] == ["5"]
    assert report["taken"] == {"new": 2, "effects": 1, "ends": 1, "texts": 1}
    again = commands.invoke(args=["legal", "yearly", str(file), "--json"])
    assert [row["verdict"] for row in json.loads(again.stdout)["rows"]] == ["known", "known"]
    file.write_text("x")
    assert (
        "No table of a yearly list" in commands.invoke(args=["legal", "yearly", str(file)]).stderr
    )
