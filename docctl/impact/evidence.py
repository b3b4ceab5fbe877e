"""Reading what the machine judges by: findings of all states, periods, drafts, what was told.

Nothing here asks who looks; what people are shown is in `queries`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from docctl.db import among
from docctl.documents.models import Document, Version
from docctl.documents.rules import OPEN, Status
from docctl.identity.models import User
from docctl.impact.meetings import chunks, counting, words_of
from docctl.impact.models import Finding
from docctl.impact.queries import is_quiet
from docctl.impact.states import LIVE, FindingState
from docctl.legal.models import Citation, Effect


@dataclass(frozen=True, slots=True)
class Period:
    """An approved version's time of effect; `until` None is open."""

    version_id: int
    document_id: int
    since: datetime
    until: datetime | None

    def counts_at(self, instant: datetime) -> bool:
        """Say whether the version is effective or still to come."""
        return self.until is None or (self.until > instant and self.until > self.since)


def lock_documents(session: Session, document_ids: Collection[int]) -> None:
    """Lock documents until the transaction ends, so that findings on them are made one by one."""
    for part in chunks(document_ids):
        session.execute(
            select(Document.id)
            .where(among(session, Document.id, part or ()))
            .order_by(Document.id)
            .with_for_update(of=Document)
        ).all()


def list_of_effects(
    session: Session, effect_ids: Collection[int], document_ids: Collection[int] | None = None
) -> list[Finding]:
    """List every finding of the effects, or those on some documents, whatever its state, afresh."""
    return [
        finding
        for some in chunks(document_ids)
        for part in chunks(effect_ids)
        for finding in session.scalars(
            select(Finding)
            .where(
                among(session, Finding.effect_id, part or ()),
                true() if some is None else among(session, Finding.document_id, some),
            )
            .order_by(Finding.id)
            .execution_options(populate_existing=True)
        )
    ]


def list_of_documents(
    session: Session,
    document_ids: Collection[int],
    *,
    states: Collection[FindingState] = LIVE,
    effect_ids: Collection[int] | None = None,
) -> list[Finding]:
    """List the findings of documents in the given states, of all or some effects, read afresh."""
    return [
        finding
        for some in chunks(effect_ids)
        for part in chunks(document_ids)
        for finding in session.scalars(
            select(Finding)
            .where(
                among(session, Finding.document_id, part or ()),
                Finding.state.in_(states),
                true() if some is None else among(session, Finding.effect_id, some),
            )
            .order_by(Finding.id)
            .execution_options(populate_existing=True)
        )
    ]


def list_findings(session: Session, finding_ids: Collection[int]) -> list[Finding]:
    """List findings by id, read afresh."""
    return [
        finding
        for part in chunks(finding_ids)
        for finding in session.scalars(
            select(Finding)
            .where(among(session, Finding.id, part or ()))
            .order_by(Finding.id)
            .execution_options(populate_existing=True)
        )
    ]


def find_finding(session: Session, *, effect_id: int, citation_id: int) -> Finding | None:
    """Find the finding of an effect at a citation, in whatever state."""
    return session.scalars(
        select(Finding)
        .where(Finding.effect_id == effect_id, Finding.citation_id == citation_id)
        .execution_options(populate_existing=True)
    ).first()


def list_keys(
    session: Session, effect_ids: Collection[int], document_ids: Collection[int]
) -> list[tuple[int, int, int, int]]:
    """Give (finding, effect, citation, document) of the effects' findings on documents, by id."""
    return sorted(
        (row.id, row.effect_id, row.citation_id, row.document_id)
        for some in chunks(document_ids)
        for part in chunks(effect_ids)
        for row in session.execute(
            select(Finding.id, Finding.effect_id, Finding.citation_id, Finding.document_id).where(
                among(session, Finding.effect_id, part or ()),
                among(session, Finding.document_id, some or ()),
            )
        )
    )


def list_with_more(session: Session, document_ids: Collection[int]) -> set[int]:
    """Give those of the documents with a draft, or with more than one approved version."""
    found: set[int] = set()
    for part in chunks(document_ids):
        found.update(
            session.scalars(
                select(Version.document_id)
                .where(
                    among(session, Version.document_id, part or ()),
                    Version.status.in_({*OPEN, Status.APPROVED}),
                )
                .group_by(Version.document_id)
                .having(func.count() > 1)
            )
        )
    return found


def list_ignored(session: Session, citation_ids: Collection[int]) -> list[Finding]:
    """List the findings at some citations that are ignored until a day."""
    return [
        finding
        for part in chunks(citation_ids)
        for finding in session.scalars(
            select(Finding)
            .where(
                among(session, Finding.citation_id, part or ()),
                Finding.state == FindingState.IGNORED,
            )
            .order_by(Finding.id)
        )
    ]


