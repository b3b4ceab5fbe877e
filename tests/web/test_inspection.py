"""The page of the inspection file, and the file with its Word paper."""

import io
import json
import zipfile
from datetime import date

from docctl.documents.models import Version
from docctl.inspection.rules import check
from docctl.runtime import Runtime
from docctl.web.inspection import PAPER
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
