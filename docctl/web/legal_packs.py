"""Legal packs: what came in and went out, one pack's preview, taking it in, making one."""

import hashlib

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import start_of
from docctl.errors import NotFound, Refused, say
from docctl.impact.foreseeing import Foreseen, Supposed, foresee, together
from docctl.impact.rules import Cause
from docctl.jobs import queries as jobs
from docctl.jobs import service as queueing
from docctl.jobs.models import Job
from docctl.legal import queries as register
from docctl.legal.exceptions import left_out
from docctl.legal.paths import label_of
from docctl.packs import making, previewing, queries, receiving, service
from docctl.packs.body import Scope
from docctl.packs.envelope import ENDING, LARGEST
from docctl.packs.models import ReceivedPack
from docctl.packs.previewing import Preview
from docctl.packs.rules import PackState
from docctl.web import auth, legal_pack_conflicts, legal_pack_senders, legal_pack_watch, room
from docctl.web.acts import acting, refusal
from docctl.web.files import download
from docctl.web.forms import Form, number_arg, sent_name
from docctl.web.language import translate
from docctl.web.pack_words import WORDS
from docctl.web.words import action_word, reason_word

bp = Blueprint("packs", __name__, url_prefix="/legal/packs")


@bp.get("")
@auth.needs(Permission.REGISTER_LAW)
def index() -> ResponseReturnValue:
    """Show what waits, the packs that came in and those made here."""
    return _index([])


