"""Citations by name: laws, codes, ordinances, the constitution, initials, standards."""

import re
from functools import lru_cache

from docctl.legal.find.citation import Citation, made
from docctl.legal.find.laws import Named, amends_others, is_plain_end, known_name, law_at
from docctl.legal.find.letters import LETTER
from docctl.legal.find.ordinary_laws import (
    in_draft_or_treaty,
    name_and_type,
    ordinary_law,
    treaty_before,
)
from docctl.legal.find.provisions import places_beside
from docctl.legal.find.scan import BEFORE
from docctl.legal.find.so_far import LONGEST_GAP, SoFar, made_of
from docctl.legal.find.tails import follows, tail_at

_MEANT = re.compile(r"(?:điều\s[0-9]{1,3}[a-z]?|của|theo|thi\shành|căn\scứ|tại|số\sđiều)\s{1,2}$")
_NOT_LAW = re.compile(
    rf"(?<![{LETTER}])(?:pháp|kỷ|kỉ|quy|qui|(?<!quy\s)(?<!qui\s)định|hệ thống|ngành|đại học"
    r"|vi phạm|trường|khoa)\s$"
)
_YEAR = re.compile(r"\s(?:năm\s)?((?:19|20)[0-9]{2})(?![0-9/])")
_IMPLEMENTED = ("thi hành ", "số điều của ")
_LINE = 400
# A law of a list, or of a chain of those that amended one another, after which another law of it
# follows: what joins it, and the law.
_AMENDED = " được sửa đổi(?:, bổ sung)?(?: một số điều)? bởi "
_JOINT, _HEAD = f"(?:[,;] |,? và |{_AMENDED})", "(?:Luật|Bộ luật|Pháp lệnh) "
_NUMBER = "[0-9]{1,3}/[0-9]{4}/QH[0-9]{1,2}"
_LISTED = (
    rf"({_JOINT})({_HEAD}[^;.\n]{{2,80}}?)((?: số ({_NUMBER})| năm ((?:19|20)[0-9]{{2}}))?)"
    rf"(?={_JOINT}{_HEAD})"
)
_LIST = re.compile(rf"(?:{_LISTED})++")
_ITEMS = re.compile(_LISTED)
_NEXT = 58  # code points of what joins a law of a list and of its type word
_ITEM_REACH = 200  # those of an item and of what lets it be one, at most
# What may stand after the name of such a law.
_AFTER_NAMES = (", ", "; ", " và ", ", và ", " được ", " số ", " năm ")
_PREFIX = re.compile("[A-Za-zĐđ]+")
_OF_A_YEAR = re.compile(r"[:-]\s?[0-9]{4}")
_AROUND_MARKS = re.compile(r"\s*([:/-])\s*")
_CODE = ("Bộ", "bộ", "BỘ")
_LAW = ("luat", "LUAT")  # what may be a code
_BACK = 40  # code points before a word that say that it is no law


