"""Why a citation is flagged for a change of law, or why not: the first step that decides. Pure."""

from datetime import date
from enum import StrEnum

from docctl.impact.rules import HURTING, WEAK, Cause, Mention, harm, overlap_of
from docctl.legal.rules import EffectState, Resolution


class Verdict(StrEnum):
    """What the chain from mention to finding came to; in the order of the steps."""

    NO_CITATION = "no_citation"  # a person said that the mention is none
    UNBOUND = "unbound"  # no registered text has the number or name
    AMBIGUOUS = "ambiguous"  # several have
    NO_EFFECT = "no_effect"  # nothing is recorded between the two texts
    NOT_CONFIRMED = "not_confirmed"  # the effect waits for a decision
    EFFECT_WITHDRAWN = "effect_withdrawn"
    HARMLESS = "harmless"  # what it does takes nothing away
    OTHER_PROVISION = "other_provision"  # it does not meet what is cited
    RESTS = "rests"  # it works neither today nor on a day to come
    ANSWERED = "answered"  # the version was opened because of it
    KNOWN = "known"  # the version was issued after the change
    WEAK = "weak"
    HURT = "hurt"


FLAGGED = frozenset({Verdict.WEAK, Verdict.HURT})

NOTHING = frozenset(
    {
        Verdict.NO_EFFECT,
        Verdict.HARMLESS,
        Verdict.OTHER_PROVISION,
        Verdict.RESTS,
    }
)  # the mention was understood, and no change of law has touched it


def verdict_of_binding(resolution: Resolution) -> Verdict | None:
    """Say what stops at the binding of a mention; None where it is bound."""
    return {
        Resolution.IGNORED: Verdict.NO_CITATION,
        Resolution.UNMATCHED: Verdict.UNBOUND,
        Resolution.AMBIGUOUS: Verdict.AMBIGUOUS,
        Resolution.BOUND: None,
    }[resolution]


def verdict_of_effect(state: EffectState) -> Verdict | None:
    """Say what stops at the state of an effect; None where it is confirmed."""
    return {
        EffectState.PROPOSED: Verdict.NOT_CONFIRMED,
        EffectState.WITHDRAWN: Verdict.EFFECT_WITHDRAWN,
        EffectState.CONFIRMED: None,
    }[state]


def verdict_on(
    cause: Cause, mention: Mention, *, issued_on: date, today: date, answered: bool
) -> Verdict:
    """Say whether a confirmed effect hurts a citation, or at which step it does not."""
    if cause.action not in HURTING:
        return Verdict.HARMLESS
    if overlap_of(cause, mention) is None:
        return Verdict.OTHER_PROVISION
    found = harm(cause, mention, issued_on=issued_on, today=today, answered=answered)
    if found is not None:
        return Verdict.WEAK if found.overlap in WEAK else Verdict.HURT
    if harm(cause, mention, issued_on=date.min, today=today) is None:
        return Verdict.RESTS
    return Verdict.ANSWERED if answered else Verdict.KNOWN
