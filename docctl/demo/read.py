"""Read the sample data that lies beside this module as typed values.

Pure but for reading its own package's files: no clock, no database. Three kinds of files:

`data/agency.toml`
    name, level; `[[units]]` name, code, head (a login); `[[fields]]` name, code; `[[accounts]]`
    login, name (of a role, never of a person), role, unit.

`data/legal.jsonl`
    One legal text per line: number, type, title, issuer, issued, effective, expired, status,
    relations[{type, target_number, target_articles?, effective?}] and, where a fact could not be
    checked against a second source, certainty = "check". Days are ISO, unknown is null. A relation
    says in the words of the register what this text does to the target.

`data/procedures/*.toml`, one controlled document each
    code, title, kind ("procedure" or "form"), field, unit, owner (name of a role), drafter,
    reviewer, approver; optional parent (code of the procedure a form belongs to),
    public_service_code, review_months.
    content: the newest version in the markup of `docctl.demo.markup`.
    `[[history]]`, oldest first, one entry per version: issue_no, revision_no, state, summary;
        issued_on and effective_on where they are known days; effective_in_days for a version that
        was approved and takes effect that many days after loading; request and part for the row
        of the revision table that the reader puts at the head of a procedure; note for the reason
        of a return or a withdrawal; withdrawn_on;
        changes = [{old, new}], what this version changed in the one before it. The reader goes
        back from the newest text: `new`, which must stand there exactly once, becomes `old`.

States of a version: superseded, effective, withdrawn, draft, returned, in_review, in_approval,
approved_future. Every entry but the newest is superseded, except that an effective version may be
followed by one open version. Codes and uids are the same at every reading.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from docctl.demo import markup
from docctl.demo.model import (
    DemoAccount,
    DemoAgency,
    DemoDocument,
    DemoField,
    DemoLegalText,
    DemoRelation,
    DemoUnit,
    DemoVersion,
    Json,
)
from docctl.vietnamese import natural_key, nfc

_REVISION_HEAD: Final = """\
# SỬA ĐỔI TÀI LIỆU

