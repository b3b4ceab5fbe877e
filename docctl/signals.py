"""Every signal in the house, with the event each one carries.

A signal says that something *has happened and is committed*. The sender is the Runtime; the event
is a frozen value holding ids only. Receivers may only do work that a command can do again from
the database, so a crash between commit and signal delays work and loses nothing.
"""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blinker import NamedSignal, Namespace

if TYPE_CHECKING:
    from docctl.runtime import Runtime

logger = logging.getLogger(__name__)
_signals = Namespace()


@dataclass(frozen=True, slots=True)
class VersionSaved:
    """The text or the citations of an open version were changed."""

    version_id: int


@dataclass(frozen=True, slots=True)
class VersionChanged:
    """A version moved to another status, its days of effect or its bindings to law changed."""

    version_id: int
    document_id: int


@dataclass(frozen=True, slots=True)
class VersionsChanged:
    """Versions were redrafted or decided as one; told instead of each save and move on its own."""

    version_ids: tuple[int, ...]
    document_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DocumentChanged:
    """A document's own facts (code, title, unit, owner, withdrawal) changed."""

    document_id: int


@dataclass(frozen=True, slots=True)
class LegalTextsRegistered:
    """Legal texts were registered or their facts changed."""

    text_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EffectsConfirmed:
    """Effects of legal texts on others were confirmed, corrected or withdrawn."""

    effect_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FindingsRaised:
    """The findings of effects were raised, moved or withdrawn, at least all that are told of."""

    effect_ids: tuple[int, ...]


Event = (
    VersionSaved
    | VersionChanged
    | VersionsChanged
    | DocumentChanged
    | LegalTextsRegistered
    | EffectsConfirmed
    | FindingsRaised
)

version_saved = _signals.signal("version-saved", VersionSaved.__doc__)
version_changed = _signals.signal("version-changed", VersionChanged.__doc__)
versions_changed = _signals.signal("versions-changed", VersionsChanged.__doc__)
document_changed = _signals.signal("document-changed", DocumentChanged.__doc__)
legal_texts_registered = _signals.signal("legal-texts-registered", LegalTextsRegistered.__doc__)
effects_confirmed = _signals.signal("effects-confirmed", EffectsConfirmed.__doc__)
findings_raised = _signals.signal("findings-raised", FindingsRaised.__doc__)

SIGNAL_FOR: dict[type[Event], NamedSignal] = {
    VersionSaved: version_saved,
    VersionChanged: version_changed,
    VersionsChanged: versions_changed,
    DocumentChanged: document_changed,
    LegalTextsRegistered: legal_texts_registered,
    EffectsConfirmed: effects_confirmed,
    FindingsRaised: findings_raised,
}


def publish(runtime: "Runtime", event: Event) -> None:
    """Tell every receiver; one that fails is logged and does not stop the others."""
    for receiver in SIGNAL_FOR[type(event)].receivers_for(runtime):
        try:
            receiver(runtime, event=event)
        except Exception:
            logger.exception("receiver %r failed on %r", receiver, event)
            if runtime.strict:
                raise
