"""What two people changed is put together, nothing that somebody wrote is lost unseen."""

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docctl.content import (
    Json,
    Proposal,
    compare,
    merge,
    outline,
    parse,
    pending_ids,
    project,
    propose,
    restored,
)


def paragraph(text: str, uid: str | None = None, **attrs: Any) -> Json:
    block: Json = {"type": "paragraph", "attrs": {"uid": uid, **attrs}}
    if text:
        block["content"] = [{"type": "text", "text": text}]
    return block


def doc(*blocks: Json) -> Json:
    return parse({"type": "doc", "content": list(copy.deepcopy(blocks))})


def table(*rows: list[Json]) -> Json:
    return {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [{"type": "tableCell", "content": [cell]} for cell in row],
            }
            for row in rows
        ],
    }


def texts(content: Json) -> list[str]:
    return [block.text for block in project(content).blocks]


def uids(content: Json) -> list[str]:
    return [block.uid for block in project(content).blocks]


A, B, C = paragraph("Mục đích", "a"), paragraph("Phạm vi áp dụng", "b"), paragraph("Nội dung", "c")
BASE = doc(A, B, C)
GRID = doc(A, table([paragraph("Bước 1", "t1"), paragraph("Một cửa", "t2")]))


def put_together(draft: Json, word: Json, base: Json = BASE, **more: Any) -> Any:
    return merge(draft, word, outline(base), **more)


# --- the draft was left alone --------------------------------------------------------------------


def test_an_untouched_draft_becomes_the_text_of_the_file() -> None:
    word = doc(C, paragraph("Phạm vi rộng hơn", "b"), paragraph("Thêm vào", "n"))
    merged = put_together(BASE, word)
    assert texts(merged.content) == ["Nội dung", "Phạm vi rộng hơn", "Thêm vào"]
    assert uids(merged.content)[:2] == ["c", "b"]
    assert merged.conflicts == ()


def test_a_file_nobody_changed_changes_nothing_though_a_program_wrote_out_its_looks() -> None:
    word = doc({**A, "attrs": {"uid": "a", "align": "justify"}}, B, C)
    assert put_together(BASE, word).content == BASE


def test_a_look_that_somebody_changed_is_taken() -> None:
    bold = paragraph("Mục đích", "a", align="center")
    assert put_together(BASE, doc(bold, B, C)).content == doc(bold, B, C)


def test_widths_a_program_rounded_are_those_of_before() -> None:
    wide = copy.deepcopy(GRID)
    wide["content"][1]["content"][0]["content"][0]["attrs"]["colwidth"] = [200]
    rounded = copy.deepcopy(GRID)
    rounded["content"][1]["content"][0]["content"][0]["attrs"]["colwidth"] = [203]
    assert merge(wide, rounded, outline(wide)).content == wide
    rounded["content"][1]["content"][0]["content"][0]["attrs"]["colwidth"] = [320]
    assert merge(wide, rounded, outline(wide)).content == rounded


def proposed() -> Json:
    one = Proposal(id="1", uid="b", start=0, end=4, text="Giới")
    return propose(BASE, [one], author="A", date="2026-01-02T03:04:05Z")


def test_a_proposal_that_still_stands_in_the_file_goes_on_waiting() -> None:
    draft = proposed()
    word = doc(A, paragraph("Giới vi áp dụng", "b"), paragraph("Nội dung mới", "c"))
    merged = put_together(draft, word, draft, tracked={"b"})
    assert pending_ids(merged.content) == {"1"}
    assert texts(merged.content)[2] == "Nội dung mới"


def test_a_proposal_that_was_accepted_in_the_file_is_decided() -> None:
    draft = proposed()
    word = doc(A, paragraph("Giới vi áp dụng", "b"), C)
    assert not pending_ids(put_together(draft, word, draft).content)


# --- both were changed ---------------------------------------------------------------------------


