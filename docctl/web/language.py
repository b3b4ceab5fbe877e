"""Vietnamese first, English second: which one, and how sentences, days and numbers are written."""

from datetime import date, datetime

from flask import Flask, request
from flask_babel import Babel, format_decimal, get_locale, gettext

from docctl.days import day_of, local
from docctl.errors import Sentence
from docctl.web import auth

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "docctl-language"


def attach(app: Flask) -> None:
    """Choose the language per request and give templates their filters."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    Babel(app, locale_selector=select)
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.filters.update(
        sentence=translate, day=write_day, moment=write_moment, figure=write_figure
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def select() -> str:
    """Choose: the person's own language, else the cookie, else Vietnamese."""
    if auth.signed_in():
        return auth.actor().language
    chosen = request.cookies.get(COOKIE, "vi")
    return chosen if chosen in LANGUAGES else "vi"


def translate(sentence: Sentence) -> str:
    """Say a domain sentence in the language of the request."""
    return str(gettext(sentence.msgid, **dict(sentence.params)))


def write_day(value: date | datetime | None) -> str:
    """Write a day as dd/mm/yyyy; a moment is first put on a Vietnamese clock."""
    if value is None:
        return ""
    day = day_of(value) if isinstance(value, datetime) else value
    return day.strftime("%d/%m/%Y")


def write_moment(value: datetime | None) -> str:
    """Write a moment as dd/mm/yyyy hh:mm on a Vietnamese clock."""
    return "" if value is None else local(value).strftime("%d/%m/%Y %H:%M")


def write_figure(value: int | str) -> str:
    """Write how many with the marks of the language (17.597); what is no number stays."""
    return str(format_decimal(value)) if isinstance(value, int) else value
