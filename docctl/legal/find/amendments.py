"""Amending chains: "Luật A (đã được sửa đổi, bổ sung bởi Luật B và Luật C)"."""

import re

from docctl.legal.find.citation import Citation

# From the verb to the amending text stand its provisions at most, never the end of a clause.
_TO_IT = r"(?:[^.;:(“”]|\.[0-9]){0,120}"
_AMENDED = re.compile(
    r"được\s(?:sửa\sđổi|bổ\ssung|thay\sthế|đính\schính)[^.;:)“”]{0,60}?"
    rf"(?:\s|,)(?:bởi|theo|tại|bằng|trong)\s{_TO_IT}$"
)
# Without "được" only right after the text: "Nghị định A (sửa đổi, bổ sung bởi Nghị định B)".
_BY = r"(?:sửa\sđổi|bổ\ssung|thay\sthế|đính\schính)(?:,\sbổ\ssung)?(?:\smột\ssố\s\S{1,8})?"
_DIRECT = re.compile(rf"\s?(?:\(\s?{_BY}\s(?:bởi|theo|tại)|,?\s?{_BY}\sbởi)\s{_TO_IT}")
_JOINED = re.compile(r"\s?(?:,|và|hoặc|,\svà)\s(?:[^.;:()“”]{0,60}\s)?(?:của\s)?")
_IN_BRACKETS = ("(sửa đổi", "(bổ sung", "(đính chính")
_REACH = 320
_LISTED = 80  # code points between two items of a list, provisions included


def says_amended(said: str) -> bool:
    """Say whether words of an amendment may stand between, with a look that costs little."""
    if "được " in said or " bởi " in said:
        return True
    return "(" in said and any(word in said for word in _IN_BRACKETS)


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
    if amended is None or start - end > _REACH or not says_amended(lower[end:start]):
        return None
    said = _AMENDED.search(lower, end, start) or _DIRECT.fullmatch(lower, end, start)
    return amended.start if said else None
