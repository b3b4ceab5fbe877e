"""Files that are not what they say, or too much, never become a document."""

import io
import zipfile

import pytest
from sqlalchemy import select

from docctl import faults, worker
from docctl.actors import SYSTEM
from docctl.documents.models import ImportItem
from docctl.documents.rules import ImportState
from docctl.work import handlers
from tests.security.conftest import Scene, count

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(text: str = "Nội dung", kind: str = WORD, more: dict[str, bytes] | None = None) -> bytes:
    return packed(
        {
            "[Content_Types].xml": TYPES.format(kind),
            "word/document.xml": BODY.format(text),
            **(more or {}),
        }
    )


DTD = '<!DOCTYPE w:document [<!ENTITY a "b">]>' + BODY.format("&a;")
HOSTILE: dict[str, tuple[str, bytes]] = {
    "bomb": ("a.docx", word(more={"word/media/a.xml": b"\0" * 210_000_000})),
    "macros": ("a.docm", word(kind=MACROS)),
    "macros named docx": ("a.docx", word(more={"word/vbaProject.bin": b"x"})),
    "another type": ("a.docx", b"%PDF-1.7\n\x01\x02"),
    "a web archive": ("a.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related"),
    "a plain zip": ("a.docx", packed({"a.txt": "x"})),
    "a way out": ("a.docx", word(more={"../../evil.xml": b"<a/>"})),
    "a truncated file": ("a.docx", word()[:-40]),
    "a dtd": (
        "a.docx",
        packed({"[Content_Types].xml": TYPES.format(WORD), "word/document.xml": DTD}),
    ),
    "nothing": ("a.docx", b""),
    "a script": ("a.exe", b"MZ\x90"),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_file_is_refused_or_waits_unreadable(scene: Scene, kind: str) -> None:
    """T49–T54: no document, no 5xx, a reason; what was kept can be looked at by nobody else."""
    name, data = HOSTILE[kind]
    worker.run(scene.runtime, handlers(), once=True)  # what the scene itself left to do
    before = count(scene, "document"), count(scene, "version")
    secretary = scene.browsers["secretary"]
    answer = secretary.upload("/imports", files=(io.BytesIO(data), name))
    assert answer.status_code in {200, 409, 413, 415, 422}, answer.text
    worker.run(scene.runtime, handlers(), once=True)
    with scene.runtime.reading() as session:
        items = session.scalars(select(ImportItem).order_by(ImportItem.id)).all()[1:]
        for item in items:
            assert item.state is ImportState.UNREADABLE
            assert item.problems
            item_id = item.id
    if answer.status_code == 200:
        assert len(items) == 1
        assert secretary.get(f"/imports/{item_id}").status_code == 200
    else:
        assert items == []
    assert (count(scene, "document"), count(scene, "version")) == before


def test_a_good_file_is_read(scene: Scene) -> None:
    answer = scene.browsers["secretary"].upload("/imports", files=(io.BytesIO(word()), "a.docx"))
    assert answer.status_code == 200
    worker.run(scene.runtime, handlers(), once=True)
    with scene.runtime.reading() as session:
        item = session.scalars(select(ImportItem).order_by(ImportItem.id.desc())).first()
        assert item is not None
        assert item.state is not ImportState.UNREADABLE, item.problems


def test_a_page_under_a_word_name_is_read_as_text_without_its_script(scene: Scene) -> None:
    page = "<html><p>Nội dung</p><script>alert(1)</script></html>".encode()
    answer = scene.browsers["secretary"].upload("/imports", files=(io.BytesIO(page), "a.doc"))
    assert answer.status_code == 200
    worker.run(scene.runtime, handlers(), once=True)
    with scene.runtime.reading() as session:
        item = session.scalars(select(ImportItem).order_by(ImportItem.id.desc())).first()
        assert item is not None
        assert "Nội dung" in str(item.content)
        assert "alert" not in str(item.content)


@pytest.mark.parametrize(
    "name", ["../../evil.docx", "a\r\nX: y.docx", "\u202excod.docx", "a" * 900 + ".docx", "đ.docx"]
)
def test_a_name_of_a_file_is_a_name_and_no_path(scene: Scene, name: str) -> None:
    """T51, T58."""
    secretary = scene.browsers["secretary"]
    answer = secretary.upload("/imports", files=(io.BytesIO(word(name[:5])), name))
    assert answer.status_code in {200, 409}, answer.text
    with scene.runtime.reading() as session:
        for item in session.scalars(select(ImportItem)):
            assert not set("/\\\r\n") & set(item.name)
            assert len(item.name) <= 255
    outside = [p for p in scene.runtime.settings.home.rglob("*evil*") if "evil" in p.name]
    assert outside == []


def test_a_picture_that_is_markup_is_refused(scene: Scene) -> None:
    """T20."""
    draft = scene.hidden["version_id"]
    for data in (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html>", b"GIF"):
        answer = scene.browsers["drafter"].upload(
            f"/versions/{draft}/pictures", file=(io.BytesIO(data), "a.png")
        )
        assert answer.status_code in {409, 415, 422}, answer.text


def test_a_stored_picture_is_served_as_a_picture_only(scene: Scene) -> None:
    answer = scene.client("drafter").get(f"/media/{scene.hidden['name']}")
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_over_the_limit_is_refused(scene: Scene) -> None:
    """T04, F37."""
    for path in ("/sign-in", "/legal/new", "/documents"):
        answer = scene.client("secretary").post(
            path,
            data={"csrf_token": scene.browsers["secretary"].csrf, "title": "x" * 5_000_000},
        )
        assert answer.status_code == 413, path


def test_another_fault_of_the_disk_is_not_called_full(scene: Scene) -> None:
    faults.arm("blob.before_rename", "eio")
    try:
        answer = scene.browsers["secretary"].upload(
            "/imports", files=(io.BytesIO(word()), "a.docx")
        )
    finally:
        faults.disarm()
    assert answer.status_code == 500


def test_looking_at_a_received_file_waits_for_no_writer(scene: Scene) -> None:
    """F13."""
    with scene.runtime.transaction(SYSTEM):
        answer = scene.browsers["secretary"].get(f"/imports/{scene.shown['item_id']}")
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_file_comes_back_into_no_draft(scene: Scene, kind: str) -> None:
    """T49–T54: a reason, no 5xx, nothing stored."""
    name, data = HOSTILE[kind]
    draft = scene.hidden["version_id"]
    before = count(scene, "audit_entry"), count(scene, "picture")
    answer = scene.browsers["drafter"].upload(
        f"/versions/{draft}/word-back", file=(io.BytesIO(data), name)
    )
    assert answer.status_code in {409, 413}, answer.text
    assert (count(scene, "audit_entry"), count(scene, "picture")) == before
