"""From whatever the editor, an importer or a script sent to one valid, normal form.

All faults are collected and said at once; what is merely untidy is put right without a word.
"""

import json
from collections.abc import Mapping
from typing import Any

from docctl.content.normalise import fill_uids, inline_run, safe_text, tidy
from docctl.content.schema import (
    LEAVES,
    MARK_ATTRIBUTES,
    MARK_ORDER,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    NODE_ATTRIBUTES,
    Attribute,
    Json,
)
from docctl.content.structure import fault_in
from docctl.content.tables import table_faults
from docctl.errors import Refused, Sentence, say

# Names under which TipTap's own extensions send the same fact.
_ALIASES = {"textAlign": "align", "type": "style"}
_LIST_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_MAX_REASONS = 20


def parse(raw: bytes | str | Mapping[str, Any]) -> Json:
    """Validate and normalise a document: a `doc` node with defaults, NFC text and uids filled in.

    `raw` is JSON text or an already decoded object. Unknown attributes are dropped, nested tables
    are flattened, doubled uids renewed. The result is equal for equal input and `parse` of it
    changes nothing. Raises Refused with every reason.
    """
    given = _decode(raw)
    reader = _Reader()
    doc = reader.node(given, 0)
    if reader.reasons:
        raise Refused(*reader.reasons[:_MAX_REASONS])
    assert doc is not None
    tidy(doc)
    _check_structure(doc)
    faults = table_faults(doc)
    if faults:
        raise Refused(*faults[:_MAX_REASONS])
    fill_uids(doc)
    return doc


def _decode(raw: bytes | str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass")
    if isinstance(raw, bytes):
        if len(raw) > MAX_BYTES:
            raise Refused(_too_large())
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise Refused(say("The content is not readable JSON.")) from error
    if not isinstance(raw, Mapping) or raw.get("type") != "doc":
        raise Refused(say("The content is not a document."))
    return raw


def _too_large() -> Sentence:
    return say("The content is larger than %(limit)s MB.", limit=MAX_BYTES // 2**20)


def _check_structure(doc: Json) -> None:
    if len(json.dumps(doc, ensure_ascii=False).encode()) > 2 * MAX_BYTES:
        raise Refused(_too_large())
    detail = fault_in(doc)
    if detail:
        raise Refused(
            say("The structure of the content is not allowed: %(detail)s", detail=detail[:200])
        )


class _Reader:
    """Copies allowed nodes, marks and attributes, and collects what is wrong with the rest."""

    def __init__(self) -> None:
        self.reasons: list[Sentence] = []
        self._count = 0

    def node(self, given: Any, depth: int) -> Json | None:
        self._count += 1
        if depth > MAX_DEPTH or self._count > MAX_NODES:
            raise Refused(say("The content is nested too deeply or has too many parts."))
        kind = given.get("type") if isinstance(given, Mapping) else None
        if not isinstance(kind, str) or kind not in NODE_ATTRIBUTES:
            self._refuse(say("The content has an unknown part: %(name)s", name=str(kind)[:60]))
            return None
        if kind == "text":
            return self._text(given)
        node: Json = {"type": kind}
        attributes = self._attributes(kind, NODE_ATTRIBUTES[kind], given.get("attrs"))
        if attributes:
            node["attrs"] = attributes
        marks = self._marks(given.get("marks"))
        if marks and kind == "hardBreak":
            node["marks"] = marks
        children = given.get("content")
        if children is not None and not isinstance(children, list):
            self._refuse(say("The content has an unknown part: %(name)s", name=kind))
        elif children and kind not in LEAVES:
            read = (self.node(child, depth + 1) for child in children)
            node["content"] = [child for child in read if child is not None]
        return node

    def _text(self, given: Mapping[str, Any]) -> Json | None:
        text = given.get("text")
        if not isinstance(text, str):
            self._refuse(say("The content has an unknown part: %(name)s", name="text"))
            return None
        return inline_run(text, self._marks(given.get("marks")))

    def _marks(self, given: Any) -> list[Json]:
        if not given:
            return []
        if not isinstance(given, list):
            self._refuse(say("The content has an unknown mark: %(name)s", name=str(given)[:60]))
            return []
        marks = {}
        for mark in given:
            kind = mark.get("type") if isinstance(mark, Mapping) else None
            if not isinstance(kind, str) or kind not in MARK_ATTRIBUTES:
                self._refuse(say("The content has an unknown mark: %(name)s", name=str(kind)[:60]))
                continue
            attributes = self._attributes(kind, MARK_ATTRIBUTES[kind], mark.get("attrs"))
            marks[kind] = {"type": kind, "attrs": attributes} if attributes else {"type": kind}
        return sorted(marks.values(), key=lambda mark: MARK_ORDER.index(mark["type"]))

    def _attributes(self, kind: str, allowed: Mapping[str, Attribute], given: Any) -> Json:
        if not isinstance(given, Mapping):
            given = {}
        found = {}
        for name, attribute in allowed.items():
            value = given.get(name, attribute.default)
            value = attribute.default if value is None else value
            value = safe_text(value) if isinstance(value, str) else value
            found[name] = value
            if not attribute.accepts(value):
                self._refuse_value(kind, name, value)
        self._aliases(found, allowed, given)
        return found

    def _aliases(
        self, found: Json, allowed: Mapping[str, Attribute], given: Mapping[str, Any]
    ) -> None:
        for alias, name in _ALIASES.items():
            value = given.get(alias)
            if name not in allowed or name in given or not isinstance(value, str):
                continue
            value = _LIST_TYPES.get(value, safe_text(value))
            if allowed[name].accepts(value):
                found[name] = value

    def _refuse_value(self, kind: str, name: str, value: Any) -> None:
        shown = str(value)[:80]
        if (kind, name) == ("link", "href"):
            reason = say("A link may only lead to http, https or mailto: %(value)s", value=shown)
        elif (kind, name) == ("image", "src"):
            reason = say("A picture must be one that was uploaded here: %(value)s", value=shown)
        else:
            reason = say(
                "The value %(value)s is not allowed for %(name)s of %(kind)s.",
                value=shown,
                name=name,
                kind=kind,
            )
        self._refuse(reason)

    def _refuse(self, reason: Sentence) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)
