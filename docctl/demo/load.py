"""Load the sample agency by doing, in the order of time, what its people would have done.

Every version, signature and task goes through the same services as in real life, with a clock set
back to the day it happened; so registers, evidence and the audit trail show a true history.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from importlib.resources import files

from sqlalchemy.orm import Session

from docctl import signals
from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.alerts import service as alerts
from docctl.days import ZONE, day_of
from docctl.demo import read
from docctl.demo.model import DemoDocument, DemoVersion
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.rules import Kind
from docctl.identity import duties
from docctl.identity import service as identity
from docctl.identity.rules import Proof
from docctl.legal import importing as register
from docctl.legal import service as legal
from docctl.runtime import Runtime
from docctl.search import receivers as search_receivers
from docctl.search import service as search
from docctl.workflow import decisions
from docctl.workflow import service as workflow

Progress = Callable[[str], None]
LAW_REGISTERED = timedelta(days=30)
NOTICES_READ = timedelta(days=7)
PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at `at`; `order` settles what happened at the same instant."""

    at: datetime
    order: int
    act: Callable[[Runtime], None]


def load(runtime: Runtime, *, progress: Progress = lambda _line: None) -> dict[str, str]:
    """Load everything into an empty, migrated installation; give the passwords by login."""
    progress("Creating the sample agency “UBND xã Mẫu”")
    history = History(runtime)
    passwords = history.create_people()
    with _search_resting():
        events = sorted(history.events(), key=lambda event: (event.at, event.order))
        for event in events:
            event.act(replace(runtime, now=lambda at=event.at: at))  # type: ignore[misc]  # the loop variable is bound
    progress(f"Replayed {len(events)} acts of its history, with its law")
    entries = search.rebuild(runtime)
    progress(f"Indexed {entries} documents and legal texts")
    return passwords


