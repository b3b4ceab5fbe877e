"""Random histories: several people, several documents, a clock that jumps, acts that fail."""

import shutil
import tempfile
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from docctl import faults
from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.blobs import Blobs
from docctl.documents.models import Document, Version
from docctl.documents.rules import OPEN, Kind
from docctl.errors import Forbidden, NotFound, Refused
from docctl.identity import service as identity
from docctl.identity.rules import Proof
from docctl.installation.verify import verify_all
from docctl.runtime import Runtime
from docctl.workflow import decisions, opening, service
from tests.conftest import NOW, PASSWORD, Clock, settings_for
from tests.support import databases
from tests.support.make import paragraphs

PEOPLE: dict[str, list[Role]] = {
    "secretary": [Role.SECRETARY],
    "drafter": [Role.DRAFTER],
    "all-rounder": [Role.DRAFTER, Role.REVIEWER, Role.APPROVER],
    "reviewer": [Role.REVIEWER],
    "approver": [Role.APPROVER],
    "head": [Role.REVIEWER, Role.APPROVER, Role.SECRETARY],
}
who = st.sampled_from(sorted(PEOPLE))
pick = st.integers(0, 30)
texts = st.sampled_from(["một", "hai", "Theo Nghị định số 61/2018/NĐ-CP.", "bốn", ""])
FAULTS = ("approve.after_sign", "approve.after_audit", "transaction.before_commit")
refusals = (Refused, Forbidden, NotFound)


