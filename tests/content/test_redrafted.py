"""A redraft of a text: what is proposed and its row, all tracked, all undone or taken at once."""

import pytest

from docctl.content import (
    Json,
    Proposal,
    accept,
    parse,
    pending_ids,
    project,
    propose,
    redrafted,
    reject,
    with_revision,
)
from tests.content.test_revisions import HEAD, ROW, document, table

WHO = {"author": "Thư ký", "date": "2026-03-02T03:00:00Z"}
WORDS = "Theo Nghị định số 61/2018/NĐ-CP."
WANTED = [("", "", "", ""), None]  # an empty row to be filled, or none


def text(empty: tuple[str, ...] | None) -> Json:
    rows = [HEAD] if empty is None else [HEAD, empty]
    return document(
        table(*rows), {"type": "paragraph", "content": [{"type": "text", "text": WORDS}]}
    )


def proposals(doc: Json) -> list[Proposal]:
    block = next(one for one in project(doc).blocks if one.text == WORDS)
    return [Proposal("r1-1", block.uid, 18, 31, "118/2025/NĐ-CP")]


@pytest.mark.parametrize("empty", WANTED)
def test_accepted_it_is_what_was_proposed_with_its_row(empty: tuple[str, ...] | None) -> None:
    doc = text(empty)
    done = parse(redrafted(doc, proposals(doc), row=ROW, row_id="r1-0", **WHO))
    assert pending_ids(done) == {"r1-0", "r1-1"}
    assert accept(done) == with_revision(accept(propose(doc, proposals(doc), **WHO)), ROW)


def test_rejected_it_is_the_text_of_before() -> None:
    doc = text(("", "", "", ""))
    done = parse(redrafted(doc, proposals(doc), row=ROW, row_id="r1-0", **WHO))
    assert reject(done) == doc != done


def test_nothing_proposed_leaves_no_row() -> None:
    doc = text(None)
    assert redrafted(doc, [], row=ROW, row_id="r1-0", **WHO) == doc
