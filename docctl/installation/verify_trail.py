"""Checks of rows against the trail: what acts recorded is what is stored, and nothing else.

The trail is a chain whose checkpoints lie outside the database, so a row changed past every trigger
no longer says what its act said.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from docctl.actors import GRANTS, Role
from docctl.audit.models import AuditEntry
from docctl.documents.models import Document, Participant, Version
from docctl.documents.rules import AUTHORS, Status
from docctl.identity.models import User
from docctl.installation.checks import NEEDED, Fault, Place
from docctl.signatures.models import Signature

TOLERANCE = timedelta(seconds=1)
ENDS = ("version.superseded", "version.withdrawn", "version.held", "version.continued")
COUNTS = ("version.approved", "version.adopted")
RIGHTS = ("user.added", "user.roles_changed", "user.roles_confirmed", "user.disabled")


def _entries(at: Place, *actions: str) -> Iterator[AuditEntry]:
    yield from at.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.in_(actions))
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=500)
    )


def signatures_are_recorded(at: Place) -> Iterator[Fault | int]:
    """I2: every signature, whatever it means, has its entry, and every such entry its signature."""
    stepped = {entry.request_id for entry in _entries(at, "clock.stepped_back")}
    said: dict[tuple[Any, ...], AuditEntry] = {}
    for entry in _entries(at, "version.signed"):
        detail = entry.detail
        said[(entry.subject, detail["round"], detail["meaning"], entry.actor_id)] = entry
    for one in at.session.scalars(select(Signature)):
        subject = f"version:{one.version_id}"
        recorded = said.pop((subject, one.round, one.meaning.value, one.signer_id), None)
        if recorded is None:
            yield Fault("I2", f"signature:{one.id}", "no entry tells of this signature")
            continue
        stored = {"content_hash": one.content_hash, **facts_of_signature(one)}
        told = {"name": recorded.actor_name, **recorded.detail}
        wrong = sorted(name for name in stored if name in told and stored[name] != told[name])
        late = recorded.at - one.signed_at
        if not (timedelta(0) <= late <= TOLERANCE) and recorded.request_id not in stepped:
            wrong.append("time")
        if wrong:
            what = f"its entry tells another {', '.join(wrong)}"
            yield Fault("I2", f"signature:{one.id}", what)
        yield 1
    for entry in said.values():
        yield Fault("I2", entry.subject, f"the signature of entry {entry.seq} is gone")


def facts_of_signature(one: Signature) -> dict[str, str]:
    """Give what is signed beside the bytes, as the entry tells it."""
    return {
        "name": one.signer_name,
        "title": one.signer_title,
        "roles": one.signer_roles,
        "comment": one.comment,
    }


def facts_are_recorded(at: Place) -> Iterator[Fault | int]:
    """I1: title, numbers and days of what counts are those its approval recorded."""
    said = {entry.subject: entry.detail.get("facts") for entry in _entries(at, *COUNTS)}
    ends = {entry.subject: entry.detail["after"] for entry in _entries(at, *ENDS)}
    authors = {entry.subject: entry.actor_id for entry in _entries(at, "version.created")}
    for version in at.session.scalars(select(Version).execution_options(yield_per=50)):
        subject = f"version:{version.id}"
        if authors.get(subject) != version.author_id:
            yield Fault("I1", subject, "another person began it")
        until = version.effective_to
        if _moment(ends.get(subject)) != until:
            yield Fault("I3", subject, "the end of its effect is not the recorded one")
        facts = said.get(subject)
        if version.status is Status.APPROVED and facts is not None:
            now = version.facts()
            for name in sorted(facts):
                if facts[name] != now.get(name):
                    yield Fault("I1", subject, f"its {name} is not the one approved")
        yield 1


def withdrawals_are_recorded(at: Place) -> Iterator[Fault | int]:
    """I3: a document is withdrawn exactly when an entry says so."""
    said = {entry.subject: entry.at for entry in _entries(at, "document.withdrawn")}
    for document_id, withdrawn_at in at.session.execute(select(Document.id, Document.withdrawn_at)):
        subject = f"document:{document_id}"
        if (subject in said) is not (withdrawn_at is not None):
            yield Fault("I3", subject, "its withdrawal is not the recorded one")
        yield 1


def documents_are_recorded(at: Place) -> Iterator[Fault | int]:
    """I8: a document has the code it was created with and the title of its last approval."""
    created = {entry.subject: entry.detail for entry in _entries(at, "document.created")}
    approved = {
        f"version:{version_id}": (document_id, title)
        for version_id, document_id, title in at.session.execute(
            select(Version.id, Version.document_id, Version.title)
        )
    }
    titles = dict(approved[entry.subject] for entry in _entries(at, *COUNTS))
    rows = at.session.execute(select(Document.id, Document.code, Document.title))
    for document_id, code, title in rows:
        subject = f"document:{document_id}"
        said = created.get(subject, {})
        if (code, title) != (said.get("code"), titles.get(document_id, said.get("title"))):
            yield Fault("I8", subject, "code or title are not the recorded ones")
        yield 1


def rights_are_recorded(at: Place) -> Iterator[Fault | int]:
    """I6: people hold the roles the trail gave them, and every signer held the right then."""
    signings = {
        (f"version:{one.version_id}", one.round, one.meaning.value, one.signer_id): one
        for one in at.session.scalars(select(Signature))
    }
    held: dict[str, frozenset[str]] = {}
    closed: set[str] = set()
    for entry in _entries(at, *RIGHTS, "version.signed"):
        detail = entry.detail
        if entry.action == "version.signed":
            key = (entry.subject, detail["round"], detail["meaning"], entry.actor_id)
            signer = f"user:{entry.actor_id}"
            if key in signings and not _held(signings[key], held.get(signer, frozenset())):
                what = "the signer did not hold the right by the trail"
                yield Fault("I6", f"signature:{signings[key].id}", what)
            if signer in closed:
                yield Fault("I6", entry.subject, f"entry {entry.seq} is by a closed account")
        elif entry.action == "user.disabled":
            closed.add(entry.subject)
        else:
            given = detail["roles"] if entry.action == "user.added" else detail["after"]
            held[entry.subject] = frozenset(given)
    for user in at.session.scalars(select(User)):
        subject = f"user:{user.id}"
        if set(held.get(subject, ())) != {grant.role.value for grant in user.grants}:
            yield Fault("I6", subject, "the roles are not the recorded ones")
        if (subject in closed) is not (user.disabled_at is not None):
            yield Fault("I6", subject, "open or closed otherwise than recorded")
        yield 1


def _held(one: Signature, roles: frozenset[str]) -> bool:
    return any(NEEDED[one.meaning] in GRANTS[Role(role)] for role in roles)


def authors_are_recorded(at: Place) -> Iterator[Fault | int]:
    """I6: whoever wrote in a version is one of its authors, who may not approve it."""
    rows = at.session.execute(
        select(Participant.version_id, Participant.user_id).where(Participant.part.in_(AUTHORS))
    )
    known = {(f"version:{version_id}", user_id) for version_id, user_id in rows}
    wrote = {
        (entry.subject, entry.actor_id)
        for entry in _entries(at, "version.created", "version.saved")
        if entry.actor_id is not None
    }
    for subject, user_id in sorted(wrote - known):
        yield Fault("I6", subject, f"user:{user_id} wrote in it and is no author of it")
    yield len(wrote)


def _moment(said: object) -> datetime | None:
    return datetime.fromisoformat(said) if isinstance(said, str) else None
