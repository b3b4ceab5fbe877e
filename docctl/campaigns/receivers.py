"""What happens to open campaigns after findings were raised; telling twice tells once."""

from docctl import signals
from docctl.actors import SYSTEM
from docctl.campaigns import put_off, service
from docctl.runtime import Runtime
from docctl.signals import FindingsRaised, VersionChanged, VersionsChanged


def connect() -> None:
    """Listen; the application connects every feature by name."""
    signals.findings_raised.connect(on_findings_raised)
    signals.version_changed.connect(on_version_changed)
    signals.versions_changed.connect(on_versions_changed)


def on_findings_raised(runtime: Runtime, *, event: FindingsRaised) -> None:
    """Tell the owners of documents that effects of an open campaign hurt now.

    Tell also of approved versions that would come before a law, which was put off.
    """
    with runtime.transaction(SYSTEM) as tx:
        service.tell_newcomers(tx, effect_ids=event.effect_ids)
        put_off.tell_put_off(tx, effect_ids=event.effect_ids)


def on_version_changed(runtime: Runtime, *, event: VersionChanged) -> None:
    """Tell the owner of a document whose new version an open campaign concerns."""
    with runtime.transaction(SYSTEM) as tx:
        service.tell_newcomers(tx, document_ids=[event.document_id])


def on_versions_changed(runtime: Runtime, *, event: VersionsChanged) -> None:
    """Tell the owners of documents decided as one that an open campaign concerns."""
    with runtime.transaction(SYSTEM) as tx:
        service.tell_newcomers(tx, document_ids=event.document_ids)
