"""Texts that are cited and not registered are asked for once, and the request ends by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.alerts.rendering import open_renderer
from docctl.audit.models import AuditEntry
from docctl.impact import digests
from docctl.installation.verify import verify_all
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.models import Citation
from docctl.legal.request_models import TextRequest
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.support.make import MakeText, MakeVersion

DAY = date(2026, 1, 5)
NUMBER = "107/2021/NĐ-CP"
CITES = f"Theo Nghị định số {NUMBER} ngày 06/12/2021 của Chính phủ."
NAMES = "Theo Luật Thử nghiệm năm 2019."


def follow(runtime: Runtime) -> int:
    with runtime.transaction(SYSTEM) as tx:
        return legal.follow_requests(tx)


def requests(runtime: Runtime) -> list[tuple[str, bool, int | None]]:
    with runtime.reading() as session:
        return [
            (one.words, one.answered_at is None, one.text_id)
            for one in session.scalars(select(TextRequest).order_by(TextRequest.words))
        ]


def told(runtime: Runtime, user: Actor) -> list[dict[str, Any]]:
    with runtime.reading() as session:
        return list(
            session.scalars(
                select(MessageRow.params)
                .where(MessageRow.kind == digests.KIND, MessageRow.recipient_id == user.user_id)
                .order_by(MessageRow.id)
            )
        )


def test_one_request_for_a_number_however_often_it_is_cited(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    make_version(CITES, CITES, NAMES, effective_on=DAY)
    make_version(CITES, code="QT-02", effective_on=DAY)
    assert follow(runtime) == 2
    assert follow(runtime) == 0
    assert requests(runtime) == [
        ("Luật Thử nghiệm", True, None),
        (f"Nghị định {NUMBER}", True, None),
    ]
    with runtime.reading() as session:
        first, second = queries.list_requests(session, actor=people.secretary, now=runtime.now())
        assert (first.citations, first.documents, first.document_code) == (3, 2, "QT-01")
        assert NUMBER in first.citation.context
        assert second.words == "Luật Thử nghiệm"
        newest = max(first.id, second.id)
        assert not queries.list_requests(
            session, actor=people.secretary, now=runtime.now(), after=newest
        )


def test_registering_the_text_binds_what_cited_it_and_ends_the_request(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    version = make_version(CITES, NAMES, effective_on=DAY)
    follow(runtime)
    text = make_text(NUMBER, issued_on=date(2021, 12, 6), effective_on=date(2021, 12, 6))
    assert requests(runtime) == [
        ("Luật Thử nghiệm", True, None),
        (f"Nghị định {NUMBER}", False, text),
    ]
    with runtime.reading() as session:
        bound = session.scalars(select(Citation.text_id).where(Citation.version_id == version))
        assert text in set(bound)
        acts = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject.startswith("text_request:"))
            .order_by(AuditEntry.seq)
        )
        assert list(acts) == ["texts.asked_for", "text_requests.ended"]
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()
    assert follow(runtime) == 0


def test_a_request_that_nobody_cites_any_more_ends_without_a_text_and_may_come_again(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version = make_version(CITES, effective_on=DAY)
    follow(runtime)
    with runtime.reading() as session:
        citation = session.scalars(select(Citation).where(Citation.version_id == version)).one().id
    with runtime.transaction(people.secretary) as tx:
        legal.decide_citation(tx, citation_id=citation, ignored=True, reason="ví dụ trong bài")
    assert requests(runtime) == [(f"Nghị định {NUMBER}", False, None)]
    with runtime.transaction(people.secretary) as tx:
        legal.decide_citation(tx, citation_id=citation)
    assert follow(runtime) == 1
    assert [one[1] for one in requests(runtime)] == [False, True]


def test_the_keeper_of_the_register_hears_of_each_request_once_in_the_digest(
    runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    make_version(CITES, CITES, effective_on=DAY)
    follow(runtime)
    digests.send_digests(runtime)
    (first,) = told(runtime, people.secretary)
    assert (first["asked"], first["kind"], first["bundles"]) == (1, digests.REQUESTS, [])
    (line,) = first["requests"]
    assert (line["code"], line["documents"]) == ("QT-01", 1)
    assert NUMBER in line["quote"]
    assert told(runtime, people.drafter) == told(runtime, people.admin) == []
    for n in range(1, 4):
        clock.set(clock.now + timedelta(days=1))
        if n == 2:
            make_version(NAMES, code="QT-02")  # a draft
        follow(runtime)
        follow(runtime)  # the worker began anew
        digests.send_digests(runtime)
    second = told(runtime, people.secretary)[1:]
    assert [(one["asked"], [it["words"] for it in one["requests"]]) for one in second] == [
        (2, ["Luật Thử nghiệm"])
    ]


def test_a_request_opened_after_the_day_s_digest_is_told_of_in_the_next(
    runtime: Runtime, people: People, make_version: MakeVersion, clock: Clock
) -> None:
    digests.send_digests(runtime)
    make_version(CITES, effective_on=DAY)
    follow(runtime)
    digests.send_digests(runtime)
    assert told(runtime, people.secretary) == []
    clock.set(clock.now + timedelta(days=1))
    digests.send_digests(runtime)
    assert len(told(runtime, people.secretary)) == 1


def test_a_mail_names_few_of_many_and_says_how_many_more(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    many = [f"Theo Nghị định số {n}/2021/NĐ-CP của Chính phủ." for n in range(201, 209)]
    make_version(*many, effective_on=DAY)
    follow(runtime)
    digests.send_digests(runtime)
    (params,) = told(runtime, people.secretary)
    assert (params["asked"], len(params["requests"]), params["asked_more"]) == (8, 5, 3)
    written = open_renderer(base_url="https://example.vn").render(
        digests.KIND, params, language="vi"
    )
    assert written.subject == "8 văn bản được trích dẫn nhưng chưa có trong danh mục"
    assert "QT-01 viết “Theo Nghị định số 201/2021/NĐ-CP" in written.body
    assert "Bạn nhận thư này vì bạn giữ danh mục văn bản pháp luật." in written.body
    assert written.path == "/legal/unbound?kind=unmatched"


@pytest.mark.parametrize("who", ["drafter", "reader"])
def test_a_hidden_draft_asks_for_nothing_in_the_eyes_of_others(
    runtime: Runtime, people: People, make_version: MakeVersion, who: str
) -> None:
    make_version(CITES)
    follow(runtime)
    with runtime.reading() as session:
        seen = queries.list_requests(session, actor=getattr(people, who), now=runtime.now())
    assert len(seen) == (who == "drafter")
