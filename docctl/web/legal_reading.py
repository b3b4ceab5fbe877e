"""What was read of a legal text, to be checked by a person, and its registration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import NotFound, Refused
from docctl.impact.foreseeing import Foreseen, together
from docctl.impact.what_if import Supposition, suppose
from docctl.jobs import service as jobs
from docctl.legal import proposing, queries, service
from docctl.legal.models import LegalText
from docctl.legal.own_parts import PartSaid
from docctl.legal.readings import Proposal, proposal_from, target_from
from docctl.legal.resolve import Binding
from docctl.web import auth
from docctl.web.acts import acting
from docctl.web.files import download
from docctl.web.forms import Form, parse_day
from docctl.web.language import translate
from docctl.web.legal_forms import facts
from docctl.web.legal_review import words
from docctl.web.proposal_words import structure_words
from docctl.work import reading_law
from docctl.work.registry import PROPOSE_EFFECTS

AT_ONCE = 100  # effects written while the person waits; more are a job
SHOWN = 100
ALL = "all"


@dataclass(frozen=True, slots=True)
class Line:
    """An effect that was read, with the text it means and whom it would hurt."""

    supposed: Supposition

    @property
    def read(self) -> Proposal:
        """Give what was read."""
        return self.supposed.read

    @property
    def binding(self) -> Binding:
        """Give which text it was found to mean."""
        return self.supposed.binding

    @property
    def text(self) -> LegalText | None:
        """Give the text it means, if it is one."""
        return self.supposed.text

    @property
    def foreseen(self) -> Foreseen:
        """Give whom it would hurt."""
        return self.supposed.foreseen

    @property
    def sure(self) -> bool:
        """Say whether registering the text may confirm it at once."""
        return self.text is not None and self.read.sure


@auth.needs(Permission.REGISTER_LAW)
def show(name: str) -> ResponseReturnValue:
    """Show everything that was read, before anything counts."""
    reading = reading_law.get_reading(runtime(), name)
    return _page(name, reading, reading["facts"], [])


@auth.needs(Permission.REGISTER_LAW)
def register(name: str) -> ResponseReturnValue:
    """Register the text with what was read; `what` says whether sure effects count at once."""
    reading = reading_law.get_reading(runtime(), name)
    form = Form()
    said = facts(form)
    confirm = form.text("what", limit=10) == ALL
    job = None
    try:
        form.done()
        with acting() as tx:
            text = _register(tx, said, reading, form.text("source", limit=200))
            listed = reading["effects"]
            if len(listed) > AT_ONCE:
                params = {"text_id": text.id, "reading": name, "confirm": confirm}
                job = jobs.enqueue(tx, kind=PROPOSE_EFFECTS, params=params, total=len(listed))
            else:
                proposals = [proposal_from(values) for values in listed]
                service.propose_effects(tx, source_id=text.id, proposals=proposals, confirm=confirm)
    except Refused as refused:
        reasons = [translate(reason) for reason in refused.reasons]
        return _page(name, reading, request.form, reasons), 409
    if job is not None:
        return redirect(url_for("legal.import_job", job_id=job.id))
    flash(_("The text was registered; the documents it concerns were looked for."), "success")
    with runtime().reading() as session:
        waiting = queries.count_proposals(session, source_id=text.id).all
    to = "legal.review_page" if waiting else "legal.page"
    return redirect(url_for(to, text_id=text.id))


def original(text_id: int) -> ResponseReturnValue:
    """Give the words or the file that a text was registered from, byte for byte."""
    with runtime().reading() as session:
        text = queries.get_text(session, text_id)
        if text.original is None:
            raise NotFound(f"legal text {text_id} has no original")
        blob, name = text.original, text.original_name or f"{text.number or text.title}.txt"
    return download(runtime().blobs.get(blob), name, "application/octet-stream")


def _register(tx: Any, said: Any, reading: Mapping[str, Any], source: str) -> LegalText:
    kept = {
        "original": reading["original"],
        "original_name": reading["original_name"],
        "parts": [
            PartSaid(
                paths=tuple(part["paths"]),
                effective_on=date.fromisoformat(part["effective_on"]),
                evidence=part["evidence"],
            )
            for part in reading["parts"]
            if part.get("paths")
        ],
    }
    known = _known(tx.session, said)
    if known is None:
        return service.register_text(tx, **said, **kept, source=source)
    more = {key: value for key, value in said.items() if key not in {"number", "type"}}
    return service.complete_text(tx, text_id=known.id, **more, **kept)


def _known(session: Session, said: Mapping[str, Any]) -> LegalText | None:
    """Find the registered text that the facts mean."""
    if not said["number"]:
        return None
    issued = said["issued_on"]
    return queries.find_same(
        session,
        number=said["number"],
        type=said["type"],
        issuer=said["issuer"],
        issued_on=parse_day(issued) if isinstance(issued, str) else issued,
    )


def _page(
    name: str, reading: Mapping[str, Any], values: Mapping[str, Any], reasons: Sequence[str]
) -> str:
    with runtime().reading() as session:
        lines = _lines(session, reading, values)
        basis = [target_from(one) for one in reading["basis"]]
        bound = _match(session, [*basis], values)
        texts = queries.list_texts_of(session, {one.text_id for one in bound if one.text_id})
        sure = [line for line in lines if line.sure]
        return render_template(
            "legal/reading.html",
            name=name,
            reading=reading,
            values=values,
            reasons=reasons,
            lines=lines[:SHOWN],
            count=len(lines),
            sure=len(sure),
            missing=sum(line.text is None for line in lines),
            foreseen=together([line.foreseen for line in sure]),
            basis=[
                (said, texts.get(one.text_id or 0)) for said, one in zip(basis, bound, strict=True)
            ],
            known=_known(session, {**reading["facts"], **values}),
            parts=[
                (part["scope"], parse_day(part["effective_on"]), part["evidence"])
                for part in reading["parts"]
            ],
            structure=structure_words(reading["structure"]),
            **words(),
        )


def _lines(session: Session, reading: Mapping[str, Any], values: Mapping[str, Any]) -> list[Line]:
    suppositions, _supposed = suppose(
        session,
        [proposal_from(one) for one in reading["effects"]],
        issuer=values.get("issuer", ""),
        issued_on=parse_day(values.get("issued_on", "")),
        effective_on=parse_day(values.get("effective_on", "")),
        actor=auth.actor(),
        now=runtime().now(),
    )
    return [Line(one) for one in suppositions]


def _match(session: Session, said: Sequence[Any], values: Mapping[str, Any]) -> list[Binding]:
    day = parse_day(values.get("issued_on", "")) or day_of(runtime().now())
    asker = proposing.asker_of(values.get("issuer", ""), day)
    return proposing.match(session, said, asker=asker)
