"""Words for what became of citations when a text came back from Word."""

from flask_babel import gettext as _

from docctl.legal.models import Citation
from docctl.legal.reconcile import Fate
from docctl.legal.rules import Resolution


def fate_word(fate: Fate) -> tuple[str, str]:
    """Say what became of a citation, and in which colour."""
    return {
        Fate.LOST: (_("citation gone"), "red"),
        Fate.CHANGED: (_("cites otherwise"), "amber"),
        Fate.NEW: (_("new citation"), "blue"),
        Fate.MOVED: (_("citation moved"), "violet"),
        Fate.KEPT: (_("citation kept"), "green"),
    }[fate]


def decision_word(row: Citation, fate: Fate) -> str:
    """Say what a person had decided on a citation and what becomes of it."""
    name = row.decided_by
    words: str = _("Bound by hand by %(name)s; that stays.", name=name)
    if fate not in {Fate.KEPT, Fate.MOVED}:
        words = _("Decided by %(name)s; the words are others now: to be decided anew.", name=name)
    elif row.resolution is Resolution.IGNORED:
        words = _("%(name)s said that it is no citation; that stays.", name=name)
    return words
