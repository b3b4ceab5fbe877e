"""What a Word file holds unseen: citations and the stamp; nobody sees them, and they come back."""

import base64
import io
import re
import subprocess
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docctl.content import Note, content_hash, outline, outline_from, outline_lines, parse, project
from docctl.word import Carried, Stamp, office_program, pdf_of, read_file, words_of_file, write
from docctl.word.carried import stamp_from, stamp_of_properties, stamp_properties
from tests.word.make import docx, p, r, relations

pytestmark = pytest.mark.usefixtures("reading_here")
Json = dict[str, Any]
NUMBER = "Nghị định số 61/2018/NĐ-CP"


def text(said: str, *marks: str) -> Json:
    return {"type": "text", "text": said, "marks": [{"type": mark} for mark in marks]}


def paragraph(*runs: Json) -> Json:
    return {"type": "paragraph", "content": list(runs)}


def table(*cells: Json) -> Json:
    row = [{"type": "tableCell", "content": [cell]} for cell in cells]
    return {"type": "table", "content": [{"type": "tableRow", "content": row}]}


CONTENT = parse(
    {
        "type": "doc",
        "content": [
            {"type": "heading", "attrs": {"level": 1}, "content": [text("2. Cơ sở pháp lý")]},
            paragraph(text("Căn cứ Nghị định số "), text("61/2018", "bold"), text("/NĐ-CP;")),
            paragraph(text(NUMBER, "italic")),
            table(paragraph(text("Bước 1")), paragraph(text(f"Theo {NUMBER}, {NUMBER}."))),
        ],
    }
)
BLOCKS = project(CONTENT).blocks


def held() -> dict[str, list[Note]]:
    """Every mention of the decree, counted from 1."""
    found: dict[str, list[Note]] = {}
    number = 0
    for block in BLOCKS:
        for one in re.finditer("Nghị định số 61/2018/NĐ-CP", block.text):
            number += 1
            found.setdefault(block.uid, []).append(Note(one.start(), one.end(), "", id=str(number)))
    return found


def stamp(content: Json = CONTENT) -> Stamp:
    return Stamp(
        document=3,
        version=7,
        revision=4,
        digest=content_hash(content),
        code="QT-01",
        title="Quy trình “thử”",
        label="01/00",
        outline=outline(content),
    )


def expected() -> set[Carried]:
    return {
        Carried(int(note.id), uid, note.start, note.end)
        for uid, notes in held().items()
        for note in notes
    }


