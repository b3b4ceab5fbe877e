"""What an operator sees: progress, clear words for what is not there, no stack trace."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from docctl import create_app
from docctl.runtime import Runtime
from docctl.search import service as search
from docctl.work.importing import take_in
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.journey import LONG_AGO
from tests.word.make import docx, p, r


@pytest.fixture
def commands(runtime: Runtime) -> FlaskCliRunner:
    app: Flask = create_app(runtime)
    return app.test_cli_runner()


@pytest.mark.parametrize("login", ["admin", "drafter", "reviewer", "reader"])
def test_everybody_may_search_as_they_see_it(
    runtime: Runtime,
    people: People,
    commands: FlaskCliRunner,
    make_version: MakeVersion,
    login: str,
) -> None:
    make_version("Đăng ký khai sinh.", code="QT-01", effective_on=LONG_AGO)
    make_version("Đăng ký khai sinh, bản thảo.", code="QT-02")
    search.rebuild(runtime)
    answer = commands.invoke(args=["search", "khai sinh", "--json", "--as", login])
    assert answer.exit_code == 0
    codes = {one["code"] for one in json.loads(answer.stdout)["results"]}
    assert codes == ({"QT-01", "QT-02"} if login == "drafter" else {"QT-01"})


def test_a_text_nobody_registered_is_told(people: People, commands: FlaskCliRunner) -> None:
    answer = commands.invoke(args=["legal", "impact", "999/2099/XX"])
    assert "The register has no text “999/2099/XX”." in answer.stderr
    assert "No version cites it." in answer.stdout
    assert commands.invoke(args=["search", "x", "--limit", "0"]).exit_code == 2


def test_an_import_of_law_tells_its_progress_apart_from_its_answer(
    people: People, commands: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "list.jsonl"
    file.write_text(json.dumps({"number": "61/2018/NĐ-CP", "issued": "2018-04-23"}))
    answer = commands.invoke(args=["legal", "import", str(file), "--json"])
    assert json.loads(answer.stdout)["new"] == 1
    assert "1 of 1 steps written" in answer.stderr


def test_a_folder_import_names_what_it_left_out(
    people: People, commands: FlaskCliRunner, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.txt").write_text("x")
    answer = commands.invoke(args=["documents", "import", str(tmp_path / "in")])
    assert "notes.txt is no Word file and was left out" in answer.stderr
    assert answer.exit_code == 1


def test_a_file_that_waits_has_its_citations_counted_too(
    runtime: Runtime, people: People, make_text: MakeText
) -> None:
    make_text("61/2018/NĐ-CP")
    text = "Căn cứ Nghị định số 61/2018/NĐ-CP và Nghị định số 45/2020/NĐ-CP."
    data = docx(p(r(text)))
    taken = next(iter(take_in(runtime, people.secretary, [("a.docx", data)])))
    assert (taken.state, taken.citations) == ("waiting", 2)
