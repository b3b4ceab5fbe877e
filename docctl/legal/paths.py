"""Paths of provisions: `d0012a.k003.p05.` is điểm đ khoản 3 Điều 12a.

Segments have a fixed width and end with a dot, so that text order is the order of the law, a prefix
is an ancestor and Điều 12 is not Điều 12a (legal-engine.md §2.1). Letters count in Vietnamese
order; the suffix đ is written `dz`, between d and e. Chương, mục and phần contain Điều but are no
levels, because Điều are numbered through: they are containers. Attachments (phụ lục, mẫu) come
first: `@pl002.`
"""

import re
from collections.abc import Mapping

from docctl.legal.find.citation import Place

LETTERS = "abcdđeghiklmnopqrstuvxy"
LARGEST_RANGE = 400  # places; beyond it only the two ends are given

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SUFFIXED = re.compile(r"([0-9]{1,4})([a-zđ]{0,2})")
_LETTERED = re.compile(r"([a-zđ])(\.?)([0-9]{1,2})?")
_SEGMENT = re.compile(r"(@pl|@m|[dkpqntur])([^.]*)\.")
_LEVELS = ("dieu", "khoan", "diem", "tiet")


def path_of(place: Place | Mapping[str, str | None]) -> str:
    """Give the path of a place; the empty path is the whole text (or what a container holds).

    Where a range is said (`dieu_to` …) it is the path of its beginning; see `paths_of`.
    """
    said = place.said() if isinstance(place, Place) else place
    path = ""
    if annex := said.get("phu_luc"):
        path += _attachment("@pl", annex)
    if form := said.get("mau"):
        path += _attachment("@m", form)
    if dieu := said.get("dieu"):
        path += _suffixed("d", dieu, 4)
    if khoan := said.get("khoan"):
        path += _suffixed("k", khoan, 3)
    if diem := said.get("diem"):
        path += _point("p", "n", diem)
    if tiet := said.get("tiet"):
        path += _point("t", "u", tiet)
    return path


def paths_of(place: Place | Mapping[str, str | None]) -> tuple[str, ...]:
    """Give the paths of a place with its range spelt out: Điều 5 đến Điều 7 are three paths.

    Inserted provisions inside the range (Điều 6a) are not named by it; compare with `overlap` on
    the provisions of the text where they are known. At most LARGEST_RANGE places.
    """
    said = dict(place.said() if isinstance(place, Place) else place)
    for level in reversed(_LEVELS):
        last = said.pop(f"{level}_to", None)
        if last:
            return tuple(path_of({**said, level: value}) for value in _between(said[level], last))
    return (path_of(said),)


def container_of(place: Place | Mapping[str, str | None]) -> str:
    """Give the container a place names: `c012.m001.` for Mục 1 Chương XII, or an empty text."""
    said = place.said() if isinstance(place, Place) else place
    levels = (("phan", "f"), ("chuong", "c"), ("muc", "m"), ("tieu_muc", "s"))
    return "".join(
        f"{sign}{_ordinal(value):03}." for key, sign in levels if (value := said.get(key))
    )


def place_of(path: str) -> Place:
    """Give the place of a path; the other way round of `path_of`. ValueError if it is no path."""
    said: dict[str, str] = {}
    if _SEGMENT.sub("", path):
        raise ValueError(f"no path of a provision: {path}")
    for sign, value in _SEGMENT.findall(path):
        if sign in {"@pl", "@m"}:
            said["phu_luc" if sign == "@pl" else "mau"] = _unattached(value)
        elif sign in {"d", "k"}:
            said["dieu" if sign == "d" else "khoan"] = _unsuffixed(value)
        else:
            said["tiet" if sign in "tu" else "diem"] = _unpointed(sign, value)
    return Place(**said)


def label_of(path: str) -> str:
    """Give the words of a path, lowest level first: `điểm đ khoản 3 Điều 12a`."""
    place = place_of(path)
    words = (("tiết", place.tiet), ("điểm", place.diem), ("khoản", place.khoan))
    said = [f"{word} {value}" for word, value in words if value]
    said += [f"Điều {place.dieu}"] if place.dieu else []
    said += [f"Mẫu {place.mau}"] if place.mau else []
    said += [f"Phụ lục {place.phu_luc}"] if place.phu_luc else []
    return " ".join(said)


