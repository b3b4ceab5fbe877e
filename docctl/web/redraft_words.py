"""What the passages of a redraft are called on the screens."""

from flask_babel import gettext

from docctl.campaigns.redraft_queries import Fate
from docctl.campaigns.rewriting import Mark
from docctl.web.marking import mark as _


def mark_word(mark: str) -> str:
    """Say why a passage is left to a human."""
    words: dict[Mark, str] = {
        Mark.PROVISION: _("it names a provision, and which one follows it is not known"),
        Mark.NO_SUCCESSOR: _("the text ends and nothing takes its place"),
        Mark.CHANGED: _("the cited provision says something else now: does the wording hold?"),
        Mark.WORDS: _("the words after it rest on the text"),
        Mark.FACTS: _("the register lacks a fact of the new text that the passage says"),
        Mark.ALREADY: _("the new text is cited there already: join the two lines"),
        Mark.CHAIN: _("an amending chain stands there already"),
        Mark.UNSURE: _("what would be written is not read back with certainty"),
        Mark.UNDECIDED: _("an undecided proposal stands in the same paragraph"),
    }
    return str(gettext(words[Mark(mark)]))


def fate_word(fate: Fate) -> str:
    """Name what became of a passage."""
    words: dict[Fate, str] = {
        Fate.PENDING: _("proposed"),
        Fate.ACCEPTED: _("accepted"),
        Fate.REJECTED: _("rejected"),
        Fate.TO_LOOK_AT: _("a human must look"),
        Fate.LOOKED_AT: _("looked at"),
    }
    return str(gettext(words[fate]))
