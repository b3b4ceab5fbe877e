"""Findings as people see them: always through the one predicate of visibility, graded for a day."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from docctl.actors import Actor, Permission
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.errors import NotFound
from docctl.impact.meetings import chunks
from docctl.impact.models import Finding, QuietRule
from docctl.impact.rules import GONE, LIVE, SOON, WEAK, Overlap, Severity, severity_of
from docctl.impact.shown import RANKS, Change, Page, Shown, Wanted
from docctl.legal.models import Citation, Effect, LegalText
from docctl.legal.rules import Action, effect_number

Source, Target = aliased(LegalText, name="source"), aliased(LegalText, name="target")
Repair = aliased(Version, name="repair")
EVERYTHING_LIVE = Wanted()


def is_strong() -> ColumnElement[bool]:
    """Say in SQL: the change meets what is cited, or a person has raised the weak signal."""
    return or_(Finding.overlap.not_in(WEAK), Finding.promoted_at.is_not(None))


def of_scope(text_id: int) -> ColumnElement[bool]:
    """Say in SQL: a legal text causes the finding, or is what is cited."""
    return or_(Effect.source_id == text_id, Effect.target_id == text_id)


def is_quiet(today: date) -> ColumnElement[bool]:
    """Say in SQL: a rule that counts today leaves the finding aside; effect and document joined."""
    rule = QuietRule
    return exists().where(
        rule.agency_id == Document.agency_id,
        rule.agreed_at.is_not(None),
        rule.ended_at.is_(None),
        rule.expires_on > today,
        or_(rule.document_id.is_(None), rule.document_id == Finding.document_id),
        or_(rule.unit_id.is_(None), rule.unit_id == Document.unit_id),
        or_(
            rule.text_id.is_(None),
            rule.text_id == Effect.source_id,
            rule.text_id == Effect.target_id,
        ),
    )


def _left_aside_by(rule_id: int) -> ColumnElement[bool]:
    """Say in SQL: the finding is within the scope of a rule, whether it counts or not."""
    rule = QuietRule
    return exists().where(
        rule.id == rule_id,
        rule.agency_id == Document.agency_id,
        or_(rule.document_id.is_(None), rule.document_id == Finding.document_id),
        or_(rule.unit_id.is_(None), rule.unit_id == Document.unit_id),
        or_(
            rule.text_id.is_(None),
            rule.text_id == Effect.source_id,
            rule.text_id == Effect.target_id,
        ),
    )


def rank_on(today: date) -> ColumnElement[int]:
    """Say in SQL which place in RANKS a finding has; the same table as `rules.severity_of`."""
    return case(
        (~is_strong(), RANKS.index(Severity.INFO)),
        (Finding.overlap.in_(WEAK), RANKS.index(Severity.MEDIUM)),
        (
            or_(
                Effect.action == Action.CORRECTS,
                and_(Finding.basis.is_(True), Effect.action.not_in(GONE)),
            ),
            RANKS.index(Severity.LOW),
        ),
        (
            or_(
                Finding.overlap == Overlap.PART_CHANGED,
                Finding.due_on.is_(None),
                and_(Finding.overlap == Overlap.INSIDE_CHANGED, Effect.action.not_in(GONE)),
            ),
            RANKS.index(Severity.MEDIUM),
        ),
        (and_(Effect.action.in_(GONE), Finding.due_on <= today), RANKS.index(Severity.CRITICAL)),
        (Finding.due_on <= today + timedelta(days=SOON), RANKS.index(Severity.HIGH)),
        else_=RANKS.index(Severity.MEDIUM),
    )


def list_findings(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    wanted: Wanted = EVERYTHING_LIVE,
    page: int = 1,
    per_page: int = 50,
) -> Page:
    """Give one page of the findings `actor` may see, the most urgent first."""
    counted = session.scalar(narrowed(linked(select(func.count())), actor, now, wanted)) or 0
    ids = session.scalars(  # sorted without the passages, which are a hundred times as long
        narrowed(linked(select(Finding.id)), actor, now, wanted)
        .order_by(rank_on(day_of(now)), Finding.due_on, Document.code_folded, Finding.id)
        .limit(per_page)
        .offset((max(page, 1) - 1) * per_page)
    ).all()
    rows = {row.id: row for row in session.execute(_whole().where(Finding.id.in_(ids)))}
    shown = tuple(_shown(rows[one], day_of(now)) for one in ids)
    return Page(shown, counted, max(page, 1), per_page)


def get_shown(session: Session, finding_id: int, *, actor: Actor, now: datetime) -> Shown:
    """Give a finding as shown, or NotFound."""
    query = _whole().where(Finding.id == finding_id, visible_to(actor, now=now))
    row = session.execute(query).first()
    if row is None:
        raise NotFound(f"finding {finding_id}")
    return _shown(row, day_of(now))


def get_finding(session: Session, finding_id: int, *, actor: Actor, now: datetime) -> Finding:
    """Give the row of a finding whose version `actor` may see, or NotFound."""
    get_shown(session, finding_id, actor=actor, now=now)
    return session.get_one(Finding, finding_id)


def findings_of_version(
    session: Session, version_id: int, *, actor: Actor, now: datetime
) -> tuple[Shown, ...]:
    """Give the live findings of a version `actor` may see, weak ones too, in order of the text."""
    query = _whole().where(
        Finding.version_id == version_id, Finding.state.in_(LIVE), visible_to(actor, now=now)
    )
    rows = session.execute(query.order_by(Citation.ordinal, Finding.id)).all()
    return tuple(_shown(row, day_of(now)) for row in rows)


def list_shown(
    session: Session, finding_ids: Collection[int], *, actor: Actor, now: datetime
) -> tuple[Shown, ...]:
    """Give findings by id as shown; NotFound if `actor` may not see all of them."""
    found = [
        _shown(row, day_of(now))
        for part in chunks(finding_ids)
        for row in session.execute(
            _whole()
            .where(Finding.id.in_(part or ()), visible_to(actor, now=now))
            .order_by(Finding.id)
        )
    ]
    if len(found) != len(set(finding_ids)):
        raise NotFound("a finding")
    return tuple(found)


def list_asked(session: Session, *, actor: Actor, now: datetime) -> tuple[Shown, ...]:
    """Give the findings `actor` may see on which a decision waits for a second person."""
    rows = session.execute(
        _whole()
        .where(Finding.asked_for.is_not(None), visible_to(actor, now=now))
        .order_by(Finding.asked_at, Finding.id)
    )
    return tuple(_shown(row, day_of(now)) for row in rows)


def count_to_confirm(session: Session, *, actor: Actor, now: datetime) -> int:
    """Count the findings whose decision waits for `actor` to confirm it."""
    if not actor.may(Permission.CONFIRM_FINDINGS):
        return 0
    query = joined(select(Finding.id)).where(
        Finding.asked_for.is_not(None),
        Finding.asked_by_id != actor.id,
        visible_to(actor, now=now),
    )
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def list_alike(
    session: Session, finding: Shown, *, actor: Actor, now: datetime
) -> tuple[Shown, ...]:
    """Give the findings of other documents of the same unit that one decision may cover too.

    The same change of law, meeting the citation in the same way, in the same state.
    """
    query = _whole().where(
        Finding.effect_id == finding.change.effect_id,
        Finding.overlap == finding.overlap,
        Finding.state == finding.state,
        Finding.asked_for.is_(None),
        Document.unit_id.is_not_distinct_from(finding.unit_id),
        Finding.id != finding.id,
        visible_to(actor, now=now),
    )
    rows = session.execute(query.order_by(Document.code_folded, Finding.id))
    return tuple(_shown(row, day_of(now)) for row in rows)


def is_recited(session: Session, finding: Shown) -> bool:
    """Say whether the version that repairs a finding cites the text that caused it."""
    query = select(Citation.id).where(
        Citation.version_id == finding.closed_by_version_id,
        Citation.text_id == finding.change.source_id,
    )
    return session.scalar(query.limit(1)) is not None


MOST_LIVE = 999  # that the frame of every page counts


def count_live(session: Session, *, actor: Actor, now: datetime) -> int:
    """Count what waits for `actor`: all for who decides on findings, else on documents owned.

    What is beyond `MOST_LIVE` is only said to be more: every page asks.
    """
    wanted = EVERYTHING_LIVE if actor.may(Permission.DECIDE_FINDINGS) else Wanted(owner_id=actor.id)
    some = narrowed(linked(select(Finding.id)), actor, now, wanted).limit(MOST_LIVE + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def change_of(row: Row[Any]) -> Change:
    """Give the change a row of `changes` describes."""
    return Change(
        effect_id=row.effect_id,
        number=effect_number(row.effect_id, row.recorded_at),
        action=row.action,
        source_id=row.source_id,
        source=row.source or row.source_title,
        source_title=row.source_title,
        target_id=row.target_id,
        target=row.target or row.target_title,
        target_title=row.target_title,
        evidence=row.evidence,
    )


CHANGE = (
    Effect.id.label("effect_id"),
    Effect.action,
    Effect.evidence,
    Effect.recorded_at,
    Source.id.label("source_id"),
    Source.number.label("source"),
    Source.title.label("source_title"),
    Target.id.label("target_id"),
    Target.number.label("target"),
    Target.title.label("target_title"),
)


def changes() -> Select[*tuple[Any, ...]]:
    """Select what effects do, in words."""
    return (
        select(*CHANGE)
        .join(Source, Source.id == Effect.source_id)
        .join(Target, Target.id == Effect.target_id)
    )


_COLUMNS = (
    Finding.id,
    Finding.state,
    Finding.overlap,
    Finding.due_on,
    Finding.opened_at,
    Finding.draft_id,
    Finding.closed_at,
    Finding.closed_by_version_id,
    Finding.reason_code,
    Finding.reason,
    Finding.decided_by,
    Finding.confirmed_by,
    Finding.ignored_until,
    Finding.ignored_event,
    Finding.promoted_at,
    Finding.promoted_by,
    Finding.chain,
    Finding.basis,
    Finding.asked_for,
    Finding.asked_code,
    Finding.asked_reason,
    Finding.asked_until,
    Finding.asked_event,
    Finding.asked_by_id,
    Finding.asked_by,
    Finding.asked_at,
    Finding.document_id,
    Document.code,
    Version.title,
    Document.owner_id,
    Document.unit_id,
    Repair.effective_from.label("repaired_from"),
    Finding.version_id,
    Finding.citation_id,
    Citation.block_uid,
    Citation.start,
    Citation.end,
    Citation.quote,
    Citation.context,
    Citation.section,
)


def _whole() -> Select[*tuple[Any, ...]]:
    return joined(select(*_COLUMNS, *CHANGE)).outerjoin(
        Repair, Repair.id == Finding.closed_by_version_id
    )


def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join findings with all their facts come from."""
    return (
        query.join_from(Finding, Version, Version.id == Finding.version_id)
        .join(Document, Document.id == Finding.document_id)
        .join(Citation, Citation.id == Finding.citation_id)
        .join(Effect, Effect.id == Finding.effect_id)
        .join(Source, Source.id == Effect.source_id)
        .join(Target, Target.id == Effect.target_id)
    )


