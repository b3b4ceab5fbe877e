from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from docctl import signals
from docctl.actors import SYSTEM, Actor
from docctl.impact import receivers
from docctl.impact.rules import FindingState
from docctl.legal import service as legal
from docctl.legal.models import Citation
from docctl.runtime import Runtime
from docctl.workflow import service as workflow
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST, FUTURE = date(2025, 1, 1), date(2026, 4, 15)
CITES_OLD = f"Căn cứ Nghị định số {OLD} của Chính phủ;"
CONNECTED: dict[type[signals.Event], Callable[..., None]] = {
    signals.EffectsConfirmed: receivers.on_effects_confirmed,
    signals.VersionChanged: receivers.on_version_changed,
    signals.VersionSaved: receivers.on_version_saved,
    signals.LegalTextsRegistered: receivers.on_legal_texts_registered,
}


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish to the receivers of findings, and to nobody another test has connected."""

    def publish(runtime: Runtime, event: Any) -> None:
        if (receiver := CONNECTED.get(type(event))) is not None:
            receiver(runtime, event=event)

    monkeypatch.setattr(signals, "publish", publish)


def test_connecting_listens_to_every_event_that_moves_findings(runtime: Runtime) -> None:
    receivers.connect()
    try:
        for event, receiver in CONNECTED.items():
            assert receiver in list(signals.SIGNAL_FOR[event].receivers_for(runtime))
    finally:
        for event, receiver in CONNECTED.items():
            signals.SIGNAL_FOR[event].disconnect(receiver)


def test_registering_a_replacing_text_raises_findings_at_once(
    law: Law, make_version: MakeVersion, drafter: Actor
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    law.effect(law.text(NEW, PAST), old)
    assert law.states() == [FindingState.OPEN]
    assert len(law.messages([drafter.id])) == 1


def test_a_version_that_cites_dead_law_is_found_when_it_takes_effect(
    law: Law, make_version: MakeVersion
) -> None:
    law.effect(law.text(NEW), law.text(OLD), on=PAST)
    make_version(CITES_OLD, effective_on=PAST)
    assert law.states() == [FindingState.OPEN]


def test_a_corrected_day_of_the_source_moves_the_finding(
    law: Law, make_version: MakeVersion, runtime: Runtime
) -> None:
    old, new = law.text(OLD), law.text(NEW)
    make_version(CITES_OLD, effective_on=PAST)
    law.effect(new, old)
    assert [one.due_on for one in law.findings()] == [None]
    with runtime.transaction(SYSTEM) as tx:
        legal.correct_text(
            tx,
            text_id=new,
            reason="bổ sung ngày",
            number=NEW,
            type="Nghị định",
            title=f"Văn bản {NEW}",
            issuer="Chính phủ",
            effective_on=FUTURE,
        )
    assert [one.due_on for one in law.findings()] == [FUTURE]


def test_a_citation_a_person_says_is_none_loses_its_finding(
    law: Law, make_version: MakeVersion, runtime: Runtime, secretary: Actor
) -> None:
    old = law.text(OLD)
    make_version(CITES_OLD, effective_on=PAST)
    law.effect(law.text(NEW), old, on=FUTURE)
    with runtime.transaction(secretary) as tx:
        citation = tx.session.query(Citation).one().id
        legal.decide_citation(tx, citation_id=citation, ignored=True, reason="ví dụ")
    assert law.states() == [FindingState.WITHDRAWN]


def test_a_text_registered_after_it_was_cited_raises_what_is_known_of_it(
    law: Law, make_version: MakeVersion
) -> None:
    make_version(CITES_OLD, effective_on=PAST)
    law.effect(law.text(NEW), law.text(OLD), on=FUTURE)
    assert law.states() == [FindingState.OPEN]


def test_an_open_version_causes_no_findings(
    law: Law, make_version: MakeVersion, runtime: Runtime, drafter: Actor
) -> None:
    law.effect(law.text(NEW), law.text(OLD), on=PAST)
    version = make_version(CITES_OLD)
    with runtime.transaction(drafter) as tx:
        tx.announce(signals.VersionSaved(version))
    with runtime.transaction(drafter) as tx:
        workflow.cancel_version(tx, version_id=version, reason="thử")
    assert law.findings() == []