class History:
    """The people of the sample agency and everything they did."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._now = runtime.now()
        self._agency = read.read_agency()
        self._documents = read.read_documents()
        self._people: dict[str, Actor] = {}
        self._units: dict[str, int] = {}
        self._ids: dict[tuple[str, str], int] = {}

    def create_people(self) -> dict[str, str]:
        """Create agency, units and accounts on the day before the first document."""
        first = min(self._created(document) for document in self._documents)
        then = replace(self._runtime, now=lambda: first - timedelta(days=30))
        passwords: dict[str, str] = {}
        with then.transaction(SYSTEM) as tx:
            agency = agencies.create_agency(tx, name=self._agency.name)
            for unit in self._agency.units:
                self._units[unit.code] = agencies.ensure_unit(
                    tx, agency_id=agency.id, name=unit.name
                ).id
            for account in self._agency.accounts:
                passwords[account.login] = secrets.token_urlsafe(PASSWORD_BYTES)
                user = identity.add_user(
                    tx,
                    agency_id=agency.id,
                    login=account.login,
                    name=account.name,
                    title=account.name,
                    password=passwords[account.login],
                    roles=[Role(account.role)],
                    unit_id=self._units[account.unit],
                )
                self._people[account.name] = user.actor
        self._appoint_heads(then)
        return passwords

    def _appoint_heads(self, then: Runtime) -> None:
        """Say who heads each unit, so that what is overdue has somebody to go to."""
        admin = next(person for person in self._people.values() if Role.ADMIN in person.roles)
        names = {account.login: account.name for account in self._agency.accounts}
        with then.transaction(admin) as tx:
            for unit in self._agency.units:
                head = self._people[names[unit.head]]
                duties.appoint_head(tx, unit_id=self._units[unit.code], user_id=head.id)

    def events(self) -> Iterator[Event]:
        """Give everything that happened, in no order of time."""
        yield Event(self._now - LAW_REGISTERED, -1, self._register_law)
        yield Event(self._now - NOTICES_READ, -1, self._read_notices)
        ordered = sorted(self._documents, key=lambda document: document.parent is not None)
        for number, document in enumerate(ordered):
            yield Event(self._created(document), number * 100, self._create(document))
            for place, version in enumerate(document.versions):
                yield from self._life(document, version, number * 100 + place * 10 + 1)

    def _life(self, document: DemoDocument, version: DemoVersion, order: int) -> Iterator[Event]:
        """Give the steps of one version up to the state the sample shows it in."""
        end = self._end(version)
        steps: list[tuple[timedelta, Callable[[Runtime], None]]] = [
            (timedelta(days=21), self._open(document, version))
        ]
        if version.state != "draft":
            steps.append((timedelta(days=9), self._submit(document, version)))
        if version.state == "returned":
            steps.append((timedelta(days=2), self._return(document, version)))
        elif version.state not in {"draft", "in_review"}:
            steps.append((timedelta(days=4), self._pass_on(document)))
        if version.state not in {"draft", "returned", "in_review", "in_approval"}:
            steps.append((timedelta(0), self._approve(document, version)))
        for place, (before, act) in enumerate(steps):
            yield Event(end - before, order + place, act)
        if version.withdrawn_on is not None:
            at = datetime.combine(version.withdrawn_on, time(15), tzinfo=ZONE)
            yield Event(at, order + 9, self._withdraw(document, version))

    def _end(self, version: DemoVersion) -> datetime:
        """Give when the last step of a version's life happens."""
        if version.issued_on is not None and version.state in {
            "superseded",
            "effective",
            "withdrawn",
        }:
            return datetime.combine(version.issued_on, time(9), tzinfo=ZONE)
        return self._now - timedelta(days=1)

    def _created(self, document: DemoDocument) -> datetime:
        return self._end(document.versions[0]) - timedelta(days=22)

    def _read_notices(self, runtime: Runtime) -> None:
        for person in self._people.values():
            with runtime.transaction(person) as tx:
                alerts.mark_all_read(tx)

    def _register_law(self, runtime: Runtime) -> None:
        data = (files("docctl.demo") / "data" / "legal.jsonl").read_bytes()
        secretary = next(p for p in self._people.values() if Role.SECRETARY in p.roles)
        register.import_file(runtime, secretary, data, "legal.jsonl")

    def _create(self, document: DemoDocument) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            secretary = next(p for p in self._people.values() if Role.SECRETARY in p.roles)
            parent = None
            if document.parent is not None:
                parent = next(
                    number for (_, code), number in self._ids.items() if code == document.parent
                )
            with runtime.transaction(secretary) as tx:
                created = drafting.create_document(
                    tx,
                    field=self._field(document.field),
                    kind=Kind(document.kind),
                    code=document.code,
                    title=document.title,
                    unit_id=self._unit(document.unit),
                    owner_id=self._people[document.owner].id,
                    parent_id=parent,
                    public_service_code=document.public_service_code or "",
                )
                self._ids[document.field, document.code] = created.id

        return act

    def _open(self, document: DemoDocument, version: DemoVersion) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            number = self._ids[document.field, document.code]
            drafter = self._people[document.drafter]
            reason = version.request or version.summary
            with runtime.transaction(drafter) as tx:
                base = documents.find_open_ended(tx.session, number)
                draft = drafting.add_version(
                    tx,
                    document=documents.lock_document(tx.session, number),
                    content=version.content,
                    issue_no=version.issue_no,
                    revision_no=version.revision_no,
                    title=document.title,
                    reason=reason,
                    based_on_id=None if base is None else base.id,
                )
                legal.bind_version(tx, version_id=draft.id)
                tx.announce(signals.VersionChanged(draft.id, number))

        return act

    def _submit(self, document: DemoDocument, version: DemoVersion) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            with runtime.transaction(self._people[document.drafter]) as tx:
                workflow.submit_version(
                    tx,
                    version_id=self._open_version(tx.session, document).id,
                    change_summary=version.summary,
                    reviewer_id=self._reviewer(document).id,
                    approver_id=self._people[document.approver].id,
                )

        return act

    def _return(self, document: DemoDocument, version: DemoVersion) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            with runtime.transaction(self._reviewer(document)) as tx:
                workflow.return_version(
                    tx,
                    version_id=self._open_version(tx.session, document).id,
                    reason=version.note or version.summary,
                )

        return act

    def _pass_on(self, document: DemoDocument) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            with runtime.transaction(self._reviewer(document)) as tx:
                draft = self._open_version(tx.session, document)
                workflow.pass_on(tx, version_id=draft.id, shown_hash=draft.content_hash)

        return act

    def _approve(self, document: DemoDocument, version: DemoVersion) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            approver = self._people[document.approver]
            with runtime.transaction(approver) as tx:
                draft = self._open_version(tx.session, document)
                effective_on = version.effective_on
                if version.effective_in_days is not None:
                    effective_on = day_of(self._now) + timedelta(days=version.effective_in_days)
                decisions.approve_version(
                    tx,
                    version_id=draft.id,
                    shown_hash=draft.content_hash,
                    proof=Proof(user_id=approver.user_id, at=tx.now),
                    key=f"sample-{draft.id}",
                    effective_on=effective_on,
                )

        return act

    def _withdraw(self, document: DemoDocument, version: DemoVersion) -> Callable[[Runtime], None]:
        def act(runtime: Runtime) -> None:
            with runtime.transaction(self._people[document.approver]) as tx:
                decisions.withdraw_document(
                    tx,
                    document_id=self._ids[document.field, document.code],
                    reason=version.note or version.summary,
                    aware_of_uses=True,
                )

        return act

    def _open_version(self, session: Session, document: DemoDocument) -> Version:
        found = documents.find_open(session, self._ids[document.field, document.code])
        assert found is not None
        return found

    def _reviewer(self, document: DemoDocument) -> Actor:
        return self._people[document.reviewer]

    def _field(self, code_or_name: str) -> str:
        names = {field.code: field.name for field in self._agency.fields}
        return names.get(code_or_name, code_or_name)

    def _unit(self, code_or_name: str) -> int:
        names = {unit.name: unit.code for unit in self._agency.units}
        return self._units[names.get(code_or_name, code_or_name)]


class _search_resting:  # noqa: N801  # reads as words where it is used
    """Keep search from indexing each step; everything is indexed once at the end."""

    def __enter__(self) -> None:
        signals.version_saved.disconnect(search_receivers.on_version_saved)
        signals.version_changed.disconnect(search_receivers.on_version_changed)
        signals.document_changed.disconnect(search_receivers.on_document_changed)
        signals.legal_texts_registered.disconnect(search_receivers.on_legal_texts_registered)

    def __exit__(self, *_error: object) -> None:
        search_receivers.connect()