|: 140 110 220 90 90
|# Yêu cầu sửa đổi/bổ sung | Trang/Phần liên quan việc sửa đổi | Mô tả nội dung sửa đổi \
| Lần ban hành/Lần sửa đổi | Ngày ban hành |"""


def read_agency() -> DemoAgency:
    """Read the invented agency; KeyError names what the file lacks."""
    raw = tomllib.loads(_text(_data() / "agency.toml"))
    return DemoAgency(
        raw["name"],
        raw["level"],
        tuple(DemoUnit(**unit) for unit in raw["units"]),
        tuple(DemoField(**field) for field in raw["fields"]),
        tuple(DemoAccount(**account) for account in raw["accounts"]),
    )


def read_legal() -> tuple[DemoLegalText, ...]:
    """Read the legal texts, in the order of the file."""
    lines = _text(_data() / "legal.jsonl").splitlines()
    return tuple(_legal_text(json.loads(line)) for line in lines if line)


def read_documents() -> tuple[DemoDocument, ...]:
    """Read the documents with all versions rebuilt, by code; ValueError on a bad change."""
    found = (entry for entry in (_data() / "procedures").iterdir() if entry.name.endswith(".toml"))
    documents = [_document(tomllib.loads(_text(entry))) for entry in found]
    return tuple(sorted(documents, key=lambda doc: (doc.field, natural_key(doc.code))))


def _data() -> Traversable:
    return files("docctl.demo") / "data"


def _text(entry: Traversable) -> str:
    return nfc(entry.read_text(encoding="utf-8"))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _legal_text(raw: Json) -> DemoLegalText:
    relations = tuple(
        DemoRelation(
            relation["type"],
            relation["target_number"],
            tuple(relation.get("target_articles", ())),
            _day(relation.get("effective")),
        )
        for relation in raw["relations"]
    )
    return DemoLegalText(
        raw["number"],
        raw["type"],
        raw["title"],
        raw["issuer"],
        _day(raw["issued"]),
        _day(raw["effective"]),
        _day(raw["expired"]),
        raw["status"],
        relations,
        raw.get("certainty") != "check",
    )


def _document(raw: Json) -> DemoDocument:
    history: list[Json] = raw["history"]
    sources = _sources(raw["content"], history)
    if raw["kind"] == "procedure":
        sources = [
            _revision_table(history[:count]) + source for count, source in enumerate(sources, 1)
        ]
    contents = _contents(raw["code"], sources)
    return DemoDocument(
        raw["code"],
        raw["title"],
        raw["kind"],
        raw["field"],
        raw["unit"],
        raw["owner"],
        raw["drafter"],
        raw["reviewer"],
        raw["approver"],
        raw.get("parent"),
        raw.get("public_service_code"),
        raw.get("review_months", 12),
        tuple(_version(entry, content) for entry, content in zip(history, contents, strict=True)),
    )


def _version(entry: Json, content: Json) -> DemoVersion:
    return DemoVersion(
        entry["issue_no"],
        entry["revision_no"],
        entry["state"],
        entry.get("issued_on"),
        entry.get("effective_on"),
        entry.get("effective_in_days"),
        entry.get("withdrawn_on"),
        entry["summary"],
        entry.get("request"),
        entry.get("part"),
        entry.get("note"),
        content,
    )


def _sources(newest: str, history: list[Json]) -> list[str]:
    sources = [newest]
    for entry in reversed(history[1:]):
        source = sources[-1]
        for change in entry.get("changes", ()):
            if source.count(change["new"]) != 1:
                raise ValueError(f"stands {source.count(change['new'])} times: {change['new']}")
            source = source.replace(change["new"], change["old"])
        sources.append(source)
    return sources[::-1]


def _revision_table(history: list[Json]) -> str:
    """Give the markup of SỬA ĐỔI TÀI LIỆU: the columns of the national model, a row per version."""
    rows = [
        f"| {entry.get('request', '–')} | {entry.get('part', 'Toàn bộ')} | {entry['summary']} "
        f"| {entry['issue_no']:02}/{entry['revision_no']:02} | {_said(entry.get('issued_on'))} |"
        for entry in history
    ]
    return "\n".join([_REVISION_HEAD, *rows, "", ""])


def _said(day: date | None) -> str:
    """Say a day as agencies do: 07/7/2025, 12/01/2026; a row of dots while it is not known."""
    if day is None:
        return "…/…/……"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def _contents(code: str, sources: list[str]) -> list[Json]:
    """Parse every version; a text block keeps its uid where it is the same or was only reworded."""
    contents: list[Json] = []
    texts: list[str] = []
    uids: list[str] = []
    for number, source in enumerate(sources):
        content: Json = {"type": "doc", "content": markup.parse(source)}
        blocks = list(_text_blocks(content))
        new_texts = [json.dumps(block, ensure_ascii=False) for block in blocks]
        fresh = [_uid(code, number, place) for place in range(len(blocks))]
        uids, texts = _carried(texts, uids, new_texts, fresh), new_texts
        for block, uid in zip(blocks, uids, strict=True):
            block["attrs"]["uid"] = uid
        contents.append(content)
    return contents


def _text_blocks(node: Json) -> Iterator[Json]:
    if node["type"] in ("paragraph", "heading"):
        yield node
    else:
        for child in node.get("content", ()):
            yield from _text_blocks(child)


def _uid(code: str, version: int, place: int) -> str:
    return hashlib.sha256(f"{code}\0{version}\0{place}".encode()).hexdigest()[:10]


def _carried(texts: list[str], uids: list[str], new: list[str], fresh: list[str]) -> list[str]:
    for tag, start, end, low, high in SequenceMatcher(
        None, texts, new, autojunk=False
    ).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == high - low):
            fresh[low:high] = uids[start:end]
    return fresh
