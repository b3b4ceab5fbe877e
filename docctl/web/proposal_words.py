"""How proposals and bindings are put into words: confidence, scope, rule, marked evidence."""

import re
from collections.abc import Collection, Iterator, Mapping

from flask_babel import gettext
from markupsafe import Markup, escape

from docctl.legal.paths import label_of
from docctl.legal.readings import CERTAIN, SURE
from docctl.legal.rules import Extent
from docctl.web.marking import mark as _


def confidence_word(confidence: float, exception: str = "") -> tuple[str, str, str]:
    """Name how sure a reading is: word, colour and sign of the badge."""
    if exception:
        return gettext("Has an exception"), "amber", "alert-circle"
    if confidence >= CERTAIN:
        return gettext("Certain"), "green", "circle-check"
    if confidence >= SURE:
        return gettext("Fairly sure"), "blue", "circle-check"
    return gettext("Look closely"), "amber", "alert-circle"


def scope_words(extent: Extent, paths: Collection[str]) -> str:
    """Say how much of its target an effect touches."""
    if extent is Extent.WHOLE:
        return str(gettext("the whole text"))
    if extent is Extent.PARTS:
        return "; ".join(label_of(path) for path in sorted(paths))
    return str(gettext("some provisions"))


def structure_words(counts: Mapping[str, int]) -> str:
    """Sum up the structure of a law: how many of each level it has."""
    words = {
        "phan": _("parts"),
        "chuong": _("chapters"),
        "muc": _("sections"),
        "tieu_muc": _("subsections"),
        "dieu": _("articles"),
        "khoan": _("clauses"),
        "diem": _("points"),
        "phu_luc": _("annexes"),
    }
    return ", ".join(
        f"{counts[level]} {gettext(word)}" for level, word in words.items() if counts[level]
    )


def marked(evidence: str, quote: str, paths: Collection[str] = ()) -> Markup:
    """Give the evidence with the text it names and the provisions it touches marked."""
    spans = sorted(_spans(evidence, quote, paths))
    parts: list[Markup] = []
    at = 0
    for start, end in spans:
        if end <= at:
            continue
        begin = max(start, at)
        parts += [escape(evidence[at:begin]), Markup("<mark>"), escape(evidence[begin:end])]
        parts.append(Markup("</mark>"))
        at = end
    parts.append(escape(evidence[at:]))
    return Markup("").join(parts)


def _spans(evidence: str, quote: str, paths: Collection[str]) -> Iterator[tuple[int, int]]:
    """Give where the quote and the provisions stand, each the first time."""
    said = [quote, *(label_of(path) for path in sorted(paths)[:20])]
    levels = {label_of(path).split(" Điều ")[0] for path in paths if len(paths) == 1}
    articles = {found[0] for path in paths if (found := re.search(r"Điều \S+", label_of(path)))}
    for words in filter(None, [*said, *sorted(levels), *sorted(articles)]):
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        found = re.search(rf"(?<!\w){pattern}(?!\w)", evidence, re.IGNORECASE)
        if found:
            yield found.span()


def rule_word(rule: str) -> str:
    """Say in words why a citation is bound as it is, or why it is not."""
    words = {
        "number": _("by its number"),
        "number+date": _("by its number and day of issue"),
        "number,date-differs": _("by its number; the day of issue in the citation differs"),
        "number+issuer": _("by its number and issuer"),
        "number+issuer+date": _("by its number, issuer and day of issue"),
        "number+issuer+year": _("by its number, issuer and year"),
        "number+symbol": _("by its number and the issuer in its symbol"),
        "number+symbol+date": _("by its number, the issuer in its symbol and day of issue"),
        "number+symbol+year": _("by its number, the issuer in its symbol and year"),
        "number+agency": _("by its number, as a text of this agency's province"),
        "number+agency+date": _("by its number and day, as a text of this agency's province"),
        "number+agency+year": _("by its number and year, as a text of this agency's province"),
        "standard": _("by the number of the standard"),
        "name+date": _("by its name and day of issue"),
        "name+year": _("by its name and year"),
        "name+year,date-differs": _("by its name and year; the day in the citation differs"),
        "name-as-of": _("by its name: the latest text of that name on the day of the document"),
        "person": _("a person decided it"),
        "number-unregistered": _("no registered text has this number"),
        "name-unregistered": _("no registered text has this name"),
        "name-year-unregistered": _("no registered text of this name is of that year"),
        "name-later-only": _("all texts of this name were issued after the document"),
        "name-undated": _("the register does not say when a text of this name was issued"),
        "issuer-differs": _("the texts of this number were issued by others"),
        "issuer-needed": _("several bodies use this number; the citation does not say whose it is"),
        "type-differs": _("the texts of this number are of another type"),
        "date-differs": _("the text of this number was issued on another day"),
        "year-differs": _("the text of this number was issued in another year"),
        "date-needed": _("this number comes again every year; the citation does not say which"),
        "nothing-said": _("the citation says neither number nor name"),
    }
    return str(gettext(words[rule])) if rule in words else rule
