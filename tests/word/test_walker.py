"""How the parts of a Word file become nodes."""

import base64
from typing import Any

import pytest

from docctl.content import Json, project
from docctl.errors import Refused
from docctl.word import Imported, read_file
from docctl.word.headings import heading_level
from docctl.word.numbering import number_text
from tests.word.make import BOLD, bold, docx, p, png, r, relations, root, tbl, tc

pytestmark = pytest.mark.usefixtures("reading_here")

LEVEL = (
    '<w:lvl w:ilvl="{i}"><w:start w:val="1"/>'
    '<w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
)


def numbering(*levels: tuple[str, str], extra: str = "") -> dict[str, str | bytes]:
    """Parts of a file with one list (numId 1) of these levels (format, text)."""
    written = "".join(LEVEL.format(i=i, f=f, t=t) for i, (f, t) in enumerate(levels))
    inner = (
        f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{extra}'
    )
    return {
        "word/numbering.xml": root("numbering", inner),
        "word/_rels/document.xml.rels": relations(("rId1", "numbering", "numbering.xml")),
    }


def numbered(text: str, depth: int = 0, number: int = 1, marks: str = "") -> str:
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(r(text, marks), properties=properties) if text else p(properties=properties)


def read(body: str, parts: Any = None) -> Imported:
    return read_file(docx(body, parts), "a.docx")


def outline(node: Json) -> Any:
    """A document as nested short forms: easier to compare than JSON."""
    kind = node["type"]
    if kind == "text":
        return node["text"]
    children = [outline(child) for child in node.get("content", ())]
    if kind in ("paragraph", "heading"):
        text = "".join("\n" if child == "hardBreak" else child for child in children)
        return f"h{node['attrs']['level']}:{text}" if kind == "heading" else text
    return (kind, *children) if children else kind


def shape(body: str, parts: Any = None) -> list[Any]:
    return [outline(node) for node in read(body, parts).content["content"]]


def warnings(result: Imported) -> str:
    return " ".join(str(warning) for warning in result.warnings)


def test_bold_numbered_lines_become_headings_and_bold_sentences_do_not() -> None:
    body = (
        bold("1. MỤC ĐÍCH")
        + bold("5.2 Thành phần hồ sơ")
        + bold("a. Thành phần, số lượng hồ sơ:")
        + bold("IV. ĐỊNH NGHĨA")
        + bold("Người yêu cầu cam đoan các thông tin cung cấp là đúng sự thật.")
        + bold("- Giấy tờ phải nộp:")
    )
    assert shape(body) == [
        "h1:1. MỤC ĐÍCH",
        "h2:5.2 Thành phần hồ sơ",
        "h2:a. Thành phần, số lượng hồ sơ:",
        "h1:IV. ĐỊNH NGHĨA",
        "Người yêu cầu cam đoan các thông tin cung cấp là đúng sự thật.",
        "- Giấy tờ phải nộp:",
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Chương I. QUY ĐỊNH CHUNG", 1),
        ("PHẦN THỨ NHẤT", 1),
        ("Mục 2. TRÌNH TỰ", 2),
        ("Điều 12a. Hồ sơ", 3),
        ("01/7/2025 là ngày áp dụng", None),
        ("1. Nộp hồ sơ;", None),
        ("5.2.1. Nộp trực tiếp", 3),
        ("2", None),
    ],
)
def test_headings_are_known_by_the_habits_of_agencies_and_laws(
    text: str, level: int | None
) -> None:
    assert heading_level(text, {"style": "normal"}, bold=True) == level


def test_automatic_numbers_of_headings_become_text() -> None:
    parts = numbering(("decimal", "%1."), ("decimal", "%1.%2."))
    body = (
        numbered("MỤC ĐÍCH", 0, marks=BOLD)
        + numbered("Chung", 1, marks=BOLD)
        + numbered("PHẠM VI", 0, marks=BOLD)
        + numbered("Riêng", 1, marks=BOLD)
    )
    assert shape(body, parts) == [
        "h1:1. MỤC ĐÍCH",
        "h2:1.1. Chung",
        "h1:2. PHẠM VI",
        "h2:2.1. Riêng",
    ]


