"""The page of one effect: what changed, word for word, whom it hurts, who says so.

Its address and its number (`TD-2026-00042`) stay the same whatever becomes of the effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.campaigns import redraft_queries
from docctl.content import compare, parse
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import NotFound, Refused, say
from docctl.impact import advisories
from docctl.impact.advisories import Cited
from docctl.impact.changes import list_changes
from docctl.legal import around, before_after, queries, service
from docctl.legal.before_after import Lacking, Outcome, Passage
from docctl.legal.models import Effect
from docctl.legal.paths import label_of
from docctl.legal.rules import ON_ITSELF, EffectState, Origin
from docctl.legal.wording import paragraphs
from docctl.packs import queries as packs
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.advisory_words import alike_word, lacking_word, origin_word, what_changed
from docctl.web.forms import page_address, page_number
from docctl.web.language import translate
from docctl.web.proposal_words import confidence_word, marked, scope_words
from docctl.web.words import action_word, suffered_word

PER_PAGE = 8  # provisions before and after
LONGEST = 150_000  # code points of a provision that are compared
LONGEST_ID = 16  # digits of an effect that is chosen
NAMED = 40  # provisions nobody cites, named without their words


@dataclass(frozen=True, slots=True)
class Compared:
    """A provision with its words before and after as one text, and who cites it."""

    passage: Passage
    html: str
    documents: int


def named(effect_number: str) -> ResponseReturnValue:
    """Lead from the number of an effect to its page."""
    with runtime().reading() as session:
        effect = queries.find_effect_by_number(session, effect_number)
    if effect is None:
        raise NotFound(f"effect {effect_number!r}")
    return redirect(url_for("legal.advisory_page", effect_id=effect.id))


def page(effect_id: int) -> ResponseReturnValue:
    """Show one effect with all that is known of it."""
    return _page(effect_id, [])


@auth.needs(Permission.REGISTER_LAW)
def supersede(effect_id: int) -> ResponseReturnValue:
    """Say which effect took the place of a withdrawn one."""
    try:
        with acting() as tx:
            queries.get_effect(tx.session, effect_id)
            service.supersede_effect(tx, effect_id=effect_id, by_id=_chosen())
    except Refused as refused:
        return _page(effect_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("Both effects now lead to each other."), "success")
    return redirect(url_for("legal.advisory_page", effect_id=effect_id))


def _page(effect_id: int, reasons: list[str]) -> str:
    actor, now, number = auth.actor(), runtime().now(), page_number()
    everything = bool(request.args.get("all"))
    with runtime().reading() as session:
        effect = queries.get_effect(session, effect_id)
        shares = advisories.count_by_unit(session, effect, actor=actor, now=now)
        documents = sum(one.documents for one in shares)
        cited = advisories.list_cited(session, effect, actor=actor, now=now)
        spots = advisories.spots_of(effect, cited)
        own = [one.path for one in effect.paths]
        uncited = [path for path in own if not any(spot.startswith(path) for spot in spots)]
        if everything or not spots:
            spots |= dict.fromkeys(uncited, 0)
            uncited = []
        paths = sorted(spots)
        number = min(number, max(1, -(-len(paths) // PER_PAGE)))
        shown = paths[(number - 1) * PER_PAGE : number * PER_PAGE]
        mapping = redraft_queries.find_mapping(
            session, effect.source_id, effect.target_id, actor=actor
        )
        passages = before_after.passages_of(
            session, runtime().blobs, effect, shown, mapping=mapping
        )
        changed = list_changes(session, [effect_id], today=day_of(now)).get(effect_id)
        withdrawn = effect.state is EffectState.WITHDRAWN
        origins = packs.list_effect_origins(session, [effect_id]).get(effect_id, [])
        followed, follows = packs.list_successions(session, origins)
        others = [one for _word, one in followed if one] + [one.effect_id for _word, one in follows]
        said = around.find_superseded(session, effect_id) if withdrawn else None
        may_register = actor.may(Permission.REGISTER_LAW)
        return render_template(
            "legal/advisory.html",
            effect=effect,
            what=what_changed(effect),
            on_itself=effect.action in ON_ITSELF,
            counts=effect.state is EffectState.CONFIRMED,
            changed=changed,
            today=day_of(now),
            basis=before_after.basis_of(runtime().blobs, effect),
            shares=shares,
            units={one.id: one.name for one in agencies.list_units(session, agency_id=_agency())},
            agency=agencies.get_agency(session, _agency()).name,
            documents=documents,
            left=sum(one.left for one in shares),
            whole=_whole(cited),
            compared=[
                Compared(one, _compared(one), min(spots[one.path], documents)) for one in passages
            ],
            lacks_words=_lacking_texts(effect, passages),
            total=len(paths),
            uncited=uncited[:NAMED],
            more_uncited=max(0, len(uncited) - NAMED),
            page=number,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.advisory_page", page=n) + "#words",
            records=queries.list_effect_records(session, effect_id),
            after=around.list_after(session, effect),
            beside=around.list_beside(session, effect),
            said=said,
            successor=queries.get_effect(session, said.by_id) if said else None,
            superseding=around.list_superseding(session, effect),
            candidates=around.list_candidates(session, effect)
            if withdrawn and may_register
            else [],
            reasons=reasons,
            origins=origins,
            followed=followed if withdrawn else [],
            follows=follows,
            others={one: queries.get_effect(session, one) for one in others},
            may_register=may_register,
            confidence=confidence_word(effect.confidence),
            by_machine=effect.origin is Origin.AUTO,
            evidence=marked(effect.evidence, effect.quote, own),
            scope=scope_words(effect.extent, own),
            action_word=action_word,
            suffered_word=suffered_word,
            scope_words=scope_words,
            label_of=label_of,
            lacking_word=cache(lacking_word),
            origin_word=origin_word,
            alike_word=alike_word,
        )


def _chosen() -> int:
    said = request.form.get("by", "")
    if not (said.isascii() and said.isdecimal() and len(said) < LONGEST_ID):
        raise Refused(say("Choose the effect that takes its place."))
    return int(said)


def _whole(cited: Sequence[Cited]) -> int:
    return next((one.documents for one in cited if not one.path), 0)


def _compared(passage: Passage) -> str:
    """Give both texts as one with what was added and removed, where both sides are told."""
    before, after = passage.before, passage.after
    if max(len(before.words), len(after.words)) > LONGEST:
        return ""  # an annex of hundreds of pages: side by side
    if passage.outcome is Outcome.GONE and before.words:
        return _difference(before.words, "")
    if passage.outcome is Outcome.ADDED and after.words:
        return _difference("", after.words)
    if before.words and after.words:
        return _difference(before.words, after.words)
    return ""


def _difference(before: str, after: str) -> str:
    return compare(_document(before), _document(after)).html


def _document(words: str) -> dict[str, object]:
    lines = [{"type": "paragraph", "content": [{"type": "text", "text": one}]}
             for one in paragraphs(words)]  # fmt: skip
    return parse({"type": "doc", "content": lines or [{"type": "paragraph"}]})


def _lacking_texts(effect: Effect, passages: Sequence[Passage]) -> dict[int, str]:
    """Give the laws whose words would have to be stored, by id, as they are named."""
    ids = {
        side.text_id
        for one in passages
        if one.outcome is not Outcome.KEPT
        for side in (one.before, one.after)
        if side.lacking is Lacking.NOT_STORED
    }
    texts = {effect.source_id: effect.source, effect.target_id: effect.target}
    return {one: texts[one].number or texts[one].title for one in sorted(ids)}


def _agency() -> int:
    return auth.actor().agency_id or 0
