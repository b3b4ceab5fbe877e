"""The approval block and the revision table, in the variants that agencies use."""

import re
from collections.abc import Sequence
from typing import Any

from docctl.word.cells import Spot, date_in, key_of, rows_of, tables_of

_ROLES = (
    ("drafter", re.compile(r"(?:nguoi |don vi )?(?:soan thao|bien soan|soan|viet|lap)\b")),
    ("reviewer", re.compile(r"(?:nguoi )?(?:xem xet|soat xet|kiem tra|tham dinh|tham tra)\b")),
    ("approver", re.compile(r"(?:nguoi )?(?:phe duyet|duyet|ban hanh)\b")),
)
_NAME = re.compile(r"ho (?:va )?ten|ten\b")
_POSITION = re.compile(r"chuc (?:vu|danh)")
_DAY = re.compile(r"ngay|thoi gian")
_SIGNATURE = re.compile(r"chu ky|^ky\b")
_COLUMNS = (
    ("number", re.compile(r"lan (?:sua doi|ban hanh|sd|bh|soat xet)|phien ban")),
    ("on", re.compile(r"ngay|thoi gian")),
    ("where", re.compile(r"trang|vi tri|phan lien quan|dieu khoan|muc\b")),
    ("basis", re.compile(r"co so phap ly|can cu|ly do")),
    ("what", re.compile(r"noi dung|mo ta|tom (?:luoc|tat)|thay doi")),
    ("what", re.compile(r"yeu cau|sua doi")),
)
_LONGEST_ROLE = 40

Found = dict[str, dict[str, Any]]


def people_in(spots: Sequence[Spot]) -> Found:
    """Read drafter, reviewer and approver: `{role: {name, position, on}}`."""
    for table in tables_of(spots):
        rows = rows_of(table)
        for number, row in enumerate(rows):
            roles = {spot.column: role for spot in row if (role := _role(spot))}
            if len(set(roles.values())) >= 2:
                return _across(rows[number + 1 :], roles)
        down = {row[0].row: role for row in rows if (role := _role(row[0]))}
        if len(set(down.values())) >= 2:
            return _down(rows, down)
    return {}


def _role(spot: Spot) -> str | None:
    key = key_of(spot.text)
    if not key or len(key) > _LONGEST_ROLE:
        return None
    return next((role for role, pattern in _ROLES if pattern.match(key)), None)


def _across(rows: list[list[Spot]], roles: dict[int, str]) -> Found:
    """Roles stand in a row, the facts of each below it."""
    people: Found = {}
    for row in rows[:8]:
        what = _fact(row[0]) if row and row[0].column not in roles else None
        for spot in row:
            role = roles.get(spot.column)
            if role is None or not spot.text:
                continue
            fact, value = what, spot.text
            if fact is None:
                fact, value = _own_fact(spot.text)
            _note(people.setdefault(role, {}), fact, value)
    return {role: facts for role, facts in people.items() if facts.get("name")}


def _down(rows: list[list[Spot]], roles: dict[int, str]) -> Found:
    """Roles stand in the first column, the facts of each right of it."""
    head = {spot.column: _fact(spot) for spot in rows[0]}
    people: Found = {}
    for row in rows:
        role = roles.get(row[0].row)
        if role is None:
            continue
        for spot in row[1:]:
            if spot.text:
                _note(people.setdefault(role, {}), head.get(spot.column) or "name", spot.text)
    return {role: facts for role, facts in people.items() if facts.get("name")}


def _fact(spot: Spot) -> str | None:
    key = key_of(spot.text)
    for name, pattern in (
        ("name", _NAME),
        ("position", _POSITION),
        ("signature", _SIGNATURE),
        ("on", _DAY),
    ):
        if pattern.match(key):
            return name
    return None


def _own_fact(text: str) -> tuple[str, str]:
    """Read a cell that labels itself: `Họ tên: …`."""
    label, colon, value = text.partition(":")
    if colon:
        fact = _fact(Spot((label.strip(),)))
        if fact:
            return fact, value.strip()
    return "name", text


def _note(facts: dict[str, Any], fact: str, value: str) -> None:
    if fact == "on":
        day = date_in(value)
        if day:
            facts.setdefault("on", day.isoformat())
    elif fact != "signature" and value and any(c.isalpha() for c in value):
        facts.setdefault(fact, value[:200])


def revision_tables(spots: Sequence[Spot]) -> set[int]:
    """Tell which tables keep the history of revisions, filled in or not."""
    return {
        table[0].table
        for table in tables_of(spots)
        if table[0].table is not None and _columns(rows_of(table)[0])
    }


def revisions_in(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Read the rows of the revision tables that say something."""
    found = []
    for table in tables_of(spots):
        rows = rows_of(table)
        columns = _columns(rows[0])
        for row in rows[1:] if columns else []:
            facts: dict[str, Any] = {}
            for spot in row:
                name = columns.get(spot.column)
                if name == "on":
                    day = date_in(spot.text)
                    facts[name] = day.isoformat() if day else None
                elif name and spot.text:
                    facts.setdefault(name, spot.text[:2000])
            if facts.get("what") or (facts.get("number") and facts.get("on")):
                found.append({"what": "", **facts})
    return found[:200]


def _columns(row: Sequence[Spot]) -> dict[int, str]:
    """Name the columns of a revision table by its head; {} when it is none."""
    keys = [key_of(spot.text) for spot in row]
    if len(row) < 2 or not any(re.search(r"sua doi|thay doi|lan ban hanh", key) for key in keys):
        return {}
    columns: dict[int, str] = {}
    for spot, key in zip(row, keys, strict=True):
        name = next((name for name, pattern in _COLUMNS if pattern.search(key)), None)
        if name and (name not in columns.values() or name == "what"):
            columns[spot.column] = name
    names = set(columns.values())
    return columns if "what" in names and len(names) >= 2 and len(row) >= 3 else {}
