"""What a decision on a finding is called, and what else of findings has no place in `words`."""

from flask_babel import gettext

from docctl.impact.states import FindingState
from docctl.impact.verdicts import Verdict
from docctl.impact.waiting_rules import WaitsFor
from docctl.impact.weak_rules import Step, StepKind, WeakKind
from docctl.legal.cascade import Outcome
from docctl.legal.paths import label_of
from docctl.legal.rules import Action
from docctl.web.marking import mark as _


def decision_word(to: FindingState) -> str:
    """Name what a person decides a finding to be."""
    words: dict[FindingState, str] = {
        FindingState.UNDER_REVIEW: _("to be looked into"),
        FindingState.NEEDS_UPDATE: _("the document needs an update"),
        FindingState.NOT_AFFECTED: _("not affected"),
        FindingState.IGNORED: _("ignored for some time"),
    }
    return str(gettext(words[to])) if to in words else to.value


def waiting_word(event: str) -> str:
    """Name what a finding is put off for, beside a day."""
    words: dict[WaitsFor, str] = {
        WaitsFor.NOTHING: "",
        WaitsFor.GUIDANCE_ISSUED: _("until a text that details or guides it is issued"),
        WaitsFor.GUIDANCE_BEGINS: _("until a text that details or guides it takes effect"),
    }
    word = words[WaitsFor(event)]
    return str(gettext(word)) if word else ""


def signal_word(kind: WeakKind) -> str:
    """Name through what a change of law may reach a document."""
    words: dict[WeakKind, str] = {
        WeakKind.IMPLEMENTING: _("Guides a text that is gone: to be reviewed"),
        WeakKind.AMENDER: _("Only amended a text that is gone"),
        WeakKind.REFERENCE: _("Refers to a provision that changes"),
        WeakKind.CONSOLIDATION: _("Consolidated text older than an amendment"),
        WeakKind.NAME_MOVED: _("A newer text bears the name"),
        WeakKind.DOCUMENT_HURT: _("Names a document that has a finding"),
    }
    return str(gettext(words[kind]))


def step_word(step: Step) -> str:
    """Write one link of a chain of reasons."""
    if step.kind is StepKind.RULE:
        return _rule(Outcome(step.words), step.note)
    if step.kind is StepKind.CHANGED:
        return str(
            gettext("%(action)s by %(text)s", action=_suffered(Action(step.note)), text=step.words)
        )
    if step.kind is StepKind.REFERS:
        place = label_of(step.note)
        return str(gettext("which refers to %(place)s of %(text)s", place=place, text=step.words))
    words: dict[StepKind, str] = {
        StepKind.CITES: gettext("cites %(text)s", text=step.words),
        StepKind.DETAILS: gettext("which details %(text)s", text=step.words),
        StepKind.AMENDED: gettext("which only amended %(text)s", text=step.words),
        StepKind.CONSOLIDATES: gettext("which consolidates %(text)s", text=step.words),
        StepKind.SAME_NAME: gettext("%(text)s bears the same name", text=step.words),
        StepKind.NAMES: gettext("names %(document)s, which has a finding", document=step.words),
    }
    return words[step.kind]


def _suffered(action: Action) -> str:
    words: dict[Action, str] = {
        Action.REPLACES: gettext("replaced"),
        Action.REPEALS: gettext("repealed"),
        Action.SUSPENDS: gettext("suspended"),
        Action.EXPIRES: gettext("ended"),
    }
    amended: str = gettext("amended")
    return words.get(action, amended)


def _rule(outcome: Outcome, basis: str) -> str:
    words: dict[Outcome, str] = {
        Outcome.LIKELY_EXPIRED: gettext("likely to have ended with it (%(basis)s)", basis=basis),
        Outcome.CONTINUES: gettext("goes on where it does not contradict (%(basis)s)", basis=basis),
        Outcome.UNSETTLED: gettext("no rule on record for that time"),
    }
    return words[outcome]


def verdict_word(verdict: Verdict) -> str:
    """Say at which step the way from a mention to a finding ended, and why."""
    words: dict[Verdict, str] = {
        Verdict.NO_CITATION: _("A person said that this is no citation."),
        Verdict.UNBOUND: _("No registered text has this number or name."),
        Verdict.AMBIGUOUS: _("Several registered texts may be meant; nobody has chosen."),
        Verdict.NO_EFFECT: _("Nothing that happens to this text is recorded."),
        Verdict.NOT_CONFIRMED: _("The change is only proposed; nobody has confirmed it."),
        Verdict.EFFECT_WITHDRAWN: _("The change was withdrawn from the register."),
        Verdict.HARMLESS: _("What happens takes nothing away from the text."),
        Verdict.OTHER_PROVISION: _("The change meets another provision than the one cited."),
        Verdict.RESTS: _("The change does not work: its text is suspended, or never took effect."),
        Verdict.ANSWERED: _("The version was opened because of this change."),
        Verdict.KNOWN: _("The version was issued after the change: it answers for it."),
        Verdict.WEAK: _("A weak signal: the text changes, but not what is cited."),
        Verdict.HURT: _("Flagged: the change meets what is cited."),
    }
    return str(gettext(words[verdict]))
