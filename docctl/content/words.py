"""The difference between two runs of text, word by word."""

import re
from difflib import SequenceMatcher

from docctl.content.html import run_html
from docctl.content.normalise import is_deletion, merge_runs
from docctl.content.schema import Json

# A number, code or date is one word with the signs inside it.
_TOKEN = re.compile(r"\w+(?:[/.,:-]\w+)*|\s+|[^\w\s]")
_MAX_WORK = 4_000_000

Token = tuple[str, list[Json]]


def tokens(runs: list[Json]) -> list[Token]:
    """Cut inline nodes into words, white space and signs, each with its marks."""
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
    for tag, i1, i2, j1, j2 in _opcodes([t for t, _ in before], [t for t, _ in after]):
        if tag == "equal":
            html.append(_html(after[j1:j2]))
            marks_changed = marks_changed or before[i1:i2] != after[j1:j2]
        else:
            words_changed = True
            html.append(marked("del", _html(before[i1:i2])))
            html.append(marked("ins", _html(after[j1:j2])))
    return "".join(html), words_changed, marks_changed


def marked(tag: str, html: str) -> str:
    """Wrap inline HTML in `<ins>` or `<del>`; nothing stays nothing."""
    return f"<{tag}>{html}</{tag}>" if html else ""


def _html(part: list[Token]) -> str:
    runs = [
        {"type": "hardBreak"} if text == "\n" else {"type": "text", "text": text, "marks": marks}
        for text, marks in part
    ]
    return "".join(map(run_html, merge_runs(runs)))


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > _MAX_WORK:
        middle = [("replace", 0, len(a), 0, len(b))]
    else:
        middle = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    codes = [("equal", 0, head, 0, head)] if head else []
    codes += [(tag, i1 + head, i2 + head, j1 + head, j2 + head) for tag, i1, i2, j1, j2 in middle]
    if tail:
        codes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return _without_islands(codes, new)


def _without_islands(
    codes: list[tuple[str, int, int, int, int]], new: list[str]
) -> list[tuple[str, int, int, int, int]]:
    """Join two changes with only white space or signs between them: easier to read."""
    joined: list[tuple[str, int, int, int, int]] = []
    for place, code in enumerate(codes):
        tag, _, i2, j1, j2 = code
        inside = 0 < place < len(codes) - 1
        island = inside and tag == "equal" and not any(re.search(r"\w", t) for t in new[j1:j2])
        if joined and joined[-1][0] == "replace" and (island or tag != "equal"):
            joined[-1] = ("replace", joined[-1][1], i2, joined[-1][3], j2)
        else:
            joined.append(code if tag == "equal" else ("replace", *code[1:]))
    return joined
