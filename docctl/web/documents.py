"""The list of documents, one document, and the addresses of everything about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.actors import Actor, Permission
from docctl.agencies import queries as agencies
from docctl.agencies.models import Field
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import queries
from docctl.documents.models import Version
from docctl.documents.queries import Line
from docctl.documents.rules import Kind, State
from docctl.errors import Refused
from docctl.identity import queries as identity
from docctl.impact.currency import Currency, list_currency
from docctl.impact.groups import list_by_document
from docctl.impact.shown import Group
from docctl.impact.shown import Wanted as WantedFindings
from docctl.legal import queries as law
from docctl.vietnamese import fold, fold_code, natural_key
from docctl.web import auth, badges, can, files, history, reading, words
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form, number_arg, page_number
from docctl.workflow import queries as workflow
from docctl.workflow.opening import start_document

bp = Blueprint("documents", __name__)
PAGE = 50

for _filter in (
    words.kind_word,
    words.state_word,
    words.meaning_word,
    words.method_word,
    words.step_word,
    words.outcome_word,
    words.role_words,
    words.act_word,
    day_of,
):
    bp.add_app_template_filter(_filter)

_VERSION = "/documents/<int:document_id>/versions/<int:version_id>"
bp.add_url_rule(_VERSION, "version", reading.version)
bp.add_url_rule(f"{_VERSION}/compare", "compare", reading.compare)
bp.add_url_rule(f"{_VERSION}/evidence", "evidence", history.evidence)
bp.add_url_rule(f"{_VERSION}/original", "original", files.original)
bp.add_url_rule(f"{_VERSION}/word", "word", files.word)
bp.add_url_rule("/media/<name>", "media", files.media)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filters of the list ask for."""

    text: str
    kind: Kind | None
    state: State | None
    field_id: int | None
    unit_id: int | None

    @classmethod
    def asked(cls) -> "Wanted":
        """Read the query string; a value that is not offered counts as not given."""
        kinds, states = {k.value: k for k in Kind}, {s.value: s for s in State}
        return cls(
            text=request.args.get("q", "").strip()[:200],
            kind=kinds.get(request.args.get("kind", "")),
            state=states.get(request.args.get("state", "")),
            field_id=number_arg("field"),
            unit_id=number_arg("unit"),
        )

    def address(self, page: int = 1) -> str:
        """Give the address of a page of this list."""
        return url_for(
            "documents.index",
            q=self.text or None,
            kind=self.kind,
            state=self.state,
            field=self.field_id,
            unit=self.unit_id,
            page=page if page > 1 else None,
        )

    def takes(self, line: Line, draft: Version | None, now: datetime) -> bool:
        """Say whether a line of the list passes; codes match however they are typed.

        `draft` is the version of the same document that is under way: its state counts as well.
        """
        states = {line.state_at(now)} | ({draft.state_at(now)} if draft else set())
        if self.state is not None and self.state not in states:
            return False
        if not self.text:
            return True
        code = fold_code(self.text)
        return all(
            word in fold(f"{line.code} {line.title} {line.public_service_code}")
            for word in fold(self.text).split()
        ) or bool(code and code in line.code_folded)


