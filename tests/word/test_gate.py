"""Wicked, damaged and mislabelled files are refused with one sentence, fast, and leave nothing."""

import io
import os
import signal
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docctl.errors import Refused
from docctl.word import Limits, read_file
from docctl.word import sandbox as sandbox_module
from docctl.word.gate import OLE2, check_zip
from tests.word.make import TYPES, docx, p, png, r, relations

GOOD = docx(p(r("x")))


@pytest.fixture(autouse=True)
def no_temporary_files_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


def refusal(data: bytes, name: str = "a.docx", limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        read_file(data, name, limits=limits)
    return str(refused.value)


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_good_file_is_read() -> None:
    assert read_file(GOOD, "a.docx").content["content"][0]["content"][0]["text"] == "x"


def test_a_zip_bomb_is_refused() -> None:
    bomb = docx(parts={"word/media/image1.png": b"\0" * (40 * 2**20)})
    assert len(bomb) < 100_000
    assert "unpacks" in refusal(bomb)


def test_many_middling_parts_over_the_sum_are_refused() -> None:
    parts: dict[str, str | bytes] = {
        f"word/media/{n}.bin": os.urandom(2**10) * 2**10 for n in range(4)
    }
    assert "unpacks" in refusal(docx(parts=parts), limits=Limits(unpacked_bytes=3 * 2**20))


def test_an_xml_part_over_its_limit_is_refused() -> None:
    part = os.urandom(2**20).hex()
    assert "unpacks" in refusal(docx(parts={"x.xml": part}), limits=Limits(part_bytes=2**20))


def test_too_many_entries_are_refused() -> None:
    parts: dict[str, str | bytes] = {f"word/media/{n}": b"x" for n in range(2001)}
    assert "unpacks" in refusal(docx(parts=parts))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "word/../../evil", "/etc/evil", "\\\\server\\evil", "C:\\evil", "C:evil"),
        *("word\\evil.xml", "word/document.xml", "WORD/DOCUMENT.XML", "a/../b", ".."),
    ],
)
def test_names_that_lead_elsewhere_or_double_are_refused(name: str) -> None:
    assert "damaged" in refusal(zipped((name, b"x")))


def test_a_symbolic_link_is_refused() -> None:
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    assert "damaged" in refusal(zipped((link, b"/etc/passwd")))


def test_an_unusual_packing_is_refused() -> None:
    assert "damaged" in refusal(zipped(("word/x", b"x" * 100), method=zipfile.ZIP_LZMA))


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(GOOD)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        data[place + offset] |= 1
    assert "password" in refusal(bytes(data))


@pytest.mark.parametrize(
    "name",
    [
        *("word/vbaProject.bin", "word/vbaData.xml", "word/activeX/activeX1.xml"),
        *("word/embeddings/oleObject1.bin", "word/afchunk.dat"),
    ],
)
def test_macros_and_embedded_objects_are_refused(name: str) -> None:
    assert "macros" in refusal(zipped((name, b"x")))


def test_a_macro_file_under_the_name_docx_is_refused() -> None:
    macro = TYPES.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert "macros" in refusal(docx(parts={"[Content_Types].xml": macro}))


def test_another_office_file_is_refused() -> None:
    sheet = TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet")
    assert "not a Word document" in refusal(docx(parts={"[Content_Types].xml": sheet}))


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"%PDF-1.7\n\x01\x02", "a.docx", "not a Word"),
        (png(), "a.doc", "not a Word"),
        (b"MZ\x90\x00\x03", "a.docx", "not a Word"),
        (b"", "a.docx", "empty"),
        (b"\0" * 100, "a.doc", "empty"),
        (GOOD, "a.exe", "Only Word"),
        (GOOD, "a.docm", "Only Word"),
        (OLE2 + b"\0" * 600, "a.doc", "not a Word"),
        (OLE2 + "WordDocument_VBA_PROJECT".encode("utf-16-le"), "a.doc", "macros"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
        (b"MIME-Version: 1.0\nContent-Type: multipart", "a.doc", "web archive"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "a.doc", "XML"),
    ],
)
def test_the_content_decides_not_the_name(data: bytes, name: str, word: str) -> None:
    assert word in refusal(data, name)


