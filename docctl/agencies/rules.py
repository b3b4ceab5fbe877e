"""What an agency may choose of its policy. Pure."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum


class PublicBadges(StrEnum):
    """Of which procedures everybody may see how current their legal bases are."""

    NONE = "none"
    SERVICES = "services"  # those with a code of a public service
    PROCEDURES = "procedures"  # all


HEAD_DAYS, LAW_DAYS = 5, 10  # until what is overdue goes to the head, to the legal department
LONGEST_DAYS = 365


def days_in_order(head: int, law: int) -> bool:
    """Say whether the steps of what is overdue come one after the other."""
    return 0 <= head <= law <= LONGEST_DAYS


def chain_up(unit_id: int, above: Mapping[int, int | None]) -> Iterator[int]:
    """Give a unit and those above it, the nearest first; each once, whatever `above` says."""
    seen = set[int]()
    at: int | None = unit_id
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = above.get(at)


def nearest_of(
    unit_id: int, above: Mapping[int, int | None], headed: Collection[int]
) -> int | None:
    """Give the unit itself or the nearest above it that has a head; None if there is none."""
    return next((one for one in chain_up(unit_id, above) if one in headed), None)
