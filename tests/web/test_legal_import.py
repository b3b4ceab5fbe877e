"""A list of legal texts in the browser: large ones too, and every row accounted for."""

import io
import json
import re

import pytest
from flask import Flask

from docctl.jobs.working import work_once
from docctl.runtime import Runtime
from docctl.work import handlers
from tests.conftest import People
from tests.web.conftest import ClientAs

DECREE = {"number": "61/2018/NĐ-CP", "title": "Về cơ chế một cửa", "issued": "2018-04-23"}


def written(*rows: object) -> tuple[io.BytesIO, str]:
    return io.BytesIO("\n".join(map(json.dumps, rows)).encode()), "list.jsonl"


@pytest.fixture
def long_list(app: Flask) -> tuple[io.BytesIO, str]:
    """Give a list that is longer than what other pages take."""
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    return written({**DECREE, "note": "x" * 200_000})


def test_a_list_longer_than_other_pages_take_is_previewed(
    people: People, client_as: ClientAs, long_list: tuple[io.BytesIO, str]
) -> None:
    answer = client_as(people.secretary).post("/legal/import", file=long_list)
    assert answer.status_code == 200
    assert "61/2018/NĐ-CP" in answer.text


def test_what_is_too_large_is_refused_naming_the_limit(people: People, client_as: ClientAs) -> None:
    browser = client_as(people.secretary)
    assert "64 MB" in browser.page("/legal/import")
    answer = browser.client.post(
        "/legal/import",
        headers={"X-CSRF-Token": ""},
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "100 MB" in answer.text


def test_the_preview_accounts_for_every_row_and_names_the_refused(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    wrong = {"number": "12/KT-UBND", "issued": "2020-01-01"}
    page = client_as(people.secretary).post(
        "/legal/import", file=written(DECREE, {**DECREE, "title": "Lặp lại"}, wrong)
    )
    assert "Tệp có 3 dòng" in page.text
    figures = re.findall(r'class="figure-number"[^>]*>\s*(\d+)', page.text)
    assert figures[:5] == ["1", "0", "0", "1", "1"]
    assert "12/KT-UBND" in page.text


def test_a_finished_import_says_in_vietnamese_why_rows_were_refused(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    browser = client_as(people.secretary)
    wrong = {"number": "12/KT-UBND", "issued": "1920-01-01"}
    page = browser.post("/legal/import", file=written(DECREE, wrong))
    blob = re.search(r'name="blob" value="([0-9a-f]+)"', page.text)
    assert blob is not None
    address = browser.post("/legal/import/list.jsonl", blob=blob[1]).location
    assert work_once(runtime, handlers())
    shown = browser.page(address)
    assert "12/KT-UBND" in shown
    assert "Năm 1920 không hợp lý." in shown
    assert "cannot be right" not in shown
