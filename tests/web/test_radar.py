"""The page of the radar and its Excel file."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from docctl.actors import SYSTEM, Actor
from docctl.impact import service as impact
from docctl.legal import service as legal
from docctl.legal.rules import Action
from docctl.legal.service import EffectSaid
from docctl.runtime import Runtime
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs


def test_the_radar_tells_what_comes_and_gives_it_as_excel(
    runtime: Runtime,
    client_as: ClientAs,
    reader: Actor,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    browser = client_as(reader)
    assert "Không có gì sắp tới" in browser.page("/radar")
    old = make_text()
    new = make_text("20/2026/NĐ-CP", issued_on=date(2026, 2, 1), effective_on=date(2026, 4, 1))
    for number in range(14):
        make_version("Theo Nghị định số 61/2018/NĐ-CP.", code=f"QT-{number:02}",
                     effective_on=date(2025, 1, 1))  # fmt: skip
    with runtime.transaction(SYSTEM) as tx:
        said = [EffectSaid(target_id=old, action=Action.REPLACES)]
        effects = [one.id for one in legal.record_effects(tx, source_id=new, effects=said)]
    with runtime.transaction(SYSTEM) as tx:
        impact.raise_findings(tx, effect_ids=effects)
    page = browser.page("/radar")
    for words in (
        "01/04/2026",
        "còn 30 ngày",
        "QT-00",
        "và 2 mục nữa",
        "14 chưa làm",
        "20/2026/NĐ-CP",
    ):
        assert words in page, words
    assert "QT-13" not in page
    assert 'style="' not in page
    assert "Không có gì sắp tới" not in page
    assert 'href="/radar"' in browser.page("/findings")
    book = load_workbook(BytesIO(browser.get("/radar/export.xlsx?days=60").data))
    assert book.active is not None
    lines = list(book.active.iter_rows(min_row=5, values_only=True))
    assert [line[4] for line in lines] == [f"QT-{number:02}" for number in range(14)]
    assert lines[0][7] == "chưa làm"
