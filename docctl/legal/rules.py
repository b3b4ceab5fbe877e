"""What is in force on a day, from effects as dated records. Pure.

Nothing here is a stored flag: the answer for a day follows from the facts of the text and the
confirmed effects of others on it, whatever the order they were recorded in.
"""

from enum import StrEnum


class Action(StrEnum):
    """What one text does to another; active voice, newer → older."""

    REPLACES = "replaces"  # thay thế
    REPEALS = "repeals"  # bãi bỏ, làm hết hiệu lực
    AMENDS = "amends"  # sửa đổi
    SUPPLEMENTS = "supplements"  # bổ sung
    CORRECTS = "corrects"  # đính chính
    SUSPENDS = "suspends"  # tạm ngưng, đình chỉ
    RESUMES = "resumes"
    EXTENDS = "extends"  # kéo dài hiệu lực
    CONTINUES = "continues"  # tiếp tục có hiệu lực
    DETAILS = "details"  # quy định chi tiết, hướng dẫn thi hành


ENDING = frozenset({Action.REPLACES, Action.REPEALS})
CHANGING = frozenset({Action.AMENDS, Action.SUPPLEMENTS})


class Extent(StrEnum):
    """How much of the target an effect touches."""

    WHOLE = "whole"
    PARTS = "parts"  # the paths of the effect say which
    UNSPECIFIED = "unspecified"  # "một số điều"


class EffectState(StrEnum):
    """Whether an effect counts; only confirmed ones do."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Resolution(StrEnum):
    """Whether a citation is bound to a registered text: exactly one, or not at all."""

    BOUND = "bound"
    AMBIGUOUS = "ambiguous"  # several candidates
    UNMATCHED = "unmatched"  # none
    IGNORED = "ignored"  # a person said it is no citation


class Origin(StrEnum):
    """Who says so."""

    AUTO = "auto"
    HUMAN = "human"
    REGISTER = "register"
