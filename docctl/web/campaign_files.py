"""The documents of a campaign as a list in Word and in Excel."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.agencies import queries as agencies
from docctl.campaigns.members import Member
from docctl.campaigns.queries import Progress
from docctl.current import runtime
from docctl.days import day_of
from docctl.registers.workbook import Cell
from docctl.web.campaign_words import stage_word, verdict_word
from docctl.web.language import write_day
from docctl.web.registers import table_file


def file_of(
    session: Session, progress: Progress, members: Sequence[Member], ending: str
) -> Response:
    """Write members of a campaign as a file; `ending` is docx or xlsx."""
    agency = agencies.find_agency(session)
    today = day_of(runtime().now())
    title = _("Review of documents because of %(name)s", name=progress.campaign.name)
    subtitle = _("As of %(day)s", day=write_day(today))
    if progress.effective_on is not None:
        subtitle += " · " + _("the law counts from %(day)s", day=write_day(progress.effective_on))
    return table_file(
        "ra-soat-theo-van-ban",
        ending,
        agency="" if agency is None else agency.name,
        title=title.upper(),
        subtitle=subtitle,
        table=table_of(members),
    )


def table_of(members: Sequence[Member]) -> tuple[list[str], list[list[Cell]]]:
    """Give the columns and cells of the list as agencies report a review."""
    columns = [
        _("No."),
        _("Code"),
        _("Title"),
        _("Field"),
        _("Owning unit"),
        _("Owner"),
        _("Passages"),
        _("Verdict"),
        _("Reason"),
        _("To be approved by"),
        _("How far"),
    ]
    cells: list[list[Cell]] = [
        [
            number,
            one.code,
            one.title,
            one.field,
            one.unit,
            one.owner,
            one.hit,
            verdict_word(one.verdict),
            "" if one.case is None else one.case.reason,
            one.due_on,
            stage_word(one.stage) + (f" ({_('overdue')})" if one.late else ""),
        ]
        for number, one in enumerate(members, start=1)
    ]
    return columns, cells
