"""The reverse view: a legal text, its provisions by how many documents cite them, the passages."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import NotFound
from docctl.identity import queries as identity
from docctl.legal import cited, queries
from docctl.legal.cited import Asked, Heat, Survey
from docctl.legal.models import LegalText
from docctl.legal.originals import provisions_of
from docctl.legal.paths import label_of, place_of
from docctl.web import auth
from docctl.web.citations import TONES
from docctl.web.forms import number_arg, page_address, page_number
from docctl.web.words import standing_word

PER_PAGE = 25
DEGREES = 5
WHOLE = "whole"  # how an address asks for those who cite the text without a provision


@dataclass(frozen=True, slots=True)
class Branch:
    """A provision on the tree: how hot it is from 1 to `DEGREES`, and what stands inside it."""

    heat: Heat
    label: str
    title: str
    degree: int
    url: str
    active: bool
    inside: tuple["Branch", ...] = ()


def page(text_id: int) -> ResponseReturnValue:
    """Show the provisions of a text with the documents in force that cite them."""
    actor, now, number = auth.actor(), runtime().now(), page_number()
    path, unit_id = _path(), number_arg("unit")
    asked = Asked(text_id, actor, now, path, unit_id)
    with runtime().reading() as session:
        text = queries.get_text(session, text_id)
        survey = cited.survey(session, asked)
        documents = cited.list_documents(session, asked, page=number, per_page=PER_PAGE)
        units = {one.id: one.name for one in agencies.list_units(session, agency_id=_agency())}
        law = queries.load_law(session, [text_id])
        owners = [one.owner_id for one in documents if one.owner_id is not None]
        return render_template(
            "legal/cited.html",
            text=text,
            force=law.force_on(text_id, day_of(now)),
            branches=_tree(survey, text, asked),
            whole=survey.whole,
            asked_label=_label(path),
            path=path,
            total=survey.total,
            documents=documents,
            units=units,
            shares=survey.shares,
            unit_id=unit_id,
            owners=identity.names_of(session, owners),
            page=number,
            per_page=PER_PAGE,
            page_url=lambda n: page_address("legal.cited_page", page=n),
            unit_url=lambda one: page_address("legal.cited_page", unit=one, page=None),
            label_of=label_of,
            standing_word=standing_word,
            tone_of=TONES.get,
        )


def _tree(survey: Survey, text: LegalText, asked: Asked) -> list[Branch]:
    hottest = max((one.documents for one in survey.articles), default=0)
    titles = {one.path: one.title for one in provisions_of(runtime().blobs, text) if one.path}

    def branch(heat: Heat, inside: tuple[Branch, ...] = ()) -> Branch:
        said = heat.path or WHOLE
        return Branch(
            heat=heat,
            label=_label(heat.path),
            title=titles.get(heat.path, ""),
            degree=max(1, -(-DEGREES * heat.documents // hottest)),
            url=page_address("legal.cited_page", path=said, page=None) + "#documents",
            active=heat.path == asked.path,
            inside=inside,
        )

    inside = tuple(branch(one) for one in survey.inside if one.path != asked.article)
    return [
        branch(one, inside if one.path and one.path == asked.article else ())
        for one in survey.articles
    ]


def _label(path: str | None) -> str:
    return label_of(path) if path else ""


def _path() -> str | None:
    said = request.args.get("path", "")[:80]
    if said in {"", WHOLE}:
        return "" if said else None
    try:
        place_of(said)
    except ValueError:
        raise NotFound(f"provision {said!r}") from None
    return said


def _agency() -> int:
    return auth.actor().agency_id or 0
