"""Reading what a form sent: typed values, every error at once, nothing typed is lost."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for
from werkzeug.datastructures import FileStorage

from docctl.errors import Refused, Sentence, say
from docctl.vietnamese import storable

E = TypeVar("E", bound=StrEnum)
TEXT_LIMIT = 20_000
EARLIER = "effective_earlier"  # the box that says: effective before it was issued
# Beyond these a day is a slip of the hand, and its moment may leave what a calendar can count.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Form:
    """One submitted form. Ask for the fields, then call `done()`; errors come all together."""

    def __init__(self) -> None:
        self.errors: list[Sentence] = []
        self.by_field: dict[str, list[Sentence]] = {}

    def text(self, name: str, *, limit: int = TEXT_LIMIT) -> str:
        """Give a text field, without spaces around it and signs that cannot be kept."""
        value = storable(request.form.get(name, "")).strip()
        if len(value) > limit:
            self.refuse(name, say("This is longer than %(limit)s characters.", limit=limit))
            return value[:limit]
        return value

    def number(self, name: str, default: int | None = None) -> int | None:
        """Give a whole number, `default` when empty."""
        value = request.form.get(name, "").strip()
        if not value:
            return default
        if not is_number(value):
            self.refuse(name, say("Give a whole number."))
            return default
        return int(value)

    def day(self, name: str) -> date | None:
        """Give a day typed as yyyy-mm-dd (date inputs) or dd/mm/yyyy, None when empty."""
        value = request.form.get(name, "").strip()
        if not value:
            return None
        found = parse_day(value)
        if found is None:
            self.refuse(name, say("Give the day as dd/mm/yyyy."))
        return found

    def choice(self, name: str, kind: type[E], default: E) -> E:
        """Give one member of an enumeration, `default` when empty."""
        value = request.form.get(name, "").strip()
        if not value:
            return default
        try:
            return kind(value)
        except ValueError:
            self.refuse(name, say("Choose one of the values offered."))
            return default

    def choices(self, name: str, kind: type[E]) -> list[E]:
        """Give the ticked members of an enumeration."""
        known = {member.value: member for member in kind}
        return [known[value] for value in request.form.getlist(name) if value in known]

    def ticked(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return request.form.get(name, "") not in {"", "0"}

    def refuse(self, name: str, sentence: Sentence) -> None:
        """Note what is wrong with a field."""
        self.errors.append(sentence)
        self.by_field.setdefault(name, []).append(sentence)

    def done(self, also: Iterable[Sentence] = ()) -> None:
        """Raise Refused with everything that was wrong, if anything was."""
        if self.errors or also:
            raise Refused(*self.errors, *also)


def reason_sent() -> str:
    """Give the reason a small form sent; Refused when it is too long."""
    form = Form()
    reason = form.text("reason", limit=4000)
    form.done()
    return reason


def numbers_sent(name: str) -> list[int]:
    """Give the whole numbers among the values of a field, such as ticked boxes."""
    return [int(one) for one in request.form.getlist(name) if is_number(one)]


def sent_name(file: FileStorage) -> str:
    """Give the last part of the name of a sent file, without signs that are not shown.

    It is only ever shown and looked at for its ending; nothing is opened by it.
    """
    last = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:200] or "document"


def ask_about_days(form: Form, issued_on: date | None, effective_on: date | None) -> None:
    """Refuse a day of effect before the day of issue until the box beside them is ticked.

    Texts with effect for the past exist, so this is a question; mostly it is a slip of the hand.
    """
    earlier = issued_on is not None and effective_on is not None and effective_on < issued_on
    if earlier and not form.ticked(EARLIER):
        form.refuse(
            "effective_on",
            say("The day of effect lies before the day of issue. If that is right, tick the box."),
        )


def is_number(value: str) -> bool:
    """Say whether `value` is a whole number any database keeps: ASCII digits, at most 15."""
    return value.isascii() and value.isdigit() and len(value) <= 15  # “²” is a digit, not a number


def parse_day(value: str) -> date | None:
    """Read yyyy-mm-dd or d/m/yyyy; None for anything else."""
    parts = value.split("-") if "-" in value else value.replace(".", "/").split("/")[::-1]
    if len(parts) != 3 or not all(map(is_number, parts)) or len(parts[0]) != 4:
        return None
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def page_number(name: str = "page") -> int:
    """Give the page asked for, from 1; `name` where a page of the site has several lists."""
    value = request.args.get(name, "1")
    return max(1, int(value)) if is_number(value) and len(value) < 7 else 1


def page_address(endpoint: str, **changed: object) -> str:
    """Give the address of this page with some of its query changed.

    Names that `url_for` reads as its own (`endpoint`, `_scheme`, `_external` …) are left out, so
    that nobody's query leads a link elsewhere.
    """
    asked = {
        name: value
        for name, value in request.args.items()
        if name != "endpoint" and not name.startswith("_")
    }
    query: dict[str, Any] = {**asked, **(request.view_args or {}), **changed}
    return url_for(endpoint, **query)


def day_arg(name: str) -> date | None:
    """Give a day from the query string, None when absent or not a day."""
    return parse_day(request.args.get(name, ""))


def number_arg(name: str) -> int | None:
    """Give a whole number from the query string, None when absent or not one."""
    value = request.args.get(name, "")
    return int(value) if is_number(value) else None
