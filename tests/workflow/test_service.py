"""The way of a draft: who may do what, when, and what stays when it is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor, Role
from docctl.audit.queries import find_head, list_entries
from docctl.documents.models import Document, Version
from docctl.documents.rules import Status
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import service as identity
from docctl.identity.rules import Proof
from docctl.outbox import MessageRow
from docctl.runtime import Runtime, Transaction
from docctl.signatures.queries import list_signatures
from docctl.signatures.rules import Meaning
from docctl.workflow import decisions, queries, service
from docctl.workflow.rules import Outcome, Step
from tests.conftest import People, also
from tests.support.make import MakeDocument, MakeText, MakeVersion, paragraphs
from tests.web import journey


def tasks(runtime: Runtime, version_id: int) -> list[tuple[Step, Outcome | None]]:
    with runtime.reading() as session:
        return [(task.step, task.outcome) for task in queries.list_tasks(session, version_id)]


def waiting(runtime: Runtime, actor: Actor) -> int:
    with runtime.reading() as session:
        assert len(queries.list_waiting(session, actor=actor)) == queries.count_waiting(
            session, actor=actor
        )
        return queries.count_waiting(session, actor=actor)


def told(runtime: Runtime, actor: Actor) -> list[str]:
    with runtime.reading() as session:
        rows = select(MessageRow.kind).where(MessageRow.recipient_id == actor.id)
        return list(session.scalars(rows.order_by(MessageRow.id)))


def act(runtime: Runtime, actor: Actor, what: Callable[[Transaction], object]) -> None:
    with runtime.transaction(actor) as tx:
        what(tx)


def test_a_version_goes_from_draft_over_review_to_approval(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    assert journey.status_of(runtime, version_id) is Status.IN_REVIEW
    assert (waiting(runtime, people.reviewer), waiting(runtime, people.approver)) == (1, 0)
    journey.passed_on(runtime, people, version_id)
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL
    assert (waiting(runtime, people.reviewer), waiting(runtime, people.approver)) == (0, 1)
    journey.approve(runtime, people, version_id)
    assert journey.status_of(runtime, version_id) is Status.APPROVED
    assert tasks(runtime, version_id) == [
        (Step.REVIEW, Outcome.PASSED),
        (Step.APPROVE, Outcome.APPROVED),
    ]
    assert told(runtime, people.reviewer) == ["task.review"]
    assert told(runtime, people.approver) == ["task.approve"]
    assert told(runtime, people.drafter) == ["version.approved"]
    with runtime.reading() as session:
        signed = [(s.meaning, s.signer_id) for s in list_signatures(session, version_id)]
    assert signed == [
        (Meaning.DRAFTED, people.drafter.id),
        (Meaning.REVIEWED, people.reviewer.id),
        (Meaning.APPROVED, people.approver.id),
    ]


def test_a_returned_draft_keeps_its_text_and_comes_back_in_a_new_round(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    journey.returned(runtime, people, version_id, "Thiếu căn cứ")
    assert journey.status_of(runtime, version_id) is Status.DRAFT
    assert told(runtime, people.drafter) == ["version.returned"]
    with runtime.reading() as session:
        assert journey.get(session, version_id).plain_text == "một"
    journey.written(runtime, people, version_id, paragraphs("một và căn cứ"))
    journey.approved(runtime, people, version_id)
    with runtime.reading() as session:
        assert journey.get(session, version_id).round == 2
        assert {s.round for s in list_signatures(session, version_id)} == {1, 2}


def test_the_approver_returns_too(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("một"))
    act(
        runtime,
        people.approver,
        lambda tx: service.return_version(tx, version_id=version_id, reason="Chưa rõ"),
    )
    assert journey.status_of(runtime, version_id) is Status.DRAFT
    assert waiting(runtime, people.approver) == 0


def test_a_submitted_version_is_taken_back_and_nobody_has_it_any_more(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("một"))
    act(
        runtime,
        people.drafter,
        lambda tx: service.take_back(tx, version_id=version_id, reason="Nhầm"),
    )
    assert waiting(runtime, people.approver) == 0
    with pytest.raises(Refused):
        journey.approve(runtime, people, version_id)


def test_a_cancelled_version_is_the_end_and_frees_the_document(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    document_id = journey.document_of(runtime, version_id)
    act(
        runtime,
        people.drafter,
        lambda tx: service.cancel_version(tx, version_id=version_id, reason="Không cần nữa"),
    )
    assert journey.status_of(runtime, version_id) is Status.CANCELLED
    for move in (journey.submitted, journey.passed_on, journey.approve):
        with pytest.raises(Refused):
            move(runtime, people, version_id)
    assert journey.changed(runtime, people, document_id) != version_id


def test_every_move_needs_a_reason(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    for actor, verb in (
        (people.reviewer, service.return_version),
        (people.drafter, service.take_back),
        (people.drafter, service.cancel_version),
    ):
        with pytest.raises(Refused), runtime.transaction(actor) as tx:
            verb(tx, version_id=version_id, reason="  ")
    assert journey.status_of(runtime, version_id) is Status.IN_REVIEW


def test_a_document_has_one_open_change(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    document_id = journey.document_of(runtime, journey.approved(runtime, people, make_version()))
    journey.changed(runtime, people, document_id)
    with pytest.raises(Refused, match="already working"):
        journey.changed(runtime, people, document_id)


def test_a_change_starts_from_the_newest_approved_text(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    first = journey.approved(runtime, people, make_version("bản một"))
    second = journey.changed(runtime, people, journey.document_of(runtime, first))
    with runtime.reading() as session:
        old, new = journey.get(session, first), journey.get(session, second)
        assert (new.content_hash, new.based_on_id) == (old.content_hash, first)
        assert (new.label, new.status) == ("01/01", Status.DRAFT)


@pytest.mark.parametrize("who", ["admin", "reviewer", "approver", "auditor", "reader"])
def test_who_may_not_draft_opens_and_submits_nothing(
    runtime: Runtime, people: People, make_version: MakeVersion, who: str
) -> None:
    actor: Actor = getattr(people, who)
    version_id = make_version("một")
    with pytest.raises(Forbidden), runtime.transaction(actor) as tx:
        service.open_change(tx, document_id=journey.document_of(runtime, version_id), reason="Thử")
    with pytest.raises((Forbidden, NotFound)), runtime.transaction(actor) as tx:
        service.submit_version(
            tx, version_id=version_id, change_summary="x", reviewer_id=1, approver_id=2
        )


def test_only_the_assigned_reviewer_and_approver_act(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    twin = also(people.secretary, Role.REVIEWER, Role.APPROVER)
    with pytest.raises(Refused, match="not your task"), runtime.transaction(twin) as tx:
        service.pass_on(tx, version_id=version_id, shown_hash=hash_of(runtime, version_id))
    journey.passed_on(runtime, people, version_id)
    with pytest.raises(Refused, match="not your task"), runtime.transaction(twin) as tx:
        decisions.approve_version(
            tx,
            version_id=version_id,
            shown_hash=hash_of(runtime, version_id),
            proof=Proof(user_id=twin.user_id, at=tx.now),
            key="k",
        )
    assert journey.status_of(runtime, version_id) is Status.IN_APPROVAL


def hash_of(runtime: Runtime, version_id: int) -> str:
    with runtime.engine.connect() as connection:
        found = connection.execute(
            select(Version.content_hash).where(Version.id == version_id)
        ).scalar_one()
        return str(found)


def test_an_author_with_every_role_neither_reviews_nor_approves_the_own_text(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """T29: self-approval through another role."""
    version_id = make_version("một")
    everything = also(people.drafter, *Role)
    with runtime.transaction(SYSTEM) as tx:
        identity.set_roles(tx, user_id=people.drafter.user_id, roles=list(Role))
    for reviewer, approver in (
        (people.drafter.id, people.approver.id),
        (people.reviewer.id, people.drafter.id),
        (people.drafter.id, people.drafter.id),
    ):
        with pytest.raises(Refused), runtime.transaction(everything) as tx:
            service.submit_version(
                tx,
                version_id=version_id,
                change_summary="x",
                reviewer_id=reviewer,
                approver_id=approver,
            )
    assert journey.status_of(runtime, version_id) is Status.DRAFT


def test_an_editor_of_an_earlier_round_cannot_approve_a_later_one(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    with runtime.transaction(SYSTEM) as tx:
        identity.set_roles(
            tx, user_id=people.secretary.user_id, roles=[Role.SECRETARY, Role.APPROVER]
        )
    with runtime.transaction(people.secretary) as tx:
        service.save_draft(tx, version_id=version_id, content=paragraphs("hai"), revision=1)
    with pytest.raises(Refused, match="cannot approve"), runtime.transaction(people.drafter) as tx:
        service.submit_version(
            tx,
            version_id=version_id,
            change_summary="x",
            reviewer_id=people.reviewer.id,
            approver_id=people.secretary.id,
        )


def test_a_person_without_the_right_cannot_be_assigned(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    with pytest.raises(Refused) as caught, runtime.transaction(people.drafter) as tx:
        service.submit_version(
            tx,
            version_id=version_id,
            change_summary="x",
            reviewer_id=people.reader.id,
            approver_id=people.secretary.id,
        )
    assert len(caught.value.reasons) == 2


def test_a_reviewer_of_another_text_than_shown_is_refused(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    with (
        pytest.raises(Refused, match="not the one you were shown"),
        runtime.transaction(people.reviewer) as tx,
    ):
        service.pass_on(tx, version_id=version_id, shown_hash="0" * 64)


def test_a_refused_act_leaves_no_trace(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    with runtime.reading() as session:
        before = find_head(session)
    with pytest.raises(Refused):
        journey.approve(runtime, people, version_id)
    with runtime.reading() as session:
        assert find_head(session) == before
        assert len(list_signatures(session, version_id)) == 1


def test_a_withdrawn_document_is_the_end(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.approved(runtime, people, make_version("một"))
    document_id = journey.document_of(runtime, version_id)
    act(
        runtime,
        people.approver,
        lambda tx: decisions.withdraw_document(tx, document_id=document_id, reason="Hết hiệu lực"),
    )
    with runtime.reading() as session:
        assert journey.get(session, version_id).state_at(runtime.now()).value == "withdrawn"
    with pytest.raises(Refused, match="withdrawn"):
        journey.changed(runtime, people, document_id)


def test_a_withdrawal_tells_where_the_document_is_used_first(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    used = journey.approved(runtime, people, make_version("một", code="QT 07/HT"))
    document_id = journey.document_of(runtime, used)
    journey.approved(
        runtime, people, make_version("Theo quy trình QT-07.HT đã ban hành", code="QT-08")
    )
    uses_typed_alike = make_version("Theo QT 07/HT nhé", code="QT-09")
    journey.approved(runtime, people, uses_typed_alike)
    with pytest.raises(Refused, match="still use it"), runtime.transaction(people.approver) as tx:
        decisions.withdraw_document(tx, document_id=document_id, reason="Thay thế")
    with runtime.transaction(people.approver) as tx:
        decisions.withdraw_document(
            tx, document_id=document_id, reason="Thay thế", aware_of_uses=True
        )
    with runtime.reading() as session:
        assert session.get_one(Document, document_id).withdrawn_at is not None


def test_a_text_of_another_field_means_its_own_document_of_that_code(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    def uses(document_id: int) -> list[str]:
        with runtime.reading() as session:
            document = session.get_one(Document, document_id)
            found = queries.list_uses(session, document, actor=people.secretary, now=runtime.now())
            return [one.title for one in found]

    def adopted(code: str, field: str, title: str, text: str = "x") -> int:
        version_id = make_version(
            text, code=code, title=title, field=field, effective_on=date(2025, 1, 1)
        )
        return journey.document_of(runtime, version_id)

    civil = adopted("QT 01/CX", "Hộ tịch", "Khai sinh", "Đây là QT 01/CX")
    notarial = adopted("QT 01/CX", "Chứng thực", "Chứng thực", "Đây là QT 01/CX")
    adopted("QT 02/CX", "Hộ tịch", "Khai tử", "Theo QT 01/CX")
    adopted("QT 02/CX", "Chứng thực", "Bản sao", "Theo QT01/CX")
    adopted("QT 05/CX", "Nuôi con nuôi", "Nhận con nuôi", "Theo QT 01/CX")
    assert uses(civil) == ["Khai tử", "Nhận con nuôi"]
    assert uses(notarial) == ["Bản sao", "Nhận con nuôi"]
    with runtime.reading() as session:
        both = [session.get_one(Document, number) for number in (civil, notarial)]
        found = queries.list_uses_of(session, both, actor=people.secretary, now=runtime.now())
        assert {number: [one.title for one in users] for number, users in found.items()} == {
            civil: ["Khai tử", "Nhận con nuôi"],
            notarial: ["Bản sao", "Nhận con nuôi"],
        }
        assert queries.list_uses_of(session, [], actor=people.secretary, now=runtime.now()) == {}


def test_a_document_with_an_open_change_or_no_effect_is_not_withdrawn(
    runtime: Runtime, people: People, make_version: MakeVersion, make_document: MakeDocument
) -> None:
    version_id = journey.approved(runtime, people, make_version("một"))
    document_id = journey.document_of(runtime, version_id)
    journey.changed(runtime, people, document_id)
    with (
        pytest.raises(Refused, match="change of this document is open"),
        runtime.transaction(people.approver) as tx,
    ):
        decisions.withdraw_document(tx, document_id=document_id, reason="x")
    draft = make_version("hai", code="QT-77")
    with (
        pytest.raises(Refused, match="no effective version"),
        runtime.transaction(people.secretary) as tx,
    ):
        decisions.withdraw_document(tx, document_id=journey.document_of(runtime, draft), reason="x")


DEAD = "Theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ."


def submit(tx: Transaction, people: People, version_id: int, *, dead_reason: str = "") -> Version:
    return service.submit_version(
        tx,
        version_id=version_id,
        change_summary="Rà soát",
        reviewer_id=people.reviewer.id,
        approver_id=people.approver.id,
        dead_reason=dead_reason,
    )


def test_a_draft_that_cites_dead_law_is_held_back_until_somebody_says_why_it_stays(
    runtime: Runtime, people: People, make_version: MakeVersion, make_text: MakeText
) -> None:
    make_text(expires_on=date(2025, 1, 1))
    version_id = make_version(DEAD)
    with (
        pytest.raises(Refused, match="no longer in force: Nghị định số 61/2018/NĐ-CP") as refused,
        runtime.transaction(people.drafter) as tx,
    ):
        submit(tx, people, version_id, dead_reason="  ")
    assert len(refused.value.reasons) == 1
    assert journey.status_of(runtime, version_id) is Status.DRAFT

    reason = "Đoạn này nêu quy định trước đây"
    act(runtime, people.drafter, lambda tx: submit(tx, people, version_id, dead_reason=reason))
    with runtime.reading() as session:
        kept = queries.find_dead_law_kept(session, journey.get(session, version_id))
        assert kept is not None
        assert (kept.reason, kept.kept_by) == (reason, people.drafter.name)
        assert kept.quotes == ["Nghị định số 61/2018/NĐ-CP"]
        (entry,) = list_entries(session, action="version.dead_law_kept")
        assert (entry.subject, entry.reason) == (f"version:{version_id}", reason)


def test_each_submission_says_anew_why_dead_law_stays(
    runtime: Runtime, people: People, make_version: MakeVersion, make_text: MakeText
) -> None:
    make_text(expires_on=date(2025, 1, 1))
    version_id = make_version(DEAD)
    act(runtime, people.drafter, lambda tx: submit(tx, people, version_id, dead_reason="một"))
    journey.returned(runtime, people, version_id, "Sửa lại")
    with pytest.raises(Refused), runtime.transaction(people.drafter) as tx:
        submit(tx, people, version_id)
    journey.written(runtime, people, version_id, paragraphs("Không viện dẫn."))
    act(runtime, people.drafter, lambda tx: submit(tx, people, version_id, dead_reason="thừa"))
    with runtime.reading() as session:
        assert queries.find_dead_law_kept(session, journey.get(session, version_id)) is None
        assert len(list_entries(session, action="version.dead_law_kept")) == 1


@pytest.mark.parametrize("effective_on", [date(2018, 6, 21), date(2099, 1, 1)])
def test_law_in_force_or_not_yet_holds_no_draft_back(
    runtime: Runtime,
    people: People,
    make_version: MakeVersion,
    make_text: MakeText,
    effective_on: date,
) -> None:
    make_text(effective_on=effective_on)
    version_id = make_version(DEAD)
    act(runtime, people.drafter, lambda tx: submit(tx, people, version_id))
    assert journey.status_of(runtime, version_id) is Status.IN_REVIEW
