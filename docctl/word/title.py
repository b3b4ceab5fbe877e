"""The name of a document, its kind and the agency, from the title block or the first lines."""

import re
from collections.abc import Sequence

from docctl.vietnamese import one_line
from docctl.word.cells import Spot, key_of
from docctl.word.labels import labelled, labels_in

_LAWS = r"luat|bo luat|hien phap|phap lenh|nghi dinh|thong tu|nghi quyet|quyet dinh"
_KINDS = (
    ("procedure", r"(?:thu tuc )?quy trinh"),
    ("instruction", r"huong dan"),
    ("regulation", r"(?:quy dinh|quy che|noi quy)"),
    ("manual", r"so tay"),
    ("policy", r"(?:chinh sach|muc tieu) chat luong"),
    ("plan", r"ke hoach"),
    ("form", r"(?:bieu mau|mau so|to khai|don (?:de nghi|xin|yeu cau)|phieu|bien ban|form|giay)\b"),
    ("legal_text", rf"(?:{_LAWS}|chi thi|an le)\b"),
)
_KIND = tuple((name, re.compile(pattern)) for name, pattern in _KINDS)
_PREFIXES = (
    (re.compile(r"qt"), "procedure"),
    (re.compile(r"hd"), "instruction"),
    (re.compile(r"qd|qc"), "regulation"),
    (re.compile(r"bm|f\d|.*[.-]bm"), "form"),
    (re.compile(r"st"), "manual"),
    (re.compile(r"cs|mt"), "policy"),
)
_ALONE = re.compile(
    r"(?:(?:thu tuc )?quy trinh(?: (?:noi bo|iso|tac nghiep|so \w+))?|huong dan(?: cong viec)?"
    rf"|quy dinh|quy che|bieu mau|{_LAWS})\s*:?"
)
_FURNITURE = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap\s*[-–]\s*tu do|muc luc|^\(?kem theo|^so\s*:|_{3,}|^\W*$"
    r"|^(?:bieu mau|mau)(?: so)?[ :]+[a-z]{1,4}[ ./-]?(?:\S*\d)|^tieu chuan|tcvn|iso 9001"
    r"|^trang\b|ngay .* thang|^phu luc [ivx\d]+$|^mau so"
)
_AGENCY = re.compile(
    r"(?:uy ban|ubnd|hdnd|so|bo|phong|chi cuc|cuc|tong cuc|van phong|trung tam|ban quan ly|vien"
    r"|truong|quoc hoi|chinh phu|toa an|tinh|huyen|xa|thanh pho|thanh tra|cong an|chi nhanh)\b"
)
_LONGEST = 400
_HEAD_LINES = 40


def title_of(body: Sequence[Spot], margins: Sequence[Spot], code_table: int | None) -> str:
    """Read the title: title block, then its label, then the first lines."""
    block = [spot for spot in body if spot.table is not None and spot.table == code_table]
    return (
        _named(block)
        or _in_block(block)
        or _named(body[:_HEAD_LINES])
        or _named(margins)
        or _in_block([spot for spot in margins if spot.table is not None])
        or _in_lines(body)
    )


def _named(spots: Sequence[Spot]) -> str:
    return next((_tidy(value) for value in labelled(spots, "name") if len(value) > 3), "")


def _in_block(block: Sequence[Spot]) -> str:
    candidates = [spot for spot in block if spot.text and not labels_in(spot.text)]
    for spot in candidates:
        key = key_of(spot.text)
        if not any(pattern.match(key) for _, pattern in _KIND):
            continue
        rest = _after_kind_line(spot.lines)
        if rest:
            return _tidy(rest)
        lower = [s for s in candidates if s.column == spot.column and s.row > spot.row]
        if lower:
            return _tidy(lower[0].text)
    return _longest_free(candidates)


def _after_kind_line(lines: Sequence[str]) -> str:
    """Give a title without a line that holds only the kind word; "" when that is all there is."""
    if lines and _ALONE.fullmatch(key_of(lines[0]).strip()):
        return " ".join(lines[1:])
    return " ".join(lines)


