"""What one running copy of docctl owns, and the only way to change its data."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Settings
from docctl import faults, outbox, signals
from docctl.actors import Actor
from docctl.blobs import Blobs
from docctl.days import day_of
from docctl.db import open_engine
from docctl.outbox import Message

# The reading session of this request or command, by engine.
_reading: ContextVar[Mapping[Engine, Session]] = ContextVar("reading", default=MappingProxyType({}))


def utc_now() -> datetime:
    """Read the clock; the only place that does."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One all-or-nothing change: who makes it, when, what to announce after, whom to tell."""

    session: Session
    actor: Actor
    now: datetime
    request_id: str = ""
    events: list[signals.Event] = field(default_factory=list)

    @property
    def today(self) -> date:
        """Give the day it is in Viet Nam."""
        return day_of(self.now)

    def announce(self, event: signals.Event) -> None:
        """Publish `event` once this transaction has committed; the same event only once."""
        if event not in self.events:
            self.events.append(event)

    def send(self, message: Message) -> None:
        """Queue a message to a person, part of this transaction."""
        outbox.add(self.session, message, now=self.now)

    def send_all(self, messages: Iterable[Message]) -> None:
        """Queue messages to many people, part of this transaction."""
        outbox.add_all(self.session, messages, now=self.now)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Runtime:
    """One running copy: settings, database, clock, files; `strict` makes receivers' errors loud."""

    settings: Settings
    engine: Engine
    blobs: Blobs
    now: Callable[[], datetime] = utc_now
    strict: bool = False

    @classmethod
    def start(cls, settings: Settings) -> "Runtime":
        """Open the database and the files that `settings` name; nothing is created yet."""
        faults.arm_all(settings.failpoints)
        return cls(
            settings=settings,
            engine=open_engine(settings.database_url),
            blobs=Blobs(settings.home / "blobs"),
        )

    @contextmanager
    def transaction(self, actor: Actor, *, request_id: str = "") -> Iterator[Transaction]:
        """Commit on leaving, roll back on error, then publish what was announced."""
        if self.engine in _reading.get():
            raise RuntimeError("a reading is open here; its write would wait for it")
        bind = self.engine.execution_options(write=True)
        with Session(bind, expire_on_commit=False) as session, session.begin():
            tx = Transaction(
                session=session,
                actor=actor,
                now=self.now(),
                request_id=request_id or secrets.token_hex(8),
            )
            yield tx
            session.flush()  # constraint errors surface before the failpoint, not inside commit
            faults.reach("transaction.before_commit")
        faults.reach("transaction.after_commit")
        for event in tx.events:
            signals.publish(self, event)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads; inside another reading it is the same session.

        Two connections reading for one request could wait for a writer that waits for the first
        of them (SQLite lets no new reader in while a writer waits to commit).
        """
        open_now = _reading.get()
        if self.engine in open_now:
            yield open_now[self.engine]
            return
        with Session(self.engine, autoflush=False) as session:
            token = _reading.set({**open_now, self.engine: session})
            try:
                yield session
            finally:
                _reading.reset(token)
