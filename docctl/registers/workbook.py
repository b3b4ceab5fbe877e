"""A register as an Excel workbook (the one door to writing openpyxl)."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | date | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(
    title: str, subtitle: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> bytes:
    """Write one sheet: title, subtitle, a frozen head with filter, wrapped cells; real dates.

    Text that a spreadsheet would take for a formula is written as text.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Danh mục"
    for values in ([title], [subtitle], [], list(columns)):
        sheet.append([_safe(value) for value in values])
    sheet["A1"].font = Font(bold=True, size=14)
    thin = Side(style="thin", color="999999")
    for cell in sheet[4]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3ECEA")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
    for row in rows:
        sheet.append([_safe(value) for value in row])
    for line in sheet.iter_rows(min_row=5):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
            if isinstance(cell.value, date):
                cell.number_format = "DD/MM/YYYY"
    _take_literally(sheet)
    for number, name in enumerate(columns, start=1):
        longest = max([len(name), *(len(str(row[number - 1] or "")) for row in rows)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 6), 60)
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(columns))}{4 + len(rows)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # set by openpyxl
    sheet.print_title_rows = "4:4"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _take_literally(sheet: Worksheet) -> None:
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _safe(value: Cell) -> Cell:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
