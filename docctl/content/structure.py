"""Whether the schema lets the parts of a document stand where they stand."""

from functools import lru_cache

from prosemirror.model import ContentMatch, Node

from docctl.content.normalise import walk
from docctl.content.schema import SCHEMA, Json


def fault_in(doc: Json) -> str:
    """Say what is wrong with where the nodes of `doc` stand, in ProseMirror's words; "" if nothing.

    Kinds, attributes and marks are those of the schema already, so that only what stands in what is
    left to look at. It is looked at without building ProseMirror's nodes, which takes five times as
    long; they are built to say what is wrong.
    """
    if all(_follows(node["type"], _kinds(node)) for node in walk(doc)):
        return ""
    try:
        Node.from_json(SCHEMA, doc).check()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return str(error) or type(error).__name__
    return ""


def _kinds(node: Json) -> tuple[str, ...]:
    return tuple(child["type"] for child in node.get("content", ()))


@lru_cache(maxsize=4096)  # nearly all paragraphs, rows and lists are alike
def _follows(kind: str, children: tuple[str, ...]) -> bool:
    """Say whether these children may stand in a node of this kind, in this order."""
    match: ContentMatch | None = SCHEMA.nodes[kind].content_match
    for child in children:
        match = None if match is None else match.match_type(SCHEMA.nodes[child])
    return match is not None and match.valid_end
