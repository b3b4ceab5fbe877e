"""The whole register at once, for the list of its contradictions."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.blobs import Blobs
from docctl.legal import lookups
from docctl.legal.contradictions import Contradiction, Found, Register, find_contradictions
from docctl.legal.lead_times import SINCE, soonest_day
from docctl.legal.models import Effect, LegalText
from docctl.legal.originals import provisions_of
from docctl.legal.rules import EffectState, Extent

CONSOLIDATED = "Văn bản hợp nhất"


def list_contradictions(session: Session, blobs: Blobs) -> list[Found]:
    """Give every contradiction of the register as it is known now."""
    facts = {one.text_id: one for one in lookups.list_facts_worth_a_look(session)}
    return find_contradictions(
        Register(
            facts=facts,
            acts=lookups.list_all_acts(session),
            soonest=_soonest(session),
            paths=_paths(session, blobs),
            consolidated=frozenset(
                session.scalars(select(LegalText.id).where(LegalText.type == CONSOLIDATED))
            ),
            undated=lookups.list_undated(session),
        )
    )


def count_by_kind(found: list[Found]) -> dict[Contradiction, int]:
    """Count contradictions by kind, in the order of the kinds; kinds without any are left out."""
    counts = dict.fromkeys(Contradiction, 0)
    for one in found:
        counts[one.kind] += 1
    return {kind: count for kind, count in counts.items() if count}


def _soonest(session: Session) -> dict[int, date]:
    rows = session.execute(
        select(
            LegalText.id,
            LegalText.type,
            LegalText.number,
            LegalText.issued_on,
            LegalText.issuer_norm,
        ).where(LegalText.issued_on >= SINCE, LegalText.effective_on >= LegalText.issued_on)
    )
    found = {
        row.id: soonest_day(row.type, row.number, row.issued_on, row.issuer_norm) for row in rows
    }
    return {text_id: day for text_id, day in found.items() if day is not None}


def _paths(session: Session, blobs: Blobs) -> dict[int, frozenset[str]]:
    """Give the provisions of the stored texts that something is done to in parts."""
    texts = session.scalars(
        select(LegalText).where(
            LegalText.original.is_not(None),
            LegalText.id.in_(
                select(Effect.target_id).where(
                    Effect.extent == Extent.PARTS, Effect.state == EffectState.CONFIRMED
                )
            ),
        )
    )
    return {
        text.id: frozenset(one.path for one in provisions_of(blobs, text) if one.path)
        for text in texts
    }