def test_what_only_one_of_them_changed_is_taken_from_that_one() -> None:
    draft = doc(paragraph("Mục đích mới", "a"), B, C, paragraph("Thêm ở đây", "d"))
    word = doc(A, paragraph("Phạm vi mới", "b"), paragraph("Thêm ở Word", "w"), C)
    merged = put_together(draft, word)
    assert texts(merged.content) == [
        "Mục đích mới", "Phạm vi mới", "Thêm ở Word", "Nội dung", "Thêm ở đây",
    ]  # fmt: skip
    assert merged.conflicts == ()


def test_what_one_deleted_and_the_other_left_alone_is_gone() -> None:
    draft, word = doc(A, C), doc(A, B)
    assert texts(put_together(draft, word).content) == ["Mục đích"]


def test_what_both_changed_is_a_conflict_that_a_person_decides() -> None:
    draft, word = doc(A, paragraph("Phạm vi X", "b"), C), doc(A, paragraph("Phạm vi Y", "b"), C)
    merged = put_together(draft, word)
    (conflict,) = merged.conflicts
    assert conflict.draft is not None
    assert conflict.word is not None
    assert texts(merged.content)[1] == "Phạm vi X"
    chosen = put_together(draft, word, choices={conflict.key: "word"})
    assert texts(chosen.content)[1] == "Phạm vi Y"


@pytest.mark.parametrize("gone_here", [True, False])
def test_what_one_deleted_and_the_other_changed_is_a_conflict(*, gone_here: bool) -> None:
    changed, gone = doc(A, paragraph("Phạm vi X", "b"), C), doc(A, C)
    draft, word = (gone, changed) if gone_here else (changed, gone)
    (conflict,) = put_together(draft, word).conflicts
    assert (conflict.draft is None) is gone_here
    kept = put_together(draft, word, choices={conflict.key: "word" if gone_here else "draft"})
    assert texts(kept.content) == ["Mục đích", "Phạm vi X", "Nội dung"]
    dropped = put_together(draft, word, choices={conflict.key: "draft" if gone_here else "word"})
    assert texts(dropped.content) == ["Mục đích", "Nội dung"]


def test_two_cells_of_one_table_are_put_together() -> None:
    draft = doc(A, table([paragraph("Bước 1a", "t1"), paragraph("Một cửa", "t2")]))
    word = doc(A, table([paragraph("Bước 1", "t1"), paragraph("Chủ tịch", "t2")]))
    merged = put_together(draft, word, GRID)
    assert texts(merged.content) == ["Mục đích", "Bước 1a", "Chủ tịch"]
    assert merged.conflicts == ()


def test_a_table_with_rows_of_both_is_a_conflict_as_a_whole() -> None:
    row = [paragraph("Bước 1", "t1"), paragraph("Một cửa", "t2")]
    draft = doc(A, table(row, [paragraph("Bước 2", "t3"), paragraph("X", "t4")]))
    word = doc(A, table(row, [paragraph("Bước 9", "t5"), paragraph("Y", "t6")]))
    (conflict,) = put_together(draft, word, GRID).conflicts
    assert conflict.draft is not None
    assert conflict.draft["type"] == "table"


def test_an_order_that_one_of_them_changed_is_taken() -> None:
    assert uids(put_together(BASE, doc(C, A, B)).content) == ["c", "a", "b"]
    here = doc(C, A, B, paragraph("Thêm", "d"))
    assert uids(put_together(here, BASE).content) == ["c", "a", "b", "d"]
    both = put_together(here, doc(B, A, C))
    assert both.reordered
    assert sorted(uids(both.content)) == ["a", "b", "c", "d"]


SOME = ("Một", "Hai ba", "Nghị định số 61/2018/NĐ-CP", "Luật Hộ tịch", "", "Bốn năm sáu")