def law(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read the law whose type word `hit` ends, the laws in its name, and the list after it."""
    found, reach = _law(text, hit, so_far), _ITEM_REACH
    if not found or so_far.outer is not so_far.citation:
        return found
    first = _ITEMS.match(text, so_far.end)
    going_on = first is not None and _known(first[2]) is not None
    # It is looked ahead no farther than it went so far: a list that ends soon costs little.
    while going_on and (run := _LIST.match(text, so_far.end, so_far.end + reach)):
        found += _listed(text, run, so_far)
        going_on, reach = so_far.end >= run.end(), 2 * reach
    return found


def _listed(text: str, run: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read the laws of a list with a known name: `, Luật Nhà ở năm 2023 và Luật Giá`.

    They have nothing but a year or a number. One that is said to have amended the one before it
    is read here too.
    """
    found, (place, end), last = list[Citation](), run.span(), so_far.citation
    assert last is not None
    same, given = so_far.reading.same, so_far.given
    earlier, first, amends = so_far.end, last.start, last.amends
    for joint, said, after, number, label in _ITEMS.findall(text, place, end + _NEXT):
        named = _known(said)
        if named is None or place >= end:
            break
        name, kind = named
        begin = place + len(joint)
        close = begin + len(said) + len(after)
        if joint[-2] == "i":  # "bởi"
            if not _may_amend(so_far.lower, begin, close):
                break
            amends = first
        form = ("number" if number else "name_date") if after else "name"
        first, stop = (begin, close) if same else so_far.as_given(begin, close)
        last = made((first, stop, given[first:stop], kind, number or None, name,
                     int(label) if label else None, None, None, (), form, False, "legal",
                     False, False, False, amends, ()))  # fmt: skip
        found.append(last)
        earlier, place = place, close
    if found:
        so_far.went_on(last, earlier, place)
    return found


def _may_amend(lower: str, begin: int, end: int) -> bool:
    """Say whether nothing around a law that amended another one asks for a close look."""
    if treaty_before(lower, begin):
        return False
    return lower.startswith(" được s", end) or not follows(lower, end)


@lru_cache(maxsize=4096)
def _known(said: str) -> tuple[str, str] | None:
    """Give name and type of a law of a list, before another one; None: its name is not known."""
    name, kind = name_and_type(said)
    begin, lower = len(kind) + 1, said.lower()
    known = all(known_name(f"{lower}{after}luật ", begin) == len(said) for after in _AFTER_NAMES)
    return (name, kind) if known and name == said else None


def _law(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    start = hit.start() - BEFORE[hit.lastgroup or ""]
    code = start > 2 and text[start - 3 : start - 1] in _CODE and text[start - 1].isspace()
    if code and hit.lastgroup in _LAW:
        start -= 3
    lower, small, near = so_far.lower, text[start].islower(), start - so_far.end <= LONGEST_GAP
    after = hit.end()
    amends, known = amends_others(lower, after), None
    if text[after] == " " and not amends:
        known = known_name(lower, after + 1)
        quickly = _item if near else ordinary_law
        plain = None if small or not known else quickly(text, start, known, so_far)
        if plain:
            return [plain]
    if _is_no_law(lower, start, small=small):
        return []
    named = law_at(text, lower, start, after, amends=amends, known=known)
    if named is None or (small and not _meant_in_lower_case(text, lower, named)):
        return []
    if near and not named.inner and so_far.listed_at(start, named.end) == start:
        name, kind = name_and_type(text[start : named.name_end])
        number = "".join(named.number.split()) if named.number else None
        form = "number" if number else "name_date" if named.year else "name"
        year = named.year
        item = so_far.item(start, named.end, kind, "legal", number, form=form, name=name, year=year)
        return [item]
    outer = _made(text, named, so_far)
    if not named.inner:
        return [outer]
    last = so_far.end
    inner = [_made(text, one, so_far, inside=True) for one in named.inner]
    so_far.citation, so_far.end = outer, last
    return [outer, *inner]


def _is_no_law(lower: str, start: int, *, small: bool) -> bool:
    """Say whether the word is that of a draft, a treaty, or of something that is no law."""
    if in_draft_or_treaty(lower, start):
        return True
    return small and bool(_NOT_LAW.search(lower, max(0, start - _BACK), start))


def _item(text: str, start: int, end: int, so_far: SoFar) -> Citation | None:
    """Read a law of a list that has nothing but a known name: `…, Luật Nhà ở và …`."""
    if so_far.begins_item(start) != start or not is_plain_end(so_far.lower, end):
        return None
    name, kind = name_and_type(text[start:end])
    return so_far.item(start, end, kind, "legal", None, form="name", name=name)


def _meant_in_lower_case(text: str, lower: str, named: Named) -> bool:
    """Say whether `luật đất đai` without a capital is meant as the law."""
    if named.number or named.year or named.inner or text[named.start] == "b":
        return True
    tail = tail_at(text, lower, named.end)
    if tail and tail.issued:
        return True
    if _in_small_line(text, lower, named):
        return True
    base = max(0, named.start - 40)
    if not _MEANT.search(lower, base, named.start):
        return False
    if lower.endswith(_IMPLEMENTED, base, named.start) and " " in text[named.start + 6 : named.end]:
        return True
    around = slice(max(0, named.start - 60), named.end + 60)
    return text[around] == lower[around] or lower.find("điều", base, named.start) >= 0


def _in_small_line(text: str, lower: str, named: Named) -> bool:
    """Say whether all of the line up to the end of the name is small, as portals write titles."""
    floor = max(0, named.start - _LINE)
    begin = text.rfind("\n", floor, named.start) + 1
    if not begin and floor:
        return False
    return text[begin : named.end] == lower[begin : named.end] and lower[begin].isalpha()


def _made(text: str, named: Named, so_far: SoFar, *, inside: bool = False) -> Citation:
    name, kind = name_and_type(text[named.start : named.name_end])
    return made_of(
        text,
        so_far,
        named.start,
        named.end,
        kind,
        form="number" if named.number else "name_date" if named.year else "name",
        number="".join(named.number.split()) if named.number else None,
        name=name,
        year=named.year,
        amending=bool(named.inner),
        dated=named.dated,
        inside=inside,
    )


def initials(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read a code cited by its initials: `BLDS năm 2015`."""
    start, end = hit.start() - BEFORE["initials"], hit.end()
    found = _YEAR.match(text, end)
    year = int(found[1]) if found else None
    close = found.end() if found else end
    name = text[start:end]
    return [made_of(text, so_far, start, close, "Bộ luật", form="name", name=name, year=year)]


def standard(text: str, hit: re.Match[str], so_far: SoFar) -> list[Citation]:
    """Read a standard or technical regulation: `TCVN ISO 9001:2015`, `QCVN 01-1:2024/BYT`."""
    start = hit.start() - BEFORE[hit.lastgroup or ""]
    said = _standard(text[start : hit.end()])
    if said is None:
        return []
    kind, number, repairs = said
    lower, end = so_far.lower, hit.end()
    if so_far.listed_at(start, end) == start and not places_beside(lower, end):
        return [so_far.item(start, end, kind, "standard", number, form="standard",
                            elided=False, repairs=repairs)]  # fmt: skip
    made = made_of(
        text,
        so_far,
        start,
        end,
        kind,
        form="standard",
        nature="standard",
        number=number,
        repairs=repairs,
    )
    return [made]


@lru_cache(maxsize=4096)
def _standard(words: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Give kind, number and repairs of a standard; None if it is none of a certain year."""
    prefix = _PREFIX.match(words)
    assert prefix is not None
    kind = "TCVN" if prefix[0] == "TCNV" else prefix[0].upper()
    if kind == "ISO" and not _OF_A_YEAR.search(words):
        return None
    number = _AROUND_MARKS.sub(r"\1", " ".join(words.split()))
    repairs = () if kind == prefix[0].upper() else ("spelling",)
    return kind, kind + number[len(prefix[0]) :], repairs
