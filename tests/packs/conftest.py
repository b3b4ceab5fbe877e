"""Two installations without a network between them: a higher agency and a lower one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.blobs import Blobs
from docctl.identity import service as identity
from docctl.impact import receivers
from docctl.jobs.working import work_once
from docctl.legal import queries as register
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action, Extent
from docctl.packs import keys, making, queries, service, taking
from docctl.packs.body import Scope
from docctl.packs.collecting import Wish, collect
from docctl.packs.models import ReceivedPack
from docctl.packs.receiving import open_pack
from docctl.runtime import Runtime
from docctl.work.registry import handlers
from tests.conftest import NOW, PASSWORD, Clock, settings_for
from tests.support import databases
from tests.support.make import MakeText
from tests.support.planting import planted


@dataclass
class Office:
    """One installation with its secretary and administrator."""

    runtime: Runtime
    clock: Clock
    secretary: Actor
    admin: Actor

    def text(self, number: str = "61/2018/NĐ-CP", **facts: Any) -> int:
        self.later()
        return MakeText(self.runtime)(number, **facts)

    def effect(
        self,
        source_id: int,
        target_id: int,
        action: Action = Action.REPLACES,
        *paths: str,
        **more: Any,
    ) -> int:
        self.later()
        said = EffectSaid(
            target_id=target_id,
            action=action,
            extent=Extent.PARTS if paths else Extent.WHOLE,
            paths=paths,
            **more,
        )
        with self.runtime.transaction(self.secretary) as tx:
            return legal.record_effects(tx, source_id=source_id, effects=[said])[0].id

    def withdraw(self, effect_id: int, reason: str = "đọc nhầm") -> None:
        self.later()
        with self.runtime.transaction(self.secretary) as tx:
            legal.withdraw_effect(tx, effect_id=effect_id, reason=reason)

    def correct(self, text_id: int, **facts: Any) -> None:
        self.later()
        with self.runtime.transaction(self.secretary) as tx:
            text = register.get_text(tx.session, text_id)
            known = {name: getattr(text, name) for name in _FACTS}
            legal.correct_text(tx, text_id=text_id, reason="đối chiếu Công báo", **(known | facts))

    def later(self) -> None:
        """Let a minute pass."""
        self.clock.set(self.clock.now + timedelta(minutes=1))

    def key(self) -> keys.KeyPair:
        home = self.runtime.settings.home
        return keys.find_own_key(home) or keys.make_own_key(home)

    def pack(self, scope: Scope = Scope.ALL, **wish: Any) -> bytes:
        """Make a pack and give its bytes."""
        self.later()
        with self.runtime.reading() as session:
            prepared = making.prepare(session, Wish(scope, **wish))
        with self.runtime.transaction(self.secretary) as tx:
            issued = service.make_pack(
                tx,
                prepared=prepared,
                home=self.runtime.settings.home,
                blobs=self.runtime.blobs,
            )
        return self.runtime.blobs.get(issued.sha256)

    def trust(self, other: "Office", name: str = "Sở Tư pháp") -> int:
        """Add the other's key and let a second person confirm it."""
        with self.runtime.transaction(self.secretary) as tx:
            sender = service.ask_for_sender(tx, name=name, key=other.key().public)
        with self.runtime.transaction(self.admin) as tx:
            service.decide_sender(tx, sender_id=sender.id, confirmed=True)
        return sender.id

    def receive(self, data: bytes, name: str = "goi.lawpack") -> ReceivedPack:
        self.later()
        with self.runtime.reading() as session:
            opened = open_pack(session, data)
        with self.runtime.transaction(self.secretary) as tx:
            return service.receive_pack(
                tx, opened=opened, data=data, name=name, blobs=self.runtime.blobs
            )

    def take(self, data: bytes) -> dict[str, Any]:
        """Receive a pack and take it in; give what that did."""
        received = self.receive(data)
        with self.runtime.transaction(self.secretary) as tx:
            service.start_taking(tx, pack_id=received.id)
        while work_once(self.runtime, {taking.KIND: handlers()[taking.KIND]}):
            pass
        with self.runtime.reading() as session:
            return dict(queries.get_received(session, received.id).counts)

    def facts(self) -> tuple[set[Any], set[Any]]:
        """Give what a pack of the whole register says, the sender's own numbers aside."""
        with self.runtime.reading() as session:
            found = collect(session, Wish(Scope.ALL))
        texts = {
            one.ref: (
                one.number,
                one.type,
                one.title,
                one.issuer,
                one.signer,
                one.issued_on,
                one.effective_on,
                one.expires_on,
                one.stated_status,
                one.stated_on,
                one.certainty,
                one.names,
            )
            for one in found.texts
        }
        effects = {
            (
                texts[one.source],
                texts[one.target],
                one.action,
                one.extent,
                one.paths,
                one.effective_on,
                one.until,
                one.evidence,
                one.quote,
                one.exception,
                one.confidence,
                one.state,
                one.reason,
            )
            for one in found.effects
        }
        return set(texts.values()), effects


_FACTS = (
    "number",
    "type",
    "title",
    "issuer",
    "issued_on",
    "effective_on",
    "expires_on",
    "signer",
)
OpenOffice = Callable[..., Office]


@contextmanager
def office(kind: str, folder: Path, name: str) -> Iterator[Office]:
    """Open an empty installation with its people."""
    folder.mkdir()
    with databases.fresh_one(kind) as url:
        clock = Clock(NOW)
        runtime = Runtime(
            settings=settings_for(folder, url),
            engine=databases.open_kept(url),
            blobs=Blobs(folder / "blobs"),
            now=clock,
            strict=True,
        )
        yield Office(runtime, clock, **planted(runtime, people_of(name)))


@cache
def people_of(name: str) -> Callable[[Runtime], dict[str, Actor]]:
    """Give the way to make an agency, its people and its key, one for each name."""

    def make(runtime: Runtime) -> dict[str, Actor]:
        people = {}
        with runtime.transaction(SYSTEM) as tx:
            agency = agencies.create_agency(tx, name=name)
            for login, role in (("secretary", Role.SECRETARY), ("admin", Role.ADMIN)):
                people[login] = identity.add_user(
                    tx,
                    agency_id=agency.id,
                    login=login,
                    name=f"{login} của {name}",
                    password=PASSWORD,
                    roles=[role],
                ).actor
        keys.make_own_key(runtime.settings.home)
        return people

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_office(kind: str, tmp_path: Path) -> Iterator[OpenOffice]:
    with ExitStack() as stack:
        count = 0

        def opened(name: str = "") -> Office:
            nonlocal count
            count += 1
            name = name or f"Cơ quan {count}"
            return stack.enter_context(office(kind, tmp_path / f"office-{count}", name))

        receivers.connect()
        yield opened


@pytest.fixture
def higher(open_office: OpenOffice) -> Office:
    return open_office("Sở Tư pháp tỉnh Mẫu")


@pytest.fixture
def lower(open_office: OpenOffice, higher: Office) -> Office:
    opened = open_office("UBND xã Mẫu")
    opened.trust(higher)
    return opened