def edited(content: Json, pick: random.Random) -> Json:
    """Do to a text what people do."""
    blocks = copy.deepcopy(content["content"])
    for _ in range(pick.randrange(4)):
        at = pick.randrange(len(blocks) + 1)
        act = pick.choice(("write", "insert", "delete", "move"))
        if act == "insert" or at == len(blocks):
            blocks.insert(at, paragraph(f"{pick.choice(SOME)} {pick.random()}", None))
        elif act == "delete":
            del blocks[at]
        elif act == "move":
            blocks.insert(pick.randrange(len(blocks)), blocks.pop(at))
        else:
            blocks[at] = paragraph(f"sửa {pick.random()}", blocks[at].get("attrs", {}).get("uid"))
    return doc(*blocks)


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_nothing_that_either_wrote_is_lost_unseen(seed: int) -> None:
    pick = random.Random(seed)
    base = doc(*(paragraph(f"{pick.choice(SOME)} {n}", f"u{n}") for n in range(pick.randrange(7))))
    draft, word = edited(base, pick), edited(base, pick)
    merged = merge(draft, word, outline(base))
    seen = set(texts(merged.content))
    for conflict in merged.conflicts:
        for side in (conflict.draft, conflict.word):
            if side is not None:
                whole = side if side["type"] == "doc" else doc(side)
                seen |= set(texts(whole))
    assert (set(texts(draft)) | set(texts(word))) - set(texts(base)) <= seen
    assert parse(merged.content) == merged.content
    # who wrote alone is followed to the word
    assert texts(merge(base, word, outline(base)).content) == texts(word)
    alone = merge(draft, base, outline(base))
    assert alone.conflicts == ()
    assert texts(alone.content) == texts(draft)


# --- blocks known again --------------------------------------------------------------------------


def without_uids(content: Json) -> Json:
    blocks = copy.deepcopy(content["content"])
    for block in blocks:
        if "uid" in block["attrs"]:
            block["attrs"]["uid"] = None
    return doc(*blocks)


def test_blocks_without_uids_are_known_by_their_words() -> None:
    word = without_uids(doc(A, paragraph("Phạm vi áp dụng của quy trình", None), C))
    assert uids(restored(BASE, word).content) == ["a", "b", "c"]


def test_a_uid_left_at_a_line_typed_before_its_block_goes_back_to_the_block() -> None:
    word = doc(A, paragraph("Dòng mới gõ vào", "b"), paragraph("Phạm vi áp dụng", None), C)
    back = restored(BASE, word)
    assert uids(back.content)[2] == "b"
    assert uids(back.content)[1] not in {"a", "b", "c"}
    assert back.names["b"] == uids(back.content)[1]


def test_a_block_that_was_moved_and_lost_its_uid_is_known_by_its_words() -> None:
    word = doc(paragraph("Phạm vi áp dụng", None), A, C)
    assert uids(restored(BASE, word).content) == ["b", "a", "c"]


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_knowing_again_changes_no_word_and_names_each_block_once(seed: int) -> None:
    pick = random.Random(seed)
    base = doc(*(paragraph(f"{pick.choice(SOME)} {n}", f"u{n}") for n in range(pick.randrange(8))))
    word = edited(base, pick)
    if pick.random() < 0.5:
        word = without_uids(word)
    back = restored(base, word)
    assert texts(back.content) == texts(word)
    assert len(set(uids(back.content))) == len(uids(back.content))
    assert compare(word, back.content).is_empty
    if texts(word) == texts(base):
        assert uids(back.content) == uids(base)


def test_a_look_changed_in_the_file_of_an_older_draft_is_counted_and_not_taken() -> None:
    def said(first: Json, second: str) -> Json:
        return {"type": "doc", "content": [first, word_of(second)]}

    def word_of(words: str, *marks: str) -> Json:
        run = {"type": "text", "text": words, "marks": [{"type": one} for one in marks]}
        return {"type": "paragraph", "content": [run]}

    base = parse(said(word_of("một hai"), "ba bốn"))
    uids = [node["attrs"]["uid"] for node in base["content"]]

    def with_uids(content: Json) -> Json:
        for node, uid in zip(content["content"], uids, strict=True):
            node["attrs"] = {"uid": uid}
        return parse(content)

    draft = with_uids(said(word_of("một hai"), "ba bốn năm"))
    word = with_uids(said(word_of("một hai", "bold"), "ba bốn"))
    merged = merge(draft, word, outline(base))
    assert (merged.looks, merged.content) == (1, draft)
    assert merge(base, word, outline(base)).looks == 0
    assert merge(draft, base, outline(base)).looks == 0
