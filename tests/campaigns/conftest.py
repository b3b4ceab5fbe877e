"""An agency whose procedures cite a decree that another one replaces, and a law to be amended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from docctl import signals
from docctl.actors import SYSTEM, Actor
from docctl.campaigns import queries, service
from docctl.campaigns.members import Member
from docctl.campaigns.models import Campaign
from docctl.campaigns.queries import Progress
from docctl.documents import queries as documents
from docctl.impact import service as impact
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action, Extent
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion

LONG_AGO = date(2020, 1, 1)
LAW_DAY = date(2026, 7, 1)
OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"
LAW, AMENDING = "60/2014/QH13", "12/2026/QH16"


@dataclass
class Scene:
    """Texts, documents and campaigns as a test needs them; signals are done by hand."""

    runtime: Runtime
    people: People
    make_text: MakeText
    make_version: MakeVersion

    def replacing(self, on: date = LAW_DAY) -> int:
        """Register a decree that replaces the old one; give the new text."""
        old = self.make_text(OLD)
        new = self.make_text(
            NEW,
            title="Về thực hiện thủ tục hành chính theo cơ chế một cửa",
            issued_on=date(2025, 6, 9),
            effective_on=on,
        )
        self.effect(new, old, Action.REPLACES)
        return new

    def amending(self, *paths: str, on: date = LAW_DAY) -> int:
        """Register a law that amends provisions of the law on civil status; give the new text."""
        old = self.make_text(
            LAW,
            type="Luật",
            title="Luật Hộ tịch",
            issuer="Quốc hội",
            issued_on=date(2014, 11, 20),
            effective_on=date(2016, 1, 1),
        )
        new = self.make_text(
            AMENDING,
            type="Luật",
            title="Sửa đổi, bổ sung một số điều của Luật Hộ tịch",
            issuer="Quốc hội",
            issued_on=date(2026, 2, 20),
            effective_on=on,
        )
        self.effect(new, old, Action.AMENDS, *paths)
        return new

    def effect(self, source_id: int, target_id: int, action: Action, *paths: str) -> int:
        said = EffectSaid(
            target_id=target_id,
            action=action,
            extent=Extent.PARTS if paths else Extent.WHOLE,
            paths=paths,
        )
        with self.runtime.transaction(SYSTEM) as tx:
            return legal.record_effects(tx, source_id=source_id, effects=[said])[0].id

    def document(self, code: str, *texts: str, **more: Any) -> int:
        """Make a procedure that is in effect; give the document."""
        version = self.make_version(
            *texts, code=code, title=f"Quy trình {code}", effective_on=LONG_AGO, **more
        )
        with self.runtime.reading() as session:
            return documents.get_version(
                session, version, actor=self.people.secretary, now=self.runtime.now()
            ).document_id

    def find(self) -> None:
        """Raise and settle all findings, as the worker does when a day begins."""
        with self.runtime.transaction(SYSTEM) as tx:
            impact.sweep(tx, limit=1000)

    def open(self, source_id: int) -> int:
        """Find and open the campaign; give it."""
        self.find()
        with self.runtime.transaction(self.people.secretary) as tx:
            return service.open_campaign(tx, source_id=source_id).id

    def verdict(
        self, campaign_id: int, *document_ids: int, by: Actor | None = None, **given: str
    ) -> None:
        with self.runtime.transaction(by or self.people.secretary) as tx:
            service.give_verdict(
                tx,
                campaign_id=campaign_id,
                document_ids=document_ids,
                **given,
            )

    def progress(self, campaign_id: int, actor: Actor | None = None) -> Progress:
        actor = actor or self.people.secretary
        with self.runtime.reading() as session:
            campaign = queries.get_campaign(session, campaign_id, actor=actor)
            return queries.progress_of(session, campaign, actor=actor, now=self.runtime.now())

    def member(self, campaign_id: int, document_id: int) -> Member:
        secretary = self.people.secretary
        with self.runtime.reading() as session:
            campaign: Campaign = queries.get_campaign(session, campaign_id, actor=secretary)
            return queries.find_member(
                session, campaign, document_id, actor=secretary, now=self.runtime.now()
            )


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish nothing: receivers another test has connected would do what is tested here."""
    monkeypatch.setattr(signals, "publish", lambda *_: None)


@pytest.fixture
def scene(
    runtime: Runtime, people: People, make_text: MakeText, make_version: MakeVersion
) -> Scene:
    return Scene(runtime, people, make_text, make_version)


def codes(members: Sequence[Member]) -> list[str]:
    return [one.code for one in members]
