"""Named failpoints at every boundary where a crash could matter.

They do nothing unless armed: by a test in the same process with `arm`, or for a whole server with
`DOCCTL_FAILPOINTS=name=kill,other=raise` in its environment (refused outside tests by `config`).
"""

import os
import signal
import time
from collections.abc import Callable, Mapping

NAMES = frozenset(
    {
        "blob.before_write",
        "blob.before_rename",
        "blob.after_rename",
        "approve.before_lock",
        "approve.after_sign",
        "approve.after_audit",
        "transaction.before_commit",
        "transaction.after_commit",
        "import.after_blob",
        "rerun.after_batch",
        "redraft.after_document",
        "raise.after_batch",
        "mail.before_send",
        "mail.after_send",
    }
)


class Injected(RuntimeError):
    """The error an armed failpoint raises."""


def _raise() -> None:
    raise Injected


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


ACTS: Mapping[str, Callable[[], None]] = {
    "raise": _raise,
    "kill": _kill,
    "sleep": lambda: time.sleep(0.2),
    "enospc": lambda: _os_error(28),
    "eio": lambda: _os_error(5),
}

_armed: dict[str, Callable[[], None]] = {}
hits: dict[str, int] = {}


def _os_error(number: int) -> None:
    raise OSError(number, os.strerror(number))


def arm(name: str, act: str | Callable[[], None]) -> None:
    """Make the failpoint `name` do `act` each time it is reached."""
    if name not in NAMES:
        raise KeyError(name)
    _armed[name] = ACTS[act] if isinstance(act, str) else act


def arm_all(text: str) -> None:
    """Arm from `name=act,name=act`."""
    for pair in filter(None, text.split(",")):
        name, _, act = pair.partition("=")
        arm(name.strip(), act.strip())


def disarm() -> None:
    """Make every failpoint harmless again and forget the hits."""
    _armed.clear()
    hits.clear()


def reach(name: str) -> None:
    """Mark that the program passes the boundary `name`."""
    if not _armed:
        return
    hits[name] = hits.get(name, 0) + 1
    if name in _armed:
        _armed[name]()
