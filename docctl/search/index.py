"""The port of search: what an index is given, what it answers, and how it says no.

An index is a function of the database: it may be deleted at any time and built again. It holds
everything and knows nothing of permissions; it answers keys, best first, and the caller keeps
those that the reader may see and counts after that.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from docctl.search.query import Query

MOST_HITS = 5_000
"""Keys that one search gives at most."""


class Kind(StrEnum):
    """What can be found."""

    DOCUMENT_VERSION = "document-version"
    LEGAL_TEXT = "legal-text"


class Match(StrEnum):
    """How much of a query a hit must have: all of it, or the best part of its words."""

    ALL = "all"
    MOST = "most"


class Field(StrEnum):
    """The parts of an entry, in falling weight."""

    CODE = "code"
    TITLE = "title"
    HEADINGS = "headings"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found; `key` is unique in the index, over all kinds.

    `made_of` is the hash of what headings and body follow from, where such a hash is kept: whether
    the index holds the entry as it is can then be said without reading a text.
    """

    key: str
    kind: Kind
    code: str
    title: str
    headings: str = ""
    body: str = ""
    made_of: str = ""

    def text(self, field: Field) -> str:
        """Give the text of one part."""
        return str(getattr(self, field.value))

    @property
    def digest(self) -> str:
        """Give a short hash of all parts; the same entry has the same digest everywhere."""
        return digest_of(
            self.kind,
            self.code,
            self.title,
            *((self.made_of,) if self.made_of else (self.headings, self.body)),
        )


def digest_of(*parts: str) -> str:
    """Give the digest of an entry from its kind, code, title and what the rest follows from."""
    whole = "\x00".join(f"{len(part)}:{part}" for part in parts)
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A key, how good it is (only the order means something) and where it was found."""

    key: str
    score: float
    fields: frozenset[Field]


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits, best first; `total` is before the cap and before any permission: never show it.

    `complete` is false when time ran out: all hits are there, their order is rougher.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    complete: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Give the keys in order."""
        return tuple(hit.key for hit in self.hits)


class State(StrEnum):
    """How an index is; in every state but READY it must be built again."""

    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an index, its number of entries and a sentence for operators."""

    state: State
    entries: int = 0
    detail: str = ""


class IndexUnavailable(RuntimeError):
    """The index is missing or damaged and must be built again; nothing can be said meanwhile."""


class IndexBusy(RuntimeError):
    """Another process kept writing for too long; nothing was changed, try again later."""


class Index(Protocol):
    """What every backend does; each passes the same contract of tests."""

    def replace(self, entries: Iterable[Entry]) -> int:
        """Add entries or put them in the place of those with their keys, as one change.

        Give their number. Raises IndexUnavailable, IndexBusy.
        """

    def delete(self, keys: Iterable[str]) -> int:
        """Take entries out, as one change; unknown keys are no error. Give how many went."""

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """Build anew from `entries` whatever state the index is in; give how many it holds now.

        Compare the number with the database. Readers keep the old index until the end.
        """

    def search(
        self,
        query: Query,
        *,
        match: Match = Match.ALL,
        kinds: frozenset[Kind] | None = None,
        limit: int = MOST_HITS,
    ) -> Hits:
        """Give the keys that fit, best first; an empty query fits nothing.

        Raises IndexUnavailable.
        """

    def held(self, keys: Collection[str] | None = None) -> Mapping[str, str]:
        """Give key → digest of every entry, or of those of `keys`, to compare with the database.

        Raises IndexUnavailable.
        """

    def health(self) -> Health:
        """Say how the index is; never raises."""