def overlap(one: str, other: str) -> bool:
    """Say whether two paths of the same text touch: they are equal or one holds the other."""
    return one.startswith(other) or other.startswith(one)


def ancestors(path: str) -> tuple[str, ...]:
    """Give the paths that hold `path`, from the highest level down, without the whole text."""
    ends = [found.end() for found in re.finditer(r"\.", path)]
    return tuple(path[:end] for end in ends[:-1])


def _suffixed(sign: str, value: str, width: int) -> str:
    found = _SUFFIXED.fullmatch(value.strip().lower())
    if not found:
        return f"{sign}{_safe(value)}."
    return f"{sign}{int(found[1]):0{width}}{found[2].replace('đ', 'dz')}."


def _unsuffixed(value: str) -> str:
    found = re.fullmatch(r"([0-9]+)([a-z]*)", value)
    return f"{int(found[1])}{found[2].replace('dz', 'đ')}" if found else value


def _point(letter: str, digit: str, value: str) -> str:
    """Write a điểm or tiết: `p05.` for đ, `p05-01.` for đ1, `n01-02.` for 1.2, `p01_01.` for aa.

    Điểm a.2 is what điểm a holds under 2: `p01.u02.`.
    """
    value = value.strip().lower()
    found = _LETTERED.fullmatch(value)
    if found and found[1] in LETTERS:
        index = f"{LETTERS.index(found[1]) + 1:02}"
        if found[2] and found[3] and letter == "p":
            return f"p{index}.u{int(found[3]):02}."
        if not found[2]:
            return f"{letter}{index}-{int(found[3]):02}." if found[3] else f"{letter}{index}."
    if len(value) > 1 and all(one in LETTERS for one in value):
        return f"{letter}{'_'.join(f'{LETTERS.index(one) + 1:02}' for one in value)}."
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3})*[a-zđ]?", value):
        numbers = re.findall(r"[0-9]+", value)
        suffix = value[-1].replace("đ", "dz") if value[-1].isalpha() else ""
        return f"{digit}{'-'.join(f'{int(number):02}' for number in numbers)}{suffix}."
    return f"{letter}{_safe(value)}."


def _unpointed(sign: str, value: str) -> str:
    if sign in "nu":
        found = re.fullmatch(r"([0-9-]+)([a-z]*)", value)
        if found:
            numbers = ".".join(str(int(number)) for number in found[1].split("-"))
            return numbers + found[2].replace("dz", "đ")
        return value
    if re.fullmatch(r"[0-9]{2}(?:_[0-9]{2})*", value):
        return "".join(LETTERS[int(index) - 1] for index in value.split("_"))
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}", value):
        return f"{LETTERS[int(value[:2]) - 1]}{int(value[3:])}"
    return value


def _attachment(sign: str, value: str) -> str:
    number = _ordinal(value)
    return f"{sign}{number:03}." if number else f"{sign}{_safe(value)}."


def _unattached(value: str) -> str:
    return str(int(value)) if value.isdigit() else value


def _safe(value: str) -> str:
    return re.sub(r"[^0-9a-zđ]+", "-", value.strip().lower()).strip("-").replace("đ", "dz") or "0"


def _ordinal(value: str) -> int:
    """Give the number that digits or a Roman numeral say; 0 if neither."""
    lowered = value.strip().lower()
    if lowered.isdigit():
        return int(lowered)
    if lowered in {"l", "c"}:
        return 0  # a letter: nothing has fifty annexes
    total = 0
    for one, following in zip(lowered, [*lowered[1:], ""], strict=True):
        if one not in _ROMAN:
            return 0
        worth = _ROMAN[one]
        total += -worth if _ROMAN.get(following, 0) > worth else worth
    return total


def _between(first: str | None, last: str) -> list[str]:
    first = first or last
    if first.isdigit() and last.isdigit() and int(first) < int(last) <= int(first) + LARGEST_RANGE:
        return [str(number) for number in range(int(first), int(last) + 1)]
    if first in LETTERS and last in LETTERS and len(first) == len(last) == 1:
        begin, end = LETTERS.index(first), LETTERS.index(last)
        if begin < end:
            return list(LETTERS[begin : end + 1])
    return [first, last]