def test_a_file_over_the_limit_is_refused() -> None:
    assert "larger than" in refusal(b"x" * (2**20 + 1), limits=Limits(file_bytes=2**20))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE w>",
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE w [<!ENTITY a "b">]>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "docProps/app.xml"])
def test_a_dtd_is_refused_in_every_part(doctype: str, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "damaged" in refusal(docx(parts={part: doctype + text}))


def test_two_million_elements_are_refused() -> None:
    body = "<w:p/>" * 2_000_000
    assert "more parts" in refusal(docx(body, packing=zipfile.ZIP_STORED))


def test_deep_nesting_is_refused() -> None:
    assert "more parts" in refusal(docx("<w:sdt>" * 200 + "</w:sdt>" * 200))


def test_an_enormous_text_is_refused() -> None:
    word = os.urandom(3 * 2**20).hex()
    assert "more parts" in refusal(docx(p(r(word))))


def test_another_file_inside_as_alternative_content_is_refused() -> None:
    assert "another file" in refusal(docx('<w:altChunk r:id="rId9"/>'))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://127.0.0.1:9/evil.dotm"),
        ("image", "https://example.org/x.png"),
        ("image", "!\\\\server\\share\\x.png"),
        ("frame", "file://server/share/x.htm"),
        ("oleObject", "http://example.org/x"),
    ],
)
def test_what_would_be_fetched_from_outside_is_refused(kind: str, target: str) -> None:
    parts = {"word/_rels/settings.xml.rels": relations(("r1", kind, target))}
    assert "outside" in refusal(docx(p(r("x")), dict(parts)))


def test_a_link_to_a_local_template_is_left_out_with_a_warning() -> None:
    template = "file:///C:/Users/x/Normal.dotm"
    parts: dict[str, str | bytes] = {
        "word/_rels/settings.xml.rels": relations(("r1", "attachedTemplate", template))
    }
    warnings = read_file(docx(p(r("x")), parts), "a.docx").warnings
    assert any("Normal.dotm" in str(warning) for warning in warnings)


@pytest.mark.parametrize("cut", [10, 100, 400, 900])
def test_a_truncated_file_is_refused(cut: int) -> None:
    assert refusal(GOOD[:-cut] if cut < len(GOOD) else GOOD[:20])


def test_a_wrong_checksum_is_refused() -> None:
    data = bytearray(docx(parts={"word/media/image1.png": png(40, 40)}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("word/media/image1.png")
    data[entry.header_offset + 80] ^= 0xFF
    assert refusal(bytes(data))


def test_broken_xml_is_refused() -> None:
    assert "damaged" in refusal(docx(parts={"word/document.xml": "<w:document"}))


def test_a_parser_that_uses_up_its_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_module, "_START", "while True: pass")
    assert "could not be read" in refusal(GOOD, limits=Limits(wall_seconds=1))


def test_a_parser_that_is_killed_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    kill = f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"
    monkeypatch.setattr(sandbox_module, "_START", kill)
    assert "could not be read" in refusal(GOOD)


def test_a_parser_that_wants_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    hungry = sandbox_module._START.replace(
        "main(job)\n",
        "import docctl.word.child as c\nc._read=lambda *a: bytes(10**10)\nmain(job)\n",
    )
    monkeypatch.setattr(sandbox_module, "_START", hungry)
    assert "could not be read" in refusal(GOOD)


def test_what_a_taken_over_parser_sends_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (
        b"",
        b"x" * 20,
        b"\0\0\0\0\0\0\0\x02{}",
        b"\0\0\0\0\0\0\0\x02[]",
        b'\0\0\0\0\0\0\0\x0d{"sizes":[9]}',
    ):
        start = f"import sys; sys.stdout.buffer.write({answer!r})"
        monkeypatch.setattr(sandbox_module, "_START", start)
        assert "damaged" in refusal(GOOD)


def test_the_parser_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    spy = (
        "import os,sys,json,struct\n"
        "b=json.dumps({'refused':[[','.join(sorted(os.environ)) or 'nothing',[]]]}).encode()\n"
        "sys.stdout.buffer.write(struct.pack('>Q',len(b))+b)"
    )
    monkeypatch.setattr(sandbox_module, "_START", spy)
    assert refusal(GOOD) in ("nothing", "LC_CTYPE")


def test_pictures_of_too_many_pixels_become_a_placeholder() -> None:
    flood = bytearray(png())
    flood[16:24] = (100_000).to_bytes(4, "big") * 2
    drawing = '<w:r><w:drawing><a:blip r:embed="rId5"/></w:drawing></w:r>'
    parts: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": relations(("rId5", "image", "media/image1.png")),
        "word/media/image1.png": bytes(flood),
    }
    result = read_file(docx(p(drawing), parts), "a.docx")
    assert result.images == {}
    assert any("picture" in str(warning) for warning in result.warnings)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.integers(0, len(GOOD)))
@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_directory_check_never_crashes(place: int, byte: int, cut: int) -> None:
    data = bytearray(GOOD)
    data[place] = byte
    try:
        check_zip(bytes(data[: max(cut, 30)]), Limits())
    except Refused as refused:
        assert refused.reasons  # noqa: PT017  # both outcomes are right
