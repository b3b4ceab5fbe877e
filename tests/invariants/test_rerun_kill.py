"""A run of the engine that is killed in the middle is taken up, and its report is exact."""

import json
import signal
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from docctl.actors import SYSTEM
from docctl.audit.models import AuditEntry
from docctl.blobs import Blobs
from docctl.db import open_engine
from docctl.installation import migrate
from docctl.jobs.models import Job, JobState
from docctl.legal.models import Citation, Difference, Scan
from docctl.legal.rerun import BATCH
from docctl.runtime import Runtime
from tests.conftest import People, settings_for
from tests.invariants.server import PROGRAM, ROOT, Server
from tests.support.make import MakeText, MakeVersion

APPROVED = BATCH + 5


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'docctl.db'}"


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    """Give the installation the command works on, opened beside it."""
    tmp_path.chmod(0o700)
    engine = open_engine(database_url)
    migrate.upgrade(engine)
    yield Runtime(
        settings=settings_for(tmp_path, database_url),
        engine=engine,
        blobs=Blobs(tmp_path / "blobs"),
    )
    engine.dispose()


def command(home: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*PROGRAM, "legal", "rerun", "--json"],
        cwd=ROOT,
        env={**Server(home, 0).environment(), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def report_of(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_killed_run_is_taken_up_by_the_same_command(
    runtime: Runtime,
    people: People,
    tmp_path: Path,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_text()
    for number in range(APPROVED):
        make_version(
            "Theo Nghị định số 61/2018/NĐ-CP.",
            code=f"QT-{number}",
            effective_on=date(2026, 1, 1),
        )
    draft = make_version("Theo Nghị định số 61/2018/NĐ-CP.", code="QT-99")
    with runtime.transaction(SYSTEM) as tx:  # paths go with their citations
        for row in tx.session.scalars(select(Citation)):
            tx.session.delete(row)
        tx.session.execute(update(Scan).values(extractor="find/0"))
    killed = command(tmp_path, DOCCTL_FAILPOINTS="rerun.after_batch=kill")
    assert killed.returncode == -signal.SIGKILL
    with runtime.reading() as session:
        job = session.scalars(select(Job)).one()
        assert (job.state, job.done) == (JobState.RUNNING, 0)
        assert len(session.scalars(select(Difference)).all()) == BATCH
    with runtime.transaction(SYSTEM) as tx:
        tx.session.execute(update(Job).values(leased_until=tx.now - timedelta(seconds=1)))
    report = report_of(command(tmp_path))
    assert (report["state"], report["versions"]) == ("done", APPROVED + 1)
    assert (report["proposed"], report["applied"], report["added"]) == (APPROVED, 1, APPROVED + 1)
    assert len(report["differences"]) == APPROVED + 1
    with runtime.reading() as session:
        rows = session.scalars(select(Citation)).all()
        assert [row.version_id for row in rows] == [draft]
        ends = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "job.done"))
        assert len(ends.all()) == 1
    again = report_of(command(tmp_path))
    assert (again["proposed"], again["applied"]) == (0, 0)
