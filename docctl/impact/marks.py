"""Marking, in the editor and on the reading page, what the law has left behind."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.documents.queries import get_version
from docctl.documents.rules import OPEN
from docctl.impact.meetings import issued_on, list_meetings
from docctl.impact.queries import change_of, changes
from docctl.impact.rules import harm, severity_of
from docctl.impact.shown import RANKS, Mark
from docctl.legal.models import Citation, Effect


def marks_of_version(
    session: Session, version_id: int, *, actor: Actor, now: datetime
) -> tuple[Mark, ...]:
    """Give the stale citations of a version `actor` may see, in order of the text.

    In an open version the marks show what happened since the version it is based on was issued,
    so that the drafter sees all that is to be gone through; they need no finding. Of several
    effects on one citation all are given, the most urgent first.
    """
    version = get_version(session, version_id, actor=actor, now=now)
    today, since = day_of(now), _since(session, version)
    hit = [
        (meeting, found)
        for meeting in list_meetings(session, version_ids=[version_id])
        if (found := harm(meeting.cause, meeting.cited.mention, issued_on=since, today=today))
    ]
    citations = {
        row.id: row
        for row in session.execute(
            select(
                Citation.id,
                Citation.ordinal,
                Citation.block_uid,
                Citation.start,
                Citation.end,
                Citation.quote,
            ).where(Citation.version_id == version_id)
        )
    }
    effect_ids = {meeting.effect_id for meeting, _ in hit}
    rows = session.execute(changes().where(Effect.id.in_(effect_ids)))
    words = {row.effect_id: change_of(row) for row in rows}
    marks = [
        Mark(
            citation_id=meeting.cited.id,
            block_uid=citations[meeting.cited.id].block_uid,
            start=citations[meeting.cited.id].start,
            end=citations[meeting.cited.id].end,
            quote=citations[meeting.cited.id].quote,
            overlap=found.overlap,
            severity=severity_of(
                meeting.cause.action, found.overlap, found.since, today, basis=meeting.basis
            ),
            due_on=found.since,
            change=words[meeting.effect_id],
        )
        for meeting, found in hit
    ]
    return tuple(
        sorted(
            marks,
            key=lambda mark: (
                citations[mark.citation_id].ordinal,
                RANKS.index(mark.severity),
                mark.change.effect_id,
            ),
        )
    )


def _since(session: Session, version: Version) -> date:
    """Give the day whose law the text of a version answers for."""
    answers = version
    if version.status in OPEN and version.based_on_id is not None:
        answers = session.get_one(Version, version.based_on_id)
    return issued_on(answers.issued_on, answers.effective_from, answers.created_at)
