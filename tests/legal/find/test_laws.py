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
        ("Luật Ban hành VBQPPL 2025", "Luật Ban hành VBQPPL 2025", "Luật Ban hành VBQPPL", 2025),
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
    [found] = find("bởi Khoản 1 Điều 5 Luật sửa đổi các Luật về thuế 2014 có hiệu lực")
    assert (found.surface, found.year) == ("Luật sửa đổi các Luật về thuế 2014", 2014)


@pytest.mark.parametrize(
    ("after", "others"),
    [
        (" và Điều 5 Nghị định số 3/2010/NĐ-CP ngày 28/6/2010 của Chính phủ", ["3/2010/NĐ-CP"]),
        (" và sửa đổi, bổ sung một số điều của các Nghị định về giá.", []),
        (" có hiệu lực từ năm 2020", []),
        (".", []),
    ],
)
def test_the_name_of_a_law_that_amends_many_ends_before_another_text(
    after: str, others: list[str]
) -> None:
    law, *rest = find(
        f"theo khoản 2 Điều 3 Luật sửa đổi, bổ sung một số điều của 11 luật về giá{after}"
    )
    assert law.name == "Luật sửa đổi, bổ sung một số điều của 11 luật về giá"
    assert [one.number for one in rest] == others


def test_a_name_may_have_both_year_and_number() -> None:
    [found] = find("khoản 2 Điều 19 Luật Đất đai năm 2024 số 31/2024/QH15 được sửa đổi")
    assert found.surface == "Luật Đất đai năm 2024 số 31/2024/QH15"
    assert (found.name, found.number) == ("Luật Đất đai", "31/2024/QH15")


def test_words_glued_to_a_name_are_no_part_of_it() -> None:
    [law, decree] = find(
        "Điều 5 Luật Quản lý thuếngày 13 tháng 6 năm 2019 vàĐiều 8 Nghị định số 6/2020/NĐ-CP"
    )
    assert (law.name, law.issued) == ("Luật Quản lý thuế", date(2019, 6, 13))
    assert [place.dieu for place in decree.articles] == ["8"]
    [law] = find("luật thú y79/2015/qh13sửa đổi")
    assert (law.name, law.number) == ("luật thú y", "79/2015/qh13")
    assert [c.surface for c in find("Luật Thú yLuật 79/2015/QH13")] == [
        "Luật Thú y",
        "Luật 79/2015/QH13",
    ]


def test_an_amending_law_may_name_articles_of_several_laws() -> None:
    found = find(
        "Luật sửa đổi, bổ sung Điều 126 của Luật Nhà ở và Điều 121 của Luật Đất đai số 34/2009/QH12"
    )
    assert [(c.number, c.name, c.embedded) for c in found[1:]] == [
        (None, "Luật Nhà ở", True),
        (None, "Luật Đất đai", True),
    ]
    assert found[0].number == "34/2009/QH12"


def test_an_article_of_another_law_is_a_citation_of_its_own() -> None:
    found = find("Luật sửa đổi, bổ sung một số điều của Luật Giá và Điều 28 Luật Phí và lệ phí thì")
    assert [(c.name, c.embedded) for c in found[1:]] == [
        ("Luật Giá", True),
        ("Luật Phí và lệ phí", False),
    ]
    assert found[2].articles[0].dieu == "28"


def test_the_number_after_a_law_being_enacted_is_that_of_the_old_law() -> None:
    found = find(
        "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Doanh nghiệp số 59/2020/QH14 "
        "đã được sửa đổi, bổ sung theo Luật số 03/2022/QH15"
    )
    assert [c.number for c in found] == [None, "59/2020/QH14", "03/2022/QH15"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("triển khai luật hôn nhân và gia đình; luật công chứng trên địa bàn",
         ["luật hôn nhân và gia đình", "luật công chứng"]),
        ("quy định chi tiết luật điện lực và luật sửa đổi, bổ sung một số điều của luật điện lực",
         ["luật điện lực", "luật sửa đổi, bổ sung một số điều của luật điện lực", "luật điện lực"]),
        ("theo quy định luật phòng, chống tham nhũng năm 2018", ["luật phòng, chống tham nhũng"]),
        ("Nghị định về thi hành luật giao dịch điện tử về chữ ký số", ["luật giao dịch điện tử"]),
        ("thi hành pháp luật lao động và kỷ luật lao động", []),
        ("Trong xã hội có luật lao động và lệ làng", []),
    ],
)  # fmt: skip
def test_a_title_all_in_small_letters_names_laws_too(text: str, names: list[str]) -> None:
    assert [c.name for c in find(text)] == names


def test_a_name_may_have_words_in_quotation_marks() -> None:
    [found] = find(
        "Pháp lệnh Quy định danh hiệu vinh dự Nhà nước “Bà mẹ Việt Nam anh hùng”, cụ thể"
    )
    assert found.surface.endswith("“Bà mẹ Việt Nam anh hùng”")


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_directive_after_a_law_is_no_part_of_its_name(between: str) -> None:
    law, directive = find(f"Luật Hộ tịch{between}Chỉ thị 05-CT/TW ngày 3/4/2015")
    assert (law.surface, directive.number) == ("Luật Hộ tịch", "05-CT/TW")
