"""Content as a Word file, and back again."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from docctl.content import Json, empty_procedure, parse, project
from docctl.content.normalise import walk
from docctl.word import PageHeader, read_file, read_files, write, write_register
from docctl.word.bookmarks import bookmark_name, uid_of_bookmark
from docctl.word.package import W
from docctl.word.reader import read_docx
from tests.documents.test_pictures import gif, jpeg
from tests.word.make import png

LIMITS = {"pixels": 10**6}
PICTURE = png(20, 10)


def again(content: Json, images: dict[str, bytes] | None = None) -> Json:
    """Write and read back, in this process (the child is tested elsewhere)."""
    return again_of(write(content, images=images or {}))


def again_of(data: bytes) -> Json:
    """Read a written file back."""
    answer, _ = read_docx(data, {"limits": LIMITS}, [])
    found: Json = answer["content"]
    return found


def plain(content: Json) -> Json:
    """A content without column widths: Word always has some."""
    copy: Json = json.loads(json.dumps(content))
    for node in walk(copy):
        node.get("attrs", {}).pop("colwidth", None)
    return copy


def test_the_empty_procedure_comes_back_as_it_was_uids_included() -> None:
    content = empty_procedure()
    assert plain(again(content)) == plain(content)


MARKS = st.lists(
    st.sampled_from(["bold", "italic", "underline", "strike", "superscript"]), unique=True
)
LINK = {"type": "link", "attrs": {"href": "https://example.org/?a=1&b=2"}}


@st.composite
def runs(draw: Any, *, in_heading: bool = False) -> list[Json]:
    found: list[Json] = []
    for text in draw(
        st.lists(st.text("aăđế 1.<&\t", min_size=1, max_size=6), min_size=1, max_size=4)
    ):
        if draw(st.integers(0, 5)) == 0:
            found.append({"type": "hardBreak"})
        marks = [{"type": mark} for mark in draw(MARKS)]
        if draw(st.integers(0, 5)) == 0:
            marks = [LINK, *(mark for mark in marks if mark["type"] != "underline")]
        if in_heading:
            marks = []
        found.append({"type": "text", "text": text, "marks": marks})
    # An empty look is thinned out when a file is read; every block here says something.
    found.append({"type": "text", "text": "x", "marks": []})
    return [{"type": "text", "text": "Đoạn", "marks": []}, *found]


ALIGN = st.sampled_from([None, "left", "center", "right", "justify"])


@st.composite
def paragraphs(draw: Any, *, indent: bool = True) -> Json:
    attributes = {"align": draw(ALIGN), "indent": draw(st.integers(0, 4)) if indent else 0}
    return {"type": "paragraph", "attrs": attributes, "content": draw(runs())}


@st.composite
def lists(draw: Any, depth: int = 0) -> Json:
    ordered = draw(st.booleans())
    items = []
    for _ in range(draw(st.integers(1, 3))):
        content = [draw(paragraphs(indent=False))]
        if draw(st.integers(0, 3)) == 0:
            content.append(draw(paragraphs(indent=False)))
        if depth < 2 and draw(st.integers(0, 2)) == 0:
            content.append(draw(lists(depth + 1)))
        items.append({"type": "listItem", "content": content})
    if not ordered:
        return {"type": "bulletList", "content": items}
    style = st.sampled_from(["decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"])
    attributes = {"start": draw(st.integers(0, 30)), "style": draw(style)}
    return {"type": "orderedList", "attrs": attributes, "content": items}


@st.composite
def tables(draw: Any) -> Json:
    """A table whose cells tile a grid: columns cut into spans, some rows merged downwards."""
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    taken: set[tuple[int, int]] = set()
    rows: list[Json] = []
    for row in range(height):
        cells: list[Json] = []
        for column in range(width):
            if (row, column) in taken:
                continue
            colspan = rowspan = 1
            if draw(st.booleans()):
                # A first cell never reaches down, so that no row is wholly covered.
                rowspan = draw(st.integers(1, height - row)) if column else 1
                while (row, column + colspan) not in taken and column + colspan < width:
                    colspan += 1
                    if draw(st.booleans()):
                        break
            places = {(row + y, column + x) for y in range(rowspan) for x in range(colspan)}
            if places & taken:
                rowspan, places = 1, {(row, column + x) for x in range(colspan)}
            taken |= places
            content = [draw(st.one_of(paragraphs(), lists()))]
            cells.append(
                {
                    "type": "tableCell",
                    "attrs": {"colspan": colspan, "rowspan": rowspan},
                    "content": content,
                }
            )
        rows.append({"type": "tableRow", "content": cells})
    if draw(st.booleans()):
        for cell in rows[0]["content"]:
            cell["type"] = "tableHeader"
    return {"type": "table", "content": rows}


HEADINGS = st.builds(
    lambda level, align, content: {
        "type": "heading",
        "attrs": {"level": level, "align": align},
        "content": content,
    },
    st.integers(1, 6),
    st.sampled_from([None, "center"]),
    runs(in_heading=True),
)
IMAGES = st.just(
    {
        "type": "image",
        "attrs": {
            "src": hashlib.sha256(PICTURE).hexdigest(),
            "alt": "Sơ đồ",
            "width": 40,
            "height": 20,
        },
    }
)
RULES = st.just({"type": "horizontalRule"})


@given(
    st.lists(
        st.one_of(paragraphs(), HEADINGS, lists(), tables(), IMAGES, RULES), min_size=1, max_size=6
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_content_comes_back_from_word_as_it_was(blocks: list[Json]) -> None:
    # Lists that touch are one list to Word; a paragraph keeps them apart.
    between = {"type": "paragraph", "content": [{"type": "text", "text": "giữa"}]}
    spaced = [part for block in blocks for part in (block, between)]
    content = parse({"type": "doc", "content": spaced})
    source = content["content"][0]
    assert source
    images = {n["attrs"]["src"]: PICTURE for n in walk(content) if n["type"] == "image"}
    assert plain(again(content, images)) == plain(content)


def test_proposed_changes_become_tracked_changes_and_are_read_as_accepted() -> None:
    facts = {"id": "1", "author": "Người A", "date": "2026-01-02T03:04:05Z"}
    content = parse(
        {
            "type": "doc",
            "content": [
                {
                    "type": "paragraph",
                    "content": [
                        {"type": "text", "text": "a"},
                        {
                            "type": "text",
                            "text": "b",
                            "marks": [{"type": "deletion", "attrs": facts}],
                        },
                        {
                            "type": "text",
                            "text": "c",
                            "marks": [{"type": "insertion", "attrs": facts}],
                        },
                    ],
                },
            ],
        }
    )
    with zipfile.ZipFile(io.BytesIO(write(content))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert 'w:author="Người A"' in xml
    assert "<w:delText" in xml
    assert project(again(content)).blocks[0].text == "ac"
    changes = [*etree.fromstring(xml.encode()).iter("{*}ins", "{*}del")]
    assert [change.tag.partition("}")[2] for change in changes] == ["del", "ins"]
    assert len({change.get(f"{W}id") for change in changes}) == 2


def test_a_file_never_says_a_fact_twice_or_a_date_that_word_cannot_read() -> None:
    facts = {"id": "1", "author": None, "date": "hôm qua"}
    more = {
        "type": "paragraph",
        "attrs": {"indent": 3},
        "content": [
            {"type": "text", "text": "x", "marks": [{"type": "insertion", "attrs": facts}]}
        ],
    }
    item = {"type": "listItem", "content": [more, more]}
    content = parse({"type": "doc", "content": [{"type": "bulletList", "content": [item]}]})
    with zipfile.ZipFile(io.BytesIO(write(content))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    properties = list(root.iter("{*}pPr"))
    assert properties
    for found in properties:
        names = [child.tag for child in found]
        assert len(set(names)) == len(names)
    assert not [change for change in root.iter("{*}ins") if change.get(f"{W}date")]


CUT = PICTURE[:-20]


def shown(data: bytes, *, alt: str = "") -> Json:
    """Give a text that shows one picture."""
    attributes = {"src": hashlib.sha256(data).hexdigest(), "alt": alt}
    return parse({"type": "doc", "content": [{"type": "image", "attrs": attributes}]})


@pytest.mark.parametrize(
    "images", [{}, {hashlib.sha256(CUT).hexdigest(): CUT}, {hashlib.sha256(CUT).hexdigest(): b""}]
)
def test_in_place_of_a_picture_that_cannot_be_read_stands_a_note(images: dict[str, bytes]) -> None:
    content = shown(CUT)
    assert project(again(content, images)).blocks[0].text == "[Hình không đọc được]"
    described = shown(CUT, alt="Sơ đồ")
    assert project(again(described, images)).blocks[0].text == "[Hình không đọc được: Sơ đồ]"


@pytest.mark.parametrize("picture", [PICTURE, jpeg(20, 10), jpeg(20, 10)[:2] + jpeg(20, 10)[20:]])
def test_a_picture_that_can_be_read_is_in_the_file_once_however_often_it_is_shown(
    picture: bytes,
) -> None:
    """The last is a JPEG without the mark of JFIF, which python-docx turns down."""
    content = shown(picture)
    content["content"] *= 2
    data = write(content, images={hashlib.sha256(picture).hexdigest(): picture})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stored = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert [archive.read(name) for name in stored] == [picture]
        numbers = [
            one.get("id")
            for one in etree.fromstring(archive.read("word/document.xml")).iter("{*}docPr")
        ]
    assert len(set(numbers)) == 2
    sources = [node["attrs"]["src"] for node in walk(again_of(data)) if node["type"] == "image"]
    assert sources == [hashlib.sha256(picture).hexdigest()] * 2


@given(
    st.sampled_from([PICTURE, jpeg(20, 10), gif(20, 10)]),
    st.integers(0, 70),
    st.integers(0, 255),
    st.integers(0, 200),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_picture_however_broken_hinders_an_export(
    whole: bytes, place: int, byte: int, length: int
) -> None:
    broken = bytearray(whole)
    broken[place % len(broken)] = byte
    data = bytes(broken)[: max(1, length)]
    assert again(shown(data), {hashlib.sha256(data).hexdigest(): data})["content"]


def test_the_page_is_a4_with_the_margins_of_the_decree() -> None:
    section: Any = Document(io.BytesIO(write(empty_procedure()))).sections[0]
    # Word counts in twentieths of a point, so millimetres come back rounded.
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert 20 <= round(section.top_margin.mm) <= 25


def test_our_own_page_header_is_read_back() -> None:
    header = PageHeader(
        "UBND XÃ MẪU",
        "QUY TRÌNH\nKiểm soát tài liệu",
        [("Mã hiệu", "QT-01"), ("Lần ban hành", "02"), ("Ngày ban hành", "07/7/2025")],
    )
    meta = read_file(write(empty_procedure(), header=header), "x.docx").meta
    assert (meta.code, meta.title, meta.issue_no) == ("QT-01", "Kiểm soát tài liệu", 2)
    assert meta.agency == "UBND XÃ MẪU"


def test_a_register_has_a_repeated_head_groups_and_every_row() -> None:
    data = write_register(
        "DANH MỤC TÀI LIỆU NỘI BỘ",
        ["STT", "Mã hiệu", "Tên"],
        [["I. Quy trình"], ["1", "QT-01", "Kiểm soát\ntài liệu"], ["2", "QT-02"]],
        agency="UBND XÃ MẪU",
        widths=[1, 2, 5],
    )
    document = Document(io.BytesIO(data))
    section: Any = document.sections[0]
    assert section.page_width > section.page_height
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [
        ["STT", "Mã hiệu", "Tên"],
        ["I. Quy trình"] * 3,
        ["1", "QT-01", "Kiểm soát\ntài liệu"],
        ["2", "QT-02", ""],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("word/document.xml").count(b"<w:tblHeader") == 1


def test_what_we_write_passes_our_own_gate() -> None:
    (result,) = read_files([(write_register("X", ["A"], [["b"]]), "x.docx")])
    assert not isinstance(result, Exception)


@given(st.from_regex(r"[A-Za-z0-9_-]{1,16}", fullmatch=True))
def test_a_uid_survives_as_the_name_of_a_bookmark(uid: str) -> None:
    name = bookmark_name(uid)
    assert name is None or uid_of_bookmark(name) == uid
    assert name is None or name.replace("_", "").isalnum()
