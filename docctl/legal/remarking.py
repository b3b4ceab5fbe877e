"""Looking at how the citations of a version are written, with what the register knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from docctl.blobs import Blobs
from docctl.legal.find import find
from docctl.legal.lookups import load_law
from docctl.legal.models import Citation
from docctl.legal.originals import paths_in
from docctl.legal.remarks import Note, Registered, Said, is_short, remarks_on
from docctl.legal.rules import Resolution
from docctl.legal.texts import list_texts_of


def remark(
    session: Session, blobs: Blobs, citations: Sequence[Citation], *, day: date
) -> dict[int, tuple[Note, ...]]:
    """Give by id what is to be looked at in the citations of one version, in reading order.

    What a person said is no citation is left out, and what stands in the title of another text is
    no first mention. The words of a text are asked for its provisions only where one is cited.
    """
    rows = [one for one in citations if one.resolution is not Resolution.IGNORED]
    texts = list_texts_of(session, {text_id for one in rows if (text_id := _meant(one))})
    asked = {_meant(one) or 0 for one in rows if any(path.path for path in one.paths)}
    stored = {text_id for text_id in asked & texts.keys() if texts[text_id].original}
    law = load_law(session, stored)
    known = {
        text_id: Registered(
            type=text.type,
            number=text.number,
            issuer=text.issuer,
            issued_on=text.issued_on,
            paths=paths_in(blobs, text) if text_id in stored else frozenset(),
            acts=law.acts_on(text_id) if text_id in stored else (),
        )
        for text_id, text in texts.items()
    }
    said = {one.id: (_said(one), known.get(_meant(one) or 0)) for one in rows}
    first = _first([one for one in rows if not one.embedded], said)
    found = {
        key: remarks_on(mention, text, day=day, first=key in first)
        for key, (mention, text) in said.items()
    }
    return {key: notes for key, notes in found.items() if notes}


def _meant(one: Citation) -> int | None:
    """Give the text a citation is bound to, or the only one that may be meant."""
    if one.text_id is not None:
        return one.text_id
    only = one.candidates if one.resolution is Resolution.AMBIGUOUS else []
    return int(only[0]) if len(only) == 1 else None


def _first(
    rows: Iterable[Citation], said: Mapping[int, tuple[Said, Registered | None]]
) -> set[int]:
    """Give the first mention of each text, registered or not, that is nowhere mentioned in full."""
    mentions: dict[object, list[int]] = defaultdict(list)
    for one in rows:
        if key := _meant(one) or one.number_norm or one.name_folded:
            mentions[key].append(one.id)
    return {ids[0] for ids in mentions.values() if all(is_short(*said[one]) for one in ids)}


def _said(one: Citation) -> Said:
    return Said(
        type=one.type,
        number=one.number,
        name=one.name,
        year=one.year,
        issued_on=one.issued_on,
        issuer=one.issuer,
        paths=frozenset(path.path for path in one.paths),
        resolution=one.resolution,
        rule=one.rule,
        repairs=_repairs(one.context, one.quote),
    )


@lru_cache(maxsize=4096)  # every save of a text looks at all its mentions, of which few are new
def _repairs(context: str, quote: str) -> tuple[str, ...]:
    """Say what was put right to understand a mention, of which only its sentence tells.

    The day stands after the mention; which one does not exist is told there.
    """
    again = (found.repairs for found in find(context) if found.surface == quote)
    return next(again, ())
