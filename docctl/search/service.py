"""Search as people use it, and keeping the index a function of the database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import Markup
from sqlalchemy.orm import Session

from docctl.actors import Actor
from docctl.documents.models import Version
from docctl.documents.rules import State
from docctl.errors import Sentence
from docctl.legal.models import LegalText
from docctl.runtime import Runtime
from docctl.search import queries
from docctl.search.answer import REBUILDING, answer
from docctl.search.index import Entry, Hit, Index, IndexBusy, IndexUnavailable, Kind
from docctl.search.postgresql_index import PostgresqlIndex
from docctl.search.queries import Filters
from docctl.search.query import Query, parse
from docctl.search.snippet import best_passage, highlight
from docctl.search.whoosh_index import WhooshIndex

_open: WeakKeyDictionary[Runtime, Index] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the answer; `title_html` and `snippet` are safe HTML with the words marked."""

    kind: Kind
    id: int
    document_id: int | None
    code: str
    title: str
    title_html: Markup
    snippet: Markup
    state: State | None
    label: str
    day: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results, their number, and sentences for the reader."""

    results: tuple[Result, ...]
    total: int
    notes: tuple[Sentence, ...] = ()
    unavailable: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give the answer as JSON (contract of `docctl search --json`)."""
        return {
            "total": self.total,
            "notes": [str(note) for note in self.notes],
            "results": [
                {
                    "kind": result.kind.value,
                    "id": result.id,
                    "document_id": result.document_id,
                    "code": result.code,
                    "title": result.title,
                    "state": None if result.state is None else result.state.value,
                    "snippet": str(result.snippet.striptags()),
                }
                for result in self.results
            ],
        }


def index_of(runtime: Runtime) -> Index:
    """Give the installation's index; the only place that chooses a backend (DOCCTL_SEARCH)."""
    if runtime not in _open:
        chosen = runtime.settings.search == "postgresql"
        use(
            runtime,
            PostgresqlIndex(runtime.engine) if chosen else WhooshIndex(runtime.settings.index_dir),
        )
    return _open[runtime]


def use(runtime: Runtime, index: Index) -> None:
    """Let `runtime` keep its index in `index`."""
    _open[runtime] = index


def find(
    session: Session,
    runtime: Runtime,
    *,
    text: str,
    actor: Actor,
    now: datetime,
    filters: Filters | None = None,
    page: int = 1,
    limit: int = 20,
) -> Found:
    """Answer what a person typed with what they may see; never raises on any text."""
    chosen = filters or Filters()
    query = parse(text)
    kinds = frozenset({Kind.DOCUMENT_VERSION}) if chosen.documents_only else chosen.kinds
    try:
        found = answer(
            index_of(runtime),
            query,
            lambda keys: queries.list_visible(session, keys, actor=actor, now=now, filters=chosen),
            kinds=kinds or None,
        )
    except IndexUnavailable:
        return Found(results=(), total=0, notes=(REBUILDING,), unavailable=True)
    hits = _one_per_document(session, found.hits, now=now)
    shown = hits[(page - 1) * limit : page * limit]
    return Found(
        results=tuple(_results(session, shown, query, now=now)),
        total=len(hits),
        notes=found.notes,
    )


def refresh(runtime: Runtime, *, versions: Iterable[int] = (), texts: Iterable[int] = ()) -> int:
    """Index these versions and legal texts again; cancelled and vanished ones go.

    What the index holds as it is stays, and its text is not read: a version that only moves has
    the words it had.
    An index that is busy, missing or damaged is left to the worker (`mend`): a page never waits for
    a rebuild.
    """
    version_ids, text_ids = list(versions), list(texts)
    index = index_of(runtime)
    wanted = {queries.version_key(i) for i in version_ids} | {queries.text_key(i) for i in text_ids}
    try:
        held = index.held(wanted)
        with runtime.reading() as session:
            changed, kept = _changed(session, held, version_ids, text_ids)
        gone = wanted - kept
        if gone & held.keys():
            index.delete(gone)
        return index.replace(changed) if changed else 0
    except (IndexUnavailable, IndexBusy):
        _stale_mark(runtime).parent.mkdir(parents=True, exist_ok=True)
        _stale_mark(runtime).touch()
        return 0


