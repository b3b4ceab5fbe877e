"""Amending chains: "Luật A (đã được sửa đổi, bổ sung bởi Luật B và Luật C)"."""

import re

from docctl.legal.find.citation import Citation

# From the verb to the amending text stand its provisions at most, never the end of a clause.
_AMENDED = re.compile(
    r"được\s(?:sửa\sđổi|bổ\ssung|thay\sthế|đính\schính)[^.;:)“”]{0,60}?"
    r"(?:\s|,)(?:bởi|theo|tại|bằng|trong)\s(?:[^.;:(“”]|\.[0-9]){0,120}$"
)
_JOINED = re.compile(r"\s?(?:,|và|hoặc|,\svà)\s(?:[^.;:()“”]{0,60}\s)?(?:của\s)?")
_REACH = 320
_LISTED = 80  # code points between two items of a list, provisions included


def amended_by(
    lower: str, start: int, outer: tuple[Citation | None, int], last: tuple[Citation | None, int]
) -> int | None:
    """Give the `start` of the citation that a citation at `start` has amended; None if none.

    `outer` is the last citation that is in no title, `last` the last one of all, each with the end
    of what belongs to it. An item of a list amends what the item before it amends.
    """
    before, end = last
    listed = before is not None and before.amends is not None and start - end < _LISTED
    if before is not None and listed and _JOINED.fullmatch(lower, end, start):
        return before.amends
    amended, end = outer
    if amended is None or start - end > _REACH or lower.find("được ", end, start) < 0:
        return None
    return amended.start if _AMENDED.search(lower, end, start) else None