def linked(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join findings with what decides whether they are wanted and seen, and nothing more."""
    return (
        query.join_from(Finding, Version, Version.id == Finding.version_id)
        .join(Document, Document.id == Finding.document_id)
        .join(Effect, Effect.id == Finding.effect_id)
    )


def narrowed(
    query: Select[*tuple[Any, ...]], actor: Actor, now: datetime, wanted: Wanted
) -> Select[*tuple[Any, ...]]:
    """Keep what `actor` may see and wants to see; the query must be joined or linked."""
    query = query.where(visible_to(actor, now=now), Finding.state.in_(wanted.states))
    if wanted.rule_id is not None:
        query = query.where(_left_aside_by(wanted.rule_id))
    elif not wanted.quiet:
        query = query.where(~is_quiet(day_of(now)))
    if wanted.only_weak:
        query = query.where(~is_strong())
    elif not wanted.weak and wanted.severity is not Severity.INFO:
        query = query.where(is_strong())
    if wanted.severity is not None:
        query = query.where(rank_on(day_of(now)) == RANKS.index(wanted.severity))
    if wanted.document_ids is not None:
        query = query.where(Finding.document_id.in_(wanted.document_ids))
    for column, value in (
        (Finding.effect_id, wanted.effect_id),
        (Effect.source_id, wanted.source_id),
        (Effect.target_id, wanted.target_id),
        (Finding.document_id, wanted.document_id),
        (Document.unit_id, wanted.unit_id),
        (Document.owner_id, wanted.owner_id),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _shown(row: Row[Any], today: date) -> Shown:
    facts = {column.key: getattr(row, column.key) for column in _COLUMNS}
    severity = severity_of(
        row.action,
        row.overlap,
        row.due_on,
        today,
        basis=row.basis,
        promoted=row.promoted_at is not None,
    )
    return Shown(**facts, severity=severity, change=change_of(row))
