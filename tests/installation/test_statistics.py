"""Large tables are counted anew when much changed; nothing counted when they were small remains."""

import time

import pytest
from sqlalchemy import text

from docctl import worker
from docctl.installation import statistics
from docctl.installation.statistics import SMALL, Plan, plan_of, refresh
from docctl.runtime import Runtime
from tests.jobs.test_worker import enqueue, nothing

HUGE = 1_000_000


@pytest.mark.parametrize(
    ("now", "then", "plan"),
    [
        (SMALL - 1, None, Plan()),
        (SMALL, None, Plan(stale=("t",))),
        (SMALL - 1, SMALL, Plan(dropped=("t",))),
        (0, 1, Plan(dropped=("t",))),
        (HUGE, HUGE, Plan()),
        (HUGE + HUGE // 4, HUGE, Plan()),
        (HUGE + HUGE // 4 + 1, HUGE, Plan(stale=("t",))),
        (HUGE - HUGE // 4 - 1, HUGE, Plan(stale=("t",))),
        (HUGE, 10, Plan(stale=("t",))),
        (HUGE, 0, Plan(stale=("t",))),
    ],
)
def test_only_large_tables_that_changed_by_much_are_counted(
    now: int, then: int | None, plan: Plan
) -> None:
    assert plan_of({"t": now}, {} if then is None else {"t": then}) == plan


def test_an_entry_of_a_table_that_is_gone_is_dropped() -> None:
    assert plan_of({}, {"old": HUGE}) == Plan(dropped=("old",))


def fill(runtime: Runtime, count: int, *, after: int = 0) -> None:
    with runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO agency (id, name, province, created_at)"
                " VALUES (:id, :name, '', '2026-01-01 00:00:00')"
            ),
            [{"id": 1000 + n, "name": f"Cơ quan {n}"} for n in range(after, after + count)],
        )


def counted(runtime: Runtime) -> dict[str, int]:
    """Give the rows the planner believes there are, by table."""
    with runtime.engine.connect() as connection:
        if runtime.engine.dialect.name == "postgresql":
            rows = connection.execute(
                text("SELECT relname, reltuples FROM pg_class WHERE relname = 'agency'")
            )
            return {name: int(tuples) for name, tuples in rows if tuples > 0}
        rows = connection.execute(text("SELECT tbl, stat FROM sqlite_stat1"))
        return {name: int(stat.split(" ")[0]) for name, stat in rows}


def until_counted(runtime: Runtime) -> tuple[str, ...]:
    """Refresh until that table is counted; PostgreSQL tells what was written after a moment."""
    for _ in range(60):
        if "agency" in (done := refresh(runtime)):
            return done
        time.sleep(0.25)
    return ()


def test_what_grew_is_counted_and_again_only_after_much_more(runtime: Runtime) -> None:
    refresh(runtime)  # of PostgreSQL the tables of tests before
    fill(runtime, 2000)
    assert "agency" in until_counted(runtime)
    assert counted(runtime)["agency"] >= 2000
    assert "agency" not in refresh(runtime)
    fill(runtime, 2000, after=2000)
    assert "agency" in until_counted(runtime)
    assert counted(runtime)["agency"] >= 4000


def test_what_was_counted_of_a_small_table_is_dropped_and_new_connections_know(
    runtime: Runtime,
) -> None:
    if runtime.engine.dialect.name == "postgresql":
        return  # counts by itself, small tables too
    fill(runtime, 10)
    with runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("ANALYZE"))
    assert "agency" in counted(runtime)
    refresh(runtime)
    assert "agency" not in counted(runtime)
    with runtime.engine.connect() as old:
        fill(runtime, 1500, after=10)
        assert refresh(runtime) == ("agency",)
        assert old.connection.dbapi_connection is not None
        before = id(old.connection.dbapi_connection)
    assert counted(runtime)["agency"] >= 1500
    with runtime.engine.connect() as new:
        assert id(new.connection.dbapi_connection) != before


def test_the_worker_counts_when_a_day_begins_and_after_jobs(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Runtime] = []

    def seeing(of: Runtime) -> tuple[str, ...]:
        seen.append(of)
        return ()

    monkeypatch.setattr(statistics, "refresh", seeing)
    worker.run(runtime, {}, once=True)
    assert seen == [runtime]
    for _ in range(2):
        enqueue(runtime)
    worker.run(runtime, {"nothing": nothing}, once=True)
    assert seen == [runtime] * 3  # a worker that starts counts, and once after all its jobs