@bp.get("/documents")
def index() -> ResponseReturnValue:
    """List the documents one may see, one line each."""
    actor, now, wanted = auth.actor(), runtime().now(), Wanted.asked()
    with runtime().reading() as session:
        drafts = {one.document_id: one for one in workflow.list_open(session, actor=actor, now=now)}
        found = _list(session, actor, now, wanted, drafts)
        pages = max(1, -(-len(found) // PAGE))
        page = min(page_number(), pages)
        shown = queries.list_of_lines(session, found[(page - 1) * PAGE : page * PAGE])
        return render_template(
            "documents/index.html",
            versions=shown,
            drafts=drafts,
            currency=_currency(session, shown, actor, now),
            wanted=wanted,
            total=len(found),
            page=page,
            pages=pages,
            first=(page - 1) * PAGE + 1,
            now=now,
            may_create=actor.may(Permission.MANAGE_DOCUMENTS),
            page_address=wanted.address,
            **_offered(session, actor, queries.list_fields(session, actor=actor, now=now)),
        )


def _list(
    session: Session, actor: Actor, now: datetime, wanted: Wanted, drafts: dict[int, Version]
) -> list[Line]:
    found = queries.list_lines(
        session,
        actor=actor,
        now=now,
        kind=wanted.kind,
        field_id=wanted.field_id,
        unit_id=wanted.unit_id,
    )
    return sorted(
        (one for one in found if wanted.takes(one, drafts.get(one.document_id), now)),
        key=lambda line: (natural_key(line.code), natural_key(line.field)),
    )


def _offered(session: Session, actor: Actor, fields: Sequence[Field]) -> dict[str, Any]:
    agency_id = actor.agency_id or 0
    return {
        "kinds": [(kind.value, words.kind_word(kind)) for kind in Kind],
        "states": [(state.value, words.state_word(state)) for state in State],
        "fields": [(field.id, field.name) for field in fields],
        "units": [(u.id, u.name) for u in agencies.list_units(session, agency_id=agency_id)],
    }


@bp.get("/documents/new")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def new() -> ResponseReturnValue:
    """Show the form for a new document."""
    return _new_form(**NOTHING_WRONG)


@bp.post("/documents")
@auth.needs(Permission.MANAGE_DOCUMENTS)
def create() -> ResponseReturnValue:
    """Register a document and open its first draft."""
    form = Form()
    try:
        given: dict[str, Any] = {
            "field": form.text("field", limit=200),
            "kind": form.choice("kind", Kind, Kind.PROCEDURE),
            "code": form.text("code", limit=100),
            "title": form.text("title", limit=500),
            "unit_id": form.number("unit"),
            "owner_id": form.number("owner"),
            "parent_id": form.number("parent"),
            "public_service_code": form.text("public_service_code", limit=100),
        }
        form.done()
        with acting() as tx:
            version = start_document(tx, **given)
    except Refused as refused:
        return _new_form(**refusal(refused, form)), 409
    flash(_("The document was registered. Write its text here."), "success")
    return redirect(url_for("editing.page", version_id=version.id))


def _new_form(**wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        shown = queries.list_shown(session, actor=actor, now=now)
        parents = sorted((v.document for v in shown), key=lambda d: natural_key(d.code))
        fields = agencies.list_fields(session, agency_id=actor.agency_id or 0)
        return render_template(
            "documents/new.html",
            owners=identity.list_holders(session, Permission.DRAFT, agency_id=actor.agency_id or 0),
            parents=[p for p in parents if p.withdrawn_at is None and p.kind is not Kind.FORM],
            typed=request.form,
            **_offered(session, actor, fields),
            **wrong,
        )


@bp.get("/documents/<int:document_id>")
def page(document_id: int) -> ResponseReturnValue:
    """Show one document: its facts, versions, forms, and where it is used."""
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        document = queries.get_document(session, document_id, actor=actor, now=now)
        versions = queries.list_versions(session, document_id, actor=actor, now=now)
        effective = queries.find_effective(session, document_id, at=now)
        return render_template(
            "documents/page.html",
            document=document,
            versions=versions,
            shown=effective or versions[0],
            parent=_parent(session, document.parent_id, actor, now),
            forms=queries.list_children(session, document_id, actor=actor, now=now),
            uses=workflow.list_uses(session, document, actor=actor, now=now),
            can=can.on_document(session, document, actor=actor, now=now),
            may={version.id: can.on_version(session, version, actor=actor) for version in versions},
            hurt=_hurt(session, document_id, actor, now),
            cited=law.count_unsure(session, [effective.id] if effective else [], day_of(now)),
            currency=_currency(session, [effective] if effective else [], actor, now).get(
                document_id
            ),
            inspects=actor.may(Permission.READ_AUDIT) and actor.may(Permission.READ_ALL_VERSIONS),
            public_badge=badges.addresses(session, document) if effective else {},
            now=now,
        )


def _currency(
    session: Session, versions: Sequence[Version], actor: Actor, now: datetime
) -> dict[int, Currency]:
    """Give by document how current the legal bases of what is in force are."""
    in_force = {one.document_id: one.id for one in versions if one.state_at(now) is State.EFFECTIVE}
    return list_currency(session, in_force, actor=actor, now=now)


def _hurt(session: Session, document_id: int, actor: Actor, now: datetime) -> Group | None:
    wanted = WantedFindings(document_id=document_id)
    return next(iter(list_by_document(session, actor=actor, now=now, wanted=wanted)), None)


def _parent(session: Session, parent_id: int | None, actor: Actor, now: datetime) -> Any:
    if parent_id is None:
        return None
    try:
        return queries.get_document(session, parent_id, actor=actor, now=now)
    except LookupError:
        return None
