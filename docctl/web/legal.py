"""The register of legal texts: list, page of a text, form, corrections, decisions on effects."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.documents.queries import visible_to
from docctl.errors import Refused
from docctl.legal import queries, service
from docctl.legal.models import Citation, Effect, LegalText
from docctl.legal.paths import label_of
from docctl.legal.rules import EffectState
from docctl.packs import queries as packs
from docctl.web import (
    auth,
    finding_progress,
    legal_advisory,
    legal_binding,
    legal_checks,
    legal_cited,
    legal_contradictions,
    legal_forms,
    legal_history,
    legal_import,
    legal_loose,
    legal_paste,
    legal_proposals,
    legal_reading,
    legal_rerun,
    legal_review,
    legal_unbound,
    legal_what_if,
    legal_yearly,
)
from docctl.web.acts import acting
from docctl.web.forms import Form, day_arg, page_address, page_number, reason_sent
from docctl.web.language import translate
from docctl.web.standing_words import evidence_word, outcome_word
from docctl.web.words import action_word, standing_word

bp = Blueprint("legal", __name__, url_prefix="/legal")
PER_PAGE = 50
MOST_EFFECTS = 60  # on the page of a text unless all are asked for
MOST_CITING = 10  # versions named on the page of a text; the reverse view has them all


@bp.get("")
def index() -> ResponseReturnValue:
    """List the registered texts with their standing today."""
    page, day = page_number(), day_of(runtime().now())
    with runtime().reading() as session:
        found = queries.find_texts(
            session,
            query=request.args.get("q", "")[:200],
            type=request.args.get("type", "")[:60],
            issued_from=day_arg("from"),
            issued_to=day_arg("to"),
            cited={"yes": True, "no": False}.get(request.args.get("cited", "")),
            seen=visible_to(auth.actor(), now=runtime().now()),
            page=page,
            size=PER_PAGE,
        )
        law = queries.load_law(session, [text.id for text in found.texts])
        forces = {text.id: law.force_on(text.id, day) for text in found.texts}
        return render_template(
            "legal/index.html",
            found=found,
            forces=forces,
            later=legal_history.texts_of(session, forces.values()),
            may_suppose=auth.actor().may(Permission.REQUEST_CHANGE),
            check=queries.find_check(session),
            page=page,
            per_page=PER_PAGE,
            types=[(name, f"{name} ({count})") for name, count in queries.list_types(session)],
            may_register=auth.actor().may(Permission.REGISTER_LAW),
            page_url=lambda n: page_address("legal.index", page=n),
        )


@bp.get("/<int:text_id>")
def page(text_id: int) -> ResponseReturnValue:
    """Show a text: its facts, how it stands, what it does and suffers, who cites it."""
    return _page(text_id, [])


@bp.get("/<int:text_id>/correct")
@auth.needs(Permission.REGISTER_LAW)
def correct_form(text_id: int) -> ResponseReturnValue:
    """Show the facts of a text to be put right."""
    with runtime().reading() as session:
        text = queries.get_text(session, text_id)
        return render_template("legal/correct.html", text=text, values=_values(text), reasons=[])


@bp.post("/<int:text_id>/correct")
@auth.needs(Permission.REGISTER_LAW)
def correct(text_id: int) -> ResponseReturnValue:
    """Put the facts of a text right, with a reason."""
    form = Form()
    facts = legal_forms.facts(form)
    try:
        form.done()
        with acting() as tx:
            service.correct_text(tx, text_id=text_id, reason=form.text("reason"), **facts)
    except Refused as refused:
        with runtime().reading() as session:
            text = queries.get_text(session, text_id)
            reasons = [translate(reason) for reason in refused.reasons]
            page = render_template(
                "legal/correct.html", text=text, values=request.form, reasons=reasons
            )
            return page, 409
    flash(_("The facts were corrected."), "success")
    return redirect(url_for("legal.page", text_id=text_id))


@bp.post("/<int:text_id>/effects")
@auth.needs(Permission.REGISTER_LAW)
def add_effect(text_id: int) -> ResponseReturnValue:
    """Record what a text does to another one."""
    form = Form()
    try:
        with acting() as tx:
            effects = legal_forms.effects(form, tx.session)
            form.done()
            service.record_effects(tx, source_id=text_id, effects=effects)
    except Refused as refused:
        return _page(text_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("The effect was recorded; the documents it hurts were looked for."), "success")
    return redirect(url_for("legal.page", text_id=text_id))


@bp.post("/effects/<int:effect_id>/confirm")
@auth.needs(Permission.REGISTER_LAW)
def confirm_effect(effect_id: int) -> ResponseReturnValue:
    """Let a proposed or withdrawn effect count."""
    with acting() as tx:
        effect = service.confirm_effects(tx, effect_ids=[effect_id])[0]
    flash(_("The effect counts from now on."), "success")
    return redirect(url_for("legal.page", text_id=effect.source_id))


@bp.post("/effects/<int:effect_id>/withdraw")
@auth.needs(Permission.REGISTER_LAW)
def withdraw_effect(effect_id: int) -> ResponseReturnValue:
    """Stop an effect from counting; findings it raised lapse."""
    with runtime().reading() as session:
        text_id = queries.get_effect(session, effect_id).source_id
    try:
        with acting() as tx:
            service.withdraw_effect(tx, effect_id=effect_id, reason=reason_sent())
    except Refused as refused:
        return _page(text_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("The effect was withdrawn; its findings lapse."), "success")
    return redirect(url_for("legal.page", text_id=text_id))


def _page(text_id: int, reasons: list[str]) -> str:
    actor, now = auth.actor(), runtime().now()
    on, known, known_at = legal_history.asked_days()
    with runtime().reading() as session:
        text = queries.get_text(session, text_id)
        law = queries.load_law(session, [text_id], known_at=known_at)
        force = law.force_on(text_id, on)
        effects_on = queries.list_effects_on(session, text_id)
        effects_by = [
            one for one in queries.list_effects_by(session, text_id) if one.target_id != text_id
        ]
        citing = queries.list_citing(
            session, text_id=text_id, actor=actor, now=now, most=MOST_CITING
        )
        return render_template(
            "legal/page.html",
            text=text,
            raising=finding_progress.bar(),
            waiting=queries.count_proposals(session, source_id=text_id).all,
            force=force,
            later=legal_history.texts_of(session, [force]),
            on=on,
            known=known,
            today=day_of(now),
            evidence_word=evidence_word,
            outcome_word=outcome_word,
            effects_on=shown_effects(effects_on),
            effects_on_all=len(effects_on),
            effects_by=shown_effects(effects_by),
            effects_by_all=len(effects_by),
            citing=_by_version(citing),
            citing_all=queries.count_citing(session, text_id=text_id, actor=actor, now=now),
            reasons=reasons,
            actions=legal_forms.action_options(),
            action_word=action_word,
            standing_word=standing_word,
            label_of=label_of,
            may_register=actor.may(Permission.REGISTER_LAW),
            origins=packs.list_origins(
                session, text_id, sorted({one.id for one in (*effects_on, *effects_by)})
            ),
            confirmed=EffectState.CONFIRMED,
        )


def shown_effects(effects: Sequence[Effect]) -> list[Effect]:
    """Keep what waits for a decision and the newest of the rest; all of them on request."""
    if request.args.get("effects") == "all":
        return list(effects)
    rest = [one.id for one in effects if one.state is not EffectState.PROPOSED]
    hidden = set(rest[:-MOST_EFFECTS])
    return [one for one in effects if one.id not in hidden]


def _by_version(citing: Iterable[Citation]) -> list[tuple[Version, list[Citation]]]:
    grouped: dict[int, tuple[Version, list[Citation]]] = {}
    for citation in citing:
        grouped.setdefault(citation.version_id, (citation.version, []))[1].append(citation)
    return list(grouped.values())


def _values(text: LegalText) -> dict[str, str]:
    return {
        "number": text.number,
        "type": text.type,
        "title": text.title,
        "issuer": text.issuer,
        "signer": text.signer,
        "issued_on": text.issued_on.isoformat() if text.issued_on else "",
        "effective_on": text.effective_on.isoformat() if text.effective_on else "",
        "expires_on": text.expires_on.isoformat() if text.expires_on else "",
    }


bp.add_url_rule("/<int:text_id>/history", "history", legal_history.history)
bp.add_url_rule("/contradictions", "contradictions", legal_contradictions.contradictions)
for rule, view, methods in (
    ("/new", legal_forms.new, ["GET"]),
    ("/new", legal_forms.create, ["POST"]),
    ("/paste", legal_paste.paste, ["GET"]),
    ("/paste", legal_paste.read, ["POST"]),
    ("/import", legal_import.choose, ["GET"]),
    ("/import", legal_import.preview, ["POST"]),
    ("/import/<name>", legal_import.start, ["POST"]),
    ("/yearly", legal_yearly.choose, ["GET"]),
    ("/yearly", legal_yearly.read, ["POST"]),
    ("/yearly/<name>", legal_yearly.show, ["GET"]),
    ("/yearly/<name>", legal_yearly.take, ["POST"]),
    ("/import/jobs/<int:job_id>", legal_import.job, ["GET"]),
    ("/proposals", legal_proposals.waiting, ["GET"]),
    ("/proposals", legal_proposals.confirm, ["POST"]),
    ("/rerun", legal_rerun.page, ["GET"]),
    ("/rerun", legal_rerun.start, ["POST"]),
    ("/rerun/differences/<int:difference_id>", legal_rerun.difference, ["GET"]),
    ("/rerun/differences", legal_rerun.decide, ["POST"]),
    ("/proposals/missing", legal_proposals.missing, ["GET"]),
    ("/readings/<name>", legal_reading.show, ["GET"]),
    ("/readings/<name>", legal_reading.register, ["POST"]),
    ("/<int:text_id>/original", legal_reading.original, ["GET"]),
    ("/<int:text_id>/proposals", legal_review.page, ["GET"]),
    ("/<int:text_id>/proposals", legal_review.confirm_sure, ["POST"]),
    ("/effects/<int:effect_id>", legal_advisory.page, ["GET"]),
    ("/effects/<int:effect_id>/successor", legal_advisory.supersede, ["POST"]),
    ("/effects/<effect_number>", legal_advisory.named, ["GET"]),
    ("/effects/<int:effect_id>/decide", legal_review.decide, ["POST"]),
    ("/loose/<int:loose_id>", legal_loose.page, ["GET"]),
    ("/loose/<int:loose_id>", legal_loose.decide, ["POST"]),
    ("/<int:text_id>/cited", legal_cited.page, ["GET"]),
    ("/what-if", legal_what_if.ask, ["GET"]),
    ("/what-if", legal_what_if.answer, ["POST"]),
    ("/checks", legal_checks.page, ["GET"]),
    ("/checks", legal_checks.state, ["POST"]),
    ("/unbound", legal_unbound.index, ["GET"]),
    ("/citations/<int:citation_id>", legal_binding.choose, ["GET"]),
    ("/citations/<int:citation_id>", legal_binding.decide, ["POST"]),
):
    name = f"{view.__module__.rsplit('_', 1)[-1]}_{view.__name__}"
    bp.add_url_rule(rule, name, view, methods=methods)
