"""One row of a register file: the facts of a text and its relations, from loosely named values.

Pure. Keys may be English (`number`, `issued`) or the Vietnamese column names of agencies' lists
("Số ký hiệu", "Ngày ban hành"). A relation's direction is part of its name: "Thay thế" is what the
row's text does to another; "Bị thay thế bởi", "Được sửa đổi bởi" what another does to it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from docctl.errors import Sentence, say
from docctl.legal.find import find
from docctl.legal.numbers import number_norm, type_norm, type_of_number
from docctl.legal.paths import path_of, paths_of
from docctl.legal.rules import CHANGING, ENDING, Action, Extent, objections_to_facts
from docctl.vietnamese import fold, one_line


@dataclass(frozen=True, slots=True)
class Relation:
    """What one text does to another, known by its number; `reverse`: the other does it to this."""

    action: Action
    number: str
    extent: Extent = Extent.WHOLE
    paths: tuple[str, ...] = ()
    effective_on: date | None = None
    evidence: str = ""
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The facts of one text as a file states them; `line` counts from 1."""

    line: int
    number: str
    type: str
    title: str = ""
    issuer: str = ""
    signer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    stated_status: str = ""
    certainty: str = ""
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was refused, and every reason."""

    line: int
    reasons: tuple[Sentence, ...]
    number: str = ""


_COLUMNS = {
    "number": ("number", "so ky hieu", "so hieu", "so, ky hieu", "so/ky hieu", "so van ban",
               "so ki hieu", "so hieu van ban", "ky hieu"),
    "type": ("type", "loai van ban", "loai", "ten loai", "ten loai vb", "hinh thuc",
             "hinh thuc van ban", "ten loai van ban"),
    "title": ("title", "trich yeu", "ten van ban", "ten goi", "trich yeu noi dung",
              "ten goi/trich yeu", "noi dung", "tieu de", "trich yeu noi dung van ban",
              "ten goi cua van ban/trich yeu noi dung cua van ban"),
    "issuer": ("issuer", "co quan ban hanh", "noi ban hanh", "don vi ban hanh", "co quan"),
    "issuer_by_code": ("issuer_by_code",),
    "signer": ("signer", "nguoi ky"),
    "issued": ("issued", "issued_on", "ngay ban hanh", "ngay ky", "ngay, thang, nam ban hanh",
               "ngay thang nam ban hanh", "ngay thang ban hanh"),
    "effective": ("effective", "effective_on", "ngay hieu luc", "ngay co hieu luc",
                  "hieu luc tu", "thoi diem co hieu luc", "hieu luc tu ngay"),
    "expired": ("expired", "expires_on", "ngay het hieu luc", "thoi diem het hieu luc",
                "het hieu luc tu", "ngay het hieu luc, ngung hieu luc"),
    "status": ("status", "tinh trang", "tinh trang hieu luc", "hieu luc", "trang thai"),
    "tier": ("tier", "certainty", "do tin cay"),
    "number_and_day": ("so, ky hieu; ngay, thang, nam ban hanh van ban",
                       "so, ky hieu; ngay, thang, nam ban hanh",
                       "so, ky hieu, ngay, thang, nam ban hanh",
                       "so ky hieu, ngay ban hanh", "so, ngay ban hanh"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _COLUMNS.items() for name in names}

# The first that the folded label contains wins.
_ACTIONS = (
    ("thay the", Action.REPLACES), ("bai bo", Action.REPEALS), ("huy bo", Action.REPEALS),
    ("tiep tuc co hieu luc", Action.CONTINUES), ("keo dai", Action.EXTENDS),
    ("gia han", Action.EXTENDS), ("het hieu luc", Action.REPEALS),
    ("dinh chinh", Action.CORRECTS), ("sua doi", Action.AMENDS), ("bo sung", Action.SUPPLEMENTS),
    ("huong dan", Action.DETAILS), ("dinh chi tiet", Action.DETAILS),
    ("dinh chi", Action.SUSPENDS), ("ngung hieu luc", Action.SUSPENDS),
    ("khoi phuc", Action.RESUMES), ("replace", Action.REPLACES),
    ("repeal", Action.REPEALS), ("amend", Action.AMENDS), ("supplement", Action.SUPPLEMENTS),
    ("correct", Action.CORRECTS), ("suspend", Action.SUSPENDS), ("resume", Action.RESUMES),
    ("extend", Action.EXTENDS), ("continue", Action.CONTINUES), ("detail", Action.DETAILS),
)  # fmt: skip
# Notes at single provisions: without articles they do not speak of the whole text.
_NOTES = frozenset({"tvpl-annotation", "phapdien"})
_PASSIVE = re.compile(r"\b(?:bi|duoc)\b|\bboi\b|_by$| by$")
_PLACE = re.compile(
    r"(?:điểm\s+(?P<diem>[a-zđ][0-9]?)\s+)?(?:khoản\s+(?P<khoan>\d+[a-zđ]?)\s+)?"
    r"điều\s+(?P<dieu>\d+[a-zđ]{0,2})",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMBER_AND_DAY = re.compile(
    r"^\s*(?:số:?\s*)?(\S+?)[\s,;]+(?:ngày\s+)?(\d[\d/.-]+\d)\s*$", re.IGNORECASE
)
_EMPTY = frozenset({"", "-", "--", "null", "none", "khong ro", "chua xac dinh"})
_LONGEST_EMPTY = 30  # with every diacritic apart; most cells are longer and need no folding


@lru_cache(maxsize=1024)
def field_of(column: str) -> str | None:
    """Give what a column holds: a field, `relation:<label>`, or None when nobody knows."""
    name = " ".join(re.sub(r"[*:\n]+", " ", fold(column)).split())
    if name in _FIELD_OF:
        return _FIELD_OF[name]
    return f"relation:{name}" if _action_of(name) is not None else None


def read_row(record: Mapping[str, Any], line: int) -> Row | RowError:
    """Read one record; give the row, or every reason why it cannot be one."""
    said: dict[str, Any] = {}
    for column, value in record.items():
        field = field_of(column)
        if field is not None and said.get(field) in (None, ""):
            said[field] = value
    reasons: list[Sentence] = []
    if combined := said.get("number_and_day"):
        _split(str(combined), said)
    days = {name: _day(said.get(name), reasons) for name in ("issued", "effective", "expired")}
    number = _text(said.get("number"))
    kind = _text(said.get("type"))
    row = Row(
        line=line,
        number=number,
        type=type_norm(kind) if kind else type_of_number(number) or "",
        title=_text(said.get("title")),
        issuer=_text(said.get("issuer")) or _text(said.get("issuer_by_code")),
        signer=_text(said.get("signer")),
        issued_on=days["issued"],
        effective_on=days["effective"],
        expires_on=days["expired"],
        stated_status=_text(said.get("status")),
        certainty=_text(said.get("tier")),
        relations=tuple(_relations(record, said, reasons)),
    )
    reasons.extend(
        objections_to_facts(
            number=row.number,
            type=row.type,
            issued_on=row.issued_on,
            effective_on=row.effective_on,
            expires_on=row.expires_on,
        )
    )
    return RowError(line, tuple(dict.fromkeys(reasons)), number) if reasons else row


def _text(value: Any) -> str:
    if value is None:
        return ""
    tidy = one_line(str(value))
    return "" if len(tidy) <= _LONGEST_EMPTY and fold(tidy) in _EMPTY else tidy


def _split(combined: str, said: dict[str, Any]) -> None:
    found = _NUMBER_AND_DAY.match(one_line(combined))
    said.setdefault("number", found[1] if found else combined)
    if found:
        said.setdefault("issued", found[2])


def _day(value: Any, reasons: list[Sentence]) -> date | None:
    """Read a day: a date cell, ISO, or day/month/year; anything else is a reason."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    try:
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    reasons.append(say("“%(text)s” is no date; write day/month/year.", text=text))
    return None


