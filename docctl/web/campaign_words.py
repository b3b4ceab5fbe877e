"""What verdicts and stages of campaigns are called on the screens."""

from flask_babel import gettext

from docctl.campaigns.rules import Stage, Verdict
from docctl.web.marking import mark as _


def verdict_word(verdict: Verdict | None) -> str:
    """Name what becomes of a document; nothing decided is said so."""
    if verdict is None:
        return str(gettext("not decided"))
    words: dict[Verdict, str] = {
        Verdict.AMEND: _("Amend the document"),
        Verdict.REPLACE: _("Replace the document"),
        Verdict.WITHDRAW: _("Withdraw it"),
        Verdict.KEEP: _("Keep as it is"),
        Verdict.UNKNOWN: _("Not clear yet"),
    }
    return str(gettext(words[verdict]))


def stage_word(stage: Stage) -> str:
    """Name how far a document of a campaign is."""
    words: dict[Stage, str] = {
        Stage.UNDECIDED: _("To be decided"),
        Stage.TO_DO: _("Not begun"),
        Stage.DRAFTING: _("Being drafted"),
        Stage.WITH_REVIEWER: _("Under review or approval"),
        Stage.CONFIRMING: _("Waits for a second person"),
        Stage.SCHEDULED: _("Approved, waits for its day"),
        Stage.DONE: _("Done"),
        Stage.KEPT: _("Kept as it is"),
        Stage.LEFT: _("Left the campaign"),
    }
    return str(gettext(words[stage]))
