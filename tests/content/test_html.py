"""The document as HTML for reading."""

import re

from hypothesis import given
from hypothesis import strategies as st

from docctl.content import Json, Note, parse, project, to_html


def doc(*runs: Json) -> Json:
    return parse({"type": "doc", "content": [{"type": "paragraph", "content": list(runs)}]})


def run(text: str, *marks: str) -> Json:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def with_note(content: Json, *notes: Note) -> str:
    return to_html(content, notes={content["content"][0]["attrs"]["uid"]: notes})


def test_text_is_escaped() -> None:
    html = to_html(doc(run('<script>alert("1")</script>&')))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_no_style_attribute_is_ever_written() -> None:
    content = parse(
        {
            "type": "doc",
            "content": [
                {
                    "type": "paragraph",
                    "attrs": {"align": "center", "indent": 2},
                    "content": [run("x")],
                }
            ],
        }
    )
    html = to_html(content)
    assert "style=" not in html
    assert 'class="align-center indent-2"' in html


def test_a_note_runs_across_marks_as_one_element() -> None:
    content = doc(run("Theo Nghị định "), run("61/2018/NĐ-CP", "bold"), run(" này"))
    html = with_note(content, Note(5, 28, "cite dead", title="Bị thay thế", href="/legal/1"))
    assert (
        '<a href="/legal/1" class="cite dead" title="Bị thay thế" rel="noopener noreferrer">'
        "Nghị định <strong>61/2018/NĐ-CP</strong></a> này" in html
    )


def test_a_note_without_address_becomes_a_mark() -> None:
    html = with_note(doc(run("abc")), Note(1, 2, "hit", id="n1"))
    assert 'a<mark class="hit" data-note="n1">b</mark>c' in html


def test_where_notes_overlap_the_shortest_shows() -> None:
    html = with_note(doc(run("abcdef")), Note(0, 6, "outer"), Note(2, 4, "inner"))
    assert (
        '<mark class="outer">ab</mark><mark class="inner">cd</mark><mark class="outer">ef</mark>'
        in html
    )


def test_a_link_inside_a_citation_gives_way() -> None:
    link = {"type": "link", "attrs": {"href": "https://example.org"}}
    content = doc({"type": "text", "text": "abc", "marks": [link]})
    html = with_note(content, Note(0, 3, "cite", href="/legal/1"))
    assert html.count("<a ") == 1


def test_offsets_count_the_text_as_projected_also_around_deletions() -> None:
    deleted = {
        "type": "text",
        "text": "XX",
        "marks": [{"type": "deletion", "attrs": {"id": "1"}}],
    }
    content = doc(run("ab"), deleted, run("cd"))
    assert project(content).blocks[0].text == "abcd"
    assert '<mark class="hit">c</mark>' in with_note(content, Note(2, 3, "hit"))


def test_an_address_that_runs_code_is_dropped() -> None:
    html = with_note(doc(run("abc")), Note(0, 3, "cite", href="javascript:alert(1)"))
    assert "javascript" not in html


def test_merged_cells_and_known_widths_are_shown() -> None:
    cells = [
        {
            "type": "tableHeader",
            "attrs": {"colspan": 2, "rowspan": 1, "colwidth": [30, 60]},
            "content": [{"type": "paragraph", "content": [run("x")]}],
        }
    ]
    table = {"type": "table", "content": [{"type": "tableRow", "content": cells}]}
    html = to_html(parse({"type": "doc", "content": [table]}))
    assert '<th colspan="2">' in html
    assert '<col width="30"><col width="60">' in html


def test_a_picture_comes_only_from_our_own_store() -> None:
    image = {"type": "image", "attrs": {"src": "a" * 64, "alt": '"x'}}
    content = parse({"type": "doc", "content": [image]})
    assert f'src="/media/{"a" * 64}"' in to_html(content)
    assert "<img" not in to_html(content, media_url=lambda _: "https://evil.example/x.png") or (
        "evil" not in to_html(content, media_url=lambda _: "https://evil.example/x.png")
    )


NOTES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=5)


@given(
    st.lists(st.tuples(st.text("aăâ <&\n", min_size=1, max_size=4), st.booleans()), max_size=4),
    NOTES,
)
def test_notes_never_change_the_words(
    runs: list[tuple[str, bool]], spans: list[tuple[int, int]]
) -> None:
    content = doc(*(run(text, *(["bold"] if bold else [])) for text, bold in runs))
    notes = [Note(min(span), max(span), "hit") for span in spans]
    plain = re.sub(r"<[^>]*>", "", to_html(content))
    assert re.sub(r"<[^>]*>", "", with_note(content, *notes)) == plain
