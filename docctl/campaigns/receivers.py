"""What happens to open campaigns after findings were raised; telling twice tells once."""

from docctl import signals
from docctl.actors import SYSTEM
from docctl.campaigns import service
from docctl.runtime import Runtime
from docctl.signals import EffectsConfirmed, VersionChanged


def connect() -> None:
    """Listen after impact does; the application connects every feature by name."""
    signals.effects_confirmed.connect(on_effects_confirmed)
    signals.version_changed.connect(on_version_changed)


def on_effects_confirmed(runtime: Runtime, *, event: EffectsConfirmed) -> None:
    """Tell the owners of documents that effects of an open campaign hurt now."""
    with runtime.transaction(SYSTEM) as tx:
        service.tell_newcomers(tx, effect_ids=event.effect_ids)


def on_version_changed(runtime: Runtime, *, event: VersionChanged) -> None:
    """Tell the owner of a document whose new version an open campaign concerns."""
    with runtime.transaction(SYSTEM) as tx:
        service.tell_newcomers(tx, document_id=event.document_id)