@bp.post("")
@auth.needs(Permission.REGISTER_LAW)
@room.takes(files=3)
def receive() -> ResponseReturnValue:
    """Check the signature of a file and keep it for its preview; nothing is taken in yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _index([translate(say("Choose a file."))]), 409
    name = sent_name(file)
    data = file.stream.read(LARGEST + 1)
    try:
        with runtime().reading() as session:
            opened = receiving.open_pack(session, data)
        with acting() as tx:
            received = service.receive_pack(
                tx, opened=opened, data=data, name=name, blobs=runtime().blobs
            )
    except Refused as refused:
        with acting() as tx:
            digest = hashlib.sha256(data).hexdigest()
            service.note_refusal(tx, name=name, sha256=digest, reason=str(refused))
        return _index([translate(reason) for reason in refused.reasons]), 409
    return redirect(url_for("packs.show", pack_id=received.id))


@bp.get("/<int:pack_id>")
@auth.needs(Permission.REGISTER_LAW)
def show(pack_id: int) -> ResponseReturnValue:
    """Show what a pack would change, how far taking it in has come, or what it did."""
    return _show(pack_id, [])


@bp.post("/<int:pack_id>")
@auth.needs(Permission.REGISTER_LAW)
def take(pack_id: int) -> ResponseReturnValue:
    """Take a pack in, in the background."""
    try:
        with acting() as tx:
            service.start_taking(tx, pack_id=pack_id)
    except Refused as refused:
        return _show(pack_id, [translate(reason) for reason in refused.reasons]), 409
    return redirect(url_for("packs.show", pack_id=pack_id))


@bp.post("/<int:pack_id>/dismiss")
@auth.needs(Permission.REGISTER_LAW)
def dismiss(pack_id: int) -> ResponseReturnValue:
    """Put a pack aside; nothing of it is taken in."""
    try:
        with acting() as tx:
            service.dismiss_pack(tx, pack_id=pack_id)
    except Refused as refused:
        return _show(pack_id, [translate(reason) for reason in refused.reasons]), 409
    flash(_("The pack was put aside; nothing of it was taken in."), "success")
    return redirect(url_for("packs.index"))


@bp.get("/<int:pack_id>/progress")
@auth.needs(Permission.REGISTER_LAW)
def progress(pack_id: int) -> ResponseReturnValue:
    """Show how far taking a pack in has come; the bar asks again by itself."""
    with runtime().reading() as session:
        received = queries.get_received(session, pack_id)
        job = _job(session, received)
        if received.state is not PackState.TAKING or job is None:
            leads = url_for("packs.show", pack_id=pack_id)
            if "HX-Request" in request.headers:
                return Response(status=200, headers={"HX-Redirect": leads})
            return redirect(leads)
        return render_template("packs/_progress.html", pack=received, **_of_job(job))


@bp.get("/new")
@auth.needs(Permission.REGISTER_LAW)
def new() -> ResponseReturnValue:
    """Show what a pack can hold."""
    return _new([])


@bp.post("/new")
@auth.needs(Permission.REGISTER_LAW)
def make() -> ResponseReturnValue:
    """Make a pack and lead to its download."""
    form = Form()
    scope = form.choice("scope", Scope, Scope.ALL)
    day, numbers = form.day("since"), form.text("numbers")
    try:
        form.done()
        with runtime().reading() as session:
            chosen = _chosen(session, numbers) if scope is Scope.CHOSEN else frozenset[int]()
            wish = making.wish_for(
                session, scope, since=start_of(day) if day else None, text_ids=chosen
            )
            prepared = making.prepare(session, wish)
        with acting() as tx:
            home, blobs = runtime().settings.home, runtime().blobs
            issued = service.make_pack(tx, prepared=prepared, home=home, blobs=blobs)
    except Refused as refused:
        return _new(refusal(refused, form)["reasons"]), 409
    flash(_("Pack no. %(number)s is ready; save its file.", number=issued.number), "success")
    return redirect(url_for("packs.index") + "#made")


@bp.get("/made/<int:issued_id>")
@auth.needs(Permission.REGISTER_LAW)
def file(issued_id: int) -> ResponseReturnValue:
    """Give the file of a pack made here."""
    with runtime().reading() as session:
        issued = queries.get_issued(session, issued_id)
        agency = agencies.find_agency(session)
        name = making.file_name(agency.name if agency else "", issued)
    return download(runtime().blobs.get(issued.sha256), name, "application/octet-stream")


def _index(reasons: list[str]) -> str:
    with runtime().reading() as session:
        received = queries.list_received(session)
        return render_template(
            "packs/index.html",
            reasons=reasons,
            received=received,
            ready=queries.count_ready(session),
            conflicts=queries.count_conflicts(session),
            made=queries.list_issued(session),
            senders=[one for one in queries.list_senders(session) if one.counts],
            waiting=queries.count_senders_to_confirm(session, actor=auth.actor()),
            ending=ENDING,
            limit=LARGEST // 2**20,
            **WORDS,
        )


def _new(reasons: list[str]) -> str:
    with runtime().reading() as session:
        text_id = number_arg("text")
        numbers = request.form.get("numbers", "")
        if text_id is not None:
            numbers = register.get_text(session, text_id).number
        last = queries.find_last_issued(session)
        return render_template(
            "packs/new.html",
            reasons=reasons,
            last=last,
            numbers=numbers,
            scope=request.form.get("scope")
            or ("chosen" if numbers else "since" if last else "all"),
            since=request.form.get("since", ""),
        )


def _chosen(session: Session, numbers: str) -> frozenset[int]:
    """Give the texts of numbers, one a line; Refused with every number nobody knows."""
    found: set[int] = set()
    unknown = []
    for number in filter(None, (line.strip() for line in numbers.splitlines())):
        texts = register.find_by_number(session, number)
        found.update(text.id for text in texts)
        if not texts:
            unknown.append(say("The register has no text “%(number)s”.", number=number))
    if unknown:
        raise Refused(*unknown)
    return frozenset(found)


def _show(pack_id: int, reasons: list[str]) -> str:
    with runtime().reading() as session:
        received = queries.get_received(session, pack_id)
        job = _job(session, received)
        seen, hurt = None, Foreseen()
        if received.state in {PackState.READY, PackState.DISMISSED}:
            try:
                opened = receiving.open_pack(session, runtime().blobs.get(received.sha256))
            except Refused as refused:  # its sender was removed meanwhile
                reasons = reasons or [translate(reason) for reason in refused.reasons]
            else:
                seen = previewing.preview(session, received, opened.pack)
                hurt = _hurt(session, seen)
        return render_template(
            "packs/pack.html",
            pack=received,
            reasons=reasons,
            seen=seen,
            hurt=hurt,
            left=queries.count_conflicts(session, pack_id=pack_id),
            action_word=action_word,
            reason_word=reason_word,
            label_of=label_of,
            shown=previewing.SHOWN,
            **_of_job(job),
            **WORDS,
        )


def _hurt(session: Session, seen: Preview) -> Foreseen:
    """Say which documents would get findings, of those the person may see."""
    supposed = []
    for key, one in enumerate(seen.acting):
        said, source = one.said, seen.by_ref[one.said.source]
        assert one.target_id is not None
        paths = frozenset(said.paths)
        kept = frozenset(left_out(said.action, said.exception, paths))
        day = said.effective_on or source.effective_on
        cause = Cause(said.action, said.extent, paths, day, said.until, kept)
        supposed.append(Supposed(key, one.target_id, cause))
    now = runtime().now()
    return together(foresee(session, supposed, actor=auth.actor(), now=now).values())


def _job(session: Session, received: ReceivedPack) -> Job | None:
    if received.job_id is None:
        return None
    try:
        return jobs.get_job(session, received.job_id, actor=auth.actor())
    except NotFound:
        return None


def _of_job(job: Job | None) -> dict[str, object]:
    errors = [] if job is None else [translate(one) for one in queueing.errors_of(job)]
    return {"job": job, "errors": errors}


bp.add_url_rule("/keys", "senders", legal_pack_senders.page)
bp.add_url_rule("/keys", "add_sender", legal_pack_senders.add, methods=["POST"])
bp.add_url_rule("/keys/own", "own_key", legal_pack_senders.own)
bp.add_url_rule("/keys/own", "make_key", legal_pack_senders.make, methods=["POST"])
bp.add_url_rule(
    "/keys/<int:sender_id>", "decide_sender", legal_pack_senders.decide, methods=["POST"]
)
bp.add_url_rule("/watch", "watch", legal_pack_watch.page)
bp.add_url_rule("/watch", "watch_address", legal_pack_watch.choose, methods=["POST"])
bp.add_url_rule("/watch/look", "look", legal_pack_watch.look, methods=["POST"])
bp.add_url_rule("/conflicts", "conflicts", legal_pack_conflicts.page)
bp.add_url_rule("/conflicts", "decide_conflicts", legal_pack_conflicts.decide, methods=["POST"])
