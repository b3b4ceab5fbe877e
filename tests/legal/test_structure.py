from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.paths import place_of
from docctl.legal.structure import LEVELS, counts, structure_of

LAW = """Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Thông tư này quy định về sổ.
Điều 2. Giải thích từ ngữ
1. Sổ là sổ giấy.
2. Người giữ sổ gồm:
a) Văn thư;
b) Thư ký;
đ) Người khác.
Điều 5 của Luật Hộ tịch áp dụng cho sổ.
Chương II
GIỮ SỔ
Mục 1. SỔ GIẤY
Điều 3. Sửa đổi Điều 9 Nghị định số 1/2020/NĐ-CP như sau:
“Điều 9. Nội dung mới
1. Khoản mới.”
Phụ lục I
MẪU SỔ
"""


def test_provisions_have_levels_numbers_and_paths() -> None:
    found = {(one.level, one.number): one for one in structure_of(LAW)}
    assert found["dieu", "2"].path == "d0002."
    assert found["dieu", "2"].title == "Giải thích từ ngữ"
    assert found["diem", "b"].path == "d0002.k002.p02."
    assert found["phu_luc", "I"].path == "@pl001."
    assert found["dieu", "3"].container == "c002.m001."


def test_each_level_is_counted_and_quoted_wording_is_not() -> None:
    assert counts(structure_of(LAW)) == {
        "phan": 0, "chuong": 2, "muc": 1, "tieu_muc": 0, "dieu": 3, "khoan": 2, "diem": 2,
        "phu_luc": 1,
    }  # fmt: skip


def test_a_provision_holds_what_stands_under_it() -> None:
    found = {(one.level, one.number): one for one in structure_of(LAW)}
    article = found["dieu", "2"]
    assert LAW[article.start : article.end].endswith("áp dụng cho sổ.\n")
    assert found["chuong", "I"].end == found["chuong", "II"].start


def test_inserted_articles_and_clauses_keep_their_letters() -> None:
    found = structure_of("Điều 5. A\n1. B\n1a. C\n2. D\nĐiều 5a. E\n")
    assert [one.path for one in found] == [
        "d0005.", "d0005.k001.", "d0005.k001a.", "d0005.k002.", "d0005a.",
    ]  # fmt: skip


@given(st.text(max_size=300) | st.lists(st.sampled_from(LAW.split("\n"))).map("\n".join))
def test_provisions_nest_and_their_paths_can_be_read(text: str) -> None:
    found = structure_of(text)
    assert all(one.level in LEVELS and one.start <= one.end for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        place_of(one.path)
