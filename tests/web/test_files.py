"""Files that leave the house: as what they are, under their name, run by nobody."""

from urllib.parse import unquote

import pytest

from docctl.content import project
from docctl.documents import service as drafting
from docctl.runtime import Runtime
from docctl.web.files import disposition
from docctl.word import read_file
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web.conftest import ClientAs
from tests.web.journey import LONG_AGO, PNG, address, paragraphs


def test_the_original_leaves_as_an_attachment_with_its_name(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version(effective_on=LONG_AGO)
    answer = client_as(people.reader).get(address(runtime, version_id, "/original"))
    assert answer.data == b"QT-01"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("Quy trình đăng ký.docx", "Quy trinh dang ky.docx"),
        ('a"b\r\nX: y.docx', "a-b-X- y.docx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("字.docx", ".docx"),
    ],
)
def test_a_download_keeps_its_diacritics_and_cannot_break_the_header(
    name: str, ascii_name: str
) -> None:
    header = disposition(name)
    assert f'filename="{ascii_name}"' in header
    assert "\r" not in header
    assert "\n" not in header
    if "đ" in name:
        assert unquote(header.split("UTF-8''")[1]) == name


def test_a_version_leaves_as_a_word_file(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version("Nội dung.", effective_on=LONG_AGO)
    answer = client_as(people.reader).get(address(runtime, version_id, "/word"))
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert "Quy%20tr%C3%ACnh%20th%E1%BB%AD" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("fate", ["damaged", "lost", "changed"])
def test_a_version_that_shows_an_unreadable_picture_is_a_word_file_all_the_same(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion, fate: str
) -> None:
    """Old texts may show what was stored before damaged pictures were refused."""
    version_id = make_version("Nội dung.")
    blob = runtime.blobs.put(PNG[:-20] if fate == "damaged" else PNG)
    content = paragraphs("Nội dung.")
    attrs = {"src": blob, "alt": "Lưu đồ", "width": None, "height": None}
    content["content"].append({"type": "image", "attrs": attrs})
    with runtime.transaction(people.drafter) as tx:
        drafting.add_picture(
            tx, version_id=version_id, blob=blob, media_type="image/png", size=len(PNG)
        )
        drafting.save_content(tx, version_id=version_id, content=content, revision=1)
    (stored,) = [path for path in runtime.settings.home.rglob(blob) if path.is_file()]
    if fate != "damaged":
        stored.chmod(0o600)
        stored.unlink()
    if fate == "changed":
        stored.write_bytes(b"x")
    answer = client_as(people.drafter).get(address(runtime, version_id, "/word"))
    assert answer.status_code == 200
    read = read_file(answer.data, "a.docx")
    assert "[Hình không đọc được: Lưu đồ]" in [one.text for one in project(read.content).blocks]


def test_a_picture_is_given_to_those_who_see_its_version(
    runtime: Runtime, people: People, client_as: ClientAs, make_version: MakeVersion
) -> None:
    version_id = make_version()
    blob = runtime.blobs.put(PNG)
    with runtime.transaction(people.drafter) as tx:
        drafting.add_picture(
            tx, version_id=version_id, blob=blob, media_type="image/png", size=len(PNG)
        )
    answer = client_as(people.drafter).get(f"/media/{blob}")
    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client_as(people.drafter).get("/media/" + "0" * 64).status_code == 404
    assert client_as(people.drafter).get("/media/..%2f..%2fetc").status_code == 404
