"""The trail is written with its act, cannot be changed, and shows when it was."""

import random
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from docctl.actors import SYSTEM
from docctl.audit import queries, rules, service
from docctl.runtime import Runtime
from tests.conftest import NOW, Clock

TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"),
    "postgresql": ("DROP TRIGGER audit_entry_no_change ON audit_entry",),
}


def record(runtime: Runtime, count: int = 1, **detail: object) -> None:
    for number in range(count):
        with runtime.transaction(SYSTEM) as tx:
            service.record(tx, action="test.done", subject=f"test:{number}", reason="vì", **detail)


def faults(runtime: Runtime) -> tuple[str, ...]:
    with runtime.reading() as session:
        return rules.faults_in(queries.walk(session), head=queries.find_head(session))


def raw(runtime: Runtime, *statements: str) -> None:
    with runtime.engine.execution_options(write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_written_reads_back_as_the_same_chain(runtime: Runtime) -> None:
    record(runtime, 20, ten="Nguyễn Văn Ế", so=12, khong=None, sau={"a": [1, "hai", True]})
    assert faults(runtime) == ()
    with runtime.reading() as session:
        assert queries.find_head(session)[0] == 20


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'x' WHERE seq = 1",
        "UPDATE audit_entry SET hash = hash",
        "DELETE FROM audit_entry WHERE seq = 1",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_trail(runtime: Runtime, statement: str) -> None:
    record(runtime, 2)
    with pytest.raises(DatabaseError, match="append-only"):
        raw(runtime, statement)
    assert faults(runtime) == ()


def test_the_trail_cannot_be_truncated(runtime: Runtime) -> None:
    record(runtime)
    if runtime.engine.dialect.name == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"):
            raw(runtime, "TRUNCATE audit_entry")
    assert faults(runtime) == ()


def test_every_tampering_past_the_triggers_is_found(runtime: Runtime) -> None:
    record(runtime, 12)
    raw(runtime, *TRIGGERS[runtime.engine.dialect.name])
    pick = random.Random(7)
    tamperings = [
        f"UPDATE audit_entry SET {column} = {value} WHERE seq = {pick.randint(1, 12)}"
        for column, value in (
            ("reason", "'khác'"),
            ("actor_name", "'Ai đó'"),
            ("actor_id", "42"),
            ("action", "'test.undone'"),
            ("subject", "'test:x'"),
            ("detail", """'{"a": 1}'"""),
            ("request_id", "'0'"),
            ("at", "'2026-05-05 00:00:00'"),
            ("hash", f"'{'a' * 64}'"),
            ("previous_hash", f"'{'b' * 64}'"),
        )
    ]
    tamperings += [f"DELETE FROM audit_entry WHERE seq = {seq}" for seq in (1, 6, 12)]
    tamperings += ["UPDATE audit_head SET seq = 11", f"UPDATE audit_head SET hash = '{'c' * 64}'"]
    for statement in tamperings:
        with runtime.engine.execution_options(write=True).connect() as connection:
            connection.execute(text(statement))

            with Session(connection) as session:
                found = rules.faults_in(queries.walk(session), head=queries.find_head(session))
            connection.rollback()
        assert found, statement
    assert faults(runtime) == ()


def test_a_clock_that_steps_back_is_recorded_and_time_in_the_chain_is_not(
    runtime: Runtime, clock: Clock
) -> None:
    record(runtime)
    clock.set(NOW - timedelta(hours=1))
    record(runtime)
    with runtime.reading() as session:
        entries = queries.list_entries(session)
        assert [entry.action for entry in entries] == [
            "test.done",
            "clock.stepped_back",
            "test.done",
        ]
        assert {entry.at for entry in entries} == {NOW}
    assert faults(runtime) == ()


def test_a_clock_that_trembles_is_not_worth_an_entry(runtime: Runtime, clock: Clock) -> None:
    record(runtime)
    clock.set(NOW - timedelta(milliseconds=900))
    record(runtime)
    with runtime.reading() as session:
        assert queries.find_head(session)[0] == 2


def test_many_writers_make_one_chain(runtime: Runtime) -> None:
    threads = [Thread(target=record, args=(runtime, 8)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with runtime.reading() as session:
        assert queries.find_head(session)[0] == 32
    assert faults(runtime) == ()


def test_entries_are_found_by_subject_action_and_place(runtime: Runtime) -> None:
    record(runtime, 5)
    with runtime.reading() as session:
        assert [e.seq for e in queries.list_entries(session, subjects=["test:2"])] == [3]
        assert queries.list_entries(session, action="other.") == []
        assert [e.seq for e in queries.list_entries(session, before=3)] == [2, 1]
