"""Documents keep one code per field, drafts lose no text, what was submitted is not edited."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from docctl.actors import Actor
from docctl.audit import queries as audit
from docctl.documents import queries, service
from docctl.documents.models import Document, Participant, SavedCopy, Version
from docctl.documents.rules import Kind, Part
from docctl.errors import Forbidden, NotFound, Refused, Stale
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeDocument, MakeVersion, paragraphs
from tests.web import journey


def create(runtime: Runtime, actor: Actor, code: str, field: str = "Hộ tịch", **more: Any) -> int:
    with runtime.transaction(actor) as tx:
        return service.create_document(
            tx, field=field, kind=Kind.PROCEDURE, code=code, title=more.pop("title", "Tên"), **more
        ).id


def version(runtime: Runtime, version_id: int) -> Version:
    with runtime.reading() as session:
        return session.get_one(Version, version_id)


def save(runtime: Runtime, actor: Actor, version_id: int, revision: int, *texts: str) -> Version:
    with runtime.transaction(actor) as tx:
        return service.save_content(
            tx, version_id=version_id, content=paragraphs(*texts), revision=revision
        ).version


@pytest.mark.parametrize("typed", ["QT 01/CX-HCTP", "qt01 cx hctp", "QT-1.CX.HCTP"])
def test_a_code_is_given_once_in_a_field_however_it_is_typed(
    runtime: Runtime, secretary: Actor, typed: str
) -> None:
    create(runtime, secretary, "QT 01/CX-HCTP")
    with pytest.raises(Refused, match="already belongs to"):
        create(runtime, secretary, typed)


def test_three_fields_may_use_the_same_code(runtime: Runtime, secretary: Actor) -> None:
    ids = {
        create(runtime, secretary, "QT 01/CX-HCTP", field=field)
        for field in ("Hộ tịch", "Chứng thực", "Nuôi con nuôi")
    }
    assert len(ids) == 3
    with runtime.reading() as session:
        found = queries.find_by_code(
            session, agency_id=secretary.agency_id or 0, code="qt 1/cx hctp"
        )
    assert {document.id for document in found} == ids


def test_the_database_itself_refuses_a_second_code(runtime: Runtime, secretary: Actor) -> None:
    create(runtime, secretary, "QT-01")
    with pytest.raises(IntegrityError), runtime.transaction(secretary) as tx:
        first = tx.session.scalars(select(Document)).one()
        tx.session.add(
            Document(
                agency_id=first.agency_id,
                field_id=first.field_id,
                kind=Kind.FORM,
                code="QT 1",
                code_folded=first.code_folded,
                title="Khác",
                created_at=tx.now,
            )
        )


def test_a_document_needs_a_code_and_a_title_and_both_are_told(
    runtime: Runtime, secretary: Actor
) -> None:
    with pytest.raises(Refused) as caught:
        create(runtime, secretary, " - ", title=" ")
    assert len(caught.value.reasons) == 2
    with runtime.reading() as session:
        assert session.scalars(select(Document)).all() == []


@pytest.mark.parametrize("who", ["admin", "drafter", "reviewer", "approver", "auditor", "reader"])
def test_only_the_secretary_registers_documents(runtime: Runtime, people: People, who: str) -> None:
    with pytest.raises(Forbidden):
        create(runtime, getattr(people, who), "QT-01")


def test_a_save_counts_and_is_recorded(
    runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    saved = save(runtime, drafter, version_id, 1, "hai")
    assert saved.revision == 2
    assert saved.plain_text == "hai"
    with runtime.reading() as session:
        entry = audit.list_entries(session, action="version.saved")[0]
    assert entry.detail["after"] == saved.content_hash


def test_saving_the_same_text_is_no_act(
    runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    with runtime.transaction(drafter) as tx:
        same = version(runtime, version_id).content
        saved = service.save_content(tx, version_id=version_id, content=same, revision=1)
    assert saved.version.revision == 1
    with runtime.reading() as session:
        assert audit.list_entries(session, action="version.saved") == []


def test_a_late_save_overwrites_nothing_and_its_text_is_kept(
    runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    save(runtime, drafter, version_id, 1, "hai")
    with pytest.raises(Stale):
        save(runtime, drafter, version_id, 1, "ba")
    with runtime.transaction(drafter) as tx:
        service.keep_copy(tx, version_id=version_id, content=paragraphs("ba"), revision=1)
    assert version(runtime, version_id).plain_text == "hai"
    with runtime.reading() as session:
        (copy,) = queries.list_copies(session, version_id, user_id=drafter.user_id)
        assert copy.base_revision == 1
        assert "ba" in str(copy.content)


def test_a_copy_is_its_writers_own(
    runtime: Runtime, drafter: Actor, secretary: Actor, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    with runtime.transaction(drafter) as tx:
        service.keep_copy(tx, version_id=version_id, content=paragraphs("ba"), revision=1)
    with runtime.reading() as session:
        assert queries.list_copies(session, version_id, user_id=secretary.user_id) == []


def test_a_broken_text_is_refused_and_changes_nothing(
    runtime: Runtime, drafter: Actor, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    for broken in (b"{", {"type": "script"}, {"type": "doc", "content": [{"type": "x"}]}):
        with pytest.raises(Refused), runtime.transaction(drafter) as tx:
            service.save_content(tx, version_id=version_id, content=broken, revision=1)
    assert version(runtime, version_id).plain_text == "một"


def test_another_drafter_writes_in_nobody_elses_draft(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    other = journey.second_drafter(runtime, people)
    with pytest.raises(NotFound):
        save(runtime, other, version_id, 1, "hai")
    for actor in (people.reviewer, people.approver, people.reader, people.admin, people.auditor):
        with pytest.raises((Forbidden, NotFound)):
            save(runtime, actor, version_id, 1, "hai")


def test_who_writes_becomes_an_editor(
    runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    save(runtime, secretary, version_id, 1, "hai")
    with runtime.reading() as session:
        assert session.get(Participant, (version_id, secretary.id, Part.EDITOR)) is not None
        assert secretary.id in queries.list_authors(session, version_id)


def test_a_submitted_version_is_not_edited(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.submitted(runtime, people, make_version("một"))
    with pytest.raises(Refused, match="submitted"):
        save(runtime, people.drafter, version_id, 1, "hai")
    with pytest.raises(Refused), runtime.transaction(people.drafter) as tx:
        service.describe_draft(
            tx,
            version_id=version_id,
            title="Khác",
            issue_no=9,
            revision_no=9,
            change_summary="",
        )
    with pytest.raises(Refused), runtime.transaction(people.drafter) as tx:
        service.add_picture(
            tx, version_id=version_id, blob="a" * 64, media_type="image/png", size=1
        )


FROZEN = {
    "content": """'{"type": "doc"}'""",
    "content_hash": "'0'",
    "plain_text": "'x'",
    "title": "'x'",
    "issue_no": "77",
    "revision_no": "77",
    "number": "77",
    "status": "'draft'",
    "approved_at": "'2020-01-01 00:00:00'",
    "effective_from": "'2020-01-01 00:00:00'",
    "author_id": "1",
    "approval_key": "'x'",
    "source": """'{"a": 1}'""",
    "imported": "true",
    "original": "'x'",
    "round": "9",
    "change_summary": "'x'",
}


def test_raw_sql_changes_nothing_of_an_approved_version(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.approved(runtime, people, make_version("một"))
    for column, value in FROZEN.items():
        with (
            pytest.raises(DatabaseError, match="an approved version never changes"),
            runtime.engine.execution_options(write=True).begin() as connection,
        ):
            connection.execute(
                text(f"UPDATE version SET {column} = {value} WHERE id = {version_id}")
            )


def test_the_orm_changes_nothing_of_an_approved_version(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = journey.approved(runtime, people, make_version("một"))
    with pytest.raises(DatabaseError), runtime.transaction(people.drafter) as tx:
        tx.session.get_one(Version, version_id).content = paragraphs("giả")
    with pytest.raises(DatabaseError), runtime.transaction(people.drafter) as tx:
        tx.session.delete(tx.session.get_one(Version, version_id))
    assert version(runtime, version_id).plain_text == "một"


def test_every_column_of_a_version_is_frozen_but_its_end(runtime: Runtime) -> None:
    from docctl.documents.models import _FROZEN  # noqa: PLC0415  # the list under test

    assert {column.name for column in Version.__table__.columns} - set(_FROZEN) == {
        "id",
        "updated_at",
        "effective_to",
    }


def test_a_reader_sees_what_counts_and_nothing_else(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    draft = make_version("bí mật", code="QT-01")
    shown = journey.approved(runtime, people, make_version("công khai", code="QT-02"))
    with runtime.reading() as session:
        now = runtime.now()
        assert queries.get_version(session, shown, actor=people.reader, now=now).id == shown
        for reader in (people.reader, people.admin, people.reviewer, people.approver):
            with pytest.raises(NotFound):
                queries.get_version(session, draft, actor=reader, now=now)
        for reader in (people.secretary, people.auditor, people.drafter):
            assert queries.get_version(session, draft, actor=reader, now=now).id == draft
        listed = queries.list_shown(session, actor=people.reader, now=now)
        assert [v.id for v in listed] == [shown]


def test_nobody_of_another_agency_sees_anything(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    shown = journey.approved(runtime, people, make_version("công khai"))
    stranger = Actor(id=999, name="Lạ", agency_id=2, roles=people.secretary.roles)
    with runtime.reading() as session, pytest.raises(NotFound):
        queries.get_version(session, shown, actor=stranger, now=runtime.now())


def test_a_draft_of_a_document_with_an_owner_has_one_number_after_the_other(
    runtime: Runtime, people: People, make_document: MakeDocument, make_version: MakeVersion
) -> None:
    document_id = make_document("QT-05")
    first = make_version("một", document_id=document_id)
    journey.approved(runtime, people, first)
    second = journey.changed(runtime, people, document_id)
    assert version(runtime, first).number == 1
    assert version(runtime, second).number == 2
    assert version(runtime, second).label == "01/01"


def test_two_open_drafts_are_refused_by_the_database(
    runtime: Runtime, make_document: MakeDocument, make_version: MakeVersion
) -> None:
    document_id = make_document("QT-05")
    make_version("một", document_id=document_id)
    with pytest.raises(IntegrityError):
        make_version("hai", document_id=document_id)


def test_a_copy_is_never_kept_for_one_who_may_not_draft(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version("một")
    with pytest.raises(Forbidden), runtime.transaction(people.auditor) as tx:
        service.keep_copy(tx, version_id=version_id, content=paragraphs("x"), revision=1)
    with runtime.reading() as session:
        assert session.scalars(select(SavedCopy)).all() == []
