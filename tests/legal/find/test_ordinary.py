"""What is read in one look is what the close readers read.

The quick ways are taken away one by one or all together; every answer must stay the same.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.legal import Citation, find
from docctl.legal.find.names import all_names

HOME = "docctl.legal.find."
laws = import_module(HOME + "laws")
named = import_module(HOME + "named")
numbered = import_module(HOME + "numbered")
provisions = import_module(HOME + "provisions")
tails = import_module(HOME + "tails")
issuers = import_module(HOME + "issuers")
so_far = import_module(HOME + "so_far")
NEVER = re.compile("(?!)")

GOLD = Path("../shared/data/gold/citations-dev.jsonl")
TEXTS = sorted(Path("../shared/data/texts").glob("*.txt"))

WORDS = (
    "Nghị định", "nghị định", "Thông tư", "Thông tư liên tịch", "Quyết định", "QĐ", "NĐ", "Qđ",
    "Công văn", "Bộ luật", "Sắc luật", "Kết luận", "Thông báo kết luận", "Kế hoạch", "Luật",
    "Lệnh", "Luật Giá", "Luật Giá", "Bộ luật Dân sự", "Luật Cán bộ, công chức", "Luật Nhà ở",
    "Luật Hộ tịch năm 2014", "Luật Nhà ở số 27/2023/QH15", "Luật Doanh nghiệp", "nhà nước",
    "Luật Hoạt động giám sát của Quốc hội", "Luật Phí, lệ phí", "Nghị định số 1/2020/NĐ-CP",
    "Thông tư số 15/2021/TT-BTC", "Kế hoạch 9/KH-UBND", "dự thảo", "Pháp lệnh Luật sư",
    "Luật Lạ", "luật đất đai", "Luật sửa đổi Luật Giá", "Văn bản hợp nhất",
    "số", "SỐ", "số:", "sổ", "có", "liên tịch", "mẫu số", "biểu số",
    "1/2020/NĐ-CP", "15/2021/TT-BTC", "3/QĐ-UBND", "2/2010/TTLT-BTP-BNV", "31/2024/QH15",
    "188/2007/QĐ-TTg", "12345/QĐ-UBND", "5/NQ-TW", "12/2020/HS-ST", "7/2019/DS-ST", "9/HD-UBND",
    "61", "12/2020",
    "ngày 5 tháng 6 năm 2020", "ngày 05/06/2020", "ngày 31/02/2020", "Ngày 5 tháng 6 năm 2020",
    "năm 2015", "của", "của Chính phủ", "của Bộ trưởng Bộ Tài chính", "do Quốc hội", "ban hành",
    "của Bộ Văn hóa, Thể thao và Du lịch", "của Ủy ban nhân dân tỉnh Trà Vinh", "có hiệu lực",
    "điểm a", "điểm a, b", "khoản 1", "khoản 2, 3", "khoản 1 và 2", "Điều 5", "Điều 5, 6a",
    "Điều 5 đến Điều 7", "Chương II", "Phụ lục I", "mục 2", "tiết b", "cụm từ", "quy định tại",
    "và", "hoặc", "các", "tại", "theo", "(", ")", "“", ",", ";", ".", ":", "\n", "về",
    "sửa đổi, bổ sung", "được sửa đổi, bổ sung bởi", "được sửa đổi bởi",
    "được sửa đổi bởi Luật Giá", "được sửa đổi, bổ sung bởi Luật Nhà ở", "công ước",
    "gọi tắt là", "này", "hướng dẫn", "ký", "ra",
)  # fmt: skip
JOINTS = (" ", " ", " ", " ", ", ", "; ", " và ", ", và ", "\n", "  ", "")
soups = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)).map("".join), max_size=24
).map("".join)


class Everything:
    """A set of all things."""

    def __contains__(self, _: object) -> bool:
        return True


@contextmanager
def without(*ways: str) -> Iterator[None]:
    """Take quick ways away: what is left are the close readers."""
    with pytest.MonkeyPatch.context() as patch:
        if "one look" in ways:
            patch.setattr(numbered, "ordinary", lambda *_: None)
        if "lists" in ways:
            patch.setattr(numbered, "ITEMS", NEVER)
        if "one law" in ways:
            patch.setattr(named, "ordinary_law", lambda *_: None)
        if "names" in ways:
            patch.setattr(laws, "plain_names", lambda: (NEVER, {}))
        if "laws" in ways:
            patch.setattr(named, "_LIST", NEVER)
        if "dates" in ways:
            patch.setattr(tails, "_ORDINARY", NEVER)
        if "issuers" in ways:
            patch.setattr(issuers, "_RUN", NEVER)
            patch.setattr(issuers, "_BEGINNINGS", Everything())
        if "short gaps" in ways:
            patch.setattr(so_far, "_BY", 0)
        if "chains" in ways:
            patch.setattr(provisions, "plain_places", lambda _: None)
        provisions.places_said.cache_clear()
        try:
            yield
        finally:
            provisions.places_said.cache_clear()


WAYS = (
    "one look", "lists", "one law", "names", "laws", "dates", "issuers", "chains", "short gaps",
)  # fmt: skip
one_or_all = st.sampled_from([(way,) for way in WAYS] + [WAYS])


def closely(text: str, ways: tuple[str, ...]) -> list[Citation]:
    with without(*ways):
        return find(text)


@given(soups, one_or_all)
def test_a_text_of_any_words_is_read_as_the_close_readers_read_it(
    text: str, ways: tuple[str, ...]
) -> None:
    assert find(text) == closely(text, ways)


def test_a_chain_of_laws_is_read_as_one_after_the_other() -> None:
    text = "Luật Giá" + " được sửa đổi, bổ sung bởi Luật Nhà ở được sửa đổi bởi Luật Đất đai" * 3
    found = find(text)
    assert found == closely(text, ("laws",))
    assert [one.amends for one in found] == [None, *(one.start for one in found[:-1])]
    assert len(found) == 7


@pytest.mark.parametrize(
    "listed",
    [
        "Nghị định số 1/2020/NĐ-CP, Thông tư số 2/2020/TT-BTC; Công văn 3/BTC-TCT, 4/2020/NĐ-CP",
        "Luật Giá năm 2023, Luật Nhà ở số 27/2023/QH15, Luật Hộ tịch và Luật Đất đai năm 2024",
        "Quyết định số 1/QĐ-UBND, Kế hoạch 2/KH-UBND, 3/QĐ-TTg, Hướng dẫn 5/HD-TW, 6/QĐ-UBND",
        "Luật Giá (được sửa đổi bởi Luật Nhà ở năm 2014, Luật số 3/2020/QH14; Luật số 5/2022/QH15)",
    ],
)
def test_the_items_of_a_list_are_read_as_one_after_the_other(listed: str) -> None:
    for joint in (", ", "; ", " và "):
        text = joint.join([listed] * 3)
        assert find(text) == closely(text, WAYS)
        assert len(find(text)) == 3 * len(find(listed)) >= 12


def test_the_passages_of_the_gold_set_are_read_alike() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        assert find(text) == closely(text, WAYS)


@pytest.mark.parametrize("path", TEXTS[::12], ids=lambda path: path.stem)
def test_real_law_is_read_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert find(text) == closely(text, WAYS)


def test_nearly_all_ordinary_numbers_take_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, read = 0, 0
    quick = numbered.ordinary

    def count(text: str, hit: re.Match[str], so_far: object) -> Citation | None:
        nonlocal asked, read
        found: Citation | None = quick(text, hit, so_far)
        asked, read = asked + 1, read + (found is not None)
        return found

    monkeypatch.setattr(numbered, "ordinary", count)
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        find(json.loads(line)["text"])
    assert read > asked / 3


def test_no_name_of_a_law_goes_on_with_another_law() -> None:
    names = {tuple(name.lower().replace(",", "").split()) for _, name in all_names()}
    for name in names:
        for place, word in enumerate(name):
            shorter = name[: place - 1] if name[place - 1] == "và" else name[:place]
            assert word not in {"luật", "bộ", "pháp"} or shorter not in names
