"""Keep the index up with what was committed; a missed event is mended by `search sync`."""

from docctl import signals
from docctl.runtime import Runtime
from docctl.search import queries, service


def connect() -> None:
    """Listen to everything that changes what can be found."""
    signals.version_saved.connect(on_version_saved)
    signals.version_changed.connect(on_version_changed)
    signals.versions_changed.connect(on_versions_changed)
    signals.document_changed.connect(on_document_changed)
    signals.legal_texts_registered.connect(on_legal_texts_registered)


def on_version_saved(runtime: Runtime, *, event: signals.VersionSaved) -> None:
    """Index the text of an open version."""
    service.refresh(runtime, versions=[event.version_id])


def on_version_changed(runtime: Runtime, *, event: signals.VersionChanged) -> None:
    """Index a version in its new state."""
    service.refresh(runtime, versions=[event.version_id])


def on_versions_changed(runtime: Runtime, *, event: signals.VersionsChanged) -> None:
    """Index the versions, and all of the documents, at once: a batch writes the index once."""
    with runtime.reading() as session:
        ids = set(queries.list_version_ids(session, event.document_ids))
    service.refresh(runtime, versions=sorted(ids | set(event.version_ids)))


def on_document_changed(runtime: Runtime, *, event: signals.DocumentChanged) -> None:
    """Index all versions of a document under its new code and title."""
    with runtime.reading() as session:
        ids = queries.list_version_ids(session, [event.document_id])
    if ids:
        service.refresh(runtime, versions=ids)


def on_legal_texts_registered(runtime: Runtime, *, event: signals.LegalTextsRegistered) -> None:
    """Index legal texts."""
    service.refresh(runtime, texts=event.text_ids)
