"""What happens to citations after something else has happened; `legal bind` does the same again."""

from docctl import signals
from docctl.actors import SYSTEM
from docctl.legal import service
from docctl.runtime import Runtime
from docctl.signals import LegalTextsRegistered


def connect() -> None:
    """Listen; the application connects every feature by name."""
    signals.legal_texts_registered.connect(on_legal_texts_registered)


def on_legal_texts_registered(runtime: Runtime, *, event: LegalTextsRegistered) -> None:
    """Bind what was cited before it was registered, should the registering act have missed it."""
    with runtime.transaction(SYSTEM) as tx:
        service.rebind_for_texts(tx, text_ids=event.text_ids)
