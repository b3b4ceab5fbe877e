"""Pasted text arrives clean: from Word, from other programs, and from bad intentions."""

import base64

from playwright.sync_api import Page, expect

from tests.browser.complaints import Complaints
from tests.browser.front_end.desk import FakeDesk
from tests.browser.front_end.drive import (
    attributes,
    caret_after,
    content,
    find,
    note_dialogs,
    paste,
    texts,
)

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator
content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0} @list l0:level1 {x:y} --></style>
<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head><body lang=VI>
<!--StartFragment-->
<h1 style='text-align:center'><b><span style='font-size:14.0pt;font-family:"Times New Roman"'>
I. CĂN CỨ PHÁP LÝ<o:p></o:p></span></b></h1>
<p class=MsoNormal align=center style='text-align:center;mso-pagination:none'><b
style='mso-bidi-font-weight:normal'>Căn cứ</b><span style='font-weight:bold;font-style:italic'>
Luật</span><span style='mso-spacerun:yes'>&nbsp;&nbsp;</span>Hộ tịch<o:p></o:p></p>
<p class=MsoNormal style='margin-left:36.0pt'>Thụt lề</p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>a)<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Tờ khai</p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>-<span>&nbsp;</span></span><![endif]>Bản
chính</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>b)<span>&nbsp;</span></span><![endif]>Giấy tờ tuỳ thân</p>
<table class=MsoTableGrid border=1 style='width:100%'><tr style='height:12pt'><td width=100
colspan=2 valign=top style='border:solid windowtext 1.0pt'><p class=MsoNormal>Gộp hai cột</p></td>
</tr><tr><td><p class=MsoNormal>Trái</p></td><td><p class=MsoNormal>Phải<a name="_Toc1"></a></p>
<img src="file:///C:/anh.png" v:shapes="x"></td></tr></table>
<!--EndFragment--></body></html>"""


def pasted(page: Page, html: str, text: str = "") -> list[dict[str, object]]:
    """Paste into an empty paragraph at the end; give the nodes that came."""
    caret_after(page, "Hết.")
    page.keyboard.press("Enter")
    before = len(content(page)["content"])
    paste(page, html, text)
    return list(content(page)["content"][before - 1 :])


def test_a_text_from_word_becomes_headings_lists_and_tables(editor: Page) -> None:
    nodes = pasted(editor, WORD)
    assert [node["type"] for node in nodes] == [
        "heading",
        "paragraph",
        "paragraph",
        "orderedList",
        "table",
    ]
    heading, basis, indented, steps, table = nodes
    assert heading["attrs"]["align"] == basis["attrs"]["align"] == "center"  # type: ignore[index]  # JSON
    assert texts(basis).split() == ["Căn", "cứ", "Luật", "Hộ", "tịch"]
    assert indented["attrs"]["indent"] == 1  # type: ignore[index]  # JSON
    assert steps["attrs"] == {"start": 1, "style": "lower-alpha"}
    assert texts(steps) == "Tờ khaiBản chínhGiấy tờ tuỳ thân"
    assert [texts(found) for found in find(steps, "bulletList")] == ["Bản chính"]
    assert attributes(find(table, "tableCell"), "colspan") == [2, 1, 1]


def test_marks_that_word_writes_as_styles_are_marks(editor: Page) -> None:
    _, basis, *_ = pasted(editor, WORD)
    marks = {
        str(run["text"]).strip(): {mark["type"] for mark in run.get("marks", ())}
        for run in find(basis, "text")
    }
    assert marks["Căn cứ"] == {"bold"}
    assert marks["Luật"] == {"bold", "italic"}
    assert marks["Hộ tịch"] == set()


def test_pictures_that_cannot_come_along_are_named(editor: Page) -> None:
    nodes = pasted(editor, WORD)
    assert not any(find(node, "image") for node in nodes)
    expect(editor.locator(".editor-messages")).to_contain_text("Không dán được 1 ảnh")


def test_pictures_inside_pasted_text_are_stored_and_come_along(
    editor: Page, desk: FakeDesk
) -> None:
    letters = base64.b64encode(b"\x89PNG not really").decode()
    picture = f'<img src="data:image/png;base64,{letters}" alt="Sơ đồ">'
    caret_after(editor, "Hết.")
    editor.keyboard.press("Enter")
    paste(editor, f"<p>Trước</p>{picture}<p>Sau</p>{picture}<p>Cuối</p>")
    expect(editor.locator(".ProseMirror img")).to_have_count(2)
    assert list(desk.pictures.values()) == [b"\x89PNG not really"]
    images = find(content(editor), "image")
    assert {one["attrs"]["src"] for one in images} == set(desk.pictures)
    assert images[0]["attrs"]["alt"] == "Sơ đồ"
    expect(editor.locator(".ProseMirror")).to_contain_text("Cuối")


def test_a_picture_the_server_refuses_is_left_out_and_named(
    editor: Page, complaints: Complaints
) -> None:
    complaints.ask_for(422, "/images")
    editor.route("**/images", lambda route: route.fulfill(status=422, body='{"reasons": ["x"]}'))
    paste(editor, '<p>Chữ</p><img src="data:image/gif;base64,R0lGOD==">')
    expect(editor.locator(".ProseMirror")).to_contain_text("Chữ")
    expect(editor.locator(".editor-messages")).to_contain_text("Không dán được 1 ảnh")
    assert find(content(editor), "image") == []


def test_every_pasted_block_has_a_uid_and_composed_letters(editor: Page) -> None:
    html = '<p data-uid="p1">Quyê\u0301t đi\u0323nh\u00a0số\u200b 1</p><p>Hai</p>'
    nodes = pasted(editor, html)
    assert texts(nodes[0]) == "Quyết định số 1"
    every = find(content(editor), "paragraph")
    names = attributes(every, "uid")
    assert None not in names
    assert len(set(names)) == len(names)
    assert next(texts(block) for block in every if block["attrs"]["uid"] == "p1").startswith("Thực")


def test_plain_text_comes_as_paragraphs(editor: Page) -> None:
    nodes = pasted(editor, "", "Một\n\nHai")
    assert [texts(node) for node in nodes] == ["Một", "Hai"]


SIGNS = ("onerror", "onclick", "onload", "javascript:", "<script", "<svg", "evil.example")
ACTIVE = (
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1)>x</p><script>alert(1)</script>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg><script>alert(1)</script></svg><svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<form action=//evil.example><button formaction=//evil.example>x</button></form>",
    '<p style="position:fixed;background:url(//evil.example/x)">x</p>',
    '<img src="//evil.example/t.gif"><img data-src="../../etc/passwd" src="/x">',
    "<template><img src=x onerror=alert(1)></template><noscript><p title='</noscript><img "
    "src=x onerror=alert(1)>'></noscript>",
    '<div data-pm-slice=\'0 0 ["paragraph",{"uid":"<img src=x onerror=alert(1)>"}]\'>x</div>',
    "<details open ontoggle=alert(1)>x</details><video><source onerror=alert(1)></video>",
)


def test_nothing_active_survives_pasting(editor: Page) -> None:
    called = note_dialogs(editor)
    outside: list[str] = []
    editor.on("request", lambda request: outside.append(request.url))
    for html in ACTIVE:
        pasted(editor, html)
        editor.wait_for_timeout(100)
        inside = editor.inner_html(".ProseMirror").lower()
        assert called == [], html
        assert [url for url in outside if "evil" in url or "passwd" in url] == [], html
        for sign in SIGNS:
            assert sign not in inside, html