def rebuild(runtime: Runtime) -> int:
    """Build the index anew from the database; give how many entries it holds."""
    with runtime.reading() as session:
        return index_of(runtime).rebuild(
            entry
            for part in (queries.entries_of_versions(session), queries.entries_of_texts(session))
            for entry in part
        )


def synchronise(runtime: Runtime) -> int:
    """Compare the index with the database and mend the differences; give how many there were."""
    index = index_of(runtime)
    try:
        held = index.held()
    except IndexUnavailable:
        return rebuild(runtime)
    with runtime.reading() as session:
        stale, kept = _changed(session, held, None, None)
    gone = set(held) - kept
    if gone:
        index.delete(gone)
    if stale:
        index.replace(stale)
    return len(gone) + len(stale)


def _changed(
    session: Session,
    held: Mapping[str, str],
    version_ids: Collection[int] | None,
    text_ids: Collection[int] | None,
) -> tuple[list[Entry], set[str]]:
    """Give the entries the index does not hold as they are, and the keys it may go on holding.

    None means all versions or all texts.
    """
    digests = queries.digests_of_versions(session, version_ids) if version_ids != [] else {}
    moved = queries.ids_in([key for key, one in digests.items() if held.get(key) != one], "v")
    changed = list(queries.entries_of_versions(session, moved)) if moved else []
    kept = set(digests)
    if text_ids != []:
        for entry in queries.entries_of_texts(session, text_ids):
            kept.add(entry.key)
            if held.get(entry.key) != entry.digest:
                changed.append(entry)
    return changed, kept


def mend(runtime: Runtime) -> int:
    """Bring the index up to the database if a page left it behind; give how many entries changed.

    The worker calls it between other work.
    """
    mark = _stale_mark(runtime)
    if not mark.exists():
        return 0
    mark.unlink(missing_ok=True)  # first, so that what is left behind meanwhile is seen again
    return synchronise(runtime)


def _stale_mark(runtime: Runtime) -> Path:
    return runtime.settings.index_dir / "stale"


def _one_per_document(session: Session, hits: Sequence[Hit], *, now: datetime) -> list[Hit]:
    """Keep one version of each document: the effective one if it is among the hits."""
    owners = queries.documents_of(session, queries.ids_in([h.key for h in hits], "v"), now=now)
    current = {
        document: queries.version_key(version)
        for version, (document, effective) in owners.items()
        if effective
    }
    by_key = {hit.key: hit for hit in hits}
    kept: list[Hit] = []
    seen: set[int] = set()
    for hit in hits:
        if not hit.key.startswith("v:"):
            kept.append(hit)
            continue
        document = owners[int(hit.key[2:])][0]
        if document not in seen:
            seen.add(document)
            kept.append(by_key.get(current.get(document, hit.key), hit))
    return kept


def _results(
    session: Session, hits: Sequence[Hit], query: Query, *, now: datetime
) -> Iterable[Result]:
    keys = [hit.key for hit in hits]
    versions = queries.load_versions(session, queries.ids_in(keys, "v"))
    texts = queries.load_texts(session, queries.ids_in(keys, "t"))
    for key in keys:
        number = int(key[2:])
        if key.startswith("v:") and number in versions:
            yield _of_version(versions[number], query, now=now)
        elif key.startswith("t:") and number in texts:
            yield _of_text(texts[number], query)


def _of_version(version: Version, query: Query, *, now: datetime) -> Result:
    return Result(
        kind=Kind.DOCUMENT_VERSION,
        id=version.id,
        document_id=version.document_id,
        code=version.document.code,
        title=version.title,
        title_html=highlight(version.title, query).html,
        snippet=best_passage(version.plain_text, query).html,
        state=version.state_at(now),
        label=version.label,
        day=version.effective_from,
    )


def _of_text(text: LegalText, query: Query) -> Result:
    return Result(
        kind=Kind.LEGAL_TEXT,
        id=text.id,
        document_id=None,
        code=text.number,
        title=text.title,
        title_html=highlight(text.title, query).html,
        snippet=highlight(text.issuer, query).html,
        state=None,
        label=text.type,
        day=text.issued_on,
    )
