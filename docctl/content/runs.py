"""The inside of a text block as HTML: marks, and spans of notes around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from docctl.content.normalise import is_deletion
from docctl.content.schema import Json

MARK_TAGS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strike": "s",
    "subscript": "sub",
    "superscript": "sup",
    "insertion": "ins",
    "deletion": "del",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A span of a block to be marked: `[start, end)` in code points of `Block.text`.

    With `href` it becomes a link, else a `<mark>`. Where notes overlap the shortest shows.
    """

    start: int
    end: int
    css: str
    title: str = ""
    href: str = ""
    id: str = ""


Notes = Mapping[str, Sequence[Note]]


def inline_html(runs: Iterable[Json], notes: Sequence[Note] = ()) -> str:
    """Render inline nodes, with `notes` wrapped around the marks they run across."""
    return _join(pieces_of(runs, notes))


def pieces_of(runs: Iterable[Json], notes: Sequence[Note]) -> list[tuple[Note | None, Json]]:
    """Cut inline nodes at the edges of notes; each piece with the shortest note over it.

    What is proposed to be deleted is not counted and stays with what stands before it.
    """
    pieces: list[tuple[Note | None, Json]] = []
    position = 0
    cuts = sorted({edge for note in notes for edge in (note.start, note.end)})
    for run in runs:
        if is_deletion(run):
            pieces.append((pieces[-1][0] if pieces else None, run))
            continue
        length = 1 if run["type"] == "hardBreak" else len(run["text"])
        edges = [
            position,
            *(c for c in cuts if position < c < position + length),
            position + length,
        ]
        for start, end in pairwise(edges):
            part = run
            if run["type"] == "text":
                part = {**run, "text": run["text"][start - position : end - position]}
            pieces.append((_shortest(notes, start, end), part))
        position += length
    return pieces


def _shortest(notes: Sequence[Note], start: int, end: int) -> Note | None:
    over = [note for note in notes if note.start <= start and end <= note.end]
    return min(over, key=lambda note: note.end - note.start, default=None)


def _join(pieces: list[tuple[Note | None, Json]]) -> str:
    html: list[str] = []
    opened: Note | None = None
    for note, run in pieces:
        if note is not opened:
            html.append(_close(opened))
            html.append(_open(note))
            opened = note
        html.append(run_html(run, in_link=note is not None and bool(note.href)))
    html.append(_close(opened))
    return "".join(html)


def _open(note: Note | None) -> str:
    if note is None:
        return ""
    title = f' title="{escape(note.title)}"' if note.title else ""
    name = f' data-note="{escape(note.id)}"' if note.id else ""
    href = f' href="{escape(note.href)}"' if note.href else ""
    return f"<{'a' if href else 'mark'}{href}{class_attribute(note.css)}{name}{title}>"


def _close(note: Note | None) -> str:
    if note is None:
        return ""
    return "</a>" if note.href else "</mark>"


def run_html(run: Json, *, in_link: bool = False) -> str:
    """Render one text node or hard break with its marks; no link inside a link."""
    html = "<br>" if run["type"] == "hardBreak" else escape(run["text"], quote=False)
    for mark in reversed(run.get("marks", ())):
        kind = mark["type"]
        if kind == "link":
            if not in_link:
                html = f'<a href="{escape(mark["attrs"]["href"])}">{html}</a>'
            continue
        html = f"<{MARK_TAGS[kind]}{_change(mark)}>{html}</{MARK_TAGS[kind]}>"
    return html


def _change(mark: Json) -> str:
    attributes = mark.get("attrs")
    if not attributes:
        return ""
    author = f' data-author="{escape(attributes["author"])}"' if attributes["author"] else ""
    return f' data-change="{escape(attributes["id"])}"{author}'


def class_attribute(*names: str) -> str:
    """Write a class attribute of the names that are not empty, or nothing."""
    joined = " ".join(name for name in names if name)
    return f' class="{escape(joined)}"' if joined else ""
