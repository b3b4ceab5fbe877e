"""What a signature can mean. Pure."""

from enum import StrEnum


class Meaning(StrEnum):
    """What the signer vouches for."""

    DRAFTED = "drafted"  # soạn thảo
    REVIEWED = "reviewed"  # xem xét
    APPROVED = "approved"  # phê duyệt


class Method(StrEnum):
    """How the signer proved who they are."""

    SESSION = "session"  # a live sign-in
    PASSWORD = "password"  # the password, given afresh for this signature  # noqa: S105
