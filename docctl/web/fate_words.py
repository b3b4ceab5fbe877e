"""What became of citations when a text came back from Word, and what both changed, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from docctl import content as contents
from docctl.content import Conflict, Json
from docctl.legal.models import Citation
from docctl.legal.reconcile import Fate, Line
from docctl.legal.rules import Origin, Resolution
from docctl.workflow.bringing_back import Look

ORDER = (Fate.LOST, Fate.CHANGED, Fate.NEW, Fate.MOVED, Fate.KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A citation as the page shows it; `decision` tells what a person had decided on it."""

    word: str
    tone: str
    before: str
    after: str
    section: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place that was changed on both sides, and what is chosen for it."""

    key: str
    html: str
    here: bool
    there: bool
    chosen: str


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


def worth_showing(seen: Look) -> list[Line]:
    """Give the citations that changed, and those a person decided on; what is quiet is counted."""
    lines = [line for line in seen.lines if line.fate is not Fate.KEPT or _decided(line, seen)]
    return sorted(lines, key=lambda line: ORDER.index(line.fate))


def _row(line: Line, seen: Look) -> Citation | None:
    return None if line.before is None else seen.rows.get(line.before.ids[0])


def _decided(line: Line, seen: Look) -> bool:
    row = _row(line, seen)
    return row is not None and row.origin is Origin.HUMAN


def shown(line: Line, seen: Look) -> Shown:
    """Give a citation as the page shows it."""
    row = _row(line, seen)
    word, tone = fate_word(line.fate)
    return Shown(
        word=word,
        tone=tone,
        before="" if line.before is None else line.before.quote,
        after="" if line.after is None else line.after.quote,
        section="" if row is None else row.section,
        decision=""
        if row is None or row.origin is not Origin.HUMAN
        else decision_word(row, line.fate),
    )


def choice_of(one: Conflict, chosen: str) -> Choice:
    """Give a place that was changed on both sides as the page shows it."""
    sides = [_doc(one.draft), _doc(one.word)]
    return Choice(
        key=one.key,
        html=contents.compare(*sides).html,
        here=one.draft is not None,
        there=one.word is not None,
        chosen=chosen,
    )


def _doc(side: Json | None) -> Json:
    if side is not None and side["type"] == "doc":
        return side
    return {"type": "doc", "content": [] if side is None else [side]}
