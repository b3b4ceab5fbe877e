"""The three ways the house says no, and the sentences it says it with.

Only `web/errors.py`, `api/errors.py` and `cli` know what these mean outside.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person: an English message id and what fills its `%(name)s` places.

    The edge translates it; `str()` gives the English, for logs and the command line.
    """

    msgid: str
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Give the English sentence."""
        return self.msgid % dict(self.params) if self.params else self.msgid


def say(msgid: str, **params: object) -> Sentence:
    """Make a Sentence; `msgid` must be a literal, so that the catalogue can be collected."""
    return Sentence(msgid, tuple((name, str(value)) for name, value in params.items()))


class Refused(Exception):
    """A rule forbids the operation; `reasons` are all the sentences the user needs."""

    def __init__(self, *reasons: Sentence) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


class Stale(Refused):
    """Somebody else changed the thing meanwhile; nothing was overwritten."""


class Closed(Stale):
    """The thing was handed on or ended meanwhile; it takes no more changes."""


class NotFound(LookupError):
    """The thing asked for does not exist, or not for this reader."""


class Forbidden(PermissionError):
    """The actor lacks the permission."""
