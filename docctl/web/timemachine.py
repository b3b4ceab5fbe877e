"""The time machine: which version of a document counted on a day, and on which law it stood."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.errors import NotFound
from docctl.legal.paths import label_of
from docctl.timemachine import queries, service
from docctl.timemachine.shown import Answer, Basis
from docctl.web import auth, citations
from docctl.web.acts import acting
from docctl.web.citations import TONES
from docctl.web.forms import day_arg, number_arg, parse_day
from docctl.web.standing_words import standing_parts
from docctl.web.words import nothing_word, standing_word, suffered_word

bp = Blueprint("timemachine", __name__)
_DAY = "/documents/<int:document_id>/on/<day>"


@bp.get("/time-machine")
def ask() -> ResponseReturnValue:
    """Ask for a document by its code and for a day; one match leads to its answer."""
    actor, now = auth.actor(), runtime().now()
    code, document_id = request.args.get("code", "").strip()[:100], number_arg("document")
    on, known = day_arg("on"), _known(day_of(now))
    asked = bool(code or document_id)
    with runtime().reading() as session:
        found = (
            list(queries.find_documents(session, code, actor=actor, now=now))
            if code and document_id is None
            else []
        )
        if document_id is None and len(found) == 1:
            document_id = found[0].id
        if document_id is not None and on is not None:
            return redirect(_address(document_id, on, known))
        page = render_template(
            "timemachine/ask.html",
            code=code,
            on=on,
            known=known,
            today=day_of(now),
            asked=asked,
            no_day=asked and on is None,
            found=found if len(found) > 1 else [],
            one=len(found) == 1,
        )
    return page, 404 if code and not found else 200


@bp.get(_DAY)
def page(document_id: int, day: str) -> ResponseReturnValue:
    """Answer for one document and one day; the address is the same tomorrow."""
    actor, now, on = auth.actor(), runtime().now(), _day(day)
    known = _known(day_of(now))
    with runtime().reading() as session:
        answer = queries.answer(session, document_id, on=on, known_on=known, actor=actor, now=now)
        return render_template(
            "timemachine/page.html",
            answer=answer,
            document_id=document_id,
            on=on,
            known=known,
            today=day_of(now),
            now=now,
            lines=[_line(answer, one) for one in answer.bases],
            html=_text(session, answer.version, on, answer),
            versions=queries.turning_days(session, document_id, actor=actor, now=now),
            address=runtime().settings.base_url + _address(document_id, on, known),
            nothing_word=nothing_word,
            standing_word=standing_word,
            suffered_word=suffered_word,
            label_of=label_of,
            tone_of=TONES.get,
        )


@bp.post(f"{_DAY}/certificate")
def certify(document_id: int, day: str) -> ResponseReturnValue:
    """Print the answer as a certificate with a code of its own."""
    known = _known(day_of(runtime().now()))
    with acting() as tx:
        certificate = service.issue_certificate(
            tx, document_id=document_id, on=_day(day), known_on=known
        )
    flash(_("The certificate was made. Print it, or keep it as a PDF."), "success")
    return redirect(url_for("certificates.page", code=certificate.code))


def _line(answer: Answer, basis: Basis) -> tuple[Basis, str]:
    """Give a legal basis with the words about its standing, without those of the badge."""
    force = basis.force
    by, successors = (
        [citations.link_to(answer.texts[one]) for one in ids if one in answer.texts]
        for ids in (force.by, force.successors)
    )
    return basis, " – ".join(standing_parts(force, by, successors)[1:])


def _text(session: Session, version: Version | None, on: date, answer: Answer) -> str:
    if version is None:
        return ""
    cited = citations.list_cited(session, version, on=on, known_at=answer.known_at)
    return contents.to_html(version.content, notes=citations.notes(cited))


def _address(document_id: int, on: date, known: date | None) -> str:
    return url_for(
        "timemachine.page",
        document_id=document_id,
        day=on.isoformat(),
        known=None if known is None else known.isoformat(),
    )


def _known(today: date) -> date | None:
    """Give the day of knowledge asked for; from today on it is what is known now."""
    known = day_arg("known")
    return None if known is None or known >= today else known


def _day(said: str) -> date:
    found = parse_day(said)
    if found is None or said != found.isoformat():
        raise NotFound(f"day {said!r}")  # one day, one address
    return found
