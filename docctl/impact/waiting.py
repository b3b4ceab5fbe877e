"""Findings put off until an event: which texts bring them back, and which documents they are of."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from docctl.db import among
from docctl.impact.causes import chunks
from docctl.impact.models import Finding
from docctl.impact.states import FindingState
from docctl.impact.waiting_rules import Guidance, WaitsFor, come
from docctl.legal.models import Effect, LegalText
from docctl.legal.queries import load_law
from docctl.legal.rules import CHANGING, Action, EffectState


def list_come(
    session: Session, findings: Collection[Finding], *, today: date
) -> dict[int, tuple[int, ...]]:
    """Give by finding the texts by which what is waited for has come.

    Asked of findings that are put off, and of those of which somebody asks to put them off.
    """
    waiting = {
        one.id: (one.effect_id, WaitsFor(one.asked_event or one.ignored_event), since)
        for one in findings
        if (one.asked_event or one.ignored_event)
        and (since := one.asked_at if one.asked_for else one.closed_at) is not None
    }
    guidance = _guidance_of(session, {effect_id for effect_id, *_ in waiting.values()})
    found = {
        key: come(waits_for, guidance.get(effect_id, ()), since=since, today=today)
        for key, (effect_id, waits_for, since) in waiting.items()
    }
    return {key: texts for key, texts in found.items() if texts}


def list_documents_waiting(session: Session, effect_ids: Collection[int]) -> set[int]:
    """Give the documents with findings that wait for guidance which some effects may be.

    A change is guided by what details the text that makes it, or the text it changes.
    """
    guided: set[int] = set()
    for part in chunks(effect_ids):
        guided.update(
            session.scalars(
                select(Effect.target_id).where(
                    among(session, Effect.id, part or ()), Effect.action == Action.DETAILS
                )
            )
        )
    return {
        document_id
        for part in (chunks(guided) if guided else ())
        for document_id in session.scalars(
            select(Finding.document_id)
            .join(Effect, Effect.id == Finding.effect_id)
            .where(
                Finding.state == FindingState.IGNORED,
                Finding.ignored_event != "",
                or_(
                    among(session, Effect.source_id, part or ()),
                    among(session, Effect.target_id, part or ()),
                ),
            )
            .distinct()
        )
    }


def _guidance_of(session: Session, effect_ids: Collection[int]) -> dict[int, list[Guidance]]:
    """Give by effect the texts that detail the law of its change.

    A law that amends another is guided by what details either; of the amended one only what was
    issued since, as older guidance knows nothing of the change.
    """
    changes = [
        effect
        for part in (chunks(effect_ids) if effect_ids else ())
        for effect in session.scalars(select(Effect).where(among(session, Effect.id, part or ())))
    ]
    texts = {one.source_id for one in changes} | {one.target_id for one in changes}
    details = [
        row
        for part in (chunks(texts) if texts else ())
        for row in session.execute(
            select(
                Effect.source_id,
                Effect.target_id,
                Effect.recorded_at,
                Effect.decided_at,
                LegalText.issued_on,
            )
            .join(LegalText, LegalText.id == Effect.source_id)
            .where(
                among(session, Effect.target_id, part or ()),
                Effect.action == Action.DETAILS,
                Effect.state == EffectState.CONFIRMED,
            )
        )
    ]
    if not details:
        return {}
    law = load_law(session, {row.source_id for row in details})
    found: dict[int, list[Guidance]] = defaultdict(list)
    for effect in changes:
        issued = effect.source.issued_on
        for row in details:
            own = row.target_id == effect.source_id
            since = row.issued_on is not None and issued is not None and row.issued_on >= issued
            amended = effect.action in CHANGING and row.target_id == effect.target_id and since
            if own or amended:
                known = row.decided_at or row.recorded_at
                found[effect.id].append(Guidance(row.source_id, known, law.begin(row.source_id)))
    return found
