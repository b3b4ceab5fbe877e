"""Two people who do the same at once: the second is told, nothing is done twice, nothing fails."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from docctl.actors import Actor
from docctl.campaigns import service as campaigns
from docctl.errors import Refused
from docctl.impact import reports
from docctl.installation.verify import verify_all
from docctl.legal.rules import Action
from docctl.packs import service as packs
from docctl.recommendations import service as recommendations
from docctl.runtime import Runtime, Transaction
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law, law, quiet
from tests.packs.forge import Sender
from tests.support.make import MakeVersion

__all__ = ["law", "quiet"]  # fixtures

Act = Callable[[Transaction], object]


def at_once(runtime: Runtime, actor: Actor, act: Act) -> list[str]:
    """Let two transactions act while neither has committed; give how the second was refused."""
    acted, refused = threading.Event(), list[str]()

    def second() -> None:
        acted.wait(30)
        try:
            with runtime.transaction(actor) as tx:
                act(tx)
        except Refused as refusal:
            refused.append(str(refusal))

    thread = threading.Thread(target=second)
    thread.start()
    with runtime.transaction(actor) as tx:
        act(tx)
        tx.session.flush()
        acted.set()
        thread.join(0.5)  # it reads what it can before this commits
    thread.join()
    return refused


@pytest.fixture
def text_id(law: Law, make_version: MakeVersion) -> int:
    """Let a decree be amended that one document cites; give the amending one."""
    old, new = law.text(OLD), law.text(NEW)
    make_version(f"Theo Điều 5 Nghị định số {OLD}.", effective_on=date(2025, 1, 1))
    law.raise_for(law.effect(new, old, Action.AMENDS, "d0005.", on=date(2026, 6, 1)))
    return new


def test_a_campaign_is_opened_once(runtime: Runtime, people: People, text_id: int) -> None:
    opened = set[int]()

    def act(tx: Transaction) -> None:
        opened.add(campaigns.open_campaign(tx, source_id=text_id).id)

    assert at_once(runtime, people.secretary, act) == []
    assert len(opened) == 1


def test_a_recommendation_is_taken_back_once(
    runtime: Runtime, people: People, law: Law, text_id: int
) -> None:
    with runtime.transaction(people.secretary) as tx:
        made = recommendations.recommend(
            tx, effect_id=law.findings()[0].effect_id, reason_code="other", reason="Vì thế."
        ).id

    def act(tx: Transaction) -> None:
        recommendations.withdraw(tx, recommendation_id=made, reason="Nhầm.")

    assert text_id
    assert len(at_once(runtime, people.secretary, act)) == 1
    assert faultless(runtime)


def test_a_report_is_answered_once(
    runtime: Runtime, people: People, law: Law, text_id: int
) -> None:
    with runtime.transaction(people.drafter) as tx:
        document_id = law.findings()[0].document_id
        report = reports.report_missed(
            tx, document_id=document_id, words="đoạn này", text="Luật Thử"
        ).id

    def act(tx: Transaction) -> None:
        reports.settle_missed(tx, report_id=report, answer="Đã đăng ký.")

    assert text_id
    assert len(at_once(runtime, people.secretary, act)) == 1


def test_a_key_is_added_once(runtime: Runtime, people: People, tmp_path: Path) -> None:
    key = Sender(tmp_path / "sender").pair.public

    def act(tx: Transaction) -> None:
        packs.ask_for_sender(tx, name="Sở Tư pháp", key=key)

    assert len(at_once(runtime, people.secretary, act)) == 1
    assert faultless(runtime)


def faultless(runtime: Runtime) -> bool:
    with runtime.reading() as session:
        return verify_all(session, runtime.blobs, now=runtime.now()).faults == ()