def list_periods(session: Session, document_ids: Collection[int]) -> dict[int, list[Period]]:
    """Give each document's approved versions in order of effect, without those taken back."""
    found: dict[int, list[Period]] = defaultdict(list)
    for part in chunks(document_ids):
        rows = session.execute(
            select(Version.id, Version.document_id, Version.effective_from, Version.effective_to)
            .where(
                among(session, Version.document_id, part or ()), Version.status == Status.APPROVED
            )
            .order_by(Version.effective_from, Version.id)
        )
        for version_id, document_id, since, until in rows:
            if since is not None and (until is None or until > since):
                found[document_id].append(Period(version_id, document_id, since, until))
    return found


def list_open_drafts(session: Session, document_ids: Collection[int]) -> dict[int, int]:
    """Give the version somebody is working on, by document."""
    return {
        document_id: version_id
        for part in chunks(document_ids)
        for version_id, document_id in session.execute(
            select(Version.id, Version.document_id).where(
                among(session, Version.document_id, part or ()), Version.status.in_(OPEN)
            )
        )
    }


def list_answered(
    session: Session, effect_ids: Collection[int], version_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Give (version, effect) of those versions that were opened because of an effect."""
    wanted = set(effect_ids)
    return {
        (version_id, effect_id)
        for some in chunks(version_ids)
        for version_id, effect_id in session.execute(
            select(Finding.draft_id, Finding.effect_id)
            .where(among(session, Finding.draft_id, some or ()))
            .distinct()
        )
        if version_id is not None and effect_id in wanted
    }


def list_decided(
    session: Session, findings: Iterable[Finding]
) -> dict[tuple[int, int, tuple[str, str]], Finding]:
    """Give what was decided to be left by (effect, document, words of the mention)."""
    left = {FindingState.NOT_AFFECTED, FindingState.IGNORED}
    decided = [finding for finding in findings if finding.state in left]
    words = {
        citation_id: words_of(quote, context)
        for part in chunks({finding.citation_id for finding in decided})
        for citation_id, quote, context in session.execute(
            select(Citation.id, Citation.quote, Citation.context).where(
                among(session, Citation.id, part or ())
            )
        )
    }
    return {
        (finding.effect_id, finding.document_id, words[finding.citation_id]): finding
        for finding in decided
    }


def list_counting_versions(
    session: Session, *, now: datetime, after_document: int, limit: int
) -> list[tuple[int, int]]:
    """Give (document, version) of what is effective or scheduled, for the next documents."""
    documents = (
        select(Document.id).where(Document.id > after_document).order_by(Document.id).limit(limit)
    ).subquery()
    rows = session.execute(
        select(Document.id, Version.id)
        .join(Version, (Version.document_id == Document.id) & counting(now), isouter=True)
        .where(Document.id.in_(select(documents.c.id)))
        .order_by(Document.id, Version.id)
    )
    return [(document_id, version_id or 0) for document_id, version_id in rows]


def list_owners(
    session: Session, document_ids: Collection[int]
) -> list[tuple[int, int, int | None]]:
    """Give (document, agency, owner) of documents; an owner who left is none."""
    return [
        (document_id, agency_id, owner_id)
        for part in chunks(document_ids)
        for document_id, agency_id, owner_id in session.execute(
            select(Document.id, Document.agency_id, User.id)
            .join(User, (User.id == Document.owner_id) & User.disabled_at.is_(None), isouter=True)
            .where(among(session, Document.id, part or ()))
            .order_by(Document.id)
        )
    ]


def list_loud(session: Session, findings: Iterable[Finding], *, today: date) -> tuple[Finding, ...]:
    """Keep the findings that no rule leaves aside."""
    findings = tuple(findings)
    quiet = {
        finding_id
        for part in chunks({finding.id for finding in findings})
        for finding_id in session.scalars(
            select(Finding.id)
            .join(Effect, Effect.id == Finding.effect_id)
            .join(Document, Document.id == Finding.document_id)
            .where(among(session, Finding.id, part or ()), is_quiet(today))
        )
    }
    return tuple(finding for finding in findings if finding.id not in quiet)


def list_documents_citing(session: Session, text_ids: Collection[int]) -> set[int]:
    """Give the documents with a live finding and a version that cites one of the texts."""
    return {
        document_id
        for part in chunks(text_ids)
        for document_id in session.scalars(
            select(Version.document_id)
            .join(Citation, Citation.version_id == Version.id)
            .where(
                among(session, Citation.text_id, part or ()),
                Version.document_id.in_(select(Finding.document_id).where(Finding.state.in_(LIVE))),
            )
            .distinct()
        )
    }


def documents_of_versions(session: Session, version_ids: Collection[int]) -> dict[int, int]:
    """Give the document of each version, without reading a text."""
    return {
        version_id: document_id
        for part in chunks(version_ids)
        for version_id, document_id in session.execute(
            select(Version.id, Version.document_id).where(among(session, Version.id, part or ()))
        )
    }


def is_approved(session: Session, version_id: int) -> bool:
    """Say whether a version is approved; only then can it have findings."""
    status = session.scalar(select(Version.status).where(Version.id == version_id))
    return status is Status.APPROVED
