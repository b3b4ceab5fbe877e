from datetime import date

import pytest

from docctl.legal import find


@pytest.mark.parametrize(
    ("text", "surface", "name", "year"),
    [
        ("Căn cứ Luật Hộ tịch;", "Luật Hộ tịch", "Luật Hộ tịch", None),
        ("Luật Đất đai 2024 quy định", "Luật Đất đai 2024", "Luật Đất đai", 2024),
        ("Luật Đất đai năm 2024 có", "Luật Đất đai năm 2024", "Luật Đất đai", 2024),
        ("Bộ luật Tố tụng hình sự năm 2015", "Bộ luật Tố tụng hình sự năm 2015",
         "Bộ luật Tố tụng hình sự", 2015),
        ("Luật tổ chức Chính phủ và", "Luật tổ chức Chính phủ", "Luật tổ chức Chính phủ", None),
        ("LUẬT ĐẤT ĐAI NĂM 2024", "LUẬT ĐẤT ĐAI NĂM 2024", "LUẬT ĐẤT ĐAI", 2024),
        ("Luật Thi hành án dân sự quy định", "Luật Thi hành án dân sự",
         "Luật Thi hành án dân sự", None),
        ("Pháp lệnh Phòng, chống mại dâm và", "Pháp lệnh Phòng, chống mại dâm",
         "Pháp lệnh Phòng, chống mại dâm", None),
        ("Luật Đấu giá tài sản sửa đổi 2024 có", "Luật Đấu giá tài sản sửa đổi 2024",
         "Luật Đấu giá tài sản sửa đổi", 2024),
        ("Hiến pháp năm 2013", "Hiến pháp năm 2013", "Hiến pháp", 2013),
        ("theo Hiến pháp 1992 và", "Hiến pháp 1992", "Hiến pháp", 1992),
        ("thi hành luật thể dục, thể thao năm 2006", "luật thể dục, thể thao năm 2006",
         "luật thể dục, thể thao", 2006),
        ("BLDS 2015 không", "BLDS 2015", "BLDS", 2015),
        ("Luật Hoá chất", "Luật Hoá chất", "Luật Hoá chất", None),
        ("Luật Giáo dục    quốc phòng và an ninh.", "Luật Giáo dục    quốc phòng và an ninh",
         "Luật Giáo dục quốc phòng và an ninh", None),
        ("Luật Quản lý thuếvà Điều", "Luật Quản lý thuế", "Luật Quản lý thuế", None),
        ("theo Luật Phục hồi rừng ngập mặn được", "Luật Phục hồi rừng ngập mặn",
         "Luật Phục hồi rừng ngập mặn", None),
    ],
)  # fmt: skip
def test_a_law_is_found_by_its_name(text: str, surface: str, name: str, year: int | None) -> None:
    [found] = find(text)
    assert (found.surface, found.name, found.year, found.number) == (surface, name, year, None)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("(sau đây gọi là Luật Hộ tịch)", "Luật Hộ tịch"),
        ("(theo Điều 5 của Bộ luật Lao động) thì", "Bộ luật Lao động"),
        ("(Luật Hộ tịch) và (Nghị định này)", "Luật Hộ tịch"),
        (
            "Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người "
            "(HIV/AIDS) được",
            "Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người "
            "(HIV/AIDS)",
        ),
    ],
)
def test_a_bracket_belongs_to_a_name_only_when_it_opens_in_it(text: str, surface: str) -> None:
    assert [found.surface for found in find(text)] == [surface]


def test_laws_in_a_row_are_read_like_laws_alone() -> None:
    found = find("Luật Giá, Luật Hộ tịch và Luật Đất đai năm 2024; Bộ luật Lao động của Quốc hội")
    assert [(c.name, c.year, c.form, c.issuer) for c in found] == [
        ("Luật Giá", None, "name", None),
        ("Luật Hộ tịch", None, "name", None),
        ("Luật Đất đai", 2024, "name_date", None),
        ("Bộ luật Lao động", None, "name", "Quốc hội"),
    ]


def test_a_law_may_have_name_and_number() -> None:
    [found] = find("Luật Tổ chức\nchính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025")
    assert (found.name, found.number) == ("Luật Tổ chức chính quyền địa phương", "72/2025/QH15")
    assert found.issued == date(2025, 6, 16)


def test_an_unknown_name_ends_before_its_number() -> None:
    [found] = find("Căn cứ Luật Phục hồi rừng ngập mặn và bãi bồi số 99/2030/QH17;")
    assert found.name == "Luật Phục hồi rừng ngập mặn và bãi bồi"


def test_a_name_without_number_is_dated() -> None:
    [found] = find("Luật Hộ tịch ngày 20 tháng 11 năm 2014;")
    assert (found.surface, found.form) == ("Luật Hộ tịch", "name_date")
    assert found.issued == date(2014, 11, 20)


def test_an_amending_law_carries_the_laws_it_amends() -> None:
    found = find(
        "Luật sửa đổi, bổ sung một số điều của Luật Tiếp công dân, Luật khiếu nại, "
        "Luật Tố cáo số 136/2025/QH15;"
    )
    assert (found[0].number, found[0].amending, found[0].embedded) == ("136/2025/QH15", True, False)
    assert [(c.name, c.number, c.embedded) for c in found[1:]] == [
        ("Luật Tiếp công dân", None, True),
        ("Luật khiếu nại", None, True),
        ("Luật Tố cáo", None, True),
    ]


def test_the_date_after_an_amending_law_is_not_that_of_the_last_amended() -> None:
    outer, *inner = find(
        "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền "
        "địa phương ngày 22/11/2019"
    )
    assert outer.issued == date(2019, 11, 22)
    assert [c.issued for c in inner] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "Trường Đại học Luật Hà Nội",
        "Công ước của Liên hợp quốc về Luật biển năm 1982",
        "Bộ luật quốc tế về an ninh tàu biển",
        "trình độ Cử nhân Luật trở lên",
        "quy định tại khoản 1 Điều 23 của Luật là giá giao dịch",
    ],
)
def test_what_is_no_law_of_the_country_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_a_law_that_amends_many_is_one_citation() -> None:
    [found] = find(
        "Luật sửa đổi, bổ sung một số điều của 37 luật có liên quan đến quy hoạch số 35/2018/QH14"
    )
    assert found.number == "35/2018/QH14"
    assert found.start == 0
