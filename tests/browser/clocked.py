"""An installation served from this process, whose clock a test sets forward."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from config import Settings
from docctl import create_app, worker
from docctl.jobs.working import work_once
from docctl.runtime import Runtime, utc_now
from docctl.work import handlers
from tests.support.ports import free_port


class Quiet(WSGIRequestHandler):
    """Says nothing about requests that were answered."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep silent."""


class Clocked:
    """A served installation; its clock runs on from wherever it was set."""

    def __init__(self, home: Path) -> None:
        self.home, self._ahead = home, timedelta(0)
        self.port = free_port()
        settings = Settings.from_env({"DOCCTL_HOME": str(home), "DOCCTL_PORT": str(self.port)})
        self.runtime: Runtime = replace(Runtime.start(settings), now=self.now)

    @property
    def base(self) -> str:
        """Give the address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> datetime:
        """Give the moment it is here."""
        return utc_now() + self._ahead

    def set(self, moment: datetime) -> None:
        """Set the clock to a moment to come; the worker notices that days have begun."""
        self._ahead += moment - self.now()
        worker.sweep(self.runtime)

    def work(self) -> None:
        """Do all background work that waits."""
        while work_once(self.runtime, handlers()):
            pass


@contextmanager
def served(home: Path, prepare: Callable[[Clocked], None] | None = None) -> Iterator[Clocked]:
    """Serve the installation in `home` as long as it is needed, after it was prepared."""
    house = Clocked(home)
    if prepare is not None:
        prepare(house)
    server = make_server(
        "127.0.0.1", house.port, create_app(house.runtime), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, name="clocked-server", daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        thread.join()
        house.runtime.engine.dispose()
