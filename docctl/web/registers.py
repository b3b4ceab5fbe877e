"""The registers: internal documents and external legal texts, on screen, in Word, in Excel."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents import queries as documents
from docctl.documents.rules import Kind
from docctl.errors import NotFound
from docctl.registers import queries
from docctl.registers.queries import ExternalRow, Filters, InternalRow
from docctl.registers.workbook import Cell, write_workbook
from docctl.web import auth
from docctl.web.files import DOCX, download
from docctl.web.forms import number_arg, page_address, page_number
from docctl.web.language import write_day
from docctl.web.words import kind_word, standing_word, state_word
from docctl.word import write_register

bp = Blueprint("registers", __name__, url_prefix="/registers")
PER_PAGE = 100
NARROWEST, WIDEST = 2, 60  # signs; columns of a Word register
MARGIN, LINE = 2, 112  # signs; beside the words of a cell, and of a line across the page
FEW_LINES = 6  # the longest cell of a column has about so many
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the list of internal documents."""
    with runtime().reading() as session:
        rows, page, total = queries.page_internal(
            session,
            actor=auth.actor(),
            now=runtime().now(),
            filters=_filters(),
            page=page_number(),
            size=PER_PAGE,
        )
        agency_id = auth.actor().agency_id
        assert agency_id is not None
        return render_template(
            "registers/internal.html",
            rows=rows,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            total=total,
            first=(page - 1) * PER_PAGE + 1,
            page_url=lambda n: page_address("registers.index", page=n),
            kinds=[(kind.value, kind_word(kind)) for kind in Kind],
            fields=[
                (field.id, field.name)
                for field in documents.list_fields(session, actor=auth.actor(), now=runtime().now())
            ],
            units=[(u.id, u.name) for u in agencies.list_units(session, agency_id=agency_id)],
            export=lambda ending: page_address("registers.export", name="internal", ending=ending),
        )


@bp.get("/external")
def external() -> ResponseReturnValue:
    """Show the list of external legal texts that effective documents cite."""
    with runtime().reading() as session:
        rows, page, total = queries.page_external(
            session,
            actor=auth.actor(),
            now=runtime().now(),
            words=_words(),
            page=page_number(),
            size=PER_PAGE,
        )
        return render_template(
            "registers/external.html",
            rows=rows,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            total=total,
            first=(page - 1) * PER_PAGE + 1,
            page_url=lambda n: page_address("registers.external", page=n),
            export=lambda ending: page_address("registers.export", name="external", ending=ending),
        )


@bp.get("/<name>.<ending>")
def export(name: str, ending: str) -> ResponseReturnValue:
    """Give a register as it is filtered, as .docx or .xlsx."""
    if name not in {"internal", "external"} or ending not in {"docx", "xlsx"}:
        raise NotFound(f"{name}.{ending}")
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
        head = "" if agency is None else agency.name
        if name == "internal":
            title, file = _("List of internal documents"), "danh-muc-tai-lieu-noi-bo"
            table = internal_table(_internal(session))
        else:
            title, file = _("List of external documents"), "danh-muc-tai-lieu-ben-ngoai"
            table = external_table(_external(session))
    today = day_of(runtime().now())
    subtitle = _("As of %(day)s", day=write_day(today))
    return table_file(
        file, ending, agency=head, title=title.upper(), subtitle=subtitle, table=table
    )


def internal_table(rows: Sequence[InternalRow]) -> tuple[list[str], list[list[Cell]]]:
    """Give the columns and cells of the internal list as agencies keep it."""
    columns = [
        _("No."),
        _("Code"),
        _("Title"),
        _("Kind"),
        _("Field"),
        _("Owning unit"),
        _("Issue"),
        _("Revision"),
        _("Issued on"),
        _("Effective from"),
        _("State"),
        _("Legal bases up to date to"),
        _("Points to look at"),
    ]
    cells: list[list[Cell]] = [
        [
            number,
            row.code,
            row.title,
            kind_word(row.kind),
            row.field,
            row.unit,
            row.issue_no,
            row.revision_no,
            row.issued_on,
            row.effective_on,
            state_word(row.state),
            *_currency_cells(row),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return columns, cells


def _currency_cells(row: InternalRow) -> list[Cell]:
    currency = row.currency
    if currency is None:
        return ["", None]
    if currency.nothing_cited:
        return [_("cites no law"), None]
    return [currency.until or _("not known"), currency.points]


def external_table(rows: Sequence[ExternalRow]) -> tuple[list[str], list[list[Cell]]]:
    """Give the columns and cells of the external list as agencies keep it."""
    columns = [
        _("No."),
        _("Number"),
        _("Type"),
        _("Subject line"),
        _("Issuer"),
        _("Issued on"),
        _("Effective from"),
        _("Legal state"),
        _("Replaced by"),
        _("Cited in"),
    ]
    cells: list[list[Cell]] = [
        [
            number,
            row.text.number,
            row.text.type,
            row.text.title,
            row.text.issuer,
            row.text.issued_on,
            row.text.effective_on,
            standing_word(row.force.standing),
            ", ".join(later.number for later in row.successors),
            ", ".join(code for _id, code in row.cited_by),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return columns, cells


def _internal(session: Session) -> list[InternalRow]:
    return queries.list_internal(
        session, actor=auth.actor(), now=runtime().now(), filters=_filters()
    )


def _filters() -> Filters:
    kind = request.args.get("kind", "")
    return Filters(
        kind=Kind(kind) if kind in {known.value for known in Kind} else None,
        field_id=number_arg("field"),
        unit_id=number_arg("unit"),
        words=_words(),
    )


def _external(session: Session) -> list[ExternalRow]:
    return queries.list_external(session, actor=auth.actor(), now=runtime().now(), words=_words())


def _words() -> str:
    return request.args.get("q", "")[:200]


def table_file(
    file: str,
    ending: str,
    *,
    agency: str,
    title: str,
    subtitle: str,
    table: tuple[list[str], list[list[Cell]]],
) -> Response:
    """Write a table as a file of this name: .xlsx or .docx."""
    columns, rows = table
    if ending == "xlsx":
        data = write_workbook(title, f"{agency} – {subtitle}", columns, rows)
        return download(data, f"{file}.xlsx", XLSX)
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = widths_of(columns, texts)
    data = write_register(title, columns, texts, agency=agency, subtitle=subtitle, widths=widths)
    return download(data, f"{file}.docx", DOCX)


def widths_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Give widths of columns, in signs of a line: no word breaks while there is room for it.

    Beyond that a column gets of the line what stands in it asks for.
    """
    least, wished = [], []
    for number, name in enumerate(columns):
        cells = [row[number] for row in rows if len(row) > number]
        lengths = sorted(map(len, cells))
        usual = lengths[len(lengths) * 9 // 10] if cells else 0  # one long title sets no width
        longest = lengths[-1] // FEW_LINES if cells else 0
        word = max((len(word) for cell in (name, *cells) for word in cell.split()), default=0)
        least.append(min(max(word, NARROWEST), WIDEST // 2) + MARGIN)
        wished.append(max(min(max(usual, longest), WIDEST) + MARGIN, least[-1]))
    room, wanted = LINE - sum(least), sum(wished) - sum(least)
    if wanted <= room:
        return wished
    return [
        few + max(room, 0) * (many - few) // max(wanted, 1)
        for few, many in zip(least, wished, strict=True)
    ]


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return write_day(cell)
    return "" if cell is None else str(cell)