class Histories(RuleBasedStateMachine):
    """Whatever people try in whatever order, every invariant holds and nothing approved is lost."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="docctl-histories-"))
        self.inside = ExitStack()
        url = self.inside.enter_context(databases.fresh_one("sqlite"))
        self.clock = Clock(NOW)
        self.runtime = Runtime(
            settings=settings_for(self.folder, url),
            engine=databases.open_kept(url),
            blobs=Blobs(self.folder / "blobs"),
            now=self.clock,
            strict=True,
        )
        self.actors: dict[str, Actor] = {}
        self.approved: dict[int, str] = {}  # version → bytes it was approved with
        with self.runtime.transaction(SYSTEM) as tx:
            agency = agencies.create_agency(tx, name="UBND xã Thử")
            for login, roles in PEOPLE.items():
                self.actors[login] = identity.add_user(
                    tx,
                    agency_id=agency.id,
                    login=login,
                    name=login,
                    password=PASSWORD,
                    roles=roles,
                ).actor

        for code in (1, 2):
            self.start("secretary", code)
            self.submit_well(code)
            self.pass_on("reviewer", 0)
        self.approve("approver", 0, None, None)

    def ids(self, table: Any, *where: Any) -> list[int]:
        with self.runtime.reading() as session:
            return list(session.scalars(select(table.id).where(*where).order_by(table.id)))

    def one(self, number: int, table: Any, *where: Any) -> int:
        found = self.ids(table, *where)
        return found[number % len(found)] if found else 0

    @rule(login=who, code=st.integers(1, 4))
    def start(self, login: str, code: int) -> None:
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            opening.start_document(
                tx, field="Hộ tịch", kind=Kind.FORM, code=f"QT-{code}", title=f"Quy trình {code}"
            )

    @rule(login=st.sampled_from(["secretary", "drafter", "all-rounder"]), number=pick)
    def change(self, login: str, number: int) -> None:
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            service.open_change(
                tx, document_id=self.one(number, Document), reason="Luật đổi", reissue=number > 15
            )

    @rule(login=who, number=pick, text=texts, behind=st.integers(0, 1))
    def save(self, login: str, number: int, text: str, behind: int) -> None:
        version_id = self.one(number, Version, Version.status.in_(OPEN))
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            version = tx.session.get(Version, version_id)
            revision = 1 if version is None else version.revision - behind
            service.save_draft(
                tx, version_id=version_id, content=paragraphs(text), revision=revision
            )

    @rule(login=who, number=pick, reviewer=who, approver=who)
    def submit(self, login: str, number: int, reviewer: str, approver: str) -> None:
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            service.submit_version(
                tx,
                version_id=self.one(number, Version, Version.status == "draft"),
                change_summary="Sửa",
                reviewer_id=self.actors[reviewer].id,
                approver_id=self.actors[approver].id,
            )

    @rule(number=pick)
    def submit_well(self, number: int) -> None:
        version_id = self.one(number, Version, Version.status == "draft")
        with suppress(*refusals), self.runtime.transaction(self.actors["secretary"]) as tx:
            service.submit_version(
                tx,
                version_id=version_id,
                change_summary="Sửa",
                reviewer_id=self.actors["reviewer"].id,
                approver_id=self.actors["approver"].id,
                dead_reason="Nêu quy định trước đây",
            )

    @rule(login=st.sampled_from(["reviewer", "reviewer", "head", "all-rounder"]), number=pick)
    def pass_on(self, login: str, number: int) -> None:
        version_id = self.one(number, Version, Version.status == "in_review")
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            version = tx.session.get(Version, version_id)
            shown = "" if version is None else version.content_hash
            service.pass_on(tx, version_id=version_id, shown_hash=shown)

    @rule(
        login=st.sampled_from(["approver", "approver", "head", "all-rounder"]),
        number=pick,
        days=st.none() | st.integers(-1, 5),
        fault=st.sampled_from([None, None, None, *FAULTS]),
    )
    def approve(self, login: str, number: int, days: int | None, fault: str | None) -> None:
        version_id = self.one(number, Version, Version.status == "in_approval")
        actor = self.actors[login]
        if fault is not None:
            faults.arm(fault, "raise")
        try:
            with self.runtime.transaction(actor) as tx:
                version = tx.session.get(Version, version_id)
                digest = "" if version is None else version.content_hash
                on = None if days is None else tx.today + timedelta(days=days)
                decisions.approve_version(
                    tx,
                    version_id=version_id,
                    shown_hash=digest,
                    proof=Proof(user_id=actor.user_id, at=tx.now),
                    key=f"key-{version_id}",
                    effective_on=on,
                )
            self.approved[version_id] = digest
        except (*refusals, faults.Injected):
            pass
        finally:
            faults.disarm()

    @rule(login=who, number=pick, verb=st.sampled_from(["return", "take_back", "cancel"]))
    def stop(self, login: str, number: int, verb: str) -> None:
        act = {
            "return": service.return_version,
            "take_back": service.take_back,
            "cancel": service.cancel_version,
        }[verb]
        version_id = self.one(number, Version, Version.status.in_(OPEN))
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            act(tx, version_id=version_id, reason="Vì thế")

    @rule(login=st.sampled_from(["secretary", "approver", "drafter"]), number=pick)
    def withdraw(self, login: str, number: int) -> None:
        if number > 6:  # seldom, for it ends a document
            return
        with suppress(*refusals), self.runtime.transaction(self.actors[login]) as tx:
            decisions.withdraw_document(
                tx, document_id=self.one(number, Document), reason="Bỏ", aware_of_uses=True
            )

    @rule(hours=st.integers(0, 80))
    def wait(self, hours: int) -> None:
        self.clock.set(self.clock.now + timedelta(hours=hours, seconds=1))

    @rule(minutes=st.integers(1, 90))
    def step_back(self, minutes: int) -> None:
        """F20: the machine's clock is set back."""
        self.clock.set(self.clock.now - timedelta(minutes=minutes))

    @invariant()
    @precondition(lambda self: hasattr(self, "runtime"))
    def what_was_approved_stays(self) -> None:
        with self.runtime.reading() as session:
            for version_id, digest in self.approved.items():
                version = session.get_one(Version, version_id)
                assert (version.status.value, version.content_hash) == ("approved", digest)

    def teardown(self) -> None:
        if not hasattr(self, "runtime"):
            return
        with self.runtime.reading() as session:
            report = verify_all(session, self.runtime.blobs, now=self.clock.now)
        self.inside.close()
        shutil.rmtree(self.folder)
        assert report.faults == ()
