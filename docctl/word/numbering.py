"""Automatic numbers: what label Word would draw before each paragraph."""

from typing import NamedTuple

from docctl.word.package import Element, W, child, is_on, val, whole

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


class Level(NamedTuple):
    """How one level of a list counts: its number format, its text such as `%1.%2`, its start."""

    format: str
    text: str
    start: int
    legal: bool


class Label(NamedTuple):
    """The number of one paragraph: list, level, how it counts, its value and its drawn text."""

    number: str
    depth: int
    level: Level
    value: int
    text: str


class Numbering:
    """The lists of a document and their counters, in document order."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[str] = set()
        if root is None:
            return
        links, wanted = {}, {}
        for element in root.iter(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            self._abstract[key] = _levels(element)
            links[val(child(element, "styleLink"))] = key
            wanted[key] = val(child(element, "numStyleLink"))
        for element in root.iter(W + "num"):
            key = val(child(element, "abstractNumId")) or ""
            if wanted.get(key) in links and wanted.get(key):
                key = links[wanted[key]]
            starts = {}
            for override in element.iter(W + "lvlOverride"):
                start = val(child(override, "startOverride"))
                if start is not None:
                    starts[whole(override.get(W + "ilvl"))] = whole(start, 1)
            self._lists[element.get(W + "numId", "")] = (key, starts, _levels(element))

    def next(self, number: str, depth: int) -> Label | None:
        """Count one paragraph on and give its label, or None when the list is not known."""
        if number not in self._lists:
            return None
        key, starts, own = self._lists[number]
        levels = {**self._abstract.get(key, {}), **own}
        level = levels.get(depth)
        if level is None:
            return None
        counters = self._counters.setdefault(key, [None] * 9)
        if number not in self._started:
            self._started.add(number)
            for at, start in starts.items():
                if 0 <= at < 9:
                    counters[at] = start - 1
        current = counters[depth]
        counters[depth] = level.start if current is None else current + 1
        counters[depth + 1 :] = [None] * (8 - depth)
        value = counters[depth] or 0
        return Label(number, depth, level, value, _draw(level, depth, counters, levels))


def _levels(element: Element) -> dict[int, Level]:
    found = {}
    for level in element.iter(W + "lvl"):
        found[whole(level.get(W + "ilvl"))] = Level(
            format=val(child(level, "numFmt")) or "decimal",
            text=val(child(level, "lvlText")) or "",
            start=whole(val(child(level, "start")), 1),
            legal=bool(is_on(child(level, "isLgl"))),
        )
    return found


def _draw(level: Level, depth: int, counters: list[int | None], levels: dict[int, Level]) -> str:
    text = level.text
    if level.format in ("bullet", "none"):
        return "" if level.format == "none" and "%" in text else text
    for above in range(depth, -1, -1):
        at = levels.get(above)
        value = counters[above]
        if value is None:
            value = at.start if at else 1
        plain = level.legal and above < depth
        drawn = number_text(value, "decimal" if plain or at is None else at.format)
        text = text.replace(f"%{above + 1}", drawn)
    return text.strip()


def number_text(value: int, style: str) -> str:
    """Write a number in a Word number format (decimal, lowerLetter, upperRoman, …)."""
    if style == "decimalZero":
        return f"{value:02d}"
    if style in ("lowerLetter", "upperLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * min(1 + (value - 1) // 26, 20)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        roman = ""
        for amount, sign in _ROMAN:
            roman += sign * (value // amount)
            value %= amount
        return roman if style == "lowerRoman" else roman.upper()
    return str(value)
