"""What a draft of a law would do if it were issued as it reads; writes nothing anywhere."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.agencies.models import Unit
from docctl.days import day_of
from docctl.documents.models import Document, Version
from docctl.identity.models import User
from docctl.impact.foreseeing import (
    Foreseen,
    Hit,
    Passage,
    Supposed,
    foreseen_of,
    list_hits,
    passages_of,
    together,
)
from docctl.impact.meetings import chunks
from docctl.impact.rules import Cause, Overlap
from docctl.legal import proposing, queries
from docctl.legal.exceptions import left_out
from docctl.legal.models import LegalText
from docctl.legal.paths import label_of
from docctl.legal.readings import Proposal, proposal_from, read_words
from docctl.legal.resolve import Binding


@dataclass(frozen=True, slots=True)
class Supposition:
    """An effect that was read, the text it means, and the documents it would hurt."""

    read: Proposal
    binding: Binding
    text: LegalText | None
    foreseen: Foreseen


@dataclass(frozen=True, slots=True)
class Hurt:
    """A document that would be hurt, by which of the effects and where."""

    document_id: int
    version_id: int
    code: str
    title: str
    unit: str
    owner: str
    strong: bool
    passages: tuple[Passage, ...]  # `key` is the place of the effect in the list


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What was read of a draft and whom it would hurt, the strong first.

    `strong` and `weak` count all documents, `hurt` may hold the first of both only.
    """

    facts: Mapping[str, Any]
    evidence: str
    suppositions: tuple[Supposition, ...]
    hurt: tuple[Hurt, ...]
    strong: int
    weak: int

    @property
    def foreseen(self) -> Foreseen:
        """Give the documents all effects together would concern."""
        return together([one.foreseen for one in self.suppositions])

    def as_json(self) -> dict[str, Any]:
        """Give the answer as plain values, as `docctl legal impact --draft --json` prints it."""
        return {
            "draft": dict(self.facts),
            "effects": [
                {
                    "action": one.read.action.value,
                    "target": one.read.target.words,
                    "text": None if one.text is None else one.text.id,
                    "number": None if one.text is None else one.text.number,
                    "provisions": [label_of(path) for path in one.read.paths],
                    "paths": list(one.read.paths),
                    "effective_on": _iso(one.read.effective_on),
                    "evidence": one.read.evidence,
                    "confidence": one.read.confidence,
                    "documents": len(one.foreseen.hurt),
                    "weak": len(one.foreseen.weak),
                }
                for one in self.suppositions
            ],
            "documents": [
                {
                    "document": one.document_id,
                    "version": one.version_id,
                    "code": one.code,
                    "title": one.title,
                    "unit": one.unit,
                    "owner": one.owner,
                    "strong": one.strong,
                    "passages": [
                        {
                            "citation": passage.citation_id,
                            "effect": passage.key,
                            "overlap": passage.overlap.value,
                            "block": passage.block_uid,
                            "section": passage.section,
                            "context": passage.context,
                        }
                        for passage in one.passages
                    ],
                }
                for one in self.hurt
            ],
        }


def what_if(
    session: Session, words: str, *, actor: Actor, now: datetime, most: int | None = None
) -> WhatIf:
    """Read a draft and say whom, of the documents `actor` may see, it would hurt.

    With `most`, only so many strong and so many weak documents are described.
    """
    reading = read_words(words)
    proposals = [proposal_from(one) for one in reading["effects"]]
    facts = reading["facts"]
    suppositions, hits = suppose(
        session,
        proposals,
        issuer=facts["issuer"],
        issued_on=_day(facts["issued_on"]),
        effective_on=_day(facts["effective_on"]),
        actor=actor,
        now=now,
    )
    everybody = together(list(foreseen_of(hits).values()))
    return WhatIf(
        facts,
        reading["evidence"],
        suppositions,
        _described(session, hits, everybody, most=most),
        strong=len(everybody.hurt),
        weak=len(everybody.weak),
    )


def suppose(
    session: Session,
    proposals: Sequence[Proposal],
    *,
    issuer: str,
    issued_on: date | None,
    effective_on: date | None,
    actor: Actor,
    now: datetime,
) -> tuple[tuple[Supposition, ...], list[Hit]]:
    """Bind what was read to the register and say whom each effect would hurt.

    The hits are keyed by the place of the supposition.
    """
    asker = proposing.asker_of(issuer, issued_on or day_of(now))
    bindings = proposing.match(session, [one.target for one in proposals], asker=asker)
    texts = queries.list_texts_of(session, {one.text_id for one in bindings if one.text_id})
    supposed = [
        Supposed(
            place,
            binding.text_id,
            Cause(
                one.action,
                one.extent,
                frozenset(one.paths),
                one.effective_on or effective_on,
                one.until,
                frozenset(left_out(one.action, one.exception, one.paths)),
            ),
        )
        for place, (one, binding) in enumerate(zip(proposals, bindings, strict=True))
        if binding.text_id is not None
    ]
    hits = list_hits(session, supposed, actor=actor, now=now)
    seen = foreseen_of(hits)
    return (
        tuple(
            Supposition(one, binding, texts.get(binding.text_id or 0), seen.get(place, Foreseen()))
            for place, (one, binding) in enumerate(zip(proposals, bindings, strict=True))
        ),
        hits,
    )


def _described(
    session: Session, hits: Sequence[Hit], everybody: Foreseen, *, most: int | None
) -> tuple[Hurt, ...]:
    """Give documents by code, the strong first, with what hits them."""
    rows = _documents(session, everybody.hurt | everybody.weak)
    strong, weak = (
        sorted(some, key=lambda document_id: (rows[document_id].code_folded, document_id))[:most]
        for some in (everybody.hurt, everybody.weak)
    )
    shown = {*strong, *weak}
    passages: dict[int, list[Passage]] = defaultdict(list)
    for one in passages_of(session, [hit for hit in hits if hit.document_id in shown]):
        passages[one.document_id].append(one)
    titles = {
        version_id: title
        for some in chunks({own[0].version_id for own in passages.values()})
        for version_id, title in session.execute(
            select(Version.id, Version.title).where(Version.id.in_(some or ()))
        )
    }
    return tuple(
        Hurt(
            document_id=document_id,
            version_id=passages[document_id][0].version_id,
            code=rows[document_id].code,
            title=titles[passages[document_id][0].version_id],
            unit=rows[document_id].unit or "",
            owner=rows[document_id].owner or "",
            strong=document_id in everybody.hurt,
            passages=tuple(
                sorted(
                    passages[document_id],
                    key=lambda one: (one.overlap is Overlap.ELSEWHERE, one.key),
                )
            ),
        )
        for document_id in (*strong, *weak)
    )


def _documents(session: Session, document_ids: Collection[int]) -> dict[int, Any]:
    return {
        row.id: row
        for some in chunks(document_ids)
        for row in session.execute(
            select(
                Document.id,
                Document.code,
                Document.code_folded,
                Unit.name.label("unit"),
                User.name.label("owner"),
            )
            .join(Unit, Unit.id == Document.unit_id, isouter=True)
            .join(User, User.id == Document.owner_id, isouter=True)
            .where(Document.id.in_(some or ()))
        )
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None
