"""Attacks that once went through, or fell over, each kept from coming back."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask, url_for
from sqlalchemy import select

from docctl.agencies import queries as agencies
from docctl.audit.models import AuditEntry
from docctl.content import parse
from docctl.documents import queries
from docctl.documents.rules import Kind
from docctl.documents.service import Original, add_version, describe_draft
from docctl.errors import Refused
from docctl.legal import service as legal
from docctl.legal.bind import MOST_MENTIONS
from docctl.legal.mentions import sentence_around
from docctl.legal.sheets import read_rows
from docctl.runtime import Runtime
from docctl.vietnamese import clean, natural_key, one_line
from docctl.web.forms import parse_day
from docctl.workflow import decisions, importing, service
from docctl.workflow.importing import Confirmation
from tests.conftest import People
from tests.security.conftest import Scene
from tests.support import databases
from tests.support.make import MakeText, MakeVersion, paragraphs
from tests.web import journey
from tests.web.conftest import ClientAs, hidden


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give SQLite, or the database a test asks for: what one swallows the other may choke on."""
    yield from databases.fresh(getattr(request, "param", "sqlite"))


on_each_database = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgresql"], indirect=True, scope="function"
)
NOT_NUMBERS = ("²", "٣", str(2**63), "9" * 30, "9" * 5000)
UNHELD = "a\x00\x01\x1b\u202e\ud800b"


@pytest.mark.parametrize("number", NOT_NUMBERS)
@pytest.mark.parametrize(
    "path",
    [
        "/documents/{}",
        "/documents/1/versions/{}/word",
        "/versions/{}",
        "/legal/{}",
        "/legal/citations/{}",
        "/findings/{}",
        "/admin/people/{}",
    ],
)
def test_an_id_no_row_can_have_is_not_found(
    client_as: ClientAs, people: People, path: str, number: str
) -> None:
    assert client_as(people.admin).get(path.format(number)).status_code == 404


@pytest.mark.parametrize("number", NOT_NUMBERS)
@pytest.mark.parametrize(
    "path",
    [
        "/documents?page={0}&field={0}&unit={0}",
        "/legal?page={0}&from={0}-{0}-{0}",
        "/findings/list?effect={0}&page={0}",
        "/notices?before={0}",
        "/registers?field={0}",
        "/search?q=a&unit={0}&page={0}",
    ],
)
def test_a_query_that_is_no_number_counts_as_not_given(
    client_as: ClientAs, people: People, path: str, number: str
) -> None:
    assert client_as(people.reader).get(path.format(number)).status_code == 200


@pytest.mark.parametrize(
    "asked", ["_scheme=javascript", "_external=1", "endpoint=x", "_method=POST", "_anchor=x"]
)
def test_a_query_does_not_say_where_links_lead(
    client_as: ClientAs, people: People, asked: str
) -> None:
    page = client_as(people.reader).page(f"/registers?{asked}&q=a")
    assert 'href="/registers/internal.xlsx?q=a"' in page


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1@evil.example", 'a"b', "[::1"])
def test_a_host_that_is_not_ours_is_refused(app: Flask, people: People, host: str) -> None:
    answer = app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_addresses_that_are_none_are_refused_like_others(
    client_as: ClientAs, people: People
) -> None:
    browser = client_as(people.reader)
    token = {"X-CSRF-Token": browser.csrf}
    broken = browser.client.post("/language/vi", headers={**token, "Referer": "http://[x"})
    assert broken.headers["Location"] == "/"
    forged = browser.client.post("/notices/read", headers={**token, "Origin": "http://[x"})
    assert forged.status_code == 403


@pytest.mark.parametrize("day", ["0001-01-01", "1/1/1", "9999-12-31", "²/1/2026", "2026-02-30"])
def test_a_day_outside_the_calendar_of_an_agency_is_none(day: str) -> None:
    assert parse_day(day) is None
    assert parse_day("02/09/1945") == date(1945, 9, 2)


def test_signs_nothing_can_hold_do_not_get_in() -> None:
    assert clean(UNHELD) == one_line(UNHELD) == "ab"
    content = {"type": "doc", "content": [{"type": "image", "attrs": {"src": "a" * 64}}]}
    content["content"][0]["attrs"]["alt"] = UNHELD  # type: ignore[index]  # plain JSON
    assert parse(content)["content"][0]["attrs"]["alt"] == "ab"


