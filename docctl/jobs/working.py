"""Doing one job: the handler, its progress, and what becomes of its errors."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.exc import OperationalError

from docctl.actors import SYSTEM, Actor
from docctl.errors import Forbidden, NotFound, Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.jobs import service
from docctl.jobs.rules import EVERY_LINES, EVERY_SECONDS
from docctl.jobs.service import Claim, LeaseLost
from docctl.runtime import Runtime, Transaction

logger = logging.getLogger(__name__)


class Work:
    """What a handler is given: the parameters, on whose behalf, and where to report.

    A handler does its items in order, each in transactions of its own, and calls `report` after
    each; after a crash it is called again with `done` as far as it was written, so every item must
    bear being done twice. Progress is written at most once a second. A handler whose parts are not
    to be done twice calls `keep` inside the transaction of each instead, and begins at `place`.
    """

    def __init__(
        self, runtime: Runtime, held: Claim, actor: Actor, *, timer: Callable[[], float]
    ) -> None:
        self.params, self.actor, self.job_id = held.params, actor, held.job_id
        self.done, self.total, self.place = held.done, held.total, held.place
        self._runtime, self._held, self._timer = runtime, held, timer
        self._waiting: list[Any] = []
        self._written = timer()

    def report(self, *, done: int, total: int | None = None, lines: Iterable[Any] = ()) -> None:
        """Say how many items are done; `lines` are JSON values for people to read."""
        self.done = done
        self.total = self.total if total is None else total
        self._waiting += lines
        if (
            self._timer() - self._written >= EVERY_SECONDS
            or len(self._waiting) >= EVERY_LINES
            or 0 < self.total <= self.done
        ):
            self.write()

    def write(self) -> None:
        """Write the progress now, in a short transaction of its own; renews the lease."""
        with self._runtime.transaction(SYSTEM) as tx:
            service.report(
                tx, held=self._held, done=self.done, total=self.total, lines=self._waiting
            )
        self._waiting = []
        self._written = self._timer()

    def keep(self, tx: Transaction, *, place: dict[str, Any], done: int, total: int) -> None:
        """Write the next place together with what was done; undone with it if it fails."""
        service.keep_place(tx, held=self._held, place=place, done=done, total=total)
        self.place, self.done, self.total = place, done, total


JobHandler = Callable[[Runtime, Work], None]
Handlers = Mapping[str, JobHandler]


def work_once(
    runtime: Runtime, handlers: Handlers, *, timer: Callable[[], float] = time.monotonic
) -> bool:
    """Do the next job, if there is one; say whether there was."""
    if not handlers:
        return False
    with runtime.transaction(SYSTEM) as tx:
        held = service.claim(tx, kinds=sorted(handlers))
    if held is None:
        return False
    try:
        _do(runtime, handlers[held.kind], held, timer=timer)
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", held.job_id)
    return True


def _do(runtime: Runtime, handler: JobHandler, held: Claim, *, timer: Callable[[], float]) -> None:
    actor = _actor_of(runtime, held)
    if actor is None:
        _fail(runtime, held, say("The account that asked for this work is closed."))
        return
    work = Work(runtime, held, actor, timer=timer)
    try:
        reasons = _reasons_to_fail(runtime, handler, work)
        work.write()
    except OperationalError as error:
        logger.warning("job %s is put off: the database was busy (%s)", held.job_id, error.orig)
        with runtime.transaction(SYSTEM) as tx:
            service.postpone(tx, held=held)
        return
    if reasons:
        _fail(runtime, held, *reasons)
        return
    with runtime.transaction(SYSTEM) as tx:
        service.finish(tx, held=held)


def _reasons_to_fail(runtime: Runtime, handler: JobHandler, work: Work) -> tuple[Sentence, ...]:
    """Run the handler; give the sentences for the person when it cannot come to its end."""
    try:
        handler(runtime, work)
    except (LeaseLost, OperationalError):
        raise
    except Refused as refusal:
        return refusal.reasons
    except (Forbidden, NotFound):
        logger.warning("job %s may not be done", work.job_id, exc_info=True)
        return (say("The account that asked for this work may not do it."),)
    except Exception:
        logger.exception("job %s failed", work.job_id)
        return (
            say(
                "The program made an error in this work; the log names it under job %(job)s.",
                job=work.job_id,
            ),
        )
    return ()


def _fail(runtime: Runtime, held: Claim, *reasons: Sentence) -> None:
    with runtime.transaction(SYSTEM) as tx:
        service.fail(tx, held=held, reasons=reasons)


def _actor_of(runtime: Runtime, held: Claim) -> Actor | None:
    if held.created_by_id is None:
        return SYSTEM
    with runtime.reading() as session:
        user = identity.get_user(session, held.created_by_id)
        return user.actor if user.disabled_at is None else None
