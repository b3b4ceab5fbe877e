"""Checks of the law: what counts today is the last of what was remembered."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, or_, select

from docctl.documents.models import Document, Version
from docctl.installation.checks import Fault, Place
from docctl.legal.models import Citation, CitationPath, Effect, LegalText
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.legal.recording import OF_EFFECT, OF_TEXT


def law_is_remembered(at: Place) -> Iterator[Fault | int]:
    """L2: every text and effect stands as its last record says."""
    for kind, now, last in (
        ("legal_text", _today(LegalText, OF_TEXT), _last(TextRecord, TextRecord.text_id, OF_TEXT)),
        (
            "effect",
            _today(Effect, OF_EFFECT),
            _last(EffectRecord, EffectRecord.effect_id, OF_EFFECT),
        ),
    ):
        remembered = {row[0]: tuple(row[1:]) for row in at.session.execute(last)}
        for row in at.session.execute(now):
            if remembered.get(row[0]) != tuple(row[1:]):
                yield Fault("L2", f"{kind}:{row[0]}", "what counts is not what was remembered last")
            yield 1


def provisions_name_their_texts(at: Place) -> Iterator[Fault | int]:
    """L3: text, version and agency beside a cited provision are those of its citation."""
    both = (
        select(CitationPath.citation_id)
        .join(Citation, Citation.id == CitationPath.citation_id)
        .join(Version, Version.id == Citation.version_id)
        .join(Document, Document.id == Version.document_id)
    )
    other = both.where(
        or_(
            CitationPath.text_id.is_distinct_from(Citation.text_id),
            CitationPath.version_id.is_distinct_from(Citation.version_id),
            CitationPath.agency_id.is_distinct_from(Document.agency_id),
        )
    )
    for citation_id in at.session.scalars(other.distinct().order_by(CitationPath.citation_id)):
        yield Fault(
            "L3",
            f"citation:{citation_id}",
            "its provisions are kept under another text, version or agency",
        )
    yield at.session.scalar(select(func.count()).select_from(CitationPath)) or 0


def _today(model: Any, names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return select(model.id, *(getattr(model, name) for name in names)).order_by(model.id)


def _last(model: Any, subject: Any, names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Give the last record of each subject: of the latest instant, the highest id."""
    ranked = select(
        model.id,
        func.row_number()
        .over(partition_by=subject, order_by=(model.recorded_at.desc(), model.id.desc()))
        .label("place"),
    ).subquery()
    return (
        select(subject, *(getattr(model, name) for name in names))
        .join(ranked, ranked.c.id == model.id)
        .where(ranked.c.place == 1)
    )
