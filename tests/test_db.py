"""The database is opened the way safety demands."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from docctl.actors import SYSTEM
from docctl.db import FEW, GUARDS, Utc, among, insert_rows, open_engine, uses_wal
from docctl.jobs.models import Job, JobState
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.schema import metadata
from tests.support import databases


def test_sqlite_is_opened_with_every_safety_setting(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("foreign_keys", "synchronous", "journal_mode", "trusted_schema")
        }
    engine.dispose()
    assert found == {
        "foreign_keys": 1,
        "synchronous": 2 if uses_wal() else 3,
        "journal_mode": "wal" if uses_wal() else "delete",
        "trusted_schema": 0,
    }


def test_every_question_is_planned_for_what_it_asks() -> None:
    """PostgreSQL would else plan for the average text, and a hub took seconds after ten answers."""
    with databases.fresh_one("postgresql") as url:
        engine = open_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW plan_cache_mode")) == "force_custom_plan"
            assert connection.scalar(text("SHOW jit")) == "off"  # it takes longer than the question
        engine.dispose()


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        Utc().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001  # the point


def test_a_moment_of_any_zone_comes_back_as_utc() -> None:
    hanoi = datetime(2026, 1, 1, 7, tzinfo=timezone(timedelta(hours=7)))
    stored = Utc().process_bind_param(hanoi, sqlite.dialect())
    assert stored == datetime(2026, 1, 1)  # noqa: DTZ001  # as stored
    assert Utc().process_result_value(stored, sqlite.dialect()) == datetime(2026, 1, 1, tzinfo=UTC)


def test_what_must_not_change_is_guarded_on_both_databases() -> None:
    for table in ("audit_entry", "signature", "version"):
        for statements in GUARDS[table].values():
            assert any("TRIGGER" in statement for statement in statements)


def test_every_foreign_key_and_unique_constraint_has_a_name() -> None:
    for table in metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name is not None, table.name


def test_two_writers_queue_up_instead_of_failing(runtime: Runtime) -> None:
    """F14: a write begins as one, so that nobody reads first and cannot write afterwards."""

    def count_up() -> None:
        for _ in range(10):
            with runtime.transaction(SYSTEM) as tx:
                tx.session.execute(
                    text("UPDATE audit_head SET seq = seq + 1 WHERE id = 1"),
                )

    threads = [Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with runtime.reading() as session:
        assert session.execute(text("SELECT seq FROM audit_head")).scalar_one() == 30


def test_the_outbox_has_one_row_per_telling() -> None:
    names = {str(constraint.name) for constraint in metadata.tables["message"].constraints}
    assert MessageRow.__tablename__ == "message"
    assert "uq_message_recipient_id_kind_key" in names


@pytest.mark.parametrize("number", [0, 1, FEW, FEW + 1, 3 * FEW])
def test_rows_written_at_once_are_found_again_among_many(runtime: Runtime, number: int) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {
            "kind": f'{{"{one}, \\ Đ}}' if one % 3 else "",
            "params": {"of": "all"},
            "lines": [],
            "state": JobState.DONE if one % 4 else JobState.FAILED,
            "created_by_id": None,
            "created_at": since + timedelta(hours=one),
            "not_before": since,
            "finished_at": since if one % 4 else None,
        }
        for one in range(number)
    ]
    with runtime.transaction(SYSTEM) as tx:
        insert_rows(tx.session, Job, rows)
        insert_rows(tx.session, Job, [rows[0] | {"kind": "khác"}] if rows else [])
    with runtime.reading() as session:
        kinds = {row["kind"] for row in rows}
        kept = session.scalars(select(Job).where(among(session, Job.kind, kinds)).order_by(Job.id))
        found = [
            {name: getattr(job, name) for name in rows[0]} | {"done": job.done} for job in kept
        ]
    assert found == [row | {"done": 0} for row in rows]


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_rows_that_are_all_alike_are_written_as_often_as_given(
    runtime: Runtime, number: int
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    row: dict[str, Any] = {
        "kind": "đo",
        "params": {},
        "lines": [],
        "created_by_id": None,
        "created_at": now,
        "not_before": now,
    }
    with runtime.transaction(SYSTEM) as tx:
        insert_rows(tx.session, Job, [row] * number)
    with runtime.reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == "đo")).all()) == number
