from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.content import (
    Crossing,
    Proposal,
    accept,
    changes_in,
    compare,
    content_hash,
    parse,
    pending_ids,
    project,
    propose,
    reject,
    to_html,
)

WHO = {"author": "Thư ký ISO", "date": "2026-03-02T03:00:00Z"}


def doc(*blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return parse(
        {"type": "doc", "content": [{"type": "paragraph", "content": runs} for runs in blocks]}
    )


def text(words: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}


def first(content: dict[str, Any]) -> str:
    return project(content).blocks[0].uid


def read(content: dict[str, Any]) -> str:
    return project(content).text


LINE = doc([text("- Nghị định số "), text("61/2018/NĐ-CP", "bold"), text(" của Chính phủ;")])


def proposed(content: dict[str, Any], start: int, end: int, words: str) -> dict[str, Any]:
    return propose(content, [Proposal("r1", first(content), start, end, words)], **WHO)


def test_a_proposal_reads_as_if_it_were_written_and_keeps_what_it_takes_out() -> None:
    changed = proposed(LINE, 15, 28, "118/2025/NĐ-CP")
    assert read(changed) == "- Nghị định số 118/2025/NĐ-CP của Chính phủ;"
    (change,) = changes_in(changed)
    assert (change.before, change.after) == ("61/2018/NĐ-CP", "118/2025/NĐ-CP")
    assert (change.lead, change.tail) == ("- Nghị định số ", " của Chính phủ;")
    assert (change.author, change.date) == ("Thư ký ISO", "2026-03-02T03:00:00Z")
    assert pending_ids(changed) == {"r1"}


def test_it_shows_as_inserted_and_deleted_with_the_look_of_the_words_it_replaces() -> None:
    html = to_html(proposed(LINE, 15, 28, "118/2025/NĐ-CP"))
    assert (
        '<strong><del data-change="r1" data-author="Thư ký ISO">61/2018/NĐ-CP</del></strong>'
        in (html)
    )
    assert ">118/2025/NĐ-CP</ins></strong>" in html


def test_accepting_writes_it_and_rejecting_gives_the_same_bytes_as_before() -> None:
    changed = proposed(LINE, 15, 28, "118/2025/NĐ-CP")
    written = accept(changed)
    assert read(written) == read(changed)
    assert not changes_in(written)
    assert "61/2018" not in to_html(written)
    assert content_hash(reject(changed)) == content_hash(LINE)


def test_single_changes_are_decided_alone() -> None:
    content = doc([text("một hai ba")], [text("bốn")])
    uids = [block.uid for block in project(content).blocks]
    changed = propose(
        content,
        [
            Proposal("a", uids[0], 0, 3, "1"),
            Proposal("b", uids[0], 8, 10, "3"),
            Proposal("c", uids[1], 4, 4, " năm"),
        ],
        **WHO,
    )
    assert read(changed) == "1 hai 3\nbốn năm"
    assert [change.id for change in changes_in(changed)] == ["a", "b", "c"]
    assert read(reject(changed, {"a"})) == "một hai 3\nbốn năm"
    assert pending_ids(accept(changed, {"b"})) == {"a", "c"}
    assert read(accept(changed, {"nothing"})) == read(changed)


def test_it_is_compared_with_the_text_before_by_what_it_reads() -> None:
    changed = proposed(LINE, 15, 28, "118/2025/NĐ-CP")
    html = compare(LINE, changed).html
    assert "<del>" in html
    assert html.count("61/2018/NĐ-CP") == 1
    assert html.count("118/2025/NĐ-CP") == 1


def test_an_undecided_change_is_not_changed_again() -> None:
    changed = proposed(LINE, 15, 28, "118/2025/NĐ-CP")
    with pytest.raises(Crossing):
        propose(changed, [Proposal("r2", first(changed), 10, 20, "x")], **WHO)
    beside = propose(changed, [Proposal("r2", first(changed), 2, 11, "NĐ")], **WHO)
    assert read(beside) == "- NĐ số 118/2025/NĐ-CP của Chính phủ;"


def test_words_proposed_for_an_empty_block_vanish_when_rejected() -> None:
    content = doc([])
    changed = proposed(content, 0, 0, "Cập nhật căn cứ")
    assert read(changed) == "Cập nhật căn cứ"
    assert content_hash(reject(changed)) == content_hash(content)


def test_a_deletion_alone_leaves_nothing_behind_when_accepted() -> None:
    changed = proposed(doc([text("thừa")]), 0, 4, "")
    assert read(changed) == ""
    assert read(accept(changed)) == ""


def test_long_surroundings_are_cut() -> None:
    (change,) = changes_in(proposed(doc([text("x" * 300)]), 150, 151, "y"))
    assert len(change.lead) == len(change.tail) == 61


runs = st.lists(
    st.one_of(
        st.builds(
            text, st.text("abc đế", min_size=1, max_size=8), st.sampled_from(["bold", "italic"])
        ),
        st.just({"type": "hardBreak"}),
    ),
    min_size=1,
    max_size=5,
)


@given(runs, st.data())
def test_any_proposal_can_be_taken_back_and_reads_as_said(
    given_runs: list[dict[str, Any]], data: st.DataObject
) -> None:
    content = doc(given_runs)
    whole = read(content)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    words = data.draw(st.text("XYZ", max_size=5))
    changed = proposed(content, start, end, words)
    assert read(changed) == whole[:start] + words + whole[end:]
    assert content_hash(reject(changed)) == content_hash(content)
    assert read(accept(changed)) == read(changed)
    assert parse(changed) == changed
