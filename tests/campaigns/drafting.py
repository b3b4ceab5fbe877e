"""Scenes of redrafts and batches: procedures redrafted for a law, decided, handed in."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import select

from docctl import content as contents
from docctl.actors import Actor
from docctl.campaigns import redraft_queries, redrafting
from docctl.campaigns.redraft_queries import Sheet
from docctl.campaigns.rules import Amending
from docctl.documents.models import Version
from docctl.identity.rules import Proof
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.workflow import batch_queries, batches
from docctl.workflow.rules import Step
from tests.campaigns.conftest import LAW_DAY, Scene
from tests.support.planting import planted

CITES = "- Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;"
NOW_CITES = "- Nghị định số 118/2025/NĐ-CP ngày 9/6/2025 của Chính phủ;"
ABOUT = "Thời hạn theo Điều 8 Nghị định số 61/2018/NĐ-CP là 3 ngày."


def procedure(*bodies: str, bases: tuple[str, ...] = (CITES,)) -> dict[str, Any]:
    """Give a text with a table of revisions, legal bases and a body."""

    def heading(words: str) -> dict[str, Any]:
        return {"type": "heading", "attrs": {"level": 1}, "content": [_words(words)]}

    def row(*cells: str) -> dict[str, Any]:
        return {
            "type": "tableRow",
            "content": [{"type": "tableCell", "content": [_paragraph(words)]} for words in cells],
        }

    head = row(
        "Yêu cầu sửa đổi/bổ sung",
        "Trang/Phần liên quan",
        "Mô tả nội dung sửa đổi",
        "Lần ban hành/Lần sửa đổi",
        "Ngày",
    )
    return contents.parse(
        {
            "type": "doc",
            "content": [
                heading("SỬA ĐỔI TÀI LIỆU"),
                {"type": "table", "content": [head, row("", "", "", "", "")]},
                heading("3. TÀI LIỆU VIỆN DẪN"),
                *map(_paragraph, bases),
                heading("5. NỘI DUNG"),
                *map(_paragraph, bodies),
            ],
        }
    )


def _words(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _paragraph(words: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [_words(words)] if words else []}


def started(
    scene: Scene,
    campaign: int,
    *document_ids: int,
    amending: Amending = Amending.CHAIN,
    mapping: str = "",
) -> int:
    with scene.runtime.transaction(scene.people.secretary) as tx:
        return redrafting.start_redraft(
            tx,
            campaign_id=campaign,
            document_ids=document_ids,
            amending=amending,
            mapping=mapping,
        ).id


def run(scene: Scene, redraft: int) -> list[int]:
    done: list[int] = []
    redrafting.run(
        scene.runtime,
        scene.people.secretary,
        redraft_id=redraft,
        report=lambda count, _total, _lines: done.append(count),
    )
    return done


def sheets(scene: Scene, redraft: int, actor: Actor | None = None) -> list[Sheet]:
    with scene.runtime.reading() as session:
        return redraft_queries.list_sheets(
            session, redraft, actor=actor or scene.people.secretary, now=scene.runtime.now()
        )


def drafted(scene: Scene, *document_ids: int, source: int, **more: Any) -> tuple[int, int]:
    """Open the campaign and draft the documents; give campaign and redraft."""
    campaign = scene.open(source)
    redraft = started(scene, campaign, *document_ids, **more)
    run(scene, redraft)
    return campaign, redraft


def accept_all(scene: Scene, redraft: int) -> None:
    waiting = {change.id for sheet in sheets(scene, redraft) for change in sheet.changes}
    with scene.runtime.transaction(scene.people.secretary) as tx:
        redrafting.decide_proposals(tx, redraft_id=redraft, accepted=waiting, rejected=())


def handed_in(scene: Scene, redraft: int, *document_ids: int) -> int:
    people = scene.people
    with scene.runtime.transaction(people.secretary) as tx:
        return redrafting.hand_in(
            tx,
            redraft_id=redraft,
            document_ids=document_ids,
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        ).id


class Handed(NamedTuple):
    """A law, the documents redrafted for it, and the batch their drafts are in."""

    source: int
    documents: list[int]
    campaign: int
    redraft: int
    batch: int


def in_a_batch(scene: Scene, count: int) -> Handed:
    """Take redrafts of documents to their batch."""
    return planted(scene.runtime, batch_of(count), scene)


@cache
def batch_of(count: int) -> Callable[[Runtime, Scene], Handed]:
    def make(_: Runtime, scene: Scene) -> Handed:
        source = scene.replacing()
        wanted = [scene.document(f"QT-{n}", content=procedure("Nội dung.")) for n in range(count)]
        campaign, redraft = drafted(scene, *wanted, source=source)
        accept_all(scene, redraft)
        return Handed(source, wanted, campaign, redraft, handed_in(scene, redraft, *wanted))

    return make


def shown(scene: Scene, batch: int, step: Step) -> str:
    actor = scene.people.reviewer if step is Step.REVIEW else scene.people.approver
    with scene.runtime.reading() as session:
        waiting = batch_queries.list_waiting_versions(session, batch, actor=actor, step=step)
        return batches.shown_as(waiting)


def pass_on(scene: Scene, batch: int) -> None:
    with scene.runtime.transaction(scene.people.reviewer) as tx:
        batches.pass_batch_on(tx, batch_id=batch, shown=shown(scene, batch, Step.REVIEW))


def approve(scene: Scene, batch: int, key: str = "k1", on: date | None = LAW_DAY) -> None:
    said = shown(scene, batch, Step.APPROVE)
    with scene.runtime.transaction(scene.people.approver) as tx:
        batches.approve_batch(
            tx,
            batch_id=batch,
            shown=said,
            proof=Proof(scene.people.approver.user_id, tx.now),
            key=key,
            effective_on=on,
        )


def messages(scene: Scene, kind: str) -> list[tuple[int, int]]:
    with scene.runtime.reading() as session:
        rows = session.scalars(
            select(MessageRow).where(MessageRow.kind == kind).order_by(MessageRow.id)
        )
        return [(row.recipient_id, row.params.get("documents", 0)) for row in rows]


def version_of(scene: Scene, document: int) -> Version:
    sheet = next(one for one in all_sheets(scene) if one.document.id == document)
    assert sheet.version is not None
    with scene.runtime.reading() as session:
        return session.get_one(Version, sheet.version.id)


def all_sheets(scene: Scene) -> list[Sheet]:
    return sheets(scene, 1)