def test_numbered_paragraphs_become_nested_lists() -> None:
    parts = numbering(("decimal", "%1."), ("lowerLetter", "%2)"))
    body = numbered("một") + numbered("a", 1) + numbered("b", 1) + numbered("hai")
    assert shape(body, parts) == [
        (
            "orderedList",
            ("listItem", "một", ("orderedList", ("listItem", "a"), ("listItem", "b"))),
            ("listItem", "hai"),
        )
    ]


def test_a_list_that_goes_on_after_a_paragraph_keeps_its_number() -> None:
    parts = numbering(("decimal", "%1."))
    content = read(numbered("một") + p(r("xen")) + numbered("hai"), parts).content["content"]
    assert content[2]["attrs"] == {"start": 2, "style": "decimal"}


def test_a_restarted_list_counts_from_its_own_start() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    parts = numbering(("decimal", "%1."), extra=again)
    content = read(numbered("a") + p(r("x")) + numbered("b", number=2), parts).content["content"]
    assert content[2]["attrs"]["start"] == 7


def test_a_label_that_no_list_can_show_stays_as_text() -> None:
    parts = numbering(("decimal", "Bước %1:"))
    assert shape(numbered("nộp"), parts) == ["Bước 1: nộp"]


def test_a_cell_with_only_an_automatic_number_shows_it() -> None:
    parts = numbering(("decimal", "%1."))
    body = tbl([tc(numbered("")), "x"], [tc(numbered("")), "y"])
    assert [b.text for b in project(read(body, parts).content).blocks] == ["1.", "x", "2.", "y"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (4, "lowerRoman", "iv"),
        (1999, "upperRoman", "MCMXCIX"),
        (27, "lowerLetter", "aa"),
        (3, "upperLetter", "C"),
        (7, "decimalZero", "07"),
        (5, "chicago", "5"),
    ],
)
def test_numbers_are_written_as_word_writes_them(value: int, style: str, text: str) -> None:
    assert number_text(value, style) == text


def test_merged_cells_keep_their_spans() -> None:
    span2, start, on = (
        '<w:gridSpan w:val="2"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
    )
    body = tbl([tc("a", span2), tc("b", start)], ["c", "d", tc("", on)])
    rows = read(body).content["content"][0]["content"]
    spans = [
        [(cell["attrs"]["colspan"], cell["attrs"]["rowspan"]) for cell in row["content"]]
        for row in rows
    ]
    assert spans == [[(2, 1), (1, 2)], [(1, 1), (1, 1)]]


def test_a_continued_merge_without_a_beginning_is_a_cell_of_its_own() -> None:
    assert shape(tbl([tc("a", "<w:vMerge/>"), "b"]))[0][1][1:] == (
        ("tableCell", "a"),
        ("tableCell", "b"),
    )


def test_a_first_row_in_bold_is_the_head_of_the_table() -> None:
    head = [tc(bold("TT")), tc(bold("Trình tự"))]
    rows = read(tbl(head, ["1", "x"])).content["content"][0]["content"]
    assert {cell["type"] for cell in rows[0]["content"]} == {"tableHeader"}
    assert {cell["type"] for cell in rows[1]["content"]} == {"tableCell"}


def test_a_nested_table_is_flattened_into_its_cell() -> None:
    inner = tbl(["a", "b"], ["c", "d"])
    blocks = project(read(tbl([tc(p(r("x")) + inner + p())])).content).blocks
    assert [block.text for block in blocks] == ["x", "a | b", "c | d"]


def test_marks_and_alignment_are_kept() -> None:
    body = p(
        r("a", "<w:b/>"),
        r("b", "<w:i/><w:u w:val='single'/>"),
        r("c", "<w:strike/>"),
        r("2", '<w:vertAlign w:val="superscript"/>'),
        r("x", '<w:b w:val="0"/>'),
        properties='<w:jc w:val="center"/>',
    )
    node = read(body).content["content"][0]
    marks = [[mark["type"] for mark in run.get("marks", [])] for run in node["content"]]
    assert marks == [["bold"], ["italic", "underline"], ["strike"], ["superscript"], []]
    assert node["attrs"]["align"] == "center"


