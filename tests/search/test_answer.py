from collections.abc import Sequence
from pathlib import Path

import pytest

from docctl.search.answer import CUT, NOTHING, ONLY_EXCLUDED, WIDENED, answer
from docctl.search.index import Entry, Index, IndexUnavailable, Kind
from docctl.search.query import parse
from docctl.search.whoosh_index import WhooshIndex
from tests.search.contract import ENTRIES

SECRET = Entry("secret", Kind.DOCUMENT_VERSION, "", "Đăng ký khai sinh cho trẻ em bị bỏ rơi")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = WhooshIndex(tmp_path)
    index.rebuild((*ENTRIES, SECRET))
    return index


def everything(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(keys)


def public(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(keys) - {"secret"}


def keys(index: Index, typed: str) -> list[str]:
    return [hit.key for hit in answer(index, parse(typed), public).hits]


def test_what_may_not_be_seen_is_neither_shown_nor_counted(index: Index) -> None:
    assert "secret" not in keys(index, "khai sinh")
    assert len(answer(index, parse("khai sinh"), everything).hits) == 3
    assert keys(index, '"bỏ rơi"') == []


def test_hidden_hits_do_not_change_which_visible_ones_are_shown(tmp_path: Path) -> None:
    query = parse("đăng ký khai sinh cho trẻ em bị bỏ rơi")
    plain, hiding = WhooshIndex(tmp_path / "plain"), WhooshIndex(tmp_path / "hiding")
    plain.rebuild(ENTRIES)
    hiding.rebuild((*ENTRIES, SECRET))
    shown = [answer(index, query, public) for index in (plain, hiding)]
    assert shown[0].widened
    assert shown[0].notes == shown[1].notes == (WIDENED,)
    assert {h.key for h in shown[0].hits} == {h.key for h in shown[1].hits} == {"birth", "death"}


def test_a_search_that_all_words_answer_is_not_widened(index: Index) -> None:
    found = answer(index, parse("đăng ký khai tử"), public)
    assert (found.widened, found.more, found.notes) == (False, False, ())
    assert found.hits[0].key == "death"


@pytest.mark.parametrize("typed", ['"không có cụm này"', "9/1999/xx-yy", "xyz", "xyz uvw"])
def test_short_and_exact_searches_are_never_widened(index: Index, typed: str) -> None:
    found = answer(index, parse(typed), public)
    assert (found.hits, found.widened, found.notes) == ((), False, (NOTHING,))


def test_a_search_that_only_leaves_out_says_what_to_do(index: Index) -> None:
    assert answer(index, parse("-khai"), public).notes == (ONLY_EXCLUDED,)
    assert answer(index, parse(""), public).notes == ()


def test_a_cut_search_says_so(index: Index) -> None:
    assert answer(index, parse("khai sinh " * 200), public).notes == (CUT,)


def test_a_missing_index_is_not_an_empty_answer(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        answer(WhooshIndex(tmp_path / "none"), parse("khai"), public)
