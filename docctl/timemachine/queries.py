"""Asking the time machine: through the one predicate of visibility, writing nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.agencies import queries as agencies
from docctl.audit.models import AuditEntry
from docctl.documents import queries as documents
from docctl.documents.models import Document, Version
from docctl.documents.rules import Status
from docctl.errors import NotFound
from docctl.legal import queries as legal
from docctl.legal.force import Law
from docctl.legal.models import Citation, LegalText
from docctl.legal.paths import overlap
from docctl.legal.rules import Resolution
from docctl.legal.standing import WHOLE_TEXT, Act, Force
from docctl.signatures.queries import list_signatures
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import Ending, Span, end_of, find_version
from docctl.timemachine.shown import Answer, Basis, Change, Part, Unbound

_COUNTS = ("version.approved", "version.adopted")
_ENDS = ("version.superseded", "version.withdrawn", "version.held", "version.continued")


def find_documents(
    session: Session, code: str, *, actor: Actor, now: datetime
) -> Sequence[Document]:
    """Find the documents `actor` may see that bear a code, however it is typed; any field."""
    if actor.agency_id is None:
        return []
    found = documents.find_by_code(session, agency_id=actor.agency_id, code=code)
    return [one for one in found if _is_seen(session, one.id, actor, now)]


def answer(
    session: Session,
    document_id: int,
    *,
    on: date,
    actor: Actor,
    now: datetime,
    known_on: date | None = None,
    known_at: datetime | None = None,
) -> Answer:
    """Say which version of a document counted on a day and how its legal bases stood then.

    `known_on` asks for what was known at the end of that day, `known_at` at an instant. NotFound
    for a document, or a version that counted, which `actor` may not see; versions that counted for
    a part of the day only are left out if `actor` may not see them.
    """
    document = documents.get_document(session, document_id, actor=actor, now=now)
    known_at = end_of(known_on) if known_on is not None and known_at is None else known_at
    found = find_version(_spans(session, document_id), on, known_at=known_at)
    version = (
        None
        if found.span is None
        else documents.get_version(session, found.span.version_id, actor=actor, now=now)
    )
    seen = {
        one.id: one for one in documents.list_versions(session, document_id, actor=actor, now=now)
    }
    during = tuple((seen[one], until) for one, until in found.during if one in seen)
    signed = list_signatures(session, version.id) if version is not None else []
    bases, unbound, texts = _law_of(session, version, on, known_at)
    return Answer(
        document_id=document.id,
        code=document.code,
        agency=agencies.get_agency(session, document.agency_id).name,
        on=on,
        known_on=known_on,
        known_at=known_at,
        version=version,
        since=None if found.span is None else found.span.since,
        until=found.until,
        nothing=found.nothing,
        during=during,
        signatures=[
            one
            for one in signed
            if version is not None
            and one.round == version.round
            and (known_at is None or one.signed_at <= known_at)
        ],
        bases=bases,
        unbound=unbound,
        texts=texts,
    )


def turning_days(
    session: Session, document_id: int, *, actor: Actor, now: datetime
) -> Sequence[Version]:
    """Give the approved versions `actor` may see, oldest first: the days worth asking about."""
    listed = documents.list_versions(session, document_id, actor=actor, now=now)
    approved = [one for one in listed if one.effective_from is not None]
    return sorted(approved, key=lambda one: (one.effective_from or now, one.id))


def get_certificate(session: Session, code: str, *, actor: Actor, now: datetime) -> Certificate:
    """Give a certificate by its code, to whom may see what it speaks of; else NotFound."""
    found = session.scalars(select(Certificate).where(Certificate.code == code)).first()
    if found is None:
        raise NotFound("certificate")
    if found.version_id is None:
        documents.get_document(session, found.document_id, actor=actor, now=now)
    else:
        documents.get_version(session, found.version_id, actor=actor, now=now)
    return found


def find_entry(session: Session, certificate: Certificate) -> AuditEntry | None:
    """Give the entry of the trail that tells of a certificate."""
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject == f"certificate:{certificate.id}",
            AuditEntry.action == "certificate.issued",
        )
        .order_by(AuditEntry.seq)
    ).first()


def _is_seen(session: Session, document_id: int, actor: Actor, now: datetime) -> bool:
    try:
        documents.get_document(session, document_id, actor=actor, now=now)
    except NotFound:
        return False
    return True


def _spans(session: Session, document_id: int) -> list[Span]:
    """Give the approved versions with what the trail says of when each was known and ended."""
    rows = session.execute(
        select(Version.id, Version.effective_from, Version.effective_to, Version.created_at)
        .where(Version.document_id == document_id, Version.status == Status.APPROVED)
        .order_by(Version.effective_from, Version.id)
    ).all()
    subjects = {f"version:{row.id}": row.id for row in rows}
    known: dict[int, datetime] = {}
    endings: dict[int, list[Ending]] = defaultdict(list)
    for entry in session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject.in_(subjects), AuditEntry.action.in_((*_COUNTS, *_ENDS)))
        .order_by(AuditEntry.seq)
    ):
        version_id = subjects[entry.subject]
        if entry.action in _COUNTS:
            known[version_id] = entry.at
        else:
            after = entry.detail["after"]
            until = None if after is None else datetime.fromisoformat(after)
            withdrawn = entry.action == "version.withdrawn"
            endings[version_id].append(Ending(until, entry.at, withdrawn))
    return [
        Span(
            row.id,
            row.effective_from,
            known.get(row.id, row.created_at),
            tuple(endings[row.id]),
        )
        for row in rows
    ]


def _law_of(
    session: Session, version: Version | None, on: date, known_at: datetime | None
) -> tuple[tuple[Basis, ...], tuple[Unbound, ...], dict[int, LegalText]]:
    if version is None:
        return (), (), {}
    cited = legal.list_citations(session, version.id)
    by_text: dict[int, list[Citation]] = defaultdict(list)
    for one in cited:
        if one.text_id is not None:
            by_text[one.text_id].append(one)
    law = legal.load_law(session, by_text, known_at=known_at)
    acts = {text_id: (law.counted(text_id, on), law.coming(text_id, on)) for text_id in by_text}
    texts = legal.list_texts_of(session, {*by_text, *_named(law, by_text, on, acts)})
    bases = tuple(
        _basis(law, texts, mentions, on, acts[text_id]) for text_id, mentions in by_text.items()
    )
    unbound = tuple(
        Unbound(one.quote, one.resolution is Resolution.AMBIGUOUS, one.section)
        for one in cited
        if one.resolution in {Resolution.AMBIGUOUS, Resolution.UNMATCHED}
    )
    return bases, unbound, texts


def _basis(
    law: Law,
    texts: dict[int, LegalText],
    mentions: Sequence[Citation],
    on: date,
    acts: tuple[tuple[Act, ...], tuple[Act, ...]],
) -> Basis:
    text_id = mentions[0].text_id
    assert text_id is not None
    paths = sorted({path.path for one in mentions for path in one.paths if path.path})
    return Basis(
        text=texts[text_id],
        force=law.force_on(text_id, on),
        parts=tuple(Part(path, law.force_on(text_id, on, path)) for path in paths),
        counted=_changes(law, texts, acts[0], paths),
        coming=_changes(law, texts, acts[1], paths),
        mentions=len(mentions),
        places=tuple(
            {one.section: (one.block_uid, one.section) for one in reversed(mentions)}.values()
        )[::-1],
        incidental=all(one.embedded for one in mentions),
    )


def _changes(
    law: Law, texts: dict[int, LegalText], acts: Iterable[Act], paths: Sequence[str]
) -> tuple[Change, ...]:
    found = [
        Change(
            act.id,
            act.action,
            texts[act.source_id],
            law.start(act),
            act.paths,
            any(_touches(act, path) for path in paths or [WHOLE_TEXT]),
        )
        for act in acts
        if act.source_id in texts
    ]
    return tuple(sorted(found, key=lambda one: (one.on or date.max, one.effect_id)))


def _touches(act: Act, path: str) -> bool:
    return not act.paths or not path or any(overlap(one, path) for one in act.paths)


def _named(
    law: Law,
    cited: dict[int, list[Citation]],
    on: date,
    acts: dict[int, tuple[tuple[Act, ...], tuple[Act, ...]]],
) -> Collection[int]:
    """Give every text that the standings and changes name."""
    found: set[int] = set()
    for text_id, mentions in cited.items():
        paths = {path.path for one in mentions for path in one.paths}
        for path in (WHOLE_TEXT, *paths):
            found |= _of(law.force_on(text_id, on, path))
        found |= {act.source_id for some in acts[text_id] for act in some}
    return found


def _of(force: Force) -> set[int]:
    reviews = {one.parent_id for one in force.reviews}
    reviews |= {later for one in force.reviews for later in one.successors}
    return {*force.by, *force.successors, *reviews}
