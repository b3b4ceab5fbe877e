from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from docctl import signals
from docctl.actors import SYSTEM
from docctl.impact import service
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action, Extent
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from tests.support.make import MakeText

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"


@dataclass(frozen=True)
class Law:
    """The register as a test needs it: texts, effects, and the findings they raise."""

    runtime: Runtime
    make_text: MakeText

    def text(self, number: str, effective_on: date | None = None, **more: Any) -> int:
        return self.make_text(
            number,
            title=f"Văn bản {number}",
            issued_on=None,
            effective_on=effective_on,
            **more,
        )

    def effect(
        self,
        source_id: int,
        target_id: int,
        action: Action = Action.REPLACES,
        *paths: str,
        on: date | None = None,
        extent: Extent | None = None,
        until: date | None = None,
    ) -> int:
        said = EffectSaid(
            target_id=target_id,
            action=action,
            extent=extent or (Extent.PARTS if paths else Extent.WHOLE),
            paths=paths,
            effective_on=on,
            until=until,
        )
        with self.runtime.transaction(SYSTEM) as tx:
            return legal.record_effects(tx, source_id=source_id, effects=[said])[0].id

    def withdraw(self, effect_id: int) -> None:
        with self.runtime.transaction(SYSTEM) as tx:
            legal.withdraw_effect(tx, effect_id=effect_id, reason="nhầm")

    def raise_for(self, *effect_ids: int) -> list[int]:
        with self.runtime.transaction(SYSTEM) as tx:
            return [one.id for one in service.raise_findings(tx, effect_ids=effect_ids)]

    def raise_for_version(self, version_id: int) -> list[int]:
        with self.runtime.transaction(SYSTEM) as tx:
            return [one.id for one in service.raise_findings_for_version(tx, version_id=version_id)]

    def settle(self, document_id: int) -> None:
        with self.runtime.transaction(SYSTEM) as tx:
            service.settle(tx, document_id=document_id)

    def findings(self) -> list[Finding]:
        with self.runtime.reading() as session:
            return list(session.scalars(select(Finding).order_by(Finding.id)))

    def states(self) -> list[FindingState]:
        return [finding.state for finding in self.findings()]

    def messages(
        self, to: Collection[int | None] = (), kind: str = "findings.raised"
    ) -> list[MessageRow]:
        with self.runtime.reading() as session:
            rows = session.scalars(
                select(MessageRow).where(MessageRow.kind == kind).order_by(MessageRow.id)
            )
            return [row for row in rows if not to or row.recipient_id in to]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish nothing: receivers another test has connected would do what is tested here."""
    monkeypatch.setattr(signals, "publish", lambda *_: None)


@pytest.fixture
def law(runtime: Runtime, make_text: MakeText) -> Law:
    return Law(runtime, make_text)
