"""How citations stand, in words: the status, by what, since when, and what holds now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from docctl.legal.cascade import Outcome
from docctl.legal.presumption import Evidence
from docctl.legal.standing import Force, Review, Standing
from docctl.web.language import write_day
from docctl.web.words import standing_word

FINE = frozenset({Standing.IN_FORCE, Standing.PRESUMED, Standing.AMENDED_ELSEWHERE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A legal text to go to."""

    label: str
    url: str
    title: str


def standing_parts(
    force: Force, by: Sequence[Link], successors: Sequence[Link], candidates: int = 0
) -> list[str]:
    """Write the parts of a sentence: status – by what – since when – what holds now."""
    standing = force.standing
    if standing is Standing.AMBIGUOUS:
        return [
            standing_word(standing),
            _("one text may be meant; nobody has confirmed it yet")
            if candidates == 1
            else _("%(count)s texts fit; nobody has chosen one yet", count=candidates),
        ]
    parts = [_how(standing)]
    if by:
        parts.append(_by_word(standing, ", ".join(link.label for link in by)))
    if force.evidence is not None:
        parts.append(evidence_word(force.evidence))
    if force.since is not None and standing not in FINE:
        day = write_day(force.since)
        not_yet = standing is Standing.NOT_YET
        parts.append(_("in force from %(day)s", day=day) if not_yet else _("from %(day)s", day=day))
    latest = [link.label for link in successors if link not in by]
    if latest:
        parts.append(_("now: %(texts)s", texts=", ".join(latest)))
    return parts


def review_words(review: Review, parents: Sequence[Link], successors: Sequence[Link]) -> str:
    """Say that a text details one that is gone, what the law says of that, and what holds now."""
    parent = ", ".join(link.label for link in parents)
    day = write_day(review.since)
    words = [
        _("needs review: %(parent)s, which it details, ended on %(day)s", parent=parent, day=day),
        outcome_word(review.rule.outcome),
    ]
    if review.rule.basis:
        words[-1] += f" ({review.rule.basis})"
    if successors:
        words.append(_("now: %(texts)s", texts=", ".join(link.label for link in successors)))
    return "; ".join(words)


def outcome_word(outcome: Outcome) -> str:
    """Say what the law says of texts that detail one that ended."""
    words: dict[Outcome, str] = {
        Outcome.LIKELY_EXPIRED: _("by the law of that time it probably ended as well"),
        Outcome.CONTINUES: _("by the law it goes on where it does not contradict the new text"),
        Outcome.UNSETTLED: _("no rule of that time is on record"),
    }
    return words[outcome]


def evidence_word(evidence: Evidence) -> str:
    """Say what an answer rests on where a day is not recorded."""
    words: dict[Evidence, str] = {
        Evidence.STATED: _("as the source says; the day is not recorded"),
        Evidence.ISSUED: _("issued; the day it takes effect is not recorded"),
        Evidence.AGE: _("issued long ago; the day is not recorded"),
    }
    return words[evidence]


def _how(standing: Standing) -> str:
    """Begin the sentence about a citation; only the words that are said are looked up."""
    words: dict[Standing, Callable[[], str]] = {
        Standing.IN_FORCE: lambda: _("In force"),
        Standing.PRESUMED: lambda: _("In force"),
        Standing.AMENDED_ELSEWHERE: lambda: _("In force; amended in other provisions"),
        Standing.AMENDED: lambda: _("Amended"),
        Standing.WILL_EXPIRE: lambda: _("In force, will expire"),
        Standing.UNKNOWN: lambda: _("Status unknown: a day it depends on is not recorded"),
        Standing.NOT_YET: lambda: _("Not yet in force"),
        Standing.AMENDED_HERE: lambda: _("The cited provision was amended"),
        Standing.PARTLY_EXPIRED: lambda: _("Partly expired"),
        Standing.SUSPENDED: lambda: _("Suspended"),
        Standing.NEVER: lambda: _("Never came into force"),
        Standing.EXPIRED: lambda: _("Not in force any more"),
        Standing.REPLACED: lambda: _("Not in force any more"),
        Standing.AMBIGUOUS: lambda: _("Ambiguous"),
        Standing.UNREGISTERED: lambda: _("Not in the register of legal texts"),
    }
    return str(words[standing]())


def _by_word(standing: Standing, texts: str) -> str:
    if standing is Standing.REPLACED:
        return str(_("replaced by %(texts)s", texts=texts))
    if standing in {Standing.AMENDED, Standing.AMENDED_HERE, Standing.AMENDED_ELSEWHERE}:
        return str(_("amended by %(texts)s", texts=texts))
    return str(_("under %(texts)s", texts=texts))
