"""Checks of what holds the data: trail, files, codes, messages, the database itself."""

from collections.abc import Iterator

from sqlalchemy import func, select, text

from docctl.audit import queries as audit
from docctl.audit import rules as chain
from docctl.blobs import Damaged
from docctl.documents.models import Document, ImportItem, Picture, Version
from docctl.errors import NotFound
from docctl.identity.models import SignedSession, User
from docctl.installation import guards
from docctl.installation.checks import Fault, Place
from docctl.legal.models import LegalText
from docctl.outbox import Delivery, MessageRow
from docctl.packs.models import IssuedPack, ReceivedPack


def trail_holds(at: Place) -> Iterator[Fault | int]:
    """I4 and I12: the chain holds from the first entry to the head and time runs forward."""
    head = audit.find_head(at.session)
    for what in chain.faults_in(audit.walk(at.session), head=head):
        yield Fault("I4", "audit", what)
    yield head[0]


def files_hold(at: Place) -> Iterator[Fault | int]:
    """I5: every blob a row refers to exists and is what its name says."""
    names = set(at.session.scalars(select(Version.original).where(Version.original.is_not(None))))
    names |= set(at.session.scalars(select(Picture.blob)))
    names |= set(at.session.scalars(select(LegalText.original)))
    names |= set(at.session.scalars(select(IssuedPack.sha256)))
    names |= set(at.session.scalars(select(ReceivedPack.sha256)))
    for item in at.session.scalars(select(ImportItem).execution_options(yield_per=50)):
        names |= {item.blob, *(picture["blob"] for picture in item.pictures)}
    for name in sorted(filter(None, names)):
        try:
            at.blobs.get(name)
        except NotFound:
            yield Fault("I5", f"blob:{name}", "the file is missing")
        except Damaged:
            yield Fault("I5", f"blob:{name}", "the file was changed")
        yield 1


def codes_are_single(at: Place) -> Iterator[Fault | int]:
    """I8: a code belongs to one document of its field."""
    rows = at.session.execute(
        select(Document.field_id, Document.code_folded, func.count()).group_by(
            Document.field_id, Document.code_folded
        )
    )
    for field_id, code, count in rows:
        if count > 1:
            yield Fault("I8", f"field:{field_id}", f"the code {code} is given {count} times")
        yield 1


def messages_hold(at: Place) -> Iterator[Fault | int]:
    """I9: a message is sent after it was written, and says that it was exactly when it was."""
    for row in at.session.scalars(select(MessageRow).execution_options(yield_per=500)):
        subject = f"message:{row.id}"
        if row.sent_at is not None and row.sent_at < row.created_at:
            yield Fault("I9", subject, "sent before it was written")
        if row.delivery is Delivery.SENT and row.sent_at is None:
            yield Fault("I9", subject, "sent, nobody knows when")
        if row.folded_into and row.delivery is not Delivery.FOLDED:
            yield Fault("I9", subject, "told of in a digest and by a mail of its own")
        if row.folded_into and not _has_digest(at, row):
            yield Fault("I9", subject, "left to a digest that was never written")
        yield 1


def _has_digest(at: Place, row: MessageRow) -> bool:
    digest = select(MessageRow.params).where(
        MessageRow.recipient_id == row.recipient_id,
        MessageRow.kind == "findings.digest",
        MessageRow.key == row.folded_into,
    )
    told = at.session.scalar(digest)
    return told is not None and row.id in told.get("folded", ())


def nobody_disabled_is_in(at: Place) -> Iterator[Fault | int]:
    """T44: a disabled person has no live session."""
    rows = at.session.execute(
        select(User.id, func.count(SignedSession.token_hash))
        .outerjoin(
            SignedSession,
            (SignedSession.user_id == User.id) & SignedSession.ended_at.is_(None),
        )
        .where(User.disabled_at.is_not(None))
        .group_by(User.id)
    )
    for user_id, sessions in rows:
        if sessions:
            yield Fault("T44", f"user:{user_id}", "a disabled person is still signed in")
        yield 1


def guards_stand(at: Place) -> Iterator[Fault | int]:
    """F47: every trigger, index and constraint that guards the data is there and unchanged."""
    connection = at.session.connection()
    for table, name, what in guards.faults(connection):
        yield Fault("F47", f"table:{table}", f"the guard {name} is {what}")
    yield sum(1 for _ in guards.wanted(connection.dialect.name))


def pages_hold(at: Place) -> Iterator[Fault | int]:
    """F12: the database's own check of its pages and references (SQLite)."""
    if at.session.get_bind().dialect.name == "sqlite":
        for found in at.session.scalars(text("PRAGMA integrity_check")):
            if found != "ok":
                yield Fault("F12", "database", str(found))
        for row in at.session.execute(text("PRAGMA foreign_key_check")):
            yield Fault("F12", f"table:{row[0]}", f"row {row[1]} refers to nothing")
    yield 1
