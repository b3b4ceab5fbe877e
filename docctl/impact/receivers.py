"""What happens to findings after something else has happened; `sweep` does the same again."""

from docctl import signals
from docctl.actors import SYSTEM
from docctl.impact import batches, evidence, service
from docctl.runtime import Runtime
from docctl.signals import (
    EffectsConfirmed,
    LegalTextsRegistered,
    VersionChanged,
    VersionSaved,
    VersionsChanged,
)


def connect() -> None:
    """Listen; the application connects every feature by name."""
    signals.effects_confirmed.connect(on_effects_confirmed)
    signals.version_changed.connect(on_version_changed)
    signals.versions_changed.connect(on_versions_changed)
    signals.version_saved.connect(on_version_saved)
    signals.legal_texts_registered.connect(on_legal_texts_registered)


def on_effects_confirmed(runtime: Runtime, *, event: EffectsConfirmed) -> None:
    """Raise, follow or withdraw the findings of effects that were decided; wake what waited."""
    with runtime.transaction(SYSTEM) as tx:
        batches.follow_effects(tx, effect_ids=event.effect_ids)
        service.wake(tx, effect_ids=event.effect_ids)


def on_version_changed(runtime: Runtime, *, event: VersionChanged) -> None:
    """Raise what hurts a version that now counts, and settle its document."""
    with runtime.transaction(SYSTEM) as tx:
        service.raise_findings_for_version(tx, version_id=event.version_id)


def on_versions_changed(runtime: Runtime, *, event: VersionsChanged) -> None:
    """Raise what hurts versions that now count, and settle their documents."""
    with runtime.transaction(SYSTEM) as tx:
        service.raise_findings_for_versions(tx, version_ids=event.version_ids)


def on_version_saved(runtime: Runtime, *, event: VersionSaved) -> None:
    """Follow a decision on a citation of an approved version; open ones have no findings."""
    with runtime.reading() as session:
        approved = evidence.is_approved(session, event.version_id)
    if approved:
        with runtime.transaction(SYSTEM) as tx:
            service.raise_findings_for_version(tx, version_id=event.version_id)


def on_legal_texts_registered(runtime: Runtime, *, event: LegalTextsRegistered) -> None:
    """Follow the days of texts and the citations that are now bound to them."""
    with runtime.transaction(SYSTEM) as tx:
        batches.follow_texts(tx, text_ids=event.text_ids)
