"""Public badges: code, title, day and number of points, where policy allows; else one answer."""

import html
import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from docctl.actors import SYSTEM
from docctl.agencies import service as agencies
from docctl.agencies.models import Agency
from docctl.agencies.rules import PublicBadges
from docctl.audit.models import AuditEntry
from docctl.documents.models import Version
from docctl.documents.rules import Kind
from docctl.errors import Forbidden
from docctl.legal import service as legal
from docctl.runtime import Runtime
from docctl.web.badges import LIMITER, MOST
from docctl.web.limits import Limiter
from docctl.workflow import decisions
from tests.conftest import Clock, People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

DAY = date(2025, 1, 1)
CODE = "QT 01/HT"
TITLE = "Đăng ký khai sinh <lưu động>"
CITES = "Theo Nghị định số 61/2018/NĐ-CP và Thông tư số 9/2020/TT-XX."
FORMS = ("", ".svg", ".json")
SAME = ("Content-Type", "Cache-Control", "Content-Length", "Vary", "Set-Cookie")


def choose(runtime: Runtime, people: People, choice: PublicBadges) -> None:
    with runtime.transaction(people.admin) as tx:
        agencies.choose_public_badges(tx, agency_id=people.agency_id, choice=choice)


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    app.extensions[LIMITER] = Limiter(MOST)  # the tests before asked at the same moment
    return app.test_client()


@pytest.fixture
def shown(make_text: MakeText, make_version: MakeVersion) -> int:
    make_text()
    make_version("Nội bộ.", code="QT-02", effective_on=DAY)
    return make_version(CITES, code=CODE, title=TITLE, effective_on=DAY)


@pytest.fixture
def policed(make_version: MakeVersion, shown: int) -> MakeVersion:
    """Give the maker of versions after one that may be public."""
    assert shown
    return make_version


def said(answer: TestResponse) -> tuple[object, ...]:
    headers = {name: answer.headers.get(name) for name in SAME}
    return answer.status_code, answer.data, tuple(headers.items()), sorted(answer.headers.keys())