def test_marks_and_numbers_are_taken_from_styles_through_their_chain() -> None:
    styles = root(
        "styles",
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="x"/><w:basedOn w:val="C"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="C"><w:name w:val="y"/>'
        '<w:basedOn w:val="B"/><w:rPr><w:i/></w:rPr></w:style>',
    )
    parts = {
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": relations(("rId1", "styles", "styles.xml")),
    }
    content = read(p(r("Đầu đề"), style="A") + p(r("x"), style="B"), parts).content["content"]
    assert (content[0]["type"], content[0]["attrs"]["level"]) == ("heading", 2)
    assert content[1]["content"][0]["marks"] == [{"type": "italic"}]


def test_tracked_changes_are_read_as_accepted_with_a_warning() -> None:
    body = p(
        r("a"),
        f'<w:ins w:id="1" w:author="x">{r("b")}</w:ins>',
        '<w:del w:id="2" w:author="x"><w:r><w:delText>c</w:delText></w:r></w:del>',
        f'<w:moveTo w:id="3" w:author="x">{r("d")}</w:moveTo>',
    )
    result = read(body)
    assert outline(result.content["content"][0]) == "abd"
    assert "tracked changes" in warnings(result)


def test_a_deleted_row_is_left_out() -> None:
    table = tbl(["a", "b"], ["c", "d"]).replace(
        "<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
        '<w:t xml:space="preserve">c',
        '<w:tr><w:trPr><w:del w:id="1" w:author="x"/></w:trPr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr>'
        '</w:pPr><w:r><w:rPr></w:rPr><w:t xml:space="preserve">c',
    )
    assert [block.text for block in project(read(table).content).blocks] == ["a", "b"]


def test_comments_are_left_out_with_a_warning() -> None:
    result = read(p(r("a"), '<w:r><w:commentReference w:id="0"/></w:r>'))
    assert outline(result.content["content"][0]) == "a"
    assert "Comments" in warnings(result)


def test_footnotes_are_put_at_the_end() -> None:
    note = f'<w:footnote w:id="2">{p(r(" Xem Điều 5."))}</w:footnote>'
    parts = {
        "word/footnotes.xml": root("footnotes", note),
        "word/_rels/document.xml.rels": relations(("rId1", "footnotes", "footnotes.xml")),
    }
    body = p(r("Theo luật"), '<w:r><w:footnoteReference w:id="2"/></w:r>') + p(r("hết"))
    assert shape(body, parts) == ["Theo luật[1]", "hết", "[1] Xem Điều 5."]


def test_links_keep_only_good_addresses() -> None:
    parts = {
        "word/_rels/document.xml.rels": relations(
            ("r1", "hyperlink", "https://example.org/a"), ("r2", "hyperlink", "javascript:x()")
        )
    }
    link = '<w:hyperlink r:id="{0}">' + r("x") + "</w:hyperlink>"
    runs = read(p(link.format("r1"), link.format("r2")), parts).content["content"][0]["content"]
    assert [run.get("marks", []) for run in runs] == [
        [{"type": "link", "attrs": {"href": "https://example.org/a"}}],
        [],
    ]


def test_a_picture_is_kept_byte_for_byte_with_its_shown_size() -> None:
    data = png(20, 10)
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="190500" cy="95250"/><wp:docPr id="1" name="x" '
        'descr="Sơ đồ"/><a:blip r:embed="rId5"/></wp:inline></w:drawing></w:r>'
    )
    parts = {
        "word/_rels/document.xml.rels": relations(("rId5", "image", "media/image1.png")),
        "word/media/image1.png": data,
    }
    result = read(p(drawing), parts)
    (node,) = result.content["content"]
    assert result.images[node["attrs"]["src"]].data == data
    assert (node["attrs"]["alt"], node["attrs"]["width"], node["attrs"]["height"]) == (
        "Sơ đồ",
        20,
        10,
    )


def test_a_damaged_picture_becomes_a_placeholder_with_a_warning_of_its_own() -> None:
    drawing = '<w:r><w:drawing><a:blip r:embed="rId5"/></w:drawing></w:r>'
    parts = {
        "word/_rels/document.xml.rels": relations(("rId5", "image", "media/image1.png")),
        "word/media/image1.png": png(20, 10)[:-20],
    }
    result = read(p(drawing), parts)
    assert outline(result.content["content"][0]) == "[hình]"
    assert "damaged" in warnings(result)
    assert result.images == {}


