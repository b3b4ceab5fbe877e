"""Finding weak signals: a few queries for all documents at once, from the changes to who cites."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from docctl.blobs import Blobs
from docctl.documents.models import Document, Version
from docctl.documents.queries import visible_to
from docctl.impact.changes import Changed, list_changes
from docctl.impact.models import Finding, WeakDecision
from docctl.impact.queries import is_strong
from docctl.impact.rules import CHANGING, GONE
from docctl.impact.states import LIVE
from docctl.impact.weak_ground import (
    Cited,
    Scope,
    has_ended,
    is_cited,
    list_changing_parts,
    list_cited,
    list_effects_on,
    list_targets,
    names_of,
    only_by,
)
from docctl.impact.weak_references import list_references
from docctl.impact.weak_rules import (
    Step,
    StepKind,
    Weak,
    WeakKind,
    is_news,
    ordered,
    weight_of,
)
from docctl.legal import queries as legal
from docctl.legal.cascade import Outcome, rule_on
from docctl.legal.models import Citation, Effect, LegalName, LegalText
from docctl.legal.naming import name_key
from docctl.legal.rules import ENDING, Action, EffectState, Extent
from docctl.workflow import queries as workflow

CONSOLIDATED = "Văn bản hợp nhất"
HURT_DOCUMENTS = 30  # whose users are looked for at once, the most urgent first
Via, Change = aliased(Effect, name="via"), aliased(Effect, name="change")


def list_weak(
    session: Session, blobs: Blobs, *, scope: Scope, undecided: bool = True
) -> tuple[Weak, ...]:
    """Give the weak signals of a scope, the likeliest first; those decided only on request."""
    found = ordered(
        [
            *_through_effects(session, scope),
            *_through_references(session, blobs, scope),
            *_old_consolidations(session, scope),
            *_moved_names(session, scope),
            *_hurt_documents(session, scope),
        ]
    )
    if not undecided:
        return found
    decided = list_decisions(session, [one.key for one in found])
    return tuple(
        one for one in found if one.key not in decided or decided[one.key].due_on != one.due_on
    )


def list_decisions(session: Session, keys: Collection[str]) -> dict[str, WeakDecision]:
    """Give what people made of signals, by their keys."""
    ordered_keys = sorted(keys)
    return {
        row.key: row
        for start in range(0, len(ordered_keys), 500)
        for row in session.scalars(
            select(WeakDecision).where(WeakDecision.key.in_(ordered_keys[start : start + 500]))
        )
    }


def _through_effects(session: Session, scope: Scope) -> Iterator[Weak]:
    """(1) What details a text that is gone; (2) what only amended one."""
    pairs = session.execute(
        select(Via, Change.id)
        .join(Change, Change.target_id == Via.target_id)
        .where(
            Via.state == EffectState.CONFIRMED,
            Via.action.in_({Action.DETAILS} | CHANGING),
            Change.state == EffectState.CONFIRMED,
            Change.action.in_(GONE),
            Change.extent == Extent.WHOLE,
            Change.source_id != Via.source_id,
            is_cited(Via.source_id),
            ~has_ended(Via.source_id),
            *only_by(Change.source_id, scope),
        )
    ).all()
    changes = list_changes(session, {row.id for row in pairs}, today=scope.today)
    names = names_of(
        session,
        {text for row in pairs for text in (row.via.source_id, row.via.target_id)}
        | {one.effect.source_id for one in changes.values()},
    )
    cited = list_cited(session, {row.via.source_id for row in pairs}, scope)
    for via, change_id in pairs:
        change = changes.get(change_id)
        for one in cited.get(via.source_id, ()) if change else ():
            if change and is_news(change.due_on, one.issued_on):
                yield _through_effect(one, via, change, names)


def _through_effect(one: Cited, via: Effect, change: Changed, names: Mapping[int, str]) -> Weak:
    details = via.action is Action.DETAILS
    kind = WeakKind.IMPLEMENTING if details else WeakKind.AMENDER
    rule = rule_on(change.due_on) if details and change.due_on else None
    chain = [
        Step(StepKind.CITES, names[via.source_id], via.source_id),
        Step(
            StepKind.DETAILS if details else StepKind.AMENDED, names[via.target_id], via.target_id
        ),
        _changed(change, names),
    ]
    if rule is not None:
        chain.insert(2, Step(StepKind.RULE, rule.outcome.value, note=rule.basis))
    outcome = (rule.outcome if rule else Outcome.UNSETTLED) if details else None
    return _weak(kind, one, change, chain, weight_of(kind, outcome))


def _through_references(session: Session, blobs: Blobs, scope: Scope) -> Iterator[Weak]:
    """(3) What is cited refers to a provision that changed."""
    cited = list_cited(session, None, scope, stored=True)
    texts = legal.list_texts_of(session, cited)
    references = {
        text_id: list_references(blobs, texts[text_id]) for text_id in cited if text_id in texts
    }
    wanted = {key for refs in references.values() for them in refs.values() for key, _ in them}
    targets = {text_id: set[str]() for text_id in references} | list_targets(session, wanted - {""})
    changes = list(
        list_changes(
            session, list_changing_parts(session, targets, scope), today=scope.today
        ).values()
    )
    names = names_of(session, set(targets) | set(cited) | {one.effect.source_id for one in changes})
    by_target: dict[int, list[Changed]] = defaultdict(list)
    for change in changes:
        by_target[change.effect.target_id].append(change)
    for text_id, refs in references.items():
        for one in cited[text_id]:
            for change, path in _referred(one, refs, targets, by_target):
                if is_news(change.due_on, one.issued_on):
                    chain = (
                        Step(StepKind.CITES, names[text_id], text_id),
                        Step(
                            StepKind.REFERS,
                            names[change.effect.target_id],
                            change.effect.target_id,
                            path,
                        ),
                        _changed(change, names),
                    )
                    kind = WeakKind.REFERENCE
                    yield _weak(kind, one, change, chain, weight_of(kind))


def _referred(
    one: Cited,
    references: Mapping[str, Collection[tuple[str, str]]],
    targets: Mapping[int, Collection[str]],
    changes: Mapping[int, Sequence[Changed]],
) -> Iterator[tuple[Changed, str]]:
    """Give the changes of what the cited provisions refer to, and at which path."""
    said = {
        pair
        for path, pairs in references.items()
        if any(path.startswith(own) for own in one.paths if own)
        for pair in pairs
    }
    for target_id, of in changes.items():
        keys = set(targets.get(target_id, ())) | ({""} if target_id == one.text_id else set())
        for key, path in said:
            if key in keys:
                for change in of:
                    if _meets(path, change.cause.paths) and not _hits(one, change):
                        yield change, path


def _meets(path: str, touched: Iterable[str]) -> bool:
    return any(path.startswith(one) or one.startswith(path) for one in touched)


def _hits(one: Cited, change: Changed) -> bool:
    """Say whether the change meets the citation itself: that is no weak signal."""
    return one.text_id == change.effect.target_id and any(
        _meets(path, change.cause.paths) for path in one.paths if path
    )


def _old_consolidations(session: Session, scope: Scope) -> Iterator[Weak]:
    """(4) A consolidated text from before the newest amendment of what it consolidates."""
    merged = session.execute(
        select(LegalText.id, LegalText.title).where(
            LegalText.type == CONSOLIDATED, is_cited(LegalText.id)
        )
    ).all()
    keys = {row.id: name_key(row.title) for row in merged}
    named = legal.list_named(session, set(keys.values()) - {""})
    pairs = [
        (text_id, one.text_id)
        for text_id, key in keys.items()
        for one in named.get(key, ())
        if one.text_id != text_id
    ]
    texts = legal.list_texts_of(session, {one for pair in pairs for one in pair})
    cited = list_cited(session, {pair[0] for pair in pairs}, scope)
    effects = list_effects_on(session, {pair[1] for pair in pairs}, CHANGING | ENDING, scope)
    changes = list_changes(session, effects, today=scope.today)
    names = names_of(session, set(texts) | {one.effect.source_id for one in changes.values()})
    for text_id, base_id in pairs:
        made = texts[text_id].issued_on
        later = [
            one
            for one in changes.values()
            if one.effect.target_id == base_id and made and one.due_on and one.due_on > made
        ]
        newest = max(later, key=lambda one: one.due_on or date.min, default=None)
        for one in cited.get(text_id, ()) if newest else ():
            chain = (
                Step(StepKind.CITES, names[text_id], text_id),
                Step(StepKind.CONSOLIDATES, names[base_id], base_id),
                _changed(newest, names) if newest else Step(StepKind.CHANGED, ""),
            )
            kind = WeakKind.CONSOLIDATION
            if newest and is_news(newest.due_on, one.issued_on):
                yield _weak(kind, one, newest, chain, weight_of(kind))


def _moved_names(session: Session, scope: Scope) -> Iterator[Weak]:
    """(5) A name that a newer text bears, with nothing recorded between the two."""
    newer = aliased(LegalText, name="newer")
    older = aliased(LegalText, name="older")
    query = (
        select(Citation.id, older.id, newer.id, newer.effective_on, newer.issued_on)
        .join(older, older.id == Citation.text_id)
        .join(LegalName, LegalName.name_folded == Citation.name_folded)
        .join(newer, newer.id == LegalName.text_id)
        .where(
            Citation.form == "name",
            Citation.name_folded != "",
            newer.type == older.type,
            newer.issued_on > older.issued_on,
            ~exists().where(
                Change.source_id == newer.id,
                Change.target_id == older.id,
                Change.state == EffectState.CONFIRMED,
            ),
            *only_by(newer.id, scope),
        )
    )
    rows = session.execute(query).all()
    cited = {
        one.citation_id: one
        for them in list_cited(session, {row[1] for row in rows}, scope).values()
        for one in them
    }
    names = names_of(session, {text for row in rows for text in (row[1], row[2])})
    for citation_id, old_id, new_id, begins, issued in rows:
        one = cited.get(citation_id)
        if one is not None and is_news(begins or issued, one.issued_on):
            chain = (
                Step(StepKind.CITES, names[old_id], old_id),
                Step(StepKind.SAME_NAME, names[new_id], new_id),
            )
            kind = WeakKind.NAME_MOVED
            yield _weak(kind, one, None, chain, weight_of(kind), due_on=begins)


def _hurt_documents(session: Session, scope: Scope) -> Iterator[Weak]:
    """(6) Another document that is named here has a finding."""
    if scope.source_id is not None:
        return
    hurt = (
        select(Version.document_id)
        .join(Finding, Finding.version_id == Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(Finding.state.in_(LIVE), is_strong(), visible_to(scope.actor, now=scope.now))
        .group_by(Version.document_id)
        .order_by(func.min(Finding.due_on), Version.document_id)
        .limit(HURT_DOCUMENTS)
    )
    documents = session.scalars(
        select(Document).where(Document.id.in_(hurt.subquery().select()))
    ).all()
    uses = workflow.list_uses_of(session, documents, actor=scope.actor, now=scope.now)
    for document in documents:
        for user in uses[document.id]:
            if scope.document_id not in {None, user.id}:
                continue
            yield Weak(
                kind=WeakKind.DOCUMENT_HURT,
                document_id=user.id,
                code=user.code,
                title=user.title,
                version_id=user.id,
                citation_id=None,
                quote=document.code,
                section="",
                effect_id=None,
                due_on=None,
                chain=(Step(StepKind.NAMES, f"{document.code} {document.title}"),),
                weight=weight_of(WeakKind.DOCUMENT_HURT),
            )


def _weak(
    kind: WeakKind,
    one: Cited,
    change: Changed | None,
    chain: Iterable[Step],
    weight: float,
    *,
    due_on: date | None = None,
) -> Weak:
    return Weak(
        kind=kind,
        document_id=one.document_id,
        code=one.code,
        title=one.title,
        version_id=one.version_id,
        citation_id=one.citation_id,
        quote=one.quote,
        section=one.section,
        effect_id=change.effect.id if change else None,
        due_on=change.due_on if change else due_on,
        chain=tuple(chain),
        weight=weight,
    )


def _changed(change: Changed, names: Mapping[int, str]) -> Step:
    source = change.effect.source_id
    return Step(StepKind.CHANGED, names[source], source, change.effect.action.value)
