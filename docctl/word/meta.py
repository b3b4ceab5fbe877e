"""Read what a document says about itself: title block, page headers, approval block, tables.

The title block in the text wins over page headers and footers, which are often left from an older
issue; where they disagree the user is told.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from docctl.content.project import Block
from docctl.errors import Sentence, say
from docctl.vietnamese import fold
from docctl.word.cells import Spot, key_of, rows_of, spots, tables_of
from docctl.word.labels import code_in, dates_in, labels_in, numbers_in
from docctl.word.signoff import people_in, revision_tables, revisions_in
from docctl.word.subject import field_of
from docctl.word.title import agency_of, kind_of_document, title_of

_HEAD = 150
_TITLE = 60
_SERVICE = re.compile(r"(?<![\d.])[1-3]\.\d{6}(?:\.(?:\d{3}\.\d{2}\.\d{2}\.)?H\d{2})?(?![\d])")
_FORM_WORD = re.compile(r"^(?:biểu mẫu|mẫu(?: số)?)[\s:]+", re.IGNORECASE)
_BARE_CODE = re.compile(
    r"(?:QT|HD|QĐ|QD|QC|BM|ST|CS|MT|KH|TT|PL)[\s._/-]{0,2}(?:[A-ZĐ]{2,8}[\s._/-]{1,2})?\d{1,3}"
    r"(?:[\s._/-]{0,2}[A-ZĐ0-9&]{1,8}){0,4}"
)


def read_meta(
    blocks: Sequence[Block], margins: Sequence[Sequence[Block]], filename: str
) -> tuple[dict[str, Any], list[Sentence]]:
    """Read the facts (JSON values, dates as ISO text) and say where the file contradicts itself.

    `margins` are the page headers and footers, first section first.
    """
    body = spots(blocks)
    history = revision_tables(body)
    head = [s for s in _head(body) if s.table is None or s.table not in history]
    edges = [spot for margin in margins for spot in spots(margin)]
    code_table = _title_table(head)
    block = [s for s in head if s.table == code_table] if code_table is not None else []
    code = code_in(block) or code_in(head) or code_in(edges) or _bare_code(head, edges, filename)
    title = title_of(head, edges, code_table)
    kind = kind_of_document(title, code, block or [s for s in edges if s.table is not None], head)
    field, sure = field_of(title, blocks) if kind != "legal_text" else ("", False)
    found: dict[str, Any] = {
        "code": code,
        "title": title,
        "kind": kind,
        "agency": agency_of(head, code_table) or agency_of([s for s in edges if s.text], None),
        "revisions": revisions_in(_head(body)),
        "people": people_in(body[: 2 * _HEAD]),
        "field": field,
        "field_sure": sure,
        "service_code": _service_code(blocks),
        "forms": _forms(blocks),
    }
    warnings: list[Sentence] = []
    _numbers(found, block or head, head, edges, warnings)
    _days(found, block or head, head, edges, warnings)
    return found, warnings


def _head(body: list[Spot]) -> list[Spot]:
    """Give the part before the text proper: up to the purpose or scope, at most _HEAD places."""
    for place, spot in enumerate(body[:_HEAD]):
        if (
            place > 5
            and spot.table is None
            and re.match(r"(?:1|i)[.)]?\s*muc dich", fold(spot.text))
        ):
            return body[:place]
    return body[:_HEAD]


def _title_table(head: Sequence[Spot]) -> int | None:
    """Find the title block: an early table with a code in it, or with two labels of one."""
    for table in tables_of(head[:_TITLE]):
        labels = {label for spot in table for label, _ in labels_in(spot.text)} - {"page", "day"}
        if code_in(table) or len(labels) >= 2:
            return table[0].table
    return None


def _bare_code(head: Sequence[Spot], edges: Sequence[Spot], filename: str) -> str:
    """Find a code without a label: alone in a line, or at the beginning of the file name."""
    for spot in (*head[:30], *edges):
        text = _FORM_WORD.sub("", spot.text.strip("() "))
        if _BARE_CODE.fullmatch(text):
            return text
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    named = re.match(r"(?:QT|HD|QĐ|QD|QC|BM|ST)[\s._-]?\d{1,3}(?![\d])(?:[._-]\d{1,3})*", stem)
    return named[0] if named else ""


def _numbers(
    found: dict[str, Any],
    block: Sequence[Spot],
    head: Sequence[Spot],
    edges: Sequence[Spot],
    warnings: list[Sentence],
) -> None:
    issue = revision = None
    for place in (block, head, edges):
        first, second = numbers_in(place)
        issue = first if issue is None else issue
        revision = second if revision is None else revision
    found["issue_no"], found["revision_no"] = issue, revision
    others = {n for spot in edges for n in [numbers_in([spot])[0]] if n is not None}
    wrong = sorted(others - {issue})
    if wrong and issue is not None:
        warnings.append(
            say(
                "Page header or footer says issue %(other)s, the title block says %(issue)s.",
                other=", ".join(map(str, wrong)),
                issue=issue,
            )
        )


def _days(
    found: dict[str, Any],
    block: Sequence[Spot],
    head: Sequence[Spot],
    edges: Sequence[Spot],
    warnings: list[Sentence],
) -> None:
    places = (block, head, edges)
    issued = _first_day(places, "issued") or _first_day((block,), "day")
    effective = _first_day(places, "effective")
    if issued and effective and effective < issued:
        effective = None
    found["issued_on"] = issued.isoformat() if issued else None
    found["effective_on"] = effective.isoformat() if effective else None
    for name, day in (("issued", issued), ("effective", effective or issued)):
        others = sorted({other for other in dates_in(edges, name) if day and other != day})
        if day and others:
            shown = ", ".join(f"{other:%d/%m/%Y}" for other in others)
            warnings.append(
                say(
                    "Page header or footer gives another date: %(other)s instead of %(day)s.",
                    other=shown,
                    day=f"{day:%d/%m/%Y}",
                )
            )


def _first_day(places: Sequence[Sequence[Spot]], name: str) -> date | None:
    return next((day for place in places for day in dates_in(place, name)), None)


def _service_code(blocks: Sequence[Block]) -> str:
    for block in blocks:
        if re.search(r"ma (?:so )?(?:tthc|thu tuc)|thu tuc hanh chinh", fold(block.text)):
            found = _SERVICE.search(block.text)
            if found:
                return found[0]
    return ""


def _forms(blocks: Sequence[Block]) -> list[list[str]]:
    """Read code and name of each form from the tables of the forms section."""
    found = []
    inside = [b for b in blocks if b.table is not None and b.topic == "forms"]
    for table in tables_of(spots(inside)):
        rows = rows_of(table)
        head = {spot.column: key_of(spot.text) for spot in rows[0]}
        codes = [c for c, key in head.items() if re.search(r"ma (?:hieu|so)|ky hieu", key)]
        names = [c for c, key in head.items() if re.search(r"ten", key)]
        if not names or any("luu" in key for key in head.values()):
            continue
        for row in rows[1:]:
            texts = {spot.column: spot.text for spot in row}
            name = texts.get(names[0], "")
            if name:
                found.append([texts.get(codes[0], "") if codes else "", name])
    return found[:200]
