"""Yearly lists of expired texts: file or pasted table, what each row would add, taking it in."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import Refused, say
from docctl.impact.foreseeing import Foreseen, Supposed, foresee, together
from docctl.impact.rules import Cause
from docctl.legal.rules import Action
from docctl.web import auth, room
from docctl.web.acts import acting, refusal
from docctl.web.forms import Form, sent_name
from docctl.web.words import action_word
from docctl.yearly import service
from docctl.yearly.comparing import Compared, Verdict, compare
from docctl.yearly.lines import ENDINGS, LARGEST, Line, lines_of, lines_of_words
from docctl.yearly.service import Kept

PASTED = 2_000_000
SHOWN = 300  # of each kind


@dataclass(frozen=True, slots=True)
class Seen:
    """A list beside the register: its rows by verdict, and whom the news would hurt."""

    kept: Kept
    rows: dict[str, list[Compared]]
    hurt: Foreseen

    def count(self, *verdicts: str) -> int:
        """Count the rows of some verdicts."""
        return sum(len(self.rows[one]) for one in verdicts)


@auth.needs(Permission.REGISTER_LAW)
def choose() -> ResponseReturnValue:
    """Show where to choose a file or paste a table, and which columns are understood."""
    return _choose([])


@auth.needs(Permission.REGISTER_LAW)
@room.takes(files=1, text=PASTED)
def read() -> ResponseReturnValue:
    """Read a list and keep it for its preview; nothing is written to the register."""
    form = Form()
    issuer, words = form.text("issuer", limit=300), form.text("words", limit=PASTED)
    day = form.day("day") or day_of(runtime().now())
    file = request.files.get("file")
    try:
        form.done()
        if file is not None and file.filename:
            name = sent_name(file)
            lines = lines_of(file.stream.read(LARGEST + 1), name)
        else:
            name, lines = _("pasted table"), _pasted(words)
        blob = service.keep_list(runtime().blobs, lines, name=name, issuer=issuer, day=day)
    except Refused as refused:
        return _choose(refusal(refused, form)["reasons"]), 409
    return redirect(url_for("legal.yearly_show", name=blob))


@auth.needs(Permission.REGISTER_LAW)
def show(name: str) -> ResponseReturnValue:
    """Show what a list would add, what is known, what contradicts, what cannot be told or read."""
    return _show(name, [])


@auth.needs(Permission.REGISTER_LAW)
def take(name: str) -> ResponseReturnValue:
    """Queue the taking in of the ticked rows."""
    kept = service.get_list(runtime().blobs, name)
    form = Form()
    try:
        with acting() as tx:
            job = service.start_taking(
                tx,
                blob=name,
                kept=kept,
                places=request.form.getlist("row"),
                with_missing=form.ticked("register"),
            )
    except Refused as refused:
        return _show(name, refusal(refused)["reasons"]), 409
    return redirect(url_for("legal.import_job", job_id=job.id))


def _pasted(words: str) -> list[Line]:
    if not words:
        raise Refused(say("Choose a file, or paste the table."))
    return lines_of_words(words)


def _choose(reasons: list[object]) -> str:
    return render_template(
        "yearly/choose.html",
        reasons=reasons,
        typed=request.form,
        endings=",".join(ENDINGS),
        limit=LARGEST // 2**20,
    )


def _show(name: str, reasons: list[object]) -> str:
    kept = service.get_list(runtime().blobs, name)
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
        own = (agency.province, agency.name) if agency else ()
        compared = compare(session, kept.listed.rows, asker=service.asker_of(kept, *own))
        rows: dict[str, list[Compared]] = {verdict.value: [] for verdict in Verdict}
        for one in compared:
            rows[one.verdict.value].append(one)
        seen = Seen(kept, rows, _hurt(session, compared))
        return render_template(
            "yearly/list.html",
            reasons=reasons,
            name=name,
            seen=seen,
            shown=SHOWN,
            action_word=action_word,
            missing=sum(
                one.missing is not None or one.target is None
                for one in compared
                if one.verdict in {Verdict.NEW, Verdict.UNSURE, Verdict.UNMATCHED}
            ),
        )


def _hurt(session: Session, compared: list[Compared]) -> Foreseen:
    """Say which documents the news would give findings, of those the person may see."""
    supposed = []
    for key, one in enumerate(compared):
        if one.verdict is not Verdict.NEW or one.target is None:
            continue
        action = Action.EXPIRES if one.source is None else one.why.action
        day = one.row.ends_on or (one.source.effective_on if one.source else None)
        cause = Cause(action, one.extent, frozenset(one.row.paths), day, None, frozenset())
        supposed.append(Supposed(key, one.target.id, cause))
    actor, now = auth.actor(), runtime().now()
    return together(foresee(session, supposed, actor=actor, now=now).values())