def _relations(
    record: Mapping[str, Any], said: Mapping[str, Any], reasons: list[Sentence]
) -> Iterator[Relation]:
    for key, reverse in (("relations", False), ("superseded_by", True)):
        listed = record.get(key) or ()
        if not isinstance(listed, list | tuple):
            reasons.append(say("“%(field)s” must be a list.", field=key))
            continue
        for one in listed:
            relation = _relation(one, reasons, reverse=reverse)
            if relation is not None:
                yield relation
    for field, value in said.items():
        if field.startswith("relation:") and _text(value):
            yield from _relations_in_words(field.removeprefix("relation:"), str(value))


def _relation(one: Any, reasons: list[Sentence], *, reverse: bool) -> Relation | None:
    if not isinstance(one, Mapping):
        reasons.append(say("“%(field)s” must be a list.", field="relations"))
        return None
    number = _text(one.get("target_number") or one.get("number"))
    label = _text(one.get("type") or one.get("action"))
    action = _action_of(fold(label))
    if action is None or not number:
        reasons.append(say("Nobody knows the relation “%(label)s”.", label=label or number))
        return None
    articles = one.get("target_articles") or ()
    paths = {path for article in articles for path in _paths_in(str(article))}
    vague = bool(articles) or bool(one.get("partial")) or one.get("via") in _NOTES
    return Relation(
        action=action,
        number=number,
        extent=_extent(action, bool(paths), vague=vague),
        paths=tuple(sorted(paths)),
        effective_on=_day(one.get("effective"), reasons),
        evidence=_text(one.get("evidence")),
        reverse=reverse,
    )


def _relations_in_words(label: str, value: str) -> Iterator[Relation]:
    """Read a cell such as `Nghị định số 12/2010/NĐ-CP; Điều 5 Thông tư 3/2012/TT-BTC`."""
    action = _action_of(label)
    if action is None:
        return
    reverse = bool(_PASSIVE.search(label))
    partial = "mot phan" in label
    for part in re.split(r"[;\n]", value):
        found = [one for one in find(part) if one.number and not one.embedded]
        if found:
            for one in found:
                paths = {path for place in one.articles for path in paths_of(place)} - {""}
                yield Relation(
                    action=action,
                    number=one.number or "",
                    extent=_extent(action, bool(paths), vague=partial),
                    paths=tuple(sorted(paths)),
                    evidence=one_line(part),
                    reverse=reverse,
                )
        elif re.search(r"\d+\S*/\S+", part):
            number = re.findall(r"\d+[^\s,]*[/-][^\s,]+", part)[-1]
            yield Relation(
                action=action,
                number=number,
                extent=_extent(action, parts=False, vague=partial),
                evidence=one_line(part),
                reverse=reverse,
            )


def _action_of(label: str) -> Action | None:
    return next((action for words, action in _ACTIONS if words in label), None)


def _paths_in(article: str) -> Iterator[str]:
    for found in _PLACE.finditer(article):
        yield path_of(found.groupdict())


def _extent(action: Action, parts: bool, *, vague: bool) -> Extent:  # noqa: FBT001  # one of two
    if parts:
        return Extent.PARTS
    if vague and action in ENDING:
        return Extent.UNSPECIFIED
    if action in CHANGING or action is Action.CORRECTS:
        return Extent.UNSPECIFIED
    return Extent.WHOLE


def relation_key(relation: Relation) -> tuple[str, str, str, bool]:
    """Give what makes two statements one relation."""
    scope = " ".join(relation.paths) or relation.extent.value
    return relation.action.value, number_norm(relation.number), scope, relation.reverse