def test_a_metafile_becomes_a_placeholder_with_a_warning() -> None:
    drawing = '<w:r><w:pict><v:imagedata r:id="rId5"/></w:pict></w:r>'
    parts = {
        "word/_rels/document.xml.rels": relations(("rId5", "image", "media/image1.emf")),
        "word/media/image1.emf": base64.b64decode("AQAAAGwAAAA="),
    }
    result = read(p(drawing), parts)
    assert outline(result.content["content"][0]) == "[hình]"
    assert "picture" in warnings(result)


def test_the_text_of_a_text_box_is_kept_once() -> None:
    box = f"<w:txbxContent>{p(r('trong khung'))}</w:txbxContent>"
    alternate = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    assert shape(p(r("ngoài"), f"<w:r>{alternate}</w:r>")) == ["ngoài", "trong khung"]


def test_hidden_text_is_left_out_and_check_boxes_are_drawn() -> None:
    body = p(
        r("ẩn", "<w:vanish/>"),
        '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>',
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        r(" có"),
    )
    assert shape(body) == ["□☑ có"]


def test_hidden_text_that_is_left_out_is_told_of() -> None:
    told = "Hidden text in the file was left out."
    hidden = read_file(docx(p(r("ẩn", "<w:vanish/>"), r("có"))), "a.docx")
    assert told in [one.msgid for one in hidden.warnings]
    blank = read_file(docx(p(r(" ", "<w:vanish/>"), r("có"))), "a.docx")
    assert not blank.warnings


@pytest.mark.parametrize("around", ["bdo", "dir", "smartTag", "ins", "khac"])
def test_text_is_read_whatever_stands_around_it(around: str) -> None:
    begin, end = f"<w:{around}>", f"</w:{around}>"
    body = begin + p(begin + r("chữ") + end, r(" kèm")) + end
    assert shape(body) == ["chữ kèm"]


def test_words_with_a_reading_above_them_and_an_unknown_choice_are_read() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('âm')}</w:rt><w:rubyBase>{r('chữ')}</w:rubyBase></w:ruby></w:r>"
    choice = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="x"/>'
        "<mc:Fallback><w:t>, thay</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert shape(p(ruby, choice)) == ["chữ âm, thay"]


def test_a_generated_table_of_contents_is_left_out() -> None:
    styles = root(
        "styles", '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    )
    parts = {
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": relations(("rId1", "styles", "styles.xml")),
    }
    assert shape(p(r("1. Mục đích ... 3"), style="T") + p(r("x")), parts) == ["x"]


def test_blank_paragraphs_are_thinned_out() -> None:
    assert shape(p() * 5 + p(r("a")) + p() * 9 + p(r("b")) + p() * 3) == ["a", "", "b"]


def test_content_controls_are_read_through() -> None:
    inner = f"<w:sdtContent>{p(r('a'))}</w:sdtContent>"
    inline = f"<w:sdt><w:sdtContent>{r('b')}</w:sdtContent></w:sdt>"
    assert shape(f"<w:sdt>{inner}</w:sdt>" + p(inline)) == ["a", "b"]


def test_a_web_page_under_a_word_name_is_read() -> None:
    page = (
        "<html><head><title>x</title></head><body><h2>1. Mục đích</h2><p>Theo <b>luật</b>"
        "<script>alert(1)</script></p><ul><li>a</li></ul><table><tr><th colspan=2>T</th></tr>"
        "<tr><td>1</td><td>2</td></tr></table></body></html>"
    )
    result = read_file(page.encode(), "a.doc")
    assert [outline(node) for node in result.content["content"]] == [
        "h2:1. Mục đích",
        "Theo luật",
        ("bulletList", ("listItem", "a")),
        (
            "table",
            ("tableRow", ("tableHeader", "T")),
            ("tableRow", ("tableCell", "1"), ("tableCell", "2")),
        ),
    ]
    assert "web page" in warnings(result)


def test_tables_in_tables_of_a_web_page_are_read_once_and_not_without_end() -> None:
    inner = "<table><tr><td>trong</td></tr></table>"
    page = f"<html><body><table><tr><td>{inner}</td></tr></table></body></html>"
    content = read_file(page.encode(), "a.doc").content
    assert project(content).text.count("trong") == 1
    with pytest.raises(Refused, match="too many parts"):
        read_file(b"<html><body>" + b"<table><tr><td>" * 220 + b"x", "a.doc")
