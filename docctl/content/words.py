"""The difference between two runs of text, word by word."""

import re

from docctl.content.normalise import is_deletion, merge_runs
from docctl.content.runs import run_html
from docctl.content.schema import Json
from docctl.content.sequence import Code, opcodes

# A number, code or date is one word with the signs inside it.
_TOKEN = re.compile(r"(?:\w+(?:[/.,:-]\w+)*|[^\w\s])\s*|\s+")

Token = tuple[str, list[Json]]


def tokens(runs: list[Json]) -> list[Token]:
    """Cut inline nodes into words and signs with the white space after them, and their marks."""
    found: list[Token] = []
    for run in runs:
        if is_deletion(run):
            continue
        marks = run.get("marks", [])
        if run["type"] == "hardBreak":
            found.append(("\n", marks))
        else:
            found.extend((part, marks) for part in _TOKEN.findall(run["text"]))
    return found


def difference(old: list[Json], new: list[Json]) -> tuple[str, bool, bool]:
    """Give inline HTML with `<ins>` and `<del>`, whether words changed, and whether marks did."""
    before, after = tokens(old), tokens(new)
    html: list[str] = []
    words_changed = marks_changed = False
    keys = ([text.rstrip(" ") for text, _ in side] for side in (before, after))
    codes = _without_islands(opcodes(*keys), [text for text, _ in after])
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            html.append(_html(_spaced(before[i1:i2], after[j1:j2])))
            changed = [marks for _, marks in before[i1:i2]] != [marks for _, marks in after[j1:j2]]
            marks_changed = marks_changed or changed
        else:
            words_changed = True
            html.append(_replaced(before[i1:i2], after[j1:j2]))
    return "".join(html), words_changed, marks_changed


def _spaced(old: list[Token], new: list[Token]) -> list[Token]:
    """Give the new words, with the space after them that either side has."""
    pairs = zip(old, new, strict=True)
    return [(max(was, now, key=len), marks) for (was, _), (now, marks) in pairs]


def _replaced(old: list[Token], new: list[Token]) -> str:
    """Mark both sides; the space after both stands outside the marks."""
    after = " " if old and new and old[-1][0].endswith(" ") and new[-1][0].endswith(" ") else ""
    sides = []
    for tag, part in (("del", old), ("ins", new)):
        shown = [*part[:-1], (part[-1][0].rstrip(" "), part[-1][1])] if after else part
        sides.append(marked(tag, _html(shown)))
    return "".join(sides) + after


def marked(tag: str, html: str) -> str:
    """Wrap inline HTML in `<ins>` or `<del>`; nothing stays nothing."""
    return f"<{tag}>{html}</{tag}>" if html else ""


def _html(part: list[Token]) -> str:
    runs = [
        {"type": "hardBreak"} if text == "\n" else {"type": "text", "text": text, "marks": marks}
        for text, marks in part
        if text
    ]
    return "".join(map(run_html, merge_runs(runs)))


def _without_islands(codes: list[Code], new: list[str]) -> list[Code]:
    """Join two changes with only white space or signs between them: easier to read."""
    joined: list[Code] = []
    for place, code in enumerate(codes):
        tag, _, i2, j1, j2 = code
        inside = 0 < place < len(codes) - 1
        island = inside and tag == "equal" and not any(re.search(r"\w", t) for t in new[j1:j2])
        if joined and joined[-1][0] == "replace" and (island or tag != "equal"):
            joined[-1] = ("replace", joined[-1][1], i2, joined[-1][3], j2)
        else:
            joined.append(code if tag == "equal" else ("replace", *code[1:]))
    return joined
