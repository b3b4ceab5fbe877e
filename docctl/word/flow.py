"""Small work on inline nodes and blocks while they are being read."""

from docctl.content import Json
from docctl.word.anchors import CITED


def is_blank(block: Json) -> bool:
    """Tell a blank line; one that we wrote ourselves, and so carries a uid, was meant."""
    blank = block["type"] == "paragraph" and not block.get("content")
    return blank and block["attrs"]["uid"] is None


def without_gaps(blocks: list[Json]) -> list[Json]:
    """Leave out blank paragraphs at the edges and all but one between blocks."""
    kept: list[Json] = []
    for block in blocks:
        if is_blank(block) and (not kept or is_blank(kept[-1])):
            continue
        kept.append(block)
    while kept and is_blank(kept[-1]):
        kept.pop()
    return kept


def all_bold(runs: list[Json]) -> bool:
    """Tell whether all that can be read of these runs is bold."""
    texts = [run for run in runs if run["type"] == "text" and run["text"].strip()]
    return bool(texts) and all({"type": "bold"} in run["marks"] for run in texts)


def plain_bold(runs: list[Json]) -> list[Json]:
    """Drop bold where all is bold: a heading is bold by itself."""
    if not all_bold(runs):
        return runs
    return [
        {**run, "marks": [mark for mark in run["marks"] if mark["type"] != "bold"]}
        if run["type"] == "text"
        else run
        for run in runs
    ]


def stripped(runs: list[Json]) -> list[Json]:
    """Leave out white space and breaks at both ends."""
    runs = list(runs)
    while runs and (runs[0]["type"] == "hardBreak" or not runs[0].get("text", "x").strip()):
        runs.pop(0)
    while runs and (runs[-1]["type"] == "hardBreak" or not runs[-1].get("text", "x").strip()):
        runs.pop()
    if runs and runs[0]["type"] == "text":
        runs[0] = {**runs[0], "text": runs[0]["text"].lstrip()}
    if runs and runs[-1]["type"] == "text":
        runs[-1] = {**runs[-1], "text": runs[-1]["text"].rstrip()}
    return runs


def text_runs(text: str, marks: list[Json] | None = None) -> list[Json]:
    """Make one run of text, none of no text."""
    return [{"type": "text", "text": text, "marks": marks or []}] if text else []


def labelled(number: str, runs: list[Json]) -> list[Json]:
    """Put an automatic number before the text, in the look of its first run."""
    if not number:
        return runs
    first = next((run for run in runs if run["type"] == "text"), None)
    marks = [m for m in first["marks"] if m["type"] not in ("link", CITED)] if first else []
    return [*text_runs(f"{number} ", marks), *runs]


def prefix(blocks: list[Json], text: str) -> None:
    """Put a text before the first paragraph of some blocks."""
    for block in blocks:
        if block["type"] == "paragraph":
            block["content"] = [*text_runs(text), *stripped(block.get("content", []))]
            return
