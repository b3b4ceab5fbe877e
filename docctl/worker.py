"""The worker: jobs, mail and the daily sweep, in one loop without a broker.

Run it as a program (`docctl worker`) or as a thread beside a small server; several may run at
once. Everything it does is claimed with a lease or repeatable, so it may be killed at any point.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from threading import Event, Thread

from sqlalchemy.exc import OperationalError

from docctl.actors import SYSTEM
from docctl.alerts.delivery import deliver_due
from docctl.alerts.rendering import Renderer, open_renderer
from docctl.campaigns import put_off
from docctl.days import day_of
from docctl.impact import digests
from docctl.impact import service as impact
from docctl.installation import checkpoints, statistics
from docctl.jobs.working import Handlers, work_once
from docctl.legal import service as legal
from docctl.packs import watching
from docctl.runtime import Runtime
from docctl.search import service as search

logger = logging.getLogger(__name__)
POLL_SECONDS = 2.0
PAUSE_SECONDS = 30.0  # after an error nobody expected


def run(
    runtime: Runtime,
    handlers: Handlers,
    *,
    once: bool = False,
    stop: Event | None = None,
    renderer: Renderer | None = None,
) -> None:
    """Work until `stop` is set; with `once`, until nothing is left to do now.

    `handlers` do the jobs by kind. The sweep runs at the start and when a Vietnamese day begins.
    """
    stop = stop or Event()
    renderer = renderer or open_renderer(base_url=runtime.settings.base_url)
    swept: date | None = None
    watched: datetime | None = None
    grown = False  # jobs were done since the tables were counted
    while not stop.is_set():
        today = day_of(runtime.now())
        failed = False
        if swept != today:
            _, failed = _guarded(lambda: sweep(runtime, stop=stop), "sweep")
            _, untold = _guarded(lambda: remind(runtime), "reminder")
            _, unasked = _guarded(lambda: ask_for_texts(runtime), "requests for texts")
            _, undigested = _guarded(lambda: digests.send_digests(runtime) > 0, "digest")
            _, unindexed = _guarded(lambda: search.synchronise(runtime) >= 0, "index")
            _, unmarked = _guarded(lambda: checkpoints.mark(runtime), "checkpoint")
            _guarded(lambda: bool(statistics.refresh(runtime)), "count of the tables")
            failed = failed or untold or unasked or undigested or unindexed or unmarked
            swept = swept if failed else today
        watched, unwatched = _watch(runtime, watched)
        failed = failed or unwatched
        worked, job_failed = _guarded(lambda: work_once(runtime, handlers), "job")
        mailed, mail_failed = _guarded(
            lambda: deliver_due(runtime, renderer=renderer).sent > 0, "mail"
        )
        _, mend_failed = _guarded(lambda: search.mend(runtime) > 0, "index")
        failed = failed or job_failed or mail_failed or mend_failed
        grown = grown or worked
        if worked or mailed:
            continue
        if grown:
            _guarded(lambda: bool(statistics.refresh(runtime)), "count of the tables")
            grown = False
        if once:
            return
        stop.wait(PAUSE_SECONDS if failed else POLL_SECONDS)


def start(runtime: Runtime, handlers: Handlers) -> tuple[Thread, Event]:
    """Run the worker as a thread of this process; set the event and join the thread to end it."""
    stop = Event()
    thread = Thread(
        target=run, args=(runtime, handlers), kwargs={"stop": stop}, name="docctl-worker"
    )
    thread.daemon = True
    thread.start()
    return thread, stop


def sweep(runtime: Runtime, *, stop: Event | None = None) -> bool:
    """Raise and settle all findings again, a batch per transaction; say whether any was raised."""
    after: int | None = 0
    raised = 0
    while after is not None and not (stop is not None and stop.is_set()):
        with runtime.transaction(SYSTEM) as tx:
            swept = impact.sweep(tx, after=after)
        raised, after = raised + swept.raised, swept.next
    return raised > 0


def remind(runtime: Runtime) -> bool:
    """Tell people again of versions that are about to come before their law, which was put off."""
    with runtime.transaction(SYSTEM) as tx:
        put_off.tell_put_off(tx)
    return False


def ask_for_texts(runtime: Runtime) -> bool:
    """Ask for the texts that documents cite and the register lacks; the digest tells of them."""
    with runtime.transaction(SYSTEM) as tx:
        legal.follow_requests(tx)
    return False


def _watch(runtime: Runtime, last: datetime | None) -> tuple[datetime, bool]:
    """Look at the places watched for legal packs when an hour has passed."""
    looked = last

    def step() -> bool:
        nonlocal looked
        looked = watching.look_if_due(runtime, last=last)
        return False

    _, failed = _guarded(step, "watch")
    return looked or runtime.now(), failed  # after an error it is tried again in an hour


def _guarded(step: Callable[[], bool], name: str) -> tuple[bool, bool]:
    """Do a step; one that fails is logged and must not stop the others: (did work, failed)."""
    try:
        return step(), False
    except OperationalError as error:
        logger.warning("the worker's %s waits: no answer from the database (%s)", name, error.orig)
        return False, True
    except Exception:
        logger.exception("the worker's %s failed", name)
        return False, True