@on_each_database
def test_a_title_of_control_signs_breaks_no_export(
    client_as: ClientAs, people: People, runtime: Runtime
) -> None:
    browser = client_as(people.secretary)
    made = browser.post("/documents", code="QT-²\x01", title="Tên\x01\x1b\u202e", field="²")
    assert made.status_code == 302
    version_id = int(made.headers["Location"].split("/")[2])
    for path in (
        "/documents",
        "/registers",
        "/registers/internal.docx",
        "/registers/internal.xlsx",
        journey.address(runtime, version_id, "/word"),
    ):
        assert browser.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "path",
    ["/search?q=%00", "/documents?q=%00", "/legal?q=%00&type=%00", "/admin/trail?subject=%00"],
)
def test_a_sign_no_column_holds_never_fails_a_page(
    client_as: ClientAs, people: People, path: str
) -> None:
    assert client_as(people.secretary).get(path).status_code in {200, 400}


def test_digits_that_are_no_numbers_sort_as_signs() -> None:
    assert sorted(["1²", "1", "2", "9" * 5000], key=natural_key) == ["1", "1²", "2", "9" * 5000]


@pytest.mark.parametrize(
    "sent",
    [
        b"[" * 200_000,
        b'{"content":' * 50_000,
        b'{"revision": 99999999999999999999, "content": {"type": "doc"}}',
        b'{"revision": true, "content": {"type": "doc"}}',
        b'{"revision": -1, "content": {"type": "doc"}}',
    ],
)
def test_what_is_no_text_is_told_to_the_editor(
    client_as: ClientAs, people: People, make_version: MakeVersion, sent: bytes
) -> None:
    browser = client_as(people.drafter)
    answer = browser.client.put(
        f"/versions/{make_version()}/content",
        data=sent,
        content_type="application/json",
        headers={"X-CSRF-Token": browser.csrf},
    )
    assert answer.status_code == 422


