"""The radar: what the law changes in the next 30, 60 or 90 days, and how far the work is."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.impact.radar import HORIZONS, NAMED, Coming, Progress, Radar, look_ahead
from docctl.registers.workbook import Cell, write_workbook
from docctl.web import auth
from docctl.web.files import download
from docctl.web.forms import number_arg, page_address
from docctl.web.language import write_day
from docctl.web.registers import XLSX
from docctl.web.words import progress_word, suffered_word

bp = Blueprint("radar", __name__, url_prefix="/radar")


@bp.get("")
def page() -> ResponseReturnValue:
    """Show what comes, what is late, and which texts begin."""
    with runtime().reading() as session:
        return render_template(
            "radar/page.html",
            radar=_radar(session),
            days=_days(),
            horizons=HORIZONS,
            unit_id=number_arg("unit"),
            units=_units(session),
            steps=list(Progress),
            progress_word=progress_word,
            suffered_word=suffered_word,
            address=lambda **changed: page_address("radar.page", **changed),
            export=page_address("radar.export"),
        )


@bp.get("/export.xlsx")
def export() -> ResponseReturnValue:
    """Give the radar as an Excel file, a line per change and document."""
    with runtime().reading() as session:
        radar = _radar(session, named=None)
        agency = agencies.find_agency(session)
        head = "" if agency is None else agency.name
    title = _("Changes of law until %(day)s", day=write_day(radar.until))
    rows = [line for one in _every(radar) for line in _lines(one)]
    subtitle = f"{head} – {_('As of %(day)s', day=write_day(day_of(runtime().now())))}"
    return download(
        write_workbook(title.upper(), subtitle, _columns(), rows), "radar-phap-luat.xlsx", XLSX
    )


def _every(radar: Radar) -> Iterable[Coming]:
    return (*radar.overdue, *radar.coming, *radar.undated)


def _columns() -> Sequence[str]:
    return (
        _("Day"),
        _("Cited text"),
        _("What happens to it"),
        _("By"),
        _("Code"),
        _("Title"),
        _("Owner"),
        _("How far"),
    )


def _lines(one: Coming) -> Iterable[Sequence[Cell]]:
    change = one.change
    source = "" if change.source_id == change.target_id else change.source
    for document in one.documents:
        yield (
            one.day,
            change.target,
            suffered_word(change.action),
            source,
            document.code,
            document.title,
            document.owner,
            progress_word(document.progress),
        )


def _radar(session: Session, *, named: int | None = NAMED) -> Radar:
    return look_ahead(
        session,
        actor=auth.actor(),
        now=runtime().now(),
        days=_days(),
        unit_id=number_arg("unit"),
        named=named,
    )


def _days() -> int:
    asked = request.args.get("days", "")
    return int(asked) if asked in {str(one) for one in HORIZONS} else HORIZONS[-1]


def _units(session: Session) -> list[tuple[int, str]]:
    agency_id = auth.actor().agency_id or 0
    return [(unit.id, unit.name) for unit in agencies.list_units(session, agency_id=agency_id)]
