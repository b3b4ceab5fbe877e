"""From a text to its provisions to the documents in force: counts, passages, units, rights."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.agencies import service as agencies
from docctl.agencies.models import Agency
from docctl.documents.models import Document, Version
from docctl.installation.checks import Fault, Place
from docctl.installation.verify_law import provisions_name_their_texts
from docctl.legal import cited, queries
from docctl.legal.cited import Asked, Heat, Total
from docctl.legal.impact_query import impact
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.support.planting import planted

OLD = "61/2018/NĐ-CP"
PAST, FUTURE = date(2025, 1, 1), date(2027, 1, 1)


@pytest.fixture
def text(runtime: Runtime, make_text: MakeText, make_version: MakeVersion) -> int:
    """Register a text that three documents in force cite, a draft and a scheduled one as well."""
    return planted(runtime, make_cited, make_text, make_version)


def make_cited(_: Runtime, make_text: MakeText, make_version: MakeVersion) -> int:
    found = make_text()
    make_version(
        f"Theo khoản 2 Điều 5 Nghị định số {OLD}.",
        f"Theo Điều 5 và Điều 12a Nghị định số {OLD}.",
        code="QT-01",
        effective_on=PAST,
    )
    make_version(f"Căn cứ Nghị định số {OLD};", f"Theo điểm a khoản 2 Điều 5 Nghị định số {OLD}.",
                 code="QT-02", effective_on=PAST)  # fmt: skip
    make_version(f"Căn cứ Nghị định số {OLD};", code="QT-03", effective_on=PAST)
    make_version(f"Theo Điều 9 Nghị định số {OLD}.", code="QT-04")
    make_version(f"Theo Điều 9 Nghị định số {OLD}.", code="QT-05", effective_on=FUTURE)
    return found


def codes(runtime: Runtime, asked: Asked) -> list[str]:
    with runtime.reading() as session:
        return [one.code for one in cited.list_documents(session, asked)]


def test_each_dieu_tells_how_many_documents_cite_it(
    runtime: Runtime, reader: Actor, text: int
) -> None:
    asked = Asked(text, reader, runtime.now())
    with runtime.reading() as session:
        found = cited.survey(session, asked)
        opened = cited.survey(session, Asked(text, reader, runtime.now(), "d0005.k002."))
        bare = cited.survey(session, Asked(text, reader, runtime.now(), ""))
    assert found.articles == (Heat("", 2), Heat("d0005.", 2), Heat("d0012a.", 1))
    assert found.inside == ()
    assert found.total == found.whole == Total(3, 5)
    assert opened.articles == bare.articles == found.articles
    assert opened.inside == (
        Heat("d0005.", 1),
        Heat("d0005.k002.", 1),
        Heat("d0005.k002.p01.", 1),
    )
    assert (opened.total, opened.whole) == (Total(2, 2), Total(3, 5))
    assert (bare.total, bare.inside) == (Total(2, 2), ())


def test_a_provision_leads_to_its_documents_and_passages(
    runtime: Runtime, reader: Actor, text: int
) -> None:
    now = runtime.now()
    assert codes(runtime, Asked(text, reader, now, "d0005.")) == ["QT-01", "QT-02"]
    assert codes(runtime, Asked(text, reader, now, "d0005.k002.p01.")) == ["QT-02"]
    assert codes(runtime, Asked(text, reader, now, "")) == ["QT-02", "QT-03"]
    assert codes(runtime, Asked(text, reader, now, "d0009.")) == []
    with runtime.reading() as session:
        first, *_ = cited.list_documents(session, Asked(text, reader, now, "d0005."))
    assert (first.total, len(first.passages)) == (2, 2)
    assert first.passages[0].context.startswith("Theo khoản 2 Điều 5")
    assert first.passages[0].paths == ("d0005.k002.",)


def test_pages_and_units_part_the_documents(runtime: Runtime, people: People, text: int) -> None:
    with runtime.transaction(SYSTEM) as tx:
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Văn phòng").id
        for document in tx.session.query(Document).filter(Document.code.in_(["QT-01", "QT-02"])):
            document.unit_id = unit
    asked = Asked(text, people.reader, runtime.now())
    with runtime.reading() as session:
        pages = [
            [one.code for one in cited.list_documents(session, asked, page=n, per_page=2)]
            for n in (1, 2, 3)
        ]
        shares = [(one.unit_id, one.documents) for one in cited.survey(session, asked).shares]
        ours = cited.survey(session, replace(asked, path="d0005.", unit_id=unit))
        others = cited.survey(session, replace(asked, unit_id=unit + 1))
    assert pages == [["QT-01", "QT-02"], ["QT-03"], []]
    assert shares == [(unit, 2), (None, 1)]
    assert [(one.unit_id, one.documents) for one in ours.shares] == [(unit, 2)]
    assert (ours.total, ours.whole) == (Total(2, 3), Total(2, 4))
    assert (others.total, others.articles) == (Total(0, 0), ())
    assert codes(runtime, Asked(text, people.reader, runtime.now(), "", unit)) == ["QT-02"]


def test_it_agrees_with_the_impact_command(runtime: Runtime, secretary: Actor, text: int) -> None:
    """The page and `docctl legal impact --json` name the same passages of what is in force."""
    now = runtime.now()
    with runtime.reading() as session:
        answer = impact(session, number=OLD, on=date(2026, 3, 2), actor=secretary).as_json()
        listed = cited.list_documents(session, Asked(text, secretary, now))
    told = {
        (version["document"], passage["citation"])
        for version in answer["versions"]
        if version["state"] == "effective"
        for passage in version["passages"]
    }
    assert {
        (one.document_id, passage.citation_id) for one in listed for passage in one.passages
    } == told
    assert len(told) == 5


def test_the_counts_are_those_of_walking_all_passages(
    runtime: Runtime, secretary: Actor, text: int
) -> None:
    asked = Asked(text, secretary, runtime.now())
    with runtime.reading() as session:
        listed = cited.list_documents(session, asked)
        counted = {one.path: one.documents for one in cited.survey(session, asked).articles}
    walked: dict[str, set[int]] = {}
    for one in listed:
        for passage in one.passages:
            for path in passage.paths or ("",):
                root = path.split(".")[0] + "." if path else ""
                walked.setdefault(root, set()).add(one.document_id)
    assert counted == {path: len(documents) for path, documents in walked.items()}


def test_an_agency_sees_its_own_documents_only(runtime: Runtime, people: People, text: int) -> None:
    stranger = Actor(id=999, name="Khác", agency_id=people.agency_id + 1, roles=people.reader.roles)
    assert codes(runtime, Asked(text, stranger, runtime.now())) == []
    with runtime.reading() as session:
        assert cited.survey(session, Asked(text, stranger, runtime.now())).whole == Total(0, 0)


def test_versions_are_one_per_document(
    runtime: Runtime, secretary: Actor, text: int, make_version: MakeVersion
) -> None:
    """An auditor sees every version; the view counts the one in force."""
    with runtime.reading() as session:
        document = session.query(Version).filter(Version.title == "Quy trình thử").first()
        assert document is not None
        document_id = document.document_id
    make_version(f"Theo Điều 7 Nghị định số {OLD}.", document_id=document_id,
                 effective_on=date(2026, 1, 1))  # fmt: skip
    listed: Sequence[str] = codes(runtime, Asked(text, secretary, runtime.now(), "d0007."))
    assert len(listed) == 1
    assert codes(runtime, Asked(text, secretary, runtime.now(), "d0012a.")) == []


def test_counts_leave_out_what_one_may_not_see(
    runtime: Runtime, people: People, text: int, make_version: MakeVersion
) -> None:
    """A draft counts for nobody here; citations of another agency are walked by nobody of ours."""
    with runtime.transaction(SYSTEM) as tx:
        other = Agency(name="UBND xã khác", created_at=tx.now)
        tx.session.add(other)
        tx.session.flush()
        moved = tx.session.query(Document).filter(Document.code == "QT-01").one()
        moved.agency_id = other.id
    ours = Asked(text, people.reader, runtime.now())
    theirs = Actor(id=999, name="Khác", agency_id=other.id, roles=people.reader.roles)
    with runtime.reading() as session:
        here = cited.survey(session, ours)
        there = cited.survey(session, replace(ours, actor=theirs))
        everywhere = cited.survey(session, replace(ours, actor=SYSTEM))
        found = list(provisions_name_their_texts(Place(session, runtime.blobs, runtime.now())))
        paths = [
            queries.count_by_path(session, text_id=text, actor=one, now=runtime.now())
            for one in (people.reader, theirs)
        ]
    assert (here.whole, there.whole, everywhere.whole) == (Total(2, 3), Total(1, 2), Total(3, 5))
    assert here.articles == (Heat("", 2), Heat("d0005.", 1))
    assert there.articles == (Heat("d0005.", 1), Heat("d0012a.", 1))
    assert paths == [{"d0005.k002.p01.": 1}, {"d0005.": 1, "d0005.k002.": 1, "d0012a.": 1}]
    assert [one for one in found if isinstance(one, Fault)] == []
