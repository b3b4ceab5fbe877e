"""The uid of a text block and the id of a citation as bookmarks that survive a round through Word.

Names that begin with a line are hidden in Word's own list of bookmarks.
"""

import re

_PREFIX = "docctl_"
_LONGEST_NAME = 40
_ESCAPED = {"_": "_u", "-": "_h"}


def bookmark_name(uid: str | None) -> str | None:
    """Give the bookmark that carries a uid through Word, or None when it does not fit."""
    if not uid:
        return None
    name = _PREFIX + re.sub("[_-]", lambda found: _ESCAPED[found[0]], uid)
    return name if len(name) <= _LONGEST_NAME else None


def uid_of_bookmark(name: str | None) -> str | None:
    """Give the uid that a bookmark of ours carries, or None."""
    if not name or not name.startswith(_PREFIX):
        return None
    uid = re.sub("_([uh])", lambda found: {"u": "_", "h": "-"}[found[1]], name[len(_PREFIX) :])
    return uid if re.fullmatch(r"[A-Za-z0-9_-]{1,32}", uid) else None


def citation_bookmark(citation: int | str) -> str:
    """Give the bookmark around a citation: LibreOffice keeps it and drops the control's tag."""
    return f"_docctl_c{citation}"


def citation_of_bookmark(name: str | None) -> int | None:
    """Give the id of the citation that a bookmark of ours holds, or None."""
    found = re.fullmatch(r"_docctl_c(\d{1,15})", name or "")
    return int(found[1]) if found else None
