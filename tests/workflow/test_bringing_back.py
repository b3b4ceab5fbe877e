"""A draft goes out as a Word file, is edited there and comes back: nothing is lost on the way."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from docctl import content as contents
from docctl.actors import Actor
from docctl.audit.models import AuditEntry
from docctl.content import Json, parse, project
from docctl.documents import service as drafting
from docctl.errors import Forbidden, NotFound, Refused, Stale
from docctl.legal import queries as legal
from docctl.legal.models import Citation, LegalText
from docctl.legal.reconcile import Fate
from docctl.legal.rules import Origin
from docctl.legal.service import decide_citation
from docctl.runtime import Runtime
from docctl.word import Imported, PageHeader, read_file
from docctl.workflow import importing, service
from docctl.workflow.bringing_back import Look, bring_back, look_at
from docctl.workflow.exporting import word_of
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.support.planting import planted
from tests.support.shared import SHARED, needs_shared
from tests.web import journey
from tests.web.journey import LONG_AGO
from tests.word.test_carried import opened_and_saved

pytestmark = pytest.mark.usefixtures("reading_here")
# What LibreOffice makes of a file does not depend on the database; what becomes of a file that was
# read is tested on both.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEADER = PageHeader("UBND xã Mẫu", "Quy trình thử", [("Mã hiệu", "QT-01")])
DECREE, LAW = "Nghị định số 61/2018/NĐ-CP", "Luật Đất đai"
TEXTS = (
    "1. Cơ sở pháp lý",
    f"Căn cứ {DECREE} của Chính phủ;",
    f"Hồ sơ nộp theo {LAW} hiện hành.",
    f"Theo {LAW}; xem thêm {LAW} cũ.",
    "Nội dung không viện dẫn.",
)

Sent = Callable[[int], bytes]


@pytest.fixture
def laws(runtime: Runtime, people: People, make_text: MakeText) -> list[int]:
    assert people  # before the laws, as the draft is after them
    return planted(runtime, make_laws, make_text)


def make_laws(_: Runtime, make_text: MakeText) -> list[int]:
    facts: dict[str, Any] = {"type": "Luật", "issuer": "Quốc hội", "title": "Đất đai"}
    return [
        make_text(),
        make_text("45/2013/QH13", **facts),
        make_text("31/2024/QH15", **facts),
    ]


@pytest.fixture
def draft(runtime: Runtime, laws: list[int], make_version: MakeVersion) -> int:
    assert laws
    return planted(runtime, make_draft, make_version)


def make_draft(_: Runtime, make_version: MakeVersion) -> int:
    return make_version(*TEXTS)


@pytest.fixture
def sent(runtime: Runtime) -> Sent:
    """Give the Word file of a version as somebody takes it."""

    def write(version_id: int) -> bytes:
        with runtime.reading() as session:
            version = journey.get(session, version_id)
            return word_of(session, version, blobs=runtime.blobs, header=HEADER, lost_picture="x")

    return write


def edited(data: bytes, change: Callable[[list[Json]], list[Json] | None]) -> Imported:
    """Read a file as if its blocks had been changed in Word."""
    read = read_file(data, "qt.docx")
    blocks = copy.deepcopy(read.content["content"])
    blocks = change(blocks) or blocks
    content = parse({"type": "doc", "content": blocks})
    texts = {block.uid: block.text for block in project(content).blocks}
    before = {block.uid: block.text for block in project(read.content).blocks}
    carried = []
    for one in read.carried:  # Word keeps a control around the words it holds
        words = before[one.uid][one.start : one.end]
        at = texts.get(one.uid, "").find(words)
        if at >= 0 and texts[one.uid].count(words) == before[one.uid].count(words):
            at = one.start + len(texts[one.uid]) - len(before[one.uid]) if at != one.start else at
            carried.append(replace(one, start=at, end=at + len(words)))
    return replace(read, content=content, carried=tuple(carried))


def say_in(block: Json, text: str) -> None:
    block["content"] = [{"type": "text", "text": text}]


def looked(runtime: Runtime, version_id: int, imported: Imported) -> Look:
    with runtime.reading() as session:
        return look_at(session, journey.get(session, version_id), imported)


def taken(
    runtime: Runtime,
    actor: Actor,
    version_id: int,
    imported: Imported,
    *,
    revision: int | None = None,
    choices: Mapping[str, str] | None = None,
    agreed: bool = False,
) -> Look:
    with runtime.reading() as session:
        look = look_at(session, journey.get(session, version_id), imported, choices=choices)
    with runtime.transaction(actor) as tx:
        bring_back(
            tx,
            version_id=version_id,
            look=look,
            name="qt.docx",
            digest="f" * 64,
            revision=look.revision if revision is None else revision,
            choices=choices or {},
            agreed=agreed,
        )
    return look


def texts_of(runtime: Runtime, version_id: int) -> list[str]:
    with runtime.reading() as session:
        return journey.get(session, version_id).plain_text.split("\n")


def rows_of(runtime: Runtime, version_id: int) -> list[Citation]:
    with runtime.reading() as session:
        return legal.list_rows(session, version_id)


def laws_of(runtime: Runtime) -> list[int]:
    with runtime.reading() as session:
        return list(session.scalars(select(LegalText.id).order_by(LegalText.id)))


def bound_by_hand(runtime: Runtime, people: People, row: Citation, text_id: int) -> None:
    with runtime.transaction(people.drafter) as tx:
        decide_citation(tx, citation_id=row.id, text_id=text_id, reason="Theo luật cũ")


def saved(runtime: Runtime, people: People, version_id: int, place: int, text: str) -> None:
    """Change a block of the draft in the program meanwhile."""
    with runtime.reading() as session:
        content = copy.deepcopy(journey.get(session, version_id).content)
    say_in(content["content"][place], text)
    journey.written(runtime, people, version_id, content)


def test_a_file_nobody_edited_changes_nothing(runtime: Runtime, draft: int, sent: Sent) -> None:
    look = looked(runtime, draft, read_file(sent(draft), "qt.docx"))
    assert look.changes_nothing
    assert look.doubts == look.remarks == ()
    assert look.counts == {Fate.KEPT: 4}


def test_what_a_person_decided_survives_edits_moves_and_deletions(
    runtime: Runtime, people: People, draft: int, laws: list[int], sent: Sent
) -> None:
    decree, plain, first, second = rows_of(runtime, draft)
    bound_by_hand(runtime, people, plain, laws[1])
    bound_by_hand(runtime, people, second, laws[1])
    data = sent(draft)

    def change(blocks: list[Json]) -> list[Json]:
        say_in(blocks[2], f"Từ nay mọi hồ sơ phải nộp đúng theo {LAW} và nghị định.")
        say_in(blocks[3], f"Theo luật; xem thêm {LAW} cũ.")  # the first of two is gone
        return [blocks[0], blocks[3], blocks[2], blocks[4]]  # the decree is gone with its block

    imported = edited(data, change)
    before = texts_of(runtime, draft)
    look = looked(runtime, draft, imported)
    assert texts_of(runtime, draft) == before
    assert look.counts == {Fate.KEPT: 2, Fate.LOST: 2}
    taken(runtime, people.drafter, draft, imported)
    rows = {row.id: row for row in rows_of(runtime, draft)}
    assert rows.keys() == {plain.id, second.id}
    for row in rows.values():
        assert (row.origin, row.text_id) == (Origin.HUMAN, laws[1])
        assert row.decided_by == people.drafter.name
    assert decree.id not in rows
    assert first.id not in rows
    assert [row.ordinal for row in rows_of(runtime, draft)] == sorted(
        row.ordinal for row in rows.values()
    )
    assert texts_of(runtime, draft)[1] == f"Theo luật; xem thêm {LAW} cũ."


def test_a_citation_whose_words_changed_is_bound_anew(
    runtime: Runtime, people: People, draft: int, laws: list[int], sent: Sent
) -> None:
    row = rows_of(runtime, draft)[0]
    bound_by_hand(runtime, people, row, laws[1])
    imported = edited(
        sent(draft), lambda blocks: say_in(blocks[1], "Căn cứ Nghị định số 118/2025/NĐ-CP;")
    )
    look = looked(runtime, draft, imported)
    assert look.counts[Fate.CHANGED] == 1
    taken(runtime, people.drafter, draft, imported)
    now = rows_of(runtime, draft)[0]
    assert (now.quote, now.origin) == ("Nghị định số 118/2025/NĐ-CP", Origin.AUTO)


@pytest.mark.parametrize("dropped", ["stamp", "carried", "uids", "all"])
def test_what_a_program_drops_is_made_up_for(
    runtime: Runtime, people: People, draft: int, sent: Sent, dropped: str
) -> None:
    laws = laws_of(runtime)
    rows = rows_of(runtime, draft)
    for row in rows[1:]:
        bound_by_hand(runtime, people, row, laws[1])
    imported = edited(sent(draft), lambda blocks: say_in(blocks[4], "Nội dung mới, đã viết lại."))
    if dropped in {"carried", "all"}:
        imported = replace(imported, carried=())
    if dropped in {"uids", "all"}:
        content = copy.deepcopy(imported.content)
        for block in content["content"]:
            block["attrs"]["uid"] = None
        imported = replace(imported, content=parse(content), carried=())
    if dropped in {"stamp", "all"}:
        imported = replace(imported, stamp=None)
    look = looked(runtime, draft, imported)
    assert bool(look.doubts) is (dropped in {"stamp", "all"})
    taken(runtime, people.drafter, draft, imported, agreed=True)
    now = rows_of(runtime, draft)
    assert [row.id for row in now] == [row.id for row in rows]
    assert [row.origin for row in now] == [Origin.AUTO, *[Origin.HUMAN] * 3]
    with runtime.reading() as session:
        uids = [b.uid for b in project(journey.get(session, draft).content).blocks]
        assert {row.block_uid for row in now} <= set(uids)


def test_a_draft_that_went_on_meanwhile_is_put_together_with_the_file(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    data = sent(draft)
    saved(runtime, people, draft, 0, "1. Cơ sở pháp lý và phạm vi")
    imported = edited(data, lambda blocks: say_in(blocks[4], "Sửa trong Word."))
    look = looked(runtime, draft, imported)
    assert [remark.msgid[:14] for remark in look.remarks] == ["The draft was "]
    assert not look.merged.conflicts
    taken(runtime, people.drafter, draft, imported)
    assert texts_of(runtime, draft) == [
        "1. Cơ sở pháp lý và phạm vi", *TEXTS[1:4], "Sửa trong Word."
    ]  # fmt: skip


def test_what_both_changed_waits_for_a_choice(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    data = sent(draft)
    saved(runtime, people, draft, 4, "Sửa ở đây.")
    imported = edited(data, lambda blocks: say_in(blocks[4], "Sửa trong Word."))
    (conflict,) = looked(runtime, draft, imported).merged.conflicts
    with pytest.raises(Refused, match="Choose whose words"):
        taken(runtime, people.drafter, draft, imported)
    assert texts_of(runtime, draft)[4] == "Sửa ở đây."
    taken(runtime, people.drafter, draft, imported, choices={conflict.key: "word"})
    assert texts_of(runtime, draft)[4] == "Sửa trong Word."


def test_who_saved_between_looking_and_taking_over_is_not_overruled(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    imported = edited(sent(draft), lambda blocks: say_in(blocks[4], "Sửa trong Word."))
    saved(runtime, people, draft, 4, "Sửa ở đây.")
    with pytest.raises(Stale):
        taken(runtime, people.drafter, draft, imported, revision=1)
    assert texts_of(runtime, draft)[4] == "Sửa ở đây."


def test_the_file_of_another_document_is_named_and_needs_a_word(
    runtime: Runtime, people: People, draft: int, make_version: MakeVersion, sent: Sent
) -> None:
    other = make_version("Văn bản hoàn toàn khác.", code="QT-02", title="Quy trình khác")
    imported = read_file(sent(other), "qt.docx")
    look = looked(runtime, draft, imported)
    assert "QT-02" in str(look.doubts[0])
    assert "Quy trình khác" in str(look.doubts[0])
    with pytest.raises(Refused, match="QT-02"):
        taken(runtime, people.drafter, draft, imported)
    assert texts_of(runtime, draft) == list(TEXTS)
    stampless = replace(imported, stamp=None)
    assert [doubt.msgid[:8] for doubt in looked(runtime, draft, stampless).doubts] == [
        "Little i",
        "The file",
    ]
    taken(runtime, people.drafter, draft, imported, agreed=True)
    assert texts_of(runtime, draft) == ["Văn bản hoàn toàn khác."]


def test_every_reason_comes_at_once(
    runtime: Runtime, people: People, draft: int, make_version: MakeVersion, sent: Sent
) -> None:
    other = make_version("Văn bản hoàn toàn khác.", code="QT-02")
    imported = replace(read_file(sent(other), "qt.docx"), stamp=None)
    with pytest.raises(Refused) as refused:
        taken(runtime, people.drafter, draft, imported)
    assert len(refused.value.reasons) == 2


def test_a_file_of_the_version_in_force_is_put_onto_the_draft_and_knows_its_citations(
    runtime: Runtime, people: People, laws: list[int], make_version: MakeVersion, sent: Sent
) -> None:
    effective = make_version(*TEXTS, effective_on=LONG_AGO)
    data = sent(effective)
    draft = journey.changed(runtime, people, journey.document_of(runtime, effective))
    row = rows_of(runtime, draft)[1]
    bound_by_hand(runtime, people, row, laws[1])
    saved(runtime, people, draft, 0, "1. Căn cứ")
    imported = edited(
        data, lambda blocks: say_in(blocks[2], f"Viết lại cả câu, nhưng còn {LAW} ở đây.")
    )
    look = looked(runtime, draft, imported)
    assert look.remarks[0].msgid.startswith("The file was made from the version")
    assert look.doubts == ()
    taken(runtime, people.drafter, draft, imported)
    assert texts_of(runtime, draft)[0] == "1. Căn cứ"
    now = {one.id: one for one in rows_of(runtime, draft)}
    assert now[row.id].origin is Origin.HUMAN


def test_taking_over_is_one_act_of_the_trail(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    imported = edited(sent(draft), lambda blocks: say_in(blocks[4], "Sửa trong Word."))
    taken(runtime, people.drafter, draft, imported)
    with runtime.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "version.brought_back")
        ).one()
        assert entry.detail["file"] == "f" * 64
        assert entry.detail["citations"]["kept"] == 4
        assert f"version={draft} revision=1" in entry.detail["stamp"]


def test_a_refused_file_leaves_no_trace(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    with pytest.raises(Refused, match="changes nothing"):
        taken(runtime, people.drafter, draft, read_file(sent(draft), "qt.docx"))
    with runtime.reading() as session:
        entries = select(AuditEntry).where(AuditEntry.action == "version.brought_back")
        assert session.scalars(entries).all() == []


def test_only_who_writes_in_the_draft_takes_a_file_over(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    imported = edited(sent(draft), lambda blocks: say_in(blocks[4], "Sửa trong Word."))
    for who in (people.reader, people.reviewer, people.approver):
        with pytest.raises((Forbidden, NotFound)):
            taken(runtime, who, draft, imported, revision=1)
    journey.submitted(runtime, people, draft)
    with pytest.raises(Refused, match="submitted"):
        taken(runtime, people.drafter, draft, imported)


def test_tracked_changes_are_told_and_proposals_go_on_waiting(
    runtime: Runtime, people: People, draft: int, sent: Sent
) -> None:
    with runtime.transaction(people.drafter) as tx:
        version = journey.get(tx.session, draft)
        uid = version.content["content"][4]["attrs"]["uid"]
        proposal = contents.Proposal(id="1", uid=uid, start=0, end=8, text="Phần việc")
        content = contents.propose(
            version.content, [proposal], author="Máy", date="2026-01-02T03:04:05Z"
        )
        service.save_draft(tx, version_id=draft, content=content, revision=version.revision)
    imported = edited(sent(draft), lambda blocks: say_in(blocks[0], "1. Căn cứ"))
    look = looked(runtime, draft, imported)
    assert {remark.msgid.split(" ", 1)[1][:14] for remark in look.remarks} == {
        "tracked change",
        "proposed chang",
    }
    assert contents.pending_ids(look.merged.content) == {"1"}


@on_sqlite
def test_an_old_doc_file_is_put_together_with_a_draft_that_went_on(
    runtime: Runtime, people: People, draft: int, sent: Sent, tmp_path: Path
) -> None:
    data = opened_and_saved(sent(draft), tmp_path, "doc:MS Word 97")
    saved(runtime, people, draft, 4, "Sửa ở đây.")
    look = looked(runtime, draft, read_file(data, "qt.doc"))
    assert look.doubts == ()
    assert look.changes_nothing
    assert look.counts == {Fate.KEPT: 4}


@on_sqlite
@needs_shared
def test_a_real_procedure_comes_back_from_libreoffice_to_the_letter(
    runtime: Runtime, people: People, make_version: MakeVersion, sent: Sent, tmp_path: Path
) -> None:
    path = (
        SHARED
        / "data"
        / "procedures"
        / "d042_11_Thu_tuc_chung_thuc_ban_sao_tu_ban_chinh_giay_to_van_ban.doc"
    )
    source = read_file(path.read_bytes(), path.name)
    pictures = importing.store_pictures(runtime.blobs, source)
    draft = make_version(content=source.content, code="QT-11")
    with runtime.transaction(people.drafter) as tx:
        for picture in pictures:
            drafting.add_picture(tx, version_id=draft, **picture)
    rows = rows_of(runtime, draft)
    assert len(rows) > 10
    saved_there = opened_and_saved(sent(draft), tmp_path)
    look = looked(runtime, draft, read_file(saved_there, "qt.docx"))
    assert look.doubts == ()
    assert look.changes_nothing
    assert look.counts == {Fate.KEPT: len(rows)}


@on_sqlite
def test_a_true_round_through_libreoffice_keeps_text_citations_and_decisions(
    runtime: Runtime, people: People, draft: int, sent: Sent, tmp_path: Path
) -> None:
    laws = laws_of(runtime)
    rows = rows_of(runtime, draft)
    bound_by_hand(runtime, people, rows[1], laws[1])
    imported = read_file(opened_and_saved(sent(draft), tmp_path), "qt.docx")
    look = looked(runtime, draft, imported)
    assert look.doubts == ()
    assert look.comparison.is_empty
    assert look.counts == {Fate.KEPT: 4}
    assert look.changes_nothing
