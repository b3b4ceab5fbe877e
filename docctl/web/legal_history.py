"""The history of a legal text: its life in a picture, the texts around it, its provisions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of, start_of
from docctl.legal import queries
from docctl.legal.force import Law
from docctl.legal.history import (
    NEWER,
    OLDER,
    Relation,
    moments_of,
    relation_of,
    stretches_of,
)
from docctl.legal.models import LegalText
from docctl.legal.originals import provisions_of
from docctl.legal.paths import label_of
from docctl.legal.standing import Force, Standing
from docctl.web import auth
from docctl.web.citations import TONES
from docctl.web.diagram import SHOWN, Drawing, Group, Node, draw
from docctl.web.forms import day_arg, page_address, page_number
from docctl.web.lifeline import strip_of
from docctl.web.standing_words import evidence_word, outcome_word
from docctl.web.words import (
    happening_word,
    provision_word,
    relation_word,
    standing_word,
    suffered_word,
)

PROVISIONS = 50  # on one page
MOMENTS = 40  # likewise
WIDE, NARROW = (1040, 3), (350, 1)  # units, columns


@dataclass(frozen=True, slots=True)
class Part:
    """A provision with how it stands, and how often documents cite it."""

    path: str
    label: str
    title: str
    force: Force
    cited: int


def asked_days() -> tuple[date, date | None, datetime | None]:
    """Give the day of the law asked about, the day of knowledge, and the end of that day."""
    today = day_of(runtime().now())
    on, known = day_arg("on") or today, day_arg("known")
    if known is None or known >= today:
        return on, None, None
    return on, known, start_of(known + timedelta(days=1)) - timedelta(microseconds=1)


def history(text_id: int) -> ResponseReturnValue:
    """Show the life of a text on a line of time, the texts around it, and its provisions."""
    on, known, known_at = asked_days()
    actor, now, page = auth.actor(), runtime().now(), page_number()
    with runtime().reading() as session:
        text = queries.get_text(session, text_id)
        law = queries.load_law(session, [text_id], known_at=known_at)
        facts = law.facts_of(text_id)
        moments = moments_of(law, facts, law.acts_on(text_id)) if facts else ()
        stretches = stretches_of(law, text_id, moments, also=law.turning_days_of(text_id))
        cited = queries.count_by_path(session, text_id=text_id, actor=actor, now=now)
        force = law.force_on(text_id, on)
        paths, titles = _provisions(text, law, cited)
        page = min(page, max(1, -(-len(paths) // PROVISIONS)))
        life = min(page_number("life"), max(1, -(-len(moments) // MOMENTS)))
        told = moments[(life - 1) * MOMENTS : life * MOMENTS]
        acts = [one.act.id for one in told if one.act]
        return render_template(
            "legal/history.html",
            text=text,
            force=force,
            on=on,
            known=known,
            today=day_of(now),
            moments=told,
            life=life,
            lives=len(moments),
            per_life=MOMENTS,
            life_url=lambda n: page_address("legal.history", life=n) + "#life",
            stretches=stretches,
            strip=strip_of(stretches, on=on),
            drawings=_drawings(session, text, force, on=on, known_at=known_at),
            effects={one.id: one for one in queries.list_effects_among(session, acts)},
            parts=[
                Part(path, label_of(path), titles.get(path, ""), found, cited.get(path, 0))
                for path in paths[(page - 1) * PROVISIONS : page * PROVISIONS]
                for found in (law.force_on(text_id, on, path),)
            ],
            total=len(paths),
            page=page,
            per_page=PROVISIONS,
            page_url=lambda n: page_address("legal.history", page=n) + "#provisions",
            records=queries.list_text_records(session, text_id),
            later=texts_of(session, [force, *(one.force for one in stretches)]),
            may_register=actor.may(Permission.REGISTER_LAW),
            tone_of=TONES.get,
            standing_word=cache(standing_word),  # of a law that is often changed, asked often
            provision_word=cache(provision_word),
            happening_word=cache(happening_word),
            suffered_word=cache(suffered_word),
            evidence_word=evidence_word,
            outcome_word=outcome_word,
            label_of=label_of,
        )


def texts_of(session: Session, forces: Iterable[Force]) -> dict[int, LegalText]:
    """Give every text that answers name, by id."""
    ids = {i for force in forces for i in (*force.successors, *force.by)}
    for force in forces:
        for review in force.reviews:
            ids |= {review.parent_id, *review.successors}
    return queries.list_texts_of(session, ids)


def _drawings(
    session: Session,
    text: LegalText,
    force: Force,
    *,
    on: date,
    known_at: datetime | None,
) -> list[Drawing]:
    word = cache(standing_word)
    groups: dict[Relation, set[tuple[date, int]]] = defaultdict(set)
    for tie in queries.list_ties(session, text.id):
        relation = relation_of(tie.action, outward=tie.outward)
        groups[relation].add((tie.issued_on or date.min, tie.other_id))
    newest = {
        relation: [other_id for _day, other_id in sorted(others, reverse=True)[:SHOWN]]
        for relation, others in groups.items()
    }
    shown = {other_id for others in newest.values() for other_id in others}
    law = queries.load_law(session, shown, known_at=known_at)
    texts = queries.list_texts_of(session, shown)
    made = [
        Group(
            heading=relation_word(relation),
            nodes=tuple(_node(texts[one], law.force_on(one, on), word) for one in newest[relation]),
            total=len(groups[relation]),
            more_url=url_for("legal.page", text_id=text.id)
            + ("#outward" if relation in OLDER else "#inward"),
            older=relation in OLDER,
        )
        for relation in (*OLDER, *NEWER)
        if relation in newest
    ]
    middle = _node(text, force, word)
    return [
        draw(middle, made, name=name, width=width, columns=columns)
        for name, (width, columns) in (("wide", WIDE), ("narrow", NARROW))
        if made
    ]


def _node(text: LegalText, force: Force, word: Callable[[Standing], str]) -> Node:
    return Node(
        url=url_for("legal.history", text_id=text.id),
        label=f"{text.type} {text.number}".strip() if text.number else text.type,
        title=text.title or _("Title not recorded"),
        tone=TONES.get(force.standing, "slate"),
        state=word(force.standing),
    )


def _provisions(
    text: LegalText, law: Law, cited: Mapping[str, int]
) -> tuple[list[str], dict[str, str]]:
    """Give the provisions of the stored words, and titles; without, what effects or mentions name.

    Khoản and điểm are given where something is done to them or somebody cites them.
    """
    touched = {path for act in law.acts_on(text.id) for path in act.paths}
    named = touched | set(cited)
    titles = {one.path: one.title for one in provisions_of(runtime().blobs, text) if one.path}
    wanted = [path for path in titles if path in named or path.count(".") == 1]
    wanted += sorted(named - set(titles))
    return (sorted(wanted) if titles else wanted), titles
