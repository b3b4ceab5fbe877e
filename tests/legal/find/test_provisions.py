import pytest

from docctl.legal import find


def places(words: str) -> list[str]:
    """Say the places before a decree: Điều.khoản.điểm, with `>` before the end of a range."""
    [found] = find(f"Theo quy định tại {words} Nghị định số 1/2020/NĐ-CP thì")
    said = []
    for p in found.articles:
        ends = "".join(f">{to}" for to in (p.dieu_to, p.khoan_to, p.diem_to) if to)
        said.append(".".join(v or "" for v in (p.dieu, p.khoan, p.diem)).rstrip(".") + ends)
    return said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Điều 5", ["5"]),
        ("điểm d khoản 26 Điều 2 của", ["2.26.d"]),
        ("Điểm a Khoản 2 Điều 13", ["13.2.a"]),
        ("các điểm a, b và c khoản 2 Điều 47", ["47.2.a", "47.2.b", "47.2.c"]),
        ("điểm d khoản 26 Điều 2, khoản 4 và 5 Điều 60 của", ["2.26.d", "60.4", "60.5"]),
        ("các khoản 3, 4, 6 và 7 Điều 6 của", ["6.3", "6.4", "6.6", "6.7"]),
        ("khoản 2,3,4 Điều 5", ["5.2", "5.3", "5.4"]),
        ("từ Điều 5 đến Điều 9", ["5>9"]),
        ("từ Điều 107 đến 109", ["107>109"]),
        ("khoản 1 Điều 26 và Điều 27", ["26.1", "27"]),
        ("Điều 54, 55, 56 của", ["54", "55", "56"]),
        ("điểm a, điểm b khoản 1, khoản 3 Điều 4", ["4.1.a", "4.1.b", "4.3"]),
        ("Điều 47a", ["47a"]),
        ("điểm đ1 khoản 2a Điều 3", ["3.2a.đ1"]),
        ("điểm a.2 khoản 4 Điều 11", ["11.4.a.2"]),
        ("các điểm đ, e.3, e.4 khoản 2 Điều 26", ["26.2.đ", "26.2.e.3", "26.2.e.4"]),
        ("điểm a. khoản 2 Điều 5", ["5.2"]),
        ("khoản 1 Điều 19 và khoản 1 Điều 21của", ["19.1", "21.1"]),
        ("Điều 5 khoản 2 điểm a", ["5.2.a"]),
        ("Điều 5, khoản 2", ["5.2"]),
        ("Điều 10, khoản 2, điểm a, điểm b của", ["10.2.a", "10.2.b"]),
        ("Điều 5, khoản 2, khoản 3 của", ["5.2", "5.3"]),
        ("Điều 3 - Điều 7", ["3>7"]),
        ("các điều từ 3 đến 7", ["3>7"]),
        ("các điểm từ a đến d khoản 1 Điều 5", ["5.1.a>d"]),
        ("Điều 3, Điều 4 (trừ khoản 2)", ["3", "4"]),
        ("đoạn 2 khoản 1 Điều 5", ["5.1"]),
        ("khoản 1, 2 và điểm a khoản 3 Điều 5", ["5.1", "5.2", "5.3.a"]),
        ("Điều 21; Điều 22, Điều 23", ["21", "22", "23"]),
        ("KHOẢN 2 ĐIỀU 5", ["5.2"]),
        ("điểm 13", ["..13"]),
        ("khoản 2 (được sửa đổi) Điều 5", ["5.2"]),
        ("khoản 1 Điều này và Điều 6", ["6"]),
        ("khoản 1 Điều 3 Thông tư này và Điều 6", ["6"]),
        ("Phụ lục I ban hành kèm theo", []),
        ("thời điểm ban hành", []),
        ("một số điều của", []),
        ("Điều 12 Điều lệ được ban hành kèm theo", []),
    ],
)
def test_places_before_a_citation_are_combined(words: str, said: list[str]) -> None:
    assert places(words) == said


def test_chapters_and_annexes_are_places_too() -> None:
    [found] = find("Mục 1 Chương II Nghị định số 16/2020/NĐ-CP")
    assert [p.said() for p in found.articles] == [
        {"dieu": None, "khoan": None, "diem": None, "chuong": "II", "muc": "1"}
    ]
    [found] = find("Mẫu 10, Phụ lục I Nghị định số 23/2026/NĐ-CP")
    assert [(p.mau, p.phu_luc) for p in found.articles] == [("10", "I")]


def test_places_reach_over_a_bracket_with_its_own_citation() -> None:
    found = find(
        "khoản 1 Điều 5 (được sửa đổi tại khoản 2 Điều 1 Luật số 1/2020/QH14) của Luật Giá"
    )
    assert [[(p.dieu, p.khoan) for p in c.articles] for c in found] == [[("1", "2")], [("5", "1")]]


def test_places_belong_to_the_citation_that_follows_them() -> None:
    found = find(
        "khoản 1 Điều 34, Điều 54 của Luật Thương mại; khoản 1 Điều 131 của Bộ luật Tố tụng dân sự"
    )
    said = [[(p.dieu, p.khoan) for p in c.articles] for c in found]
    assert said == [[("34", "1"), ("54", None)], [("131", "1")]]