def _longest_free(candidates: Sequence[Spot]) -> str:
    free = [
        spot
        for spot in candidates
        if not _AGENCY.match(key_of(spot.text)) and not _FURNITURE.search(key_of(spot.text))
    ]
    best = max(free, key=lambda spot: len(spot.text), default=None)
    return _tidy(best.text) if best and 5 < len(best.text) <= _LONGEST and len(free) <= 6 else ""


def _in_lines(body: Sequence[Spot]) -> str:
    lines = [
        line
        for spot in body[:_HEAD_LINES]
        if not labels_in(spot.text)
        for line in spot.lines
        if not _FURNITURE.search(key_of(line))
    ]
    for place, line in enumerate(lines[:15]):
        key = key_of(line)
        if not any(pattern.match(key) for _, pattern in _KIND) or len(line) > _LONGEST:
            continue
        # Further down a title still stands out in capitals; a sentence about a form does not.
        if place > 4 and line != line.upper():
            continue
        if _ALONE.fullmatch(key.strip()):
            return _tidy(_after_kind(key.strip(" :"), line, _continued(lines[place + 1 :])))
        if line == line.upper():
            return _tidy(" ".join([line, *_capitals(lines[place + 1 :])]))
        return _tidy(line)
    plain_lines = [line for line in lines if not _AGENCY.match(key_of(line))]
    first = (plain_lines or lines or [""])[0]
    if first and first == first.upper():
        first = " ".join([first, *_capitals((plain_lines or lines)[1:])])
    return _tidy(first) if len(first) <= _LONGEST else _tidy(first[:200])


def _after_kind(key: str, line: str, rest: list[str]) -> str:
    """Give the name of a document; a law keeps its kind word, a procedure is named without."""
    return " ".join([line, *rest] if re.fullmatch(_LAWS, key) or not rest else rest)


def _continued(lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    return [lines[0], *_capitals(lines[1:])] if lines[0] == lines[0].upper() else [lines[0]]


def _capitals(lines: Sequence[str]) -> list[str]:
    """Give the lines in capitals that go on with a title in capitals (at most three)."""
    more: list[str] = []
    for line in lines[:3]:
        if line != line.upper() or re.match(r"\d|[IVX]+\.", line):
            break
        more.append(line)
    return more


def _tidy(text: str) -> str:
    return one_line(text).strip(" _-–:;.*“”\"'").strip()[:_LONGEST]


def kind_of_document(
    title: str, code: str, block: Sequence[Spot], head: Sequence[Spot] = ()
) -> str:
    """Tell the kind: from the title, the title block, a line of its own, or the code's letters."""
    texts = [key_of(spot.text) for spot in block if not labels_in(spot.text)]
    lines = [key_of(line) for spot in head[:10] for line in spot.lines]
    alone = [line for line in lines if _ALONE.fullmatch(line)]
    for text in (key_of(title), *texts, *alone):
        for name, pattern in _KIND:
            if pattern.match(text):
                return name
    folded = key_of(code)
    return next((kind for pattern, kind in _PREFIXES if pattern.match(folded)), "other")


def agency_of(body: Sequence[Spot], code_table: int | None) -> str:
    """Read the agency's name from the title block or the first lines, or ""."""
    first = [s for s in body if s.table == code_table] if code_table is not None else body[:6]
    last = ""
    for spot in first:
        name = _agency_lines(spot.lines)
        key = key_of(name)
        capitals = name == name.upper() or code_table is not None
        if _AGENCY.match(key) and capitals and not labels_in(name) and len(name) <= 150:
            # In lines below each other the agency itself stands under the one above it.
            if code_table is not None:
                return name
            last = name
        elif last:
            break
    return last


def _agency_lines(lines: Sequence[str]) -> str:
    """Give the lines in which an agency is named: those before a number or a motto."""
    named = []
    for line in lines:
        if _FURNITURE.search(key_of(line)) or labels_in(line):
            break
        named.append(line)
    return one_line(" ".join(named))
