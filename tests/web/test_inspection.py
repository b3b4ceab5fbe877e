"""The page of the inspection file, and the file with its Word paper."""

import io
import json
import zipfile
from datetime import date

from flask import Flask

from docctl.documents.models import Version
from docctl.inspection.rules import check
from docctl.runtime import Runtime
from docctl.web.inspection import PAPER
from docctl.web.inspection_paper import _finding
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs


def test_an_auditor_takes_the_signed_file_out_and_others_see_no_way_to_it(
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    make_text()
    version = make_version("Theo Nghị định số 61/2018/NĐ-CP.", effective_on=date(2025, 1, 1))
    with runtime.reading() as session:
        document = session.get_one(Version, version).document_id
    path = f"/documents/{document}/inspection"
    auditor, reader = client_as(people.auditor), client_as(people.reader)
    assert path in auditor.page(f"/documents/{document}")
    assert path not in reader.page(f"/documents/{document}")
    assert reader.get(path).status_code == reader.post(path).status_code == 403
    assert "Nơi này chưa có khóa" in auditor.page(path)
    answer = auditor.post(path)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    manifest, key = check(answer.data)
    assert f"Vân tay của khóa: {key}" in auditor.page(path)
    assert manifest["exported_by"]["name"] == people.auditor.name
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        paper = zipfile.ZipFile(io.BytesIO(archive.read(PAPER))).read("word/document.xml").decode()
        text_hash = json.loads(archive.read("document.json"))["versions"][0]["content_hash"]
    assert text_hash in paper
    assert "Chưa có thay đổi pháp luật nào chạm đến căn cứ" in paper
    assert "Đã xuất hồ sơ kiểm tra" in client_as(people.secretary).page("/admin/trail")


def test_the_paper_writes_an_end_of_its_own_and_the_program_in_vietnamese(app: Flask) -> None:
    effect = {"of": "01/2011/QH13", "by": "01/2011/QH13", "action": "expires", "number": "TD-1"}
    decided = {"said_by": {"kind": "person", "name": "System", "at": None}, "reason": "",
               "reason_code": None, "confirmed_by": None}  # fmt: skip
    said = {"effect": effect, "found": {"due_on": "2025-07-01"}, "quote": "Luật Lưu trữ",
            "state": "withdrawn", "decision": decided}  # fmt: skip
    with app.test_request_context():
        change, _quote, _state, who = _finding(said)
    assert change.splitlines()[0] == "01/2011/QH13 hết thời hạn hiệu lực ghi trong chính văn bản"
    assert who == "Hệ thống"
