"""What an agency may choose of its policy. Pure."""

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
