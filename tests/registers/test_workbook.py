"""What a spreadsheet program is given is text, wherever it stands."""

from io import BytesIO

from openpyxl import load_workbook

from docctl.registers.workbook import write_workbook


def test_nothing_in_a_workbook_is_a_formula() -> None:
    evil = '=HYPERLINK("http://evil.example/","x")'
    sheet = load_workbook(BytesIO(write_workbook(evil, evil, [evil], [[evil]]))).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert {cell.value for cell in cells} == {f"'{evil}"}