def opened_and_saved(data: bytes, folder: Path, to: str = "docx:Office Open XML Text") -> bytes:
    """Open a file in LibreOffice and save it, as somebody who edits it would."""
    program = office_program()
    if program is None:
        pytest.fail("LibreOffice is not installed: make system")
    (folder / "a.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", to]
    command += ["--outdir", str(folder / "out"), str(folder / "a.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"a.{to.partition(':')[0]}").read_bytes()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_citations_come_back_where_they_stand_and_the_text_is_the_same() -> None:
    data = write(CONTENT, held=held(), stamp=stamp())
    back = read_file(data, "a.docx")
    assert back.content == read_file(write(CONTENT), "a.docx").content
    assert set(back.carried) == expected()
    assert back.stamp == stamp()


def test_citations_are_hidden_content_controls_with_their_id_as_tag() -> None:
    root: Any = etree.fromstring(part(write(CONTENT, held=held()), "word/document.xml"))
    controls = list(root.iter("{*}sdt"))
    assert [one.find("{*}sdtPr/{*}tag").values()[0] for one in controls] == [
        f"docctl-citation-{number}" for number in range(1, 5)
    ]
    assert {one.find("{*}sdtPr/{*}appearance").values()[0] for one in controls} == {"hidden"}
    assert ["".join(one.itertext()) for one in controls] == [NUMBER] * 4
    ignorable = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
    assert "w15" in ignorable.split()
    numbers = [one.values()[0] for one in root.iter("{*}id")]
    assert len(set(numbers)) == len(numbers)


def test_a_file_read_and_not_brought_back_is_read_the_same() -> None:
    plain = read_file(write(CONTENT), "a.docx")
    assert plain.content == read_file(write(CONTENT, held=held(), stamp=stamp()), "a.docx").content
    assert plain.stamp is None
    assert plain.carried == ()


def test_no_word_of_the_text_hides_in_the_stamp() -> None:
    data = write(CONTENT, held=held(), stamp=stamp())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unseen = [n for n in archive.namelist() if n.startswith(("customXml", "docProps"))]
        for name in unseen:
            assert b"61/2018" not in archive.read(name)


def test_libreoffice_keeps_blocks_citations_and_stamp(tmp_path: Path) -> None:
    saved = opened_and_saved(write(CONTENT, held=held(), stamp=stamp()), tmp_path)
    back = read_file(saved, "a.docx")
    assert [(b.uid, b.text) for b in project(back.content).blocks] == [
        (b.uid, b.text) for b in BLOCKS
    ]
    assert set(back.carried) == expected()
    assert back.stamp == stamp()


def test_a_pdf_of_the_file_shows_nothing_of_it() -> None:
    plain, unseen = write(CONTENT), write(CONTENT, held=held(), stamp=stamp())
    texts = [words_of_file("a.pdf", pdf_of(data)).text for data in (plain, unseen)]
    assert texts[0] == texts[1]
    assert NUMBER in texts[1]


def test_document_properties_stand_in_where_the_custom_part_is_gone() -> None:
    bare = Stamp(document=3, version=7, revision=4, digest=content_hash(CONTENT))
    values = stamp_properties(stamp())
    assert stamp_of_properties(values) == replace(bare, outline=outline(CONTENT))
    assert stamp_of_properties({"docctl": values["docctl"]}) == bare
    assert stamp_of_properties({"docctl": "document=1"}) is None
    assert stamp_of_properties({}) is None


def test_properties_that_unpack_to_too_much_or_to_junk_are_no_outline() -> None:
    values = stamp_properties(stamp())
    bomb = base64.b64encode(zlib.compress(b"- a:b\n" * 10_000_000, 9)).decode()
    pieces = {
        f"docctl-{n}": bomb[at : at + 240] for n, at in enumerate(range(0, len(bomb), 240), 1)
    }
    for wicked in (pieces, {"docctl-1": "%%%"}, {"docctl-1": "AAAA"}, {"docctl-1": ""}):
        found = stamp_of_properties({"docctl": values["docctl"], **wicked})
        assert found is not None
        assert found.outline is None


def test_an_old_doc_file_still_says_what_it_was_made_from(tmp_path: Path) -> None:
    data = write(CONTENT, held=held(), stamp=stamp())
    back = read_file(opened_and_saved(data, tmp_path, "doc:MS Word 97"), "a.doc")
    assert back.stamp is not None
    assert back.stamp.outline == outline(CONTENT)
    assert {one.citation for one in back.carried} == {1, 2, 3, 4}


def test_outlines_are_read_as_written_and_nothing_else_is() -> None:
    lines = outline_lines(outline(CONTENT))
    assert outline_from(lines) == outline(CONTENT)
    for wicked in ("x", [1], ["- a:b"], ["- a b:c"], ["-"] * 30_000, ["a" * 40]):
        assert outline_from(wicked) is None


def test_a_stamp_that_is_none_of_ours_is_none() -> None:
    good = {"document": "1", "version": "2", "revision": "3", "digest": "a" * 64}
    assert stamp_from(good) is not None
    for name, value in (("document", "x"), ("version", "-1"), ("digest", "A" * 64)):
        assert stamp_from({**good, name: value}) is None
    assert stamp_from({}) is None


def control(tag: str, inner: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{inner}'
        "</w:sdtContent></w:sdt>"
    )


def test_a_control_around_a_whole_paragraph_still_holds_its_citation() -> None:
    back = read_file(docx(control("docctl-citation-9", p(r("Luật Hộ tịch")))), "a.docx")
    (one,) = back.carried
    assert (one.citation, one.start, one.end) == (9, 0, 12)


def test_what_word_asks_for_in_an_emptied_control_is_no_text() -> None:
    emptied = control("docctl-citation-9", r("Click or tap here to enter text."))
    emptied = emptied.replace("</w:sdtPr>", "<w:showingPlcHdr/></w:sdtPr>")
    back = read_file(docx(p(r("Theo ") + emptied + r(" hiện hành."))), "a.docx")
    assert project(back.content).text == "Theo  hiện hành."
    assert back.carried == ()


def test_a_paragraph_deleted_as_a_tracked_change_is_gone_with_its_end() -> None:
    by = 'w:id="1" w:author="Lan" w:date="2026-01-02T03:04:05Z"'
    gone = f"<w:del {by}><w:r><w:delText>Bỏ cả đoạn.</w:delText></w:r></w:del>"
    marked = f"<w:rPr><w:del {by}/></w:rPr>"
    back = read_file(
        docx(p(r("Một.")) + p(gone, properties=marked) + p(gone) + p(r("Ba."))), "a.docx"
    )
    assert project(back.content).text == "Một.\n\nBa."
    assert back.changes == (("Lan", 2),)


def test_a_citation_cut_in_two_paragraphs_is_carried_in_both() -> None:
    opening = '<w:bookmarkStart w:id="1" w:name="_docctl_c5"/>'
    body = p(opening + r("Luật Hộ")) + p(r("tịch") + '<w:bookmarkEnd w:id="1"/>' + r(" khác"))
    back = read_file(docx(body), "a.docx")
    assert [(one.citation, one.start, one.end) for one in back.carried] == [(5, 0, 7), (5, 0, 4)]


def test_thousands_of_open_bookmarks_and_nested_controls_cost_little() -> None:
    marks = "".join(f'<w:bookmarkStart w:id="{n}" w:name="_docctl_c{n}"/>' for n in range(20_000))
    nested = r("sâu")
    for number in range(40):
        nested = control(f"docctl-citation-{number}", nested)
    back = read_file(docx(p(marks + r("Luật") * 2000) + p(nested)), "a.docx")
    assert len(back.carried) < 100


@pytest.mark.parametrize(
    "stamped",
    [
        '<draft xmlns="urn:docctl:draft:1" document="9999999999999999999999" version="1"/>',
        '<draft xmlns="urn:docctl:draft:1" document="1" version="1" revision="1" digest="x"/>',
        '<other xmlns="urn:docctl:draft:1"/>',
    ],
)
def test_wicked_stamps_are_none(stamped: str) -> None:
    parts = {
        "word/_rels/document.xml.rels": relations(("rId1", "customXml", "../customXml/item1.xml")),
        "customXml/item1.xml": stamped,
        "docProps/custom.xml": "<Properties><property name='docctl'>junk</property></Properties>",
    }
    assert read_file(docx(p(r("x")), parts), "a.docx").stamp is None


WORDS = st.text(alphabet="aăâ ế.,/12\t", max_size=12)


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=8))
@settings(max_examples=10, deadline=None)
def test_spans_of_any_text_come_back_over_the_same_letters(pieces: list[tuple[str, bool]]) -> None:
    said = "".join(one for one, _ in pieces)
    content = parse({"type": "doc", "content": [paragraph(text(f"x{said}x"))]})
    (block,) = project(content).blocks
    notes, at = [], 1
    for number, (one, is_held) in enumerate(pieces):
        if is_held and any(map(str.isalnum, one)) and block.text[at : at + len(one)] == one:
            notes.append(Note(at, at + len(one), "", id=str(number)))
        at += len(one)
    back = read_file(write(content, held={block.uid: notes}), "a.docx")
    assert back.content == read_file(write(content), "a.docx").content
    (again,) = project(back.content).blocks
    letters = {
        one.citation: "".join(filter(str.isalnum, again.text[one.start : one.end]))
        for one in back.carried
    }
    assert letters == {
        int(note.id): "".join(filter(str.isalnum, block.text[note.start : note.end]))
        for note in notes
    }
