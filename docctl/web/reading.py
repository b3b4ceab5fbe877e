"""Reading one version as it stands, and against another."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.agencies import queries as agencies
from docctl.campaigns.ahead import Waiting, list_waiting
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.documents.rules import OPEN, State, Status
from docctl.errors import NotFound
from docctl.web import auth, can, citations
from docctl.web.forms import day_arg, number_arg


def seen_version(session: Session, document_id: int, version_id: int) -> Version:
    """Give a version the person may see, of that document, or NotFound."""
    found = queries.get_version(session, version_id, actor=auth.actor(), now=runtime().now())
    if found.document_id != document_id:
        raise NotFound(f"version {version_id} of document {document_id}")
    return found


def version(document_id: int, version_id: int) -> ResponseReturnValue:
    """Show the text of a version, its citations coloured by their standing on a day."""
    with runtime().reading() as session:
        found = seen_version(session, document_id, version_id)
        return render_template("documents/version.html", **text_of(session, found))


def text_of(session: Session, found: Version) -> dict[str, Any]:
    """Give all that the sheet of a version shows; `?on=` asks for the law of another day."""
    actor, now = auth.actor(), runtime().now()
    on = day_arg("on") or day_of(now)
    draft = found.status in OPEN  # in which something can still be put right
    cited = citations.list_cited(session, found, on=on, blobs=runtime().blobs if draft else None)
    projection = contents.project(found.content)
    issued = [
        other
        for other in queries.list_versions(session, found.document_id, actor=actor, now=now)
        if other.status is Status.APPROVED and other.number <= found.number
    ]
    return {
        "version": found,
        "document": found.document,
        "agency": agencies.get_agency(session, found.document.agency_id),
        "html": contents.to_html(found.content, notes=citations.notes(cited)),
        "cited": cited,
        "groups": citations.grouped(cited),
        "headings": [b for b in projection.blocks if b.kind == "heading" and b.text.strip()],
        "issued": issued,
        "frame": contents.frame_in(found.content),
        "effective": queries.find_effective(session, found.document_id, at=now),
        "can": can.on_version(session, found, actor=actor),
        "change": found.state_at(now) is State.EFFECTIVE
        and can.on_document(session, found.document, actor=actor, now=now).change,
        "ahead": _ahead(session, found),
        "on": on,
        "today": day_of(now),
        "now": now,
    }


def _ahead(session: Session, found: Version) -> Waiting | None:
    """Give the law a version would come before, if it waits for its day and one was put off."""
    actor, now = auth.actor(), runtime().now()
    if found.state_at(now) is not State.SCHEDULED:
        return None
    waiting = list_waiting(session, actor=actor, now=now)
    return next((one for one in waiting if one.ahead and one.version.id == found.id), None)


def compare(document_id: int, version_id: int) -> ResponseReturnValue:
    """Show what changed between two versions; by default from the effective one."""
    with runtime().reading() as session:
        found = seen_version(session, document_id, version_id)
        asked = number_arg("with")
        other = (
            seen_version(session, document_id, asked)
            if asked is not None
            else base_of(session, found)
        )
        return render_template(
            "documents/compare.html",
            version=found,
            document=found.document,
            others=[
                one
                for one in queries.list_versions(
                    session, document_id, actor=auth.actor(), now=runtime().now()
                )
                if one.id != found.id
            ],
            can=can.on_version(session, found, actor=auth.actor()),
            now=runtime().now(),
            **comparison(found, other),
        )


def base_of(session: Session, found: Version) -> Version | None:
    """Give what a version is compared with: the effective version, else the one before it."""
    actor, now = auth.actor(), runtime().now()
    effective = queries.find_effective(session, found.document_id, at=now)
    if effective is not None and effective.id != found.id:
        return effective
    earlier = (
        other
        for other in queries.list_versions(session, found.document_id, actor=actor, now=now)
        if other.number < found.number and other.status is Status.APPROVED
    )
    return next(earlier, None)


def comparison(found: Version, other: Version | None) -> dict[str, Any]:
    """Give the comparison of two versions, the earlier one first, and where sections begin."""
    if other is None:
        return {"old": None, "new": found, "changes": None, "anchors": {}}
    old, new = sorted((found, other), key=lambda one: one.number)
    blocks = contents.project(new.content).blocks
    return {
        "old": old,
        "new": new,
        "changes": contents.compare(old.content, new.content),
        "anchors": {block.section: block.uid for block in reversed(blocks)},
    }
