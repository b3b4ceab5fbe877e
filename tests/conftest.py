"""What every test can ask for: a running copy on each database, people, makers, a clock to set."""

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from config import Settings
from docctl import signals
from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.blobs import Blobs
from docctl.identity import passwords
from docctl.identity import service as identity
from docctl.runtime import Runtime
from docctl.search import service as search
from docctl.search.whoosh_index import WhooshIndex
from tests.support import databases, memory
from tests.support.make import MakeDocument, MakeText, MakeVersion
from tests.support.planting import planted

pytest_plugins = ["tests.support.reading_here"]

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # ten in the morning in Viet Nam
PASSWORD = "mat-khau-dai-1"
LONG = ("tests/browser/test_", "tests/invariants/", "tests/security/test_matrix", "tests/word/")

passwords.cheapen_for_tests()

# Other work on the machine is no fault of the code: no test has a deadline. `make test` tries the
# same examples each time, so that what was green stays green; `make test-long` tries new ones.
settings.register_profile(
    "unhurried",
    deadline=None,
    derandomize=os.environ.get("HYPOTHESIS_EXAMPLES") != "new",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Use memory and start PostgreSQL once, in the process that controls the run."""
    if not hasattr(config, "workerinput"):
        memory.use()
        databases.start_postgresql()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    databases.close_all()
    if not hasattr(config, "workerinput"):
        databases.stop_postgresql()
        memory.give_back()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """Leave what was loaded out of every later search for garbage: it is most of what there is."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class Clock:
    """A clock that stands still until a test sets it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now


@dataclass(frozen=True)
class People:
    """One person per role, with real accounts; everybody's password is PASSWORD."""

    agency_id: int
    admin: Actor
    secretary: Actor
    drafter: Actor
    reviewer: Actor
    approver: Actor
    auditor: Actor
    reader: Actor


@pytest.fixture(autouse=True)
def nobody_listens_afterwards() -> Iterator[None]:
    """Disconnect what an application connected, so that the next test hears only its own."""
    yield
    for signal in signals.SIGNAL_FOR.values():
        signal._clear_state()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def settings_for(home: Path, database_url: str) -> Settings:
    return Settings(
        home=home,
        secret_key="s" * 48,
        database_url=database_url,
        testing=True,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a fresh, migrated, empty database of each kind."""
    yield from databases.fresh(request.param)


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Runtime]:
    settings = settings_for(tmp_path, database_url)
    engine = databases.open_kept(database_url)
    running = Runtime(
        settings=settings,
        engine=engine,
        blobs=Blobs(settings.home / "blobs"),
        now=clock,
        strict=True,
    )
    # A search that had to hurry says so on the page: under load, answers would differ by that.
    search.use(running, WhooshIndex(settings.index_dir, patience=600, budget=600))
    yield running
    databases.rest(engine)


@pytest.fixture
def people(runtime: Runtime) -> People:
    return planted(runtime, make_people)


def make_people(runtime: Runtime) -> People:
    names = {
        "admin": (Role.ADMIN, "Quản trị hệ thống"),
        "secretary": (Role.SECRETARY, "Thư ký ISO"),
        "drafter": (Role.DRAFTER, "Công chức soạn thảo"),
        "reviewer": (Role.REVIEWER, "Trưởng phòng"),
        "approver": (Role.APPROVER, "Chủ tịch"),
        "auditor": (Role.AUDITOR, "Đánh giá viên"),
        "reader": (Role.READER, "Công chức một cửa"),
    }
    actors: dict[str, Actor] = {}
    with runtime.transaction(SYSTEM) as tx:
        agency = agencies.create_agency(tx, name="UBND xã Thử")
        for login, (role, name) in names.items():
            user = identity.add_user(
                tx,
                agency_id=agency.id,
                login=login,
                name=name,
                password=PASSWORD,
                roles=[role],
                title=name,
            )
            actors[login] = user.actor
        agency_id = agency.id
    return People(agency_id=agency_id, **actors)


@pytest.fixture
def secretary(people: People) -> Actor:
    return people.secretary


@pytest.fixture
def drafter(people: People) -> Actor:
    return people.drafter


@pytest.fixture
def reviewer(people: People) -> Actor:
    return people.reviewer


@pytest.fixture
def approver(people: People) -> Actor:
    return people.approver


@pytest.fixture
def reader(people: People) -> Actor:
    return people.reader


@pytest.fixture
def admin(people: People) -> Actor:
    return people.admin


@pytest.fixture
def auditor(people: People) -> Actor:
    return people.auditor


@pytest.fixture
def make_document(runtime: Runtime, people: People) -> MakeDocument:
    return MakeDocument(runtime, people.agency_id, people.drafter)


@pytest.fixture
def make_version(runtime: Runtime, people: People) -> MakeVersion:
    return MakeVersion(runtime, people.agency_id, people.drafter)


@pytest.fixture
def make_text(runtime: Runtime) -> MakeText:
    return MakeText(runtime)


def also(actor: Actor, *roles: Role) -> Actor:
    """Give the same person with more roles."""
    return replace(actor, roles=actor.roles | set(roles))
