"""What a decision on a finding is called, and what else of findings has no place in `words`."""

from flask_babel import gettext as _

from docctl.impact.states import FindingState


def decision_word(to: FindingState) -> str:
    """Name what a person decides a finding to be."""
    words: dict[FindingState, str] = {
        FindingState.UNDER_REVIEW: _("to be looked into"),
        FindingState.NEEDS_UPDATE: _("the document needs an update"),
        FindingState.NOT_AFFECTED: _("not affected"),
        FindingState.IGNORED: _("ignored for some time"),
    }
    return words.get(to, to.value)
