"""The end a law text states for itself: "Nghị định này hết hiệu lực kể từ ngày …"."""

import re
from datetime import date, timedelta

from docctl.legal.find.kinds import KINDS
from docctl.legal.reading.days import day_of
from docctl.legal.reading.words import DAY

_TYPES = "|".join(
    sorted((kind.name.lower().replace(" ", r"\s+") for kind in KINDS), key=len, reverse=True)
)
# A clause of its own, not "… trước ngày Nghị định này hết hiệu lực".
_ITSELF = rf"(?:^|[\n.;:])[\s*_#]*(?:(?:điều\s+)?[0-9]{{1,3}}[.)]\s*)?(?:{_TYPES})\s+này\s+"
_FROM = re.compile(
    rf"{_ITSELF}(?:sẽ\s+)?hết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?(?:từ\s+)?{DAY}"
)
_UNTIL = (
    rf"{_ITSELF}(?:chỉ\s+)?có\s+hiệu\s+lực(?:\s+thi\s+hành)?(?:[^.;\n]{{0,90}}?\s)?"
    r"(?:cho\s+)?đến\s+(?:hết\s+)?"
)
_UNTIL_DAY = re.compile(rf"{_UNTIL}{DAY}")
_UNTIL_YEAR = re.compile(rf"{_UNTIL}(?:hết\s+)?năm\s+((?:19|20)[0-9]{{2}})(?![0-9/])")


def own_end_in(lowered: str) -> tuple[date | None, int]:
    """Give the first day without the text, and where a lower-case text says so; None: it does not.

    "đến hết ngày 24/02/2030" leaves it in force on that day.
    """
    if (said := _FROM.search(lowered)) and (on := day_of(said)):
        return on, said.end()
    if (said := _UNTIL_DAY.search(lowered)) and (last := day_of(said)):
        return last + timedelta(days=1), said.end()
    if said := _UNTIL_YEAR.search(lowered):
        return date(int(said[1]) + 1, 1, 1), said.end()
    return None, 0