def test_what_is_shown_is_code_title_day_and_number_and_nothing_else(
    runtime: Runtime, people: People, anybody: FlaskClient, shown: int
) -> None:
    choose(runtime, people, PublicBadges.PROCEDURES)
    with runtime.transaction(people.secretary) as tx:
        legal.state_check(tx, until=date(2026, 2, 27), source="Công báo")
    data = anybody.get(f"/badges/{CODE}.json")
    assert data.json == {
        "code": CODE,
        "title": TITLE,
        "legal_bases_up_to": "2026-02-27",
        "open": 1,
        "cites_law": True,
        "as_of": "2026-03-02",
    }
    picture = anybody.get(f"/badges/{CODE}.svg")
    words = "Căn cứ pháp lý cập nhật đến ngày 27/02/2026 · 1 điểm cần xem"
    drawn = ET.fromstring(picture.text)  # our own answer
    assert [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")] == [CODE, words]
    page = anybody.get(f"/badges/{CODE}")
    assert words in page.text
    assert "Đăng ký khai sinh &lt;lưu động&gt;" in page.text
    assert "61/2018" not in page.text + picture.text + data.text
    assert "1 point to look at" in anybody.get(f"/badges/{CODE}?lang=en").text
    for answer in (data, picture, page):
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_everything_that_is_not_public_gets_the_same_answer_whoever_asks(
    runtime: Runtime,
    people: People,
    anybody: FlaskClient,
    client_as: ClientAs,
    policed: MakeVersion,
) -> None:
    make_version = policed
    make_version("Nháp.", code="QT-DRAFT")
    make_version("Sau này.", code="QT-LATER", effective_on=date(2026, 6, 1))
    ended = make_version("Đã bãi bỏ.", code="QT-ENDED", effective_on=DAY)
    form = make_version("Biểu mẫu.", code="QT-FORM", effective_on=DAY)
    other = make_version("Cơ quan khác.", code="QT-OTHER", effective_on=DAY)
    with runtime.transaction(people.secretary) as tx:
        document_id = tx.session.get_one(Version, ended).document_id
        decisions.withdraw_document(tx, document_id=document_id, reason="thôi dùng")
    with runtime.transaction(SYSTEM) as tx:
        tx.session.get_one(Version, form).document.kind = Kind.FORM
        elsewhere = Agency(name="UBND xã Khác", created_at=tx.now)
        tx.session.add(elsewhere)
        tx.session.flush()
        tx.session.get_one(Version, other).document.agency_id = elsewhere.id
    signed_in = client_as(people.secretary)
    for choice in PublicBadges:
        choose(runtime, people, choice)
        for form_of in FORMS:
            nothing = said(anybody.get(f"/badges/QT-99{form_of}"))
            assert nothing[:2] == (404, "Không tìm thấy (not found)\n".encode())
            hidden = ["QT-DRAFT", "QT-LATER", "QT-ENDED", "QT-FORM", "QT-OTHER"]
            hidden += [] if choice is PublicBadges.PROCEDURES else [CODE]
            for code in hidden:
                assert said(anybody.get(f"/badges/{code}{form_of}")) == nothing, (choice, code)
                assert said(signed_in.get(f"/badges/{code}{form_of}")) == nothing, (choice, code)
    assert anybody.get(f"/badges/{CODE}").status_code == 200


def test_procedures_of_public_services_alone_can_be_public(
    runtime: Runtime,
    people: People,
    anybody: FlaskClient,
    client_as: ClientAs,
    shown: int,
) -> None:
    with runtime.transaction(SYSTEM) as tx:
        document = tx.session.get_one(Version, shown).document
        document.public_service_code = "1.001193"
        document_id = document.id
    reader = client_as(people.reader)
    assert "Huy hiệu công khai" not in reader.page(f"/documents/{document_id}")
    choose(runtime, people, PublicBadges.SERVICES)
    assert anybody.get(f"/badges/{CODE}").status_code == 200
    assert anybody.get("/badges/QT-02").status_code == 404
    page = reader.page(f"/documents/{document_id}")
    (address,) = re.findall(r'href="http://[^/"]+(/badges/[^"]+\.svg)"', page)
    assert anybody.get(address).status_code == 200


def test_a_code_of_two_fields_needs_its_field(
    runtime: Runtime,
    people: People,
    anybody: FlaskClient,
    client_as: ClientAs,
    make_version: MakeVersion,
) -> None:
    versions = [
        make_version("Một.", code="QT-07", title=title, field=title, effective_on=DAY)
        for title in ("Tư pháp", "Đất đai")
    ]
    choose(runtime, people, PublicBadges.PROCEDURES)
    assert anybody.get("/badges/QT-07.json").status_code == 404
    with runtime.reading() as session:
        document = session.get_one(Version, versions[1]).document_id
    page = client_as(people.reader).page(f"/documents/{document}")
    (address,) = re.findall(r'href="http://[^/"]+(/badges/[^"]+\.json[^"]*)"', page)
    answer = anybody.get(address).json
    assert answer is not None
    assert answer["title"] == "Đất đai"


def test_a_network_that_asks_without_end_is_slowed_down_and_no_other(
    runtime: Runtime, people: People, anybody: FlaskClient, clock: Clock, shown: int
) -> None:
    choose(runtime, people, PublicBadges.PROCEDURES)

    def ask(network: str, code: str = CODE) -> int:
        return anybody.get(
            f"/badges/{code}.json", environ_overrides={"REMOTE_ADDR": network}
        ).status_code

    assert {ask("203.0.113.7") for _ in range(MOST)} == {200}
    slow = anybody.get(f"/badges/{CODE}", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "60")
    assert ask("203.0.113.7", "QT-99") == 429
    assert ask("198.51.100.7") == 200
    clock.set(clock.now.replace(hour=(clock.now.hour + 1) % 24))
    assert ask("203.0.113.7") == 200


def test_who_runs_the_agency_chooses_and_the_trail_tells(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    admin = client_as(people.admin)
    assert 'value="none" selected' in admin.page("/admin/agency")
    assert admin.post("/admin/agency/public-badges", public_badges="services").status_code == 302
    assert 'value="services" selected' in admin.page("/admin/agency")
    assert admin.post("/admin/agency/public-badges", public_badges="all").status_code == 409
    assert admin.post("/admin/agency/public-badges", public_badges="services").status_code == 302
    with runtime.reading() as session:
        acts = session.query(AuditEntry).filter_by(action="agency.public_badges_changed").all()
        assert [one.detail for one in acts] == [{"before": "none", "after": "services"}]
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        agencies.choose_public_badges(
            tx, agency_id=people.agency_id, choice=PublicBadges.PROCEDURES
        )
    assert "Đã chọn huy hiệu nào được công khai" in admin.page("/admin/trail")


@pytest.mark.parametrize("code", ["QT.svg", "QT 01.json", "a.svg.json", ".svg", "QT.SVG", "QT."])
def test_the_addresses_of_a_code_that_ends_like_a_form_lead_to_its_badge(
    runtime: Runtime,
    people: People,
    anybody: FlaskClient,
    client_as: ClientAs,
    policed: MakeVersion,
    *,
    code: str,
) -> None:
    choose(runtime, people, PublicBadges.PROCEDURES)
    version_id = policed("Nội dung.", code=code, title="Đuôi lạ", effective_on=DAY)
    with runtime.reading() as session:
        document_id = session.get_one(Version, version_id).document_id
    page = html.unescape(client_as(people.secretary).page(f"/documents/{document_id}"))
    base = re.escape(runtime.settings.base_url)
    shown = dict.fromkeys(re.findall(rf'{base}(/badges/[^"<\s]+)', page))
    answers = {anybody.get(one).mimetype: anybody.get(one) for one in shown}
    assert set(answers) == {"text/html", "image/svg+xml", "application/json"}
    assert all(one.status_code == 200 for one in answers.values())
    assert (answers["application/json"].json or {})["code"] == code
    assert "Đuôi lạ" in answers["text/html"].text
    assert code in answers["image/svg+xml"].text
