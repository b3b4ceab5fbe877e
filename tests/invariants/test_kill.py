"""A server killed at random moments of its approvals loses none it acknowledged and breaks none."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from docctl.blobs import Blobs
from docctl.db import open_engine
from docctl.documents.rules import Status
from docctl.installation import migrate
from docctl.installation.verify import verify_all
from docctl.runtime import Runtime
from tests.conftest import PASSWORD, People, settings_for
from tests.invariants.server import Gone, Server
from tests.support.make import MakeVersion
from tests.support.ports import free_port
from tests.web import journey

PER_KILL = 12  # more than fit into SPAN and are left undisturbed
SPAN = 0.4  # seconds


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'docctl.db'}"


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    """Give the server's own database, opened beside it to set things up and to look."""
    tmp_path.chmod(0o700)
    engine = open_engine(database_url)
    migrate.upgrade(engine)
    yield Runtime(
        settings=settings_for(tmp_path, database_url),
        engine=engine,
        blobs=Blobs(tmp_path / "blobs"),
    )
    engine.dispose()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, free_port())
    yield server
    server.kill()


def kill_often(
    runtime: Runtime, people: People, make_version: MakeVersion, server: Server, kills: int
) -> None:
    pick = random.Random(kills)
    acknowledged: set[int] = set()
    broken: set[int] = set()
    for number in range(kills):
        todo = [
            journey.reviewed(runtime, people, make_version(code=f"QT-{number}-{place}"))
            for place in range(PER_KILL)
        ]
        server.start()
        server.sign_in("approver", PASSWORD)
        for version_id in sorted(broken & set(server.forms)):
            # F01: the same form with the same key again gives the one result.
            assert server.approve(version_id, PASSWORD) == 302
            acknowledged.add(version_id)
        undisturbed = pick.randrange(3)  # however slow the machine, some are acknowledged
        timer = threading.Timer(pick.uniform(0.01, SPAN), server.kill)
        for place, version_id in enumerate(todo):
            if place == undisturbed:
                timer.start()
            try:
                assert server.approve(version_id, PASSWORD) == 302
            except Gone:
                broken.add(version_id)
                break
            acknowledged.add(version_id)
        timer.join()
        with runtime.reading() as session:
            assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()
        for version_id in acknowledged:
            assert journey.status_of(runtime, version_id) is Status.APPROVED
    assert acknowledged
    assert broken
    assert server.verify()["faults"] == []  # as operators ask, of the trail's checkpoints too


def test_three_kills_in_the_middle_of_approvals_lose_nothing(
    runtime: Runtime, people: People, make_version: MakeVersion, server: Server
) -> None:
    kill_often(runtime, people, make_version, server, 3)


@pytest.mark.slow
def test_fifty_kills_in_the_middle_of_approvals_lose_nothing(
    runtime: Runtime, people: People, make_version: MakeVersion, server: Server
) -> None:
    """F01."""
    kill_often(runtime, people, make_version, server, 50)
