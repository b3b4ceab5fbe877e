"""Which versions and passages cite a legal text, by number or by name: one answer for all doors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.days import start_of
from docctl.documents.models import Version
from docctl.documents.rules import State
from docctl.legal import around, queries
from docctl.legal.around import OnText
from docctl.legal.models import Citation, LegalText
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.paths import label_of
from docctl.legal.standing import Force

# What an answer for a day speaks of: what counts on it or is being written.
_LIVE = frozenset(
    {State.EFFECTIVE, State.SCHEDULED, State.DRAFT, State.IN_REVIEW, State.IN_APPROVAL}
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One mention; `sure` is false where it says the number or name but is bound to no text."""

    citation: Citation
    force: Force
    sure: bool

    def as_json(self) -> dict[str, Any]:
        """Give the mention with its sentence, its anchor and its standing."""
        one = self.citation
        return {
            "citation": one.id,
            "quote": one.quote,
            "context": one.context,
            "section": one.section,
            "block": one.block_uid,
            "start": one.start,
            "end": one.end,
            "provisions": [label_of(path.path) for path in one.paths if path.path],
            "paths": sorted(path.path for path in one.paths),
            "form": one.form,
            "rule": one.rule,
            "resolution": one.resolution.value,
            "text": one.text_id,
            "standing": self.force.standing.value,
            "since": self.force.since.isoformat() if self.force.since else None,
            "sure": self.sure,
        }


@dataclass(frozen=True, slots=True)
class Citing:
    """A version and what in it cites the text."""

    version: Version
    state: State
    passages: tuple[Passage, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the version's names and its passages."""
        version = self.version
        return {
            "version": version.id,
            "document": version.document_id,
            "code": version.document.code,
            "field": version.document.field.name,
            "title": version.title,
            "label": version.label,
            "state": self.state.value,
            "passages": [passage.as_json() for passage in self.passages],
        }


@dataclass(frozen=True, slots=True)
class Impact:
    """The texts that bear a number or name, how they stand on a day, and who cites them."""

    asked: str
    day: date
    texts: tuple[tuple[LegalText, Force], ...]
    successors: dict[int, LegalText]
    citing: tuple[Citing, ...]
    effects: dict[int, tuple[OnText, ...]]  # what counts on each text
    cited_by: int | None = None  # versions in any state, when only some were asked for

    def as_json(self) -> dict[str, Any]:
        """Give the answer as plain values, as `docctl legal impact --json` prints it."""
        return {
            "asked": self.asked,
            "on": self.day.isoformat(),
            "texts": [self._text(text, force) for text, force in self.texts],
            "versions": [one.as_json() for one in self.citing],
            "passages": sum(len(one.passages) for one in self.citing),
            **({} if self.cited_by is None else {"cited_by_versions": self.cited_by}),
        }

    def _text(self, text: LegalText, force: Force) -> dict[str, Any]:
        return {
            "id": text.id,
            "type": text.type,
            "number": text.number,
            "title": text.title,
            "issuer": text.issuer,
            "issued_on": text.issued_on.isoformat() if text.issued_on else None,
            "effective_on": text.effective_on.isoformat() if text.effective_on else None,
            "standing": force.standing.value,
            "since": force.since.isoformat() if force.since else None,
            "by": [self.successors[one].number for one in force.by if one in self.successors],
            "evidence": force.evidence.value if force.evidence else None,
            "reviews": [
                {
                    "parent": self.successors[one.parent_id].number,
                    "since": one.since.isoformat(),
                    "outcome": one.rule.outcome.value,
                    "basis": one.rule.basis,
                }
                for one in force.reviews
                if one.parent_id in self.successors
            ],
            "effects": [one.as_json() for one in self.effects[text.id]],
            "successors": [
                self.successors[one].number for one in force.successors if one in self.successors
            ],
        }


def impact(
    session: Session,
    *,
    number: str,
    on: date,
    actor: Actor,
    now: datetime | None = None,
    path: str | None = None,
    most: int | None = None,
) -> Impact:
    """Tell which versions that `actor` may see, live on the day `on`, cite a text and where.

    `number` is a number as typed, or a name. A version is live when it is effective on the day, or
    scheduled or being written. Mentions of the number or name that are bound to no text are given
    as not sure; what a person said is no citation is left out. With `most` only the first versions,
    by code, are looked at, and all are counted.
    """
    if now is None:
        actor.must(Permission.READ_ALL_VERSIONS)
    instant = start_of(on + timedelta(days=1)) - timedelta(microseconds=1)
    seen = now or instant
    texts = _asked(session, number)
    law = queries.load_law(session, [text.id for text in texts])
    forces = {text.id: law.force_on(text.id, on) for text in texts}
    found = [
        citation
        for text in texts
        for citation in queries.list_citing(
            session, text_id=text.id, actor=actor, now=seen, path=path, most=most
        )
    ]
    unbound = () if path else _unbound(session, number, texts, actor, seen)
    related = {one for force in forces.values() for one in (*force.by, *force.successors)}
    related |= {one.parent_id for force in forces.values() for one in force.reviews}
    return Impact(
        asked=number,
        day=on,
        texts=tuple((text, forces[text.id]) for text in texts),
        successors=queries.list_texts_of(session, related),
        effects={text.id: around.list_on(session, text.id) for text in texts},
        citing=_grouped(session, [*found, *unbound], on, instant),
        cited_by=None
        if most is None
        else sum(
            queries.count_citing(session, text_id=text.id, actor=actor, now=seen) for text in texts
        ),
    )


def _asked(session: Session, number: str) -> Sequence[LegalText]:
    texts = queries.find_by_number(session, number)
    if texts:
        return texts
    named = queries.list_named(session, [name_key(number)])
    by_id = queries.list_texts_of(
        session, [one.text_id for candidates in named.values() for one in candidates]
    )
    return [by_id[key] for key in sorted(by_id)]


def _unbound(
    session: Session, number: str, texts: Sequence[LegalText], actor: Actor, now: datetime
) -> Sequence[Citation]:
    """Give the unbound mentions of the number, and those of a name that may mean these texts."""
    ids = {text.id for text in texts}
    names = queries.list_names_of(session, ids) if ids else {name_key(number)}
    numbers = {text.number_norm for text in texts} or {number_norm(number)}
    return [
        citation
        for citation in queries.list_unbound_saying(
            session, numbers=numbers, names=names, actor=actor, now=now
        )
        if not ids or not citation.candidates or ids & set(citation.candidates)
    ]


def _grouped(
    session: Session, found: Sequence[Citation], on: date, instant: datetime
) -> tuple[Citing, ...]:
    standings = queries.stand(session, found, on)
    by_version: dict[int, dict[int, Citation]] = {}
    for citation in found:
        by_version.setdefault(citation.version_id, {})[citation.id] = citation
    citing = []
    for mentions in by_version.values():
        rows = sorted(mentions.values(), key=lambda one: one.ordinal)
        state = rows[0].version.state_at(instant)
        if state in _LIVE:
            passages = tuple(
                Passage(one, standings[one.id], sure=one.text_id is not None) for one in rows
            )
            citing.append(Citing(rows[0].version, state, passages))
    return tuple(citing)
