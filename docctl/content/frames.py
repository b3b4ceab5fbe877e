"""Finding the control frame a Word file brought along: the program writes its own on every page.

Pure. Agencies print code, issue, revision and day of issue in a table at the top of a procedure; in
a document taken over from Word it stands in the text and says what was true of that file.
"""

import re
from typing import Any

from docctl.content.project import project
from docctl.vietnamese import fold, one_line

_AMONG = 12  # blocks of text at the beginning in which a frame is looked for
_LABELS = (
    re.compile(r"\bma (?:hieu|so)(?: tai lieu| quy trinh)?\s*:"),
    re.compile(r"\b(?:lan|so) ban hanh\s*:|\blan (?:sua doi|soat xet)\s*:"),
    re.compile(r"\bngay (?:ban hanh|hieu luc)\s*:"),
)


def frame_in(content: dict[str, Any]) -> str:
    """Give the words of a control frame in the first table of a text, or "".

    A frame has at least two of: a code, an issue or revision number, a day of issue.
    """
    for node in content.get("content", [])[:_AMONG]:
        if node.get("type") != "table":
            continue
        blocks = project({"type": "doc", "content": [node]}).blocks
        words = one_line(" · ".join(block.text for block in blocks if block.text.strip()))
        folded = fold(words)
        if sum(bool(label.search(folded)) for label in _LABELS) >= 2:
            return words
    return ""
