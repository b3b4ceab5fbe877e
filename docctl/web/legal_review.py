"""Deciding on what a text was read to do: one by one, all that is sure, or rejected."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused
from docctl.impact.foreseeing import foresee, supposed, together
from docctl.jobs import service as jobs
from docctl.legal import queries, service
from docctl.legal.exceptions import left_out
from docctl.legal.models import Effect, LegalText, LooseEffect
from docctl.legal.paths import label_of
from docctl.legal.rules import Action, EffectState, Extent
from docctl.legal.scopes import parse_scope, write_scope
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.forms import Form, page_address, page_number
from docctl.web.language import translate
from docctl.web.legal_forms import UNSPECIFIED, action_options
from docctl.web.proposal_words import confidence_word, marked, scope_words
from docctl.web.words import action_word
from docctl.work.registry import CONFIRM_EFFECTS

PER_PAGE = 40
AT_ONCE = 100  # effects confirmed while the person waits; more are a job


@dataclass(frozen=True, slots=True)
class Target:
    """What the effects shown together act on; `text` is None when it is not known."""

    text: LegalText | None
    effects: list[Effect]


@dataclass(frozen=True, slots=True)
class LooseTarget:
    """A text that is not known: what is said of it, what it may be, what would be done to it."""

    first: LooseEffect
    candidates: list[LegalText]
    effects: list[LooseEffect]


@auth.needs(Permission.REGISTER_LAW)
def page(text_id: int) -> ResponseReturnValue:
    """Show what a text was read to do: what waits by target, and what was decided by whom."""
    return _page(text_id, [])


@auth.needs(Permission.REGISTER_LAW)
def confirm_sure(text_id: int) -> ResponseReturnValue:
    """Confirm everything of a text that is sure."""
    with acting() as tx:
        queries.get_text(tx.session, text_id)
        ids = queries.list_waiting_ids(tx.session, text_id, sure=True)
        job = None
        if len(ids) > AT_ONCE:
            params = {"text_id": text_id}
            job = jobs.enqueue(tx, kind=CONFIRM_EFFECTS, params=params, total=len(ids))
        else:
            service.confirm_effects(tx, effect_ids=ids)
    if job is not None:
        return redirect(url_for("legal.import_job", job_id=job.id))
    flash(_("The effects count from now on."), "success")
    return redirect(url_for("legal.review_page", text_id=text_id))


@auth.needs(Permission.REGISTER_LAW)
def decide(effect_id: int) -> ResponseReturnValue:
    """Confirm, change or reject one proposed effect."""
    form = Form()
    what = form.text("what", limit=20)
    with runtime().reading() as session:
        text_id = queries.get_effect(session, effect_id).source_id
    try:
        if what == "reject":
            with acting() as tx:
                service.reject_proposals(tx, effect_ids=[effect_id], reason=form.text("reason"))
            flash(_("The proposal was rejected; the reason is in the audit trail."), "success")
        else:
            changed = what == "change"
            said = _changes(form) if changed else None
            form.done()
            with acting() as tx:
                service.decide_effect(tx, effect_id=effect_id, changes=said)
            flash(_("The effect counts from now on."), "success")
    except Refused as refused:
        reasons = [translate(reason) for reason in refused.reasons]
        return _page(text_id, reasons, open_id=effect_id), 409
    page = request.form.get("page", "1")
    return redirect(url_for("legal.review_page", text_id=text_id, page=page))


def _changes(form: Form) -> dict[str, object]:
    scope = form.text("scope", limit=2000)
    extent: Extent = Extent.UNSPECIFIED
    paths: tuple[str, ...] = ()
    if scope != UNSPECIFIED:
        try:
            extent, paths = parse_scope(scope)
        except Refused as refused:
            form.refuse("scope", refused.reasons[0])
    return {
        "action": form.choice("action", Action, Action.REPLACES),
        "extent": extent,
        "paths": paths,
        "effective_on": form.day("from"),
        "until": form.day("until"),
        "exception": form.text("except", limit=300),
    }


def _page(text_id: int, reasons: list[str], *, open_id: int = 0) -> str:
    actor, now, page = auth.actor(), runtime().now(), page_number()
    with runtime().reading() as session:
        text = queries.get_text(session, text_id)
        ids = queries.list_waiting_ids(session, text_id)
        if open_id in ids:
            page = 1 + ids.index(open_id) // PER_PAGE
        shown = queries.list_effects_of(session, ids[(page - 1) * PER_PAGE : page * PER_PAGE])
        sure = queries.list_effects_of(
            session, queries.list_waiting_ids(session, text_id, sure=True)
        )
        both = {one.id: supposed(one) for one in (*shown, *sure)}
        seen = foresee(session, both.values(), actor=actor, now=now)
        loose = queries.list_loose(session, source_id=text_id)
        candidates = queries.list_texts_of(session, {i for one in loose for i in one.candidates})
        return render_template(
            "legal/review.html",
            text=text,
            counts=queries.count_proposals(session, source_id=text_id),
            targets=_by_target(shown),
            loose=_by_key(loose, candidates),
            decided=queries.list_decided(session, text_id),
            rejected=queries.list_loose(session, source_id=text_id, state=EffectState.WITHDRAWN),
            foreseen=seen,
            together=together([seen[one.id] for one in sure]),
            page=page,
            total=len(ids),
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.review_page", text_id=text_id, page=n),
            reasons=reasons,
            open_id=open_id,
            typed=request.form,
            actions=action_options(),
            **words(),
        )


def words() -> dict[str, object]:
    """Give the words that pages of proposals use."""
    return {
        "action_word": action_word,
        "confidence_word": confidence_word,
        "scope_words": scope_words,
        "written_scope": written_scope,
        "kept_words": kept_words,
        "marked": marked,
        "documents_word": documents_word,
    }


def written_scope(effect: Effect) -> str:
    """Write the scope of an effect as its form takes it."""
    if effect.extent is Extent.PARTS:
        return write_scope(tuple(sorted(path.path for path in effect.paths)))
    return UNSPECIFIED if effect.extent is Extent.UNSPECIFIED else ""


def kept_words(action: Action, exception: str, paths: Iterable[str]) -> str:
    """Name the provisions that an ending leaves in force; empty when its words name none."""
    return "; ".join(map(label_of, left_out(action, exception, list(paths))))


def documents_word(count: int) -> str:
    """Say how many documents."""
    return str(ngettext("%(num)s document", "%(num)s documents", count))


def _by_target(effects: list[Effect]) -> list[Target]:
    grouped: dict[int, Target] = {}
    for effect in effects:
        grouped.setdefault(effect.target_id, Target(effect.target, [])).effects.append(effect)
    return list(grouped.values())


def _by_key(loose: Iterable[LooseEffect], texts: dict[int, LegalText]) -> list[LooseTarget]:
    grouped: dict[str, LooseTarget] = {}
    for one in loose:
        may_be = [texts[i] for i in one.candidates if i in texts]
        grouped.setdefault(one.target_key, LooseTarget(one, may_be, [])).effects.append(one)
    return list(grouped.values())
