"""A change is all or nothing; what is announced is heard after the commit, and only then."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from blinker import NamedSignal

from docctl import faults, signals
from docctl.actors import SYSTEM
from docctl.audit import queries as audit_queries
from docctl.audit import service as audit
from docctl.runtime import Runtime
from docctl.signals import DocumentChanged, VersionChanged


@pytest.fixture(autouse=True)
def _harmless() -> Iterator[None]:
    yield
    faults.disarm()


@pytest.fixture(autouse=True)
def _only_our_receivers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave aside the receivers that applications of other tests have connected."""
    fresh = {event: NamedSignal(event.__name__) for event in signals.SIGNAL_FOR}
    monkeypatch.setattr(signals, "SIGNAL_FOR", fresh)


def heard_by(event: type[signals.Event]) -> NamedSignal:
    return signals.SIGNAL_FOR[event]


def acts(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return audit_queries.find_head(session)[0]


def test_an_error_inside_leaves_nothing(runtime: Runtime) -> None:
    with pytest.raises(ZeroDivisionError), runtime.transaction(SYSTEM) as tx:
        audit.record(tx, action="test.done", subject="test:1")
        raise ZeroDivisionError
    assert acts(runtime) == 0


def test_a_crash_before_the_commit_leaves_nothing(runtime: Runtime) -> None:
    faults.arm("transaction.before_commit", "raise")
    with pytest.raises(faults.Injected), runtime.transaction(SYSTEM) as tx:
        audit.record(tx, action="test.done", subject="test:1")
    faults.disarm()
    assert acts(runtime) == 0


def test_a_crash_after_the_commit_loses_no_act_but_its_news(runtime: Runtime) -> None:
    heard: list[object] = []

    def hear(_runtime: Runtime, *, event: DocumentChanged) -> None:
        heard.append(event)

    faults.arm("transaction.after_commit", "raise")
    with (
        heard_by(DocumentChanged).connected_to(hear, sender=runtime),
        pytest.raises(faults.Injected),
        runtime.transaction(SYSTEM) as tx,
    ):
        audit.record(tx, action="test.done", subject="test:1")
        tx.announce(DocumentChanged(1))
    faults.disarm()
    assert acts(runtime) == 1
    assert heard == []


def test_news_is_heard_after_the_commit_by_a_reader_who_sees_it(runtime: Runtime) -> None:
    seen: list[int] = []

    def hear(sender: Runtime, *, event: DocumentChanged) -> None:
        seen.append(acts(sender))

    with (
        heard_by(DocumentChanged).connected_to(hear, sender=runtime),
        runtime.transaction(SYSTEM) as tx,
    ):
        tx.announce(DocumentChanged(1))
        audit.record(tx, action="test.done", subject="test:1")
        assert seen == []
    assert seen == [1]


def test_the_same_news_is_told_once_and_in_order(runtime: Runtime) -> None:
    heard: list[object] = []

    def hear(_runtime: Runtime, *, event: object) -> None:
        heard.append(event)

    with (
        heard_by(DocumentChanged).connected_to(hear, sender=runtime),
        heard_by(VersionChanged).connected_to(hear, sender=runtime),
        runtime.transaction(SYSTEM) as tx,
    ):
        tx.announce(VersionChanged(7, 1))
        tx.announce(DocumentChanged(1))
        tx.announce(VersionChanged(7, 1))
    assert heard == [VersionChanged(7, 1), DocumentChanged(1)]


def test_no_news_of_what_did_not_happen(runtime: Runtime) -> None:
    heard: list[object] = []

    def hear(_runtime: Runtime, *, event: object) -> None:
        heard.append(event)

    with (
        heard_by(DocumentChanged).connected_to(hear, sender=runtime),
        pytest.raises(ZeroDivisionError),
        runtime.transaction(SYSTEM) as tx,
    ):
        tx.announce(DocumentChanged(1))
        raise ZeroDivisionError
    assert heard == []


def test_a_receiver_that_fails_stops_neither_the_act_nor_the_others(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    lenient = replace(runtime, strict=False)
    heard: list[object] = []

    def fail(_runtime: Runtime, *, event: object) -> None:
        raise RuntimeError("a receiver broke")

    def hear(_runtime: Runtime, *, event: object) -> None:
        heard.append(event)

    with (
        heard_by(DocumentChanged).connected_to(fail, sender=lenient),
        heard_by(DocumentChanged).connected_to(hear, sender=lenient),
        lenient.transaction(SYSTEM) as tx,
    ):
        audit.record(tx, action="test.done", subject="test:1")
        tx.announce(DocumentChanged(1))
    assert heard == [DocumentChanged(1)]
    assert acts(runtime) == 1
    assert "failed on" in caplog.text


def test_a_write_inside_a_reading_is_refused_before_it_can_wait_for_itself(
    runtime: Runtime,
) -> None:
    with (
        runtime.reading(),
        pytest.raises(RuntimeError, match="reading is open"),
        runtime.transaction(SYSTEM),
    ):
        pass


def test_a_reading_inside_a_reading_is_the_same_one(runtime: Runtime) -> None:
    with runtime.reading() as outer:
        with runtime.reading() as inner:
            assert inner is outer
        with runtime.reading() as again:
            assert again is outer


def test_a_transaction_knows_the_vietnamese_day(runtime: Runtime) -> None:
    with runtime.transaction(SYSTEM) as tx:
        assert tx.today.isoformat() == "2026-03-02"
        assert tx.request_id
