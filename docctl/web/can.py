"""Which buttons to show; the services check again, so this only keeps dead ends off the page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.documents import queries as documents
from docctl.documents.models import Document, Version
from docctl.documents.rules import OPEN, Status
from docctl.errors import Forbidden, Refused, say
from docctl.workflow import queries as workflow
from docctl.workflow.rules import Step


class Submitted(Refused):
    """The draft was handed in meanwhile; its page is the place to go."""

    def __init__(self, version: Version) -> None:
        super().__init__(say("This version was submitted and can no longer be edited."))
        self.version = version


@dataclass(frozen=True, slots=True, kw_only=True)
class OnVersion:
    """What a person can do with a version now."""

    edit: bool
    take_back: bool
    hand_over: bool
    cancel: bool
    review: bool
    approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDocument:
    """What a person can do with a document now; `busy` when a change of it is open."""

    change: bool
    withdraw: bool
    busy: bool


def on_version(session: Session, version: Version, *, actor: Actor) -> OnVersion:
    """Say what `actor` can do with a version."""
    drafts = actor.may(Permission.DRAFT)
    manages = drafts and actor.may(Permission.MANAGE_DOCUMENTS)
    writes = manages or (drafts and actor.id in documents.list_authors(session, version.id))
    submitted = version.status in {Status.IN_REVIEW, Status.IN_APPROVAL}
    return OnVersion(
        edit=writes and version.status is Status.DRAFT,
        take_back=writes and submitted,
        hand_over=manages and submitted,
        cancel=version.status in OPEN and (manages or (drafts and actor.id == version.author_id)),
        review=actor.may(Permission.REVIEW) and has_task(session, version, Step.REVIEW, actor),
        approve=actor.may(Permission.APPROVE) and has_task(session, version, Step.APPROVE, actor),
    )


def own_draft(session: Session, version_id: int, *, actor: Actor, now: datetime) -> Version:
    """Give a draft `actor` may write in; Refused once it was submitted, Forbidden to others."""
    version = documents.get_version(session, version_id, actor=actor, now=now)
    if version.status is not Status.DRAFT:
        raise Submitted(version)
    if not on_version(session, version, actor=actor).edit:
        raise Forbidden("only its drafters write in a draft")
    return version


def has_task(session: Session, version: Version, step: Step, actor: Actor) -> bool:
    """Say whether a step of a version waits for `actor`."""
    task = workflow.find_open_task(session, version.id, step=step)
    return task is not None and task.assignee_id == actor.id


def on_document(session: Session, document: Document, *, actor: Actor, now: datetime) -> OnDocument:
    """Say what `actor` can do with a document."""
    busy = documents.find_open(session, document.id) is not None
    free = not busy and document.withdrawn_at is None
    counts = bool(documents.list_unended(session, document.id, now=now))
    return OnDocument(
        change=free and actor.may(Permission.DRAFT),
        withdraw=free and counts and actor.may(Permission.WITHDRAW),
        busy=busy,
    )
