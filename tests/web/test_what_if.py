"""A draft is read and its consequences shown; nothing is kept of it, in no table and no file."""

import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from docctl.actors import Actor
from docctl.impact.what_if import what_if
from docctl.runtime import Runtime
from docctl.schema import metadata
from docctl.search import service as search
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

OLD = "61/2018/NĐ-CP"
DRAFT = (
    "CHÍNH PHỦ\nSố: /2026/NĐ-CP\nNGHỊ ĐỊNH\nSửa đổi một số điều của Nghị định một cửa\n"
    f"Điều 1. Sửa đổi khoản 2 Điều 5 Nghị định số {OLD} ngày 23 tháng 4 năm 2018\n"
    "Điều 2. Bãi bỏ Thông tư số 99/2001/TT-XYZ."
)


@pytest.fixture
def documents(make_text: MakeText, make_version: MakeVersion) -> None:
    make_text()
    past = date(2025, 1, 1)
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", code="QT-01", effective_on=past)
    make_version(f"Căn cứ Nghị định số {OLD};", code="QT-02", effective_on=past)
    make_version(f"Theo Điều 9 Nghị định số {OLD}.", code="QT-03", effective_on=past)
    make_version(f"Theo Điều 5 Nghị định số {OLD}.", code="QT-88", effective_on=date(2027, 1, 1))


def state(runtime: Runtime) -> dict[str, str]:
    """Give a hash of every table and of every file of the installation, by name.

    Who is signed in moves the last-seen moment of the session alone.
    """
    found = {}
    with runtime.engine.connect() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "seen_at"]
            rows = connection.execute(select(*columns).order_by(*table.primary_key)).all()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    for file in sorted(Path(runtime.settings.home).rglob("*")):
        if file.is_file() and ".db" not in file.name:
            found[str(file)] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


@pytest.mark.usefixtures("documents")
def test_nothing_is_stored_of_a_draft(
    runtime: Runtime, client_as: ClientAs, people: People, app: Flask
) -> None:
    """No row of any table, no blob, nothing in the search index, no message."""
    search.rebuild(runtime)
    browser = client_as(people.secretary)
    browser.page("/legal/what-if")
    before = state(runtime)
    assert any("index" in name for name in before)
    assert browser.post("/legal/what-if", text=DRAFT).status_code == 200
    file = (io.BytesIO(DRAFT.encode()), "du-thao.txt")
    assert browser.upload("/legal/what-if", file=file).status_code == 200
    assert command(app, "secretary", DRAFT, runtime).exit_code == 0
    assert browser.post("/legal/what-if", text="").status_code == 409
    after = state(runtime)
    mine = str(runtime.settings.home / "du-thao.txt")  # the file the command was given
    assert {name for name in before | after if before.get(name) != after.get(name)} == {mine}


@pytest.mark.usefixtures("documents")
def test_the_page_tells_effects_documents_passages_and_owners(
    client_as: ClientAs, people: People
) -> None:
    page = client_as(people.drafter).post("/legal/what-if", text=DRAFT).text
    assert "Không lưu gì cả" in page
    strong, _, weak = page.partition("Chỉ bị ảnh hưởng ở chỗ khác")
    assert "QT-01" in strong
    assert "khoản 2 Điều 5" in strong
    assert "Công chức soạn thảo" in strong
    assert "QT-02" not in strong.partition("Tài liệu bị ảnh hưởng đúng")[2]
    assert "QT-02" in weak
    assert "QT-03" not in page  # another Điều
    assert "99/2001/TT-XYZ" in page
    assert "Chưa có trong danh mục" in page
    assert 'style="' not in page


@pytest.mark.usefixtures("documents")
def test_what_one_may_not_see_is_not_foreseen(client_as: ClientAs, people: People) -> None:
    """QT-88 is scheduled: its people and the secretary see it, a reviewer does not."""
    seen = {
        who: "QT-88" in client_as(getattr(people, who)).post("/legal/what-if", text=DRAFT).text
        for who in ("secretary", "drafter", "reviewer")
    }
    assert seen == {"secretary": True, "drafter": True, "reviewer": False}


def command(app: Flask, login: str, draft: str, runtime: Runtime) -> Result:
    file = runtime.settings.home / "du-thao.txt"
    file.write_text(draft, encoding="utf-8")
    return app.test_cli_runner().invoke(
        args=["legal", "impact", "--draft", str(file), "--as", login, "--json"]
    )


@pytest.mark.usefixtures("documents")
def test_the_command_and_the_page_agree(
    app: Flask, runtime: Runtime, client_as: ClientAs, secretary: Actor
) -> None:
    answer = json.loads(command(app, "secretary", DRAFT, runtime).stdout)
    page = client_as(secretary).post("/legal/what-if", text=DRAFT).text
    assert [(one["code"], one["strong"]) for one in answer["documents"]] == [
        ("QT-01", True),
        ("QT-88", True),
        ("QT-02", False),
    ]
    for document in answer["documents"]:
        assert document["code"] in page
        for passage in document["passages"]:
            assert f'#b-{passage["block"]}"' in page
    assert page.count('class="cited-document"') == len(answer["documents"])
    assert [one["action"] for one in answer["effects"]] == ["amends", "repeals"]
    wrong = app.test_cli_runner().invoke(args=["legal", "impact", "--as", "secretary"])
    assert wrong.exit_code == 2


@pytest.mark.usefixtures("documents")
def test_only_the_first_documents_are_described_and_all_are_counted(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """Two citations of one kind, in two documents, are judged once and both told."""
    make_version(
        f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", code="QT-00", effective_on=date(2025, 1, 1)
    )
    with runtime.reading() as session:
        actor, now = people.secretary, runtime.now()
        whole = what_if(session, DRAFT, actor=actor, now=now)
        cut = what_if(session, DRAFT, actor=actor, now=now, most=1)
    assert [(one.code, one.strong) for one in whole.hurt] == [
        ("QT-00", True),
        ("QT-01", True),
        ("QT-88", True),
        ("QT-02", False),
    ]
    assert [one.code for one in cut.hurt] == ["QT-00", "QT-02"]
    assert cut.hurt == (whole.hurt[0], whole.hurt[3])
    assert {(one.strong, one.weak) for one in (whole, cut)} == {(3, 1)}
    assert cut.foreseen == whole.foreseen