def test_a_text_of_endless_citations_is_refused(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version()
    text = "Nghị định số 61/2018/NĐ-CP; " * (MOST_MENTIONS + 1)
    with pytest.raises(Refused, match="3000"), runtime.transaction(people.drafter) as tx:
        service.save_draft(tx, version_id=version_id, content=paragraphs(text), revision=1)


def test_the_sentence_around_a_mention_is_cut_from_near_it() -> None:
    text = "Xa. " * 50_000 + "Theo Luật Đất đai này. " + "Sau. " * 50_000
    start = text.index("Luật")
    assert sentence_around(text, start, start + 12) == "Theo Luật Đất đai này."
    long = "a " * 5_000
    assert len(sentence_around(long, 5_000, 5_001)) <= 400


def test_paper_does_not_overtake_what_was_approved_here(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    document_id = journey.document_of(runtime, journey.approved(runtime, people, make_version()))
    with pytest.raises(Refused, match="approved in this system"):
        _take_over(runtime, people, document_id)
    with runtime.reading() as session:
        effective = queries.find_effective(session, document_id, at=runtime.now())
        assert effective is not None
        assert not effective.imported


def test_paper_does_not_revive_a_withdrawn_document(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    document_id = journey.document_of(runtime, make_version(effective_on=date(2025, 1, 1)))
    with runtime.transaction(people.approver) as tx:
        decisions.withdraw_document(tx, document_id=document_id, reason="Hết dùng")
    with pytest.raises(Refused, match="withdrawn"):
        _take_over(runtime, people, document_id)


def _take_over(runtime: Runtime, people: People, document_id: int) -> None:
    with runtime.transaction(people.secretary) as tx:
        version = add_version(
            tx,
            document=queries.lock_document(tx.session, document_id),
            content=paragraphs("Bản giấy."),
            issue_no=2,
            revision_no=0,
            original=Original(blob="a" * 64, name="a.docx", source={}),
        )
        legal.bind_version(tx, version_id=version.id)
        decisions.adopt_version(
            tx, version=version, issued_on=None, effective_on=None, statement="on paper"
        )


def test_an_import_names_units_and_people_of_the_agency_only(
    runtime: Runtime, people: People
) -> None:
    chosen = Confirmation(
        code="QT-9",
        title="Tên",
        field="",
        kind=Kind.PROCEDURE,
        issue_no=1,
        revision_no=0,
        issued_on=None,
        effective_on=None,
        unit_id=99_999,
        owner_id=99_999,
    )
    with runtime.transaction(people.secretary) as tx:
        assert not agencies.list_units(tx.session, agency_id=people.agency_id)
        assert len(importing.objections_to(tx, chosen)) == 2


def test_an_account_in_no_known_unit_is_refused(client_as: ClientAs, people: People) -> None:
    answer = client_as(people.admin).post(
        "/admin/people", login="moi", name="Mới", password="mat-khau-dai-2", unit_id="99999"
    )
    assert answer.status_code == 409


def test_an_approval_is_of_the_submission_on_the_page(
    client_as: ClientAs, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version())
    browser = client_as(people.approver)
    page = browser.page(f"/versions/{version_id}/approve")
    shown = {name: hidden(page, name) for name in ("shown_hash", "shown_round", "key")}
    with runtime.transaction(people.drafter) as tx:  # another title over the same text
        service.take_back(tx, version_id=version_id, reason="Đổi tên")
        describe_draft(
            tx,
            version_id=version_id,
            title="Tên khác",
            issue_no=9,
            revision_no=9,
            change_summary="Đổi tên",
        )
    journey.reviewed(runtime, people, version_id)
    answer = browser.post(f"/versions/{version_id}/approve", password="mat-khau-dai-1", **shown)
    assert answer.status_code == 409
    assert journey.status_of(runtime, version_id).value == "in_approval"


def test_filters_do_not_tell_what_hidden_drafts_cite(
    client_as: ClientAs, people: People, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    make_version("Căn cứ Nghị định số 61/2018/NĐ-CP.")
    assert "61/2018" not in client_as(people.reader).page("/legal?cited=yes")
    assert "61/2018" in client_as(people.drafter).page("/legal?cited=yes")


def _workbook(name: str, change: bytes) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["number", "title"])
    book.active.append(["1/2020/NĐ-CP", "Tên"])
    whole = io.BytesIO()
    book.save(whole)
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data.replace(b"</sheetData>", change) if part == name else data)
    return broken.getvalue()


@pytest.mark.parametrize("change", [b"", b'<row r="x"/></sheetData>', b'<row><c t="n"><v>z</v>'])
def test_a_malformed_sheet_is_refused_with_a_sentence(change: bytes) -> None:
    with pytest.raises(Refused, match="not an Excel workbook"):
        read_rows(_workbook("xl/worksheets/sheet1.xml", change), "a.xlsx")


@pytest.mark.parametrize("data", [b"\xff\xfea", b"number,title\n\xe9,\xff"])
def test_a_table_in_broken_unicode_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Refused, match="not in Unicode"):
        read_rows(data, "a.csv")


@pytest.mark.parametrize("number", ["²", "9" * 5000, "9" * 16, "-1", "0x1", "\x00", ""])
def test_ticked_boxes_that_are_no_numbers_count_as_not_ticked(scene: Scene, number: str) -> None:
    headers = {"X-CSRF-Token": scene.browsers["secretary"].csrf}
    for endpoint, name, field in (
        ("legal.rerun_decide", "", "difference"),
        ("recommendations.adopt", "recommendation_id", "finding"),
        ("campaigns.give_verdict", "campaign_id", "document"),
        ("redrafts.look", "redraft_id", "passage"),
    ):
        with scene.app.test_request_context():
            values: dict[str, Any] = {name: scene.shown[name]} if name else {}
            path = url_for(endpoint, **values)
        sent = {field: number, "verdict": "amend"}
        answer = scene.client("secretary").post(path, data=sent, headers=headers)
        assert answer.status_code == 409, path


def test_a_name_of_a_sent_file_holds_no_sign_that_turns_it_around(scene: Scene) -> None:
    headers = {"X-CSRF-Token": scene.browsers["secretary"].csrf}
    sent = {"file": (io.BytesIO(b"junk"), "../\u202eknud.lawpack")}
    answer = scene.client("secretary").post("/legal/packs", data=sent, headers=headers)
    assert answer.status_code == 409
    with scene.runtime.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "pack.refused")).one()
    assert entry.detail["file"] == "knud.lawpack"
