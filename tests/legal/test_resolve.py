"""Exactly one candidate binds; everything else is left to a person, or says that it is missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.bodies import agree, body_key, body_of_number, place_of, province_of
from docctl.legal.naming import name_key, names_of
from docctl.legal.numbers import number_norm
from docctl.legal.resolve import Asker, Binding, Candidate, Mention, resolve
from docctl.legal.rules import Resolution

DAY = date(2026, 3, 2)
ASKER = Asker(DAY, province="nghe an")


def text(
    text_id: int,
    number: str,
    kind: str = "Nghị định",
    issuer: str = "Chính phủ",
    issued_on: date | None = None,
) -> Candidate:
    return Candidate(text_id, kind, number_norm(number), body_key(issuer), issued_on)


def ask(
    number: str = "",
    *pool: Candidate,
    name: str = "",
    asker: Asker = ASKER,
    kind: str = "",
    year: int | None = None,
    issued_on: date | None = None,
    issuer: str = "",
) -> Binding:
    mention = Mention(kind, number_norm(number), name_key(name), year, issued_on, issuer)
    return resolve(mention, numbered=pool, named=pool, asker=asker)


def decision(
    text_id: int, place: str, issued_on: date | None, number: str = "504/QĐ-UBND"
) -> Candidate:
    return text(text_id, number, "Quyết định", f"UBND tỉnh {place}", issued_on)


def test_a_central_number_with_its_year_is_a_key() -> None:
    found = ask("61/2018/NĐ-CP", text(1, "61/2018/NĐ-CP"), kind="Nghị định")
    assert found == Binding(Resolution.BOUND, "number", text_id=1)


def test_a_number_nobody_registered_is_unmatched() -> None:
    assert ask("61/2018/NĐ-CP") == Binding(Resolution.UNMATCHED, "number-unregistered")


def test_a_wrong_date_beside_a_central_number_is_noted() -> None:
    known = text(1, "61/2018/NĐ-CP", issued_on=date(2018, 4, 23))
    found = ask("61/2018/NĐ-CP", known, issued_on=date(2018, 4, 22))
    assert (found.text_id, found.rule) == (1, "number,date-differs")


def test_two_texts_of_one_central_number_are_told_apart_by_the_date_only() -> None:
    pool = (
        text(1, "61/2018/NĐ-CP", issued_on=date(2018, 4, 23)),
        text(2, "61/2018/NĐ-CP", issued_on=date(2018, 5, 1)),
    )
    assert ask("61/2018/NĐ-CP", *pool).candidates == (1, 2)
    assert ask("61/2018/NĐ-CP", *pool, issued_on=date(2018, 5, 1)).text_id == 2


def test_another_type_than_cited_is_not_bound() -> None:
    found = ask("142/2024/QH15", text(1, "142/2024/QH15", "Nghị quyết"), kind="Luật")
    assert found == Binding(Resolution.AMBIGUOUS, "type-differs", candidates=(1,))


def test_a_code_and_a_law_are_one_type() -> None:
    known = text(1, "91/2015/QH13", "Bộ luật", "Quốc hội")
    assert ask("91/2015/QH13", known, kind="Luật").text_id == 1


def test_a_yearless_number_is_never_bound_without_a_date() -> None:
    known = text(1, "30/QĐ-TTg", "Quyết định", "Thủ tướng Chính phủ", date(2018, 1, 8))
    assert ask("30/QĐ-TTg", known) == Binding(Resolution.AMBIGUOUS, "date-needed", candidates=(1,))
    assert ask("30/QĐ-TTg", known, issued_on=date(2018, 1, 8)).rule == "number+symbol+date"
    assert ask("30/QĐ-TTg", known, year=2018).rule == "number+symbol+year"
    assert ask("30/QĐ-TTg", known, issued_on=date(2019, 1, 8)).rule == "date-differs"


def test_20_cp_with_a_dash_and_with_a_slash_are_two_decrees() -> None:
    assert number_norm("20-CP") != number_norm("20/CP")


def test_a_local_number_needs_its_province() -> None:
    pool = (
        decision(1, "Nghệ An", date(2021, 3, 16)),
        decision(2, "Trà Vinh", date(2021, 3, 16)),
        decision(3, "Nghệ An", date(2022, 3, 16)),
    )
    said = ask(
        "504/QĐ-UBND", *pool, issuer="Uỷ ban nhân dân tỉnh Trà Vinh", issued_on=date(2021, 3, 16)
    )
    assert said == Binding(Resolution.BOUND, "number+issuer+date", text_id=2)
    ours = ask("504/QĐ-UBND", *pool, issued_on=date(2021, 3, 16))
    assert ours == Binding(Resolution.BOUND, "number+agency+date", text_id=1)
    assert ask("504/QĐ-UBND", *pool).candidates == (1, 3)
    nobody = ask("504/QĐ-UBND", *pool, asker=Asker(DAY), issued_on=date(2021, 3, 16))
    assert nobody == Binding(Resolution.AMBIGUOUS, "issuer-needed", candidates=(1, 2, 3))


def test_a_local_number_of_other_provinces_only_is_unmatched() -> None:
    found = ask("504/QĐ-UBND", decision(2, "Trà Vinh", date(2021, 3, 16)))
    assert found == Binding(Resolution.UNMATCHED, "issuer-differs")


def test_a_commune_citing_its_province_means_the_province() -> None:
    commune = text(1, "1/2020/QĐ-UBND", "Quyết định", "UBND xã Mẫu tỉnh Nghệ An")
    province = text(2, "1/2020/QĐ-UBND", "Quyết định", "UBND tỉnh Nghệ An")
    assert ask("1/2020/QĐ-UBND", commune, province, issuer="UBND tỉnh").text_id == 2
    assert ask("1/2020/QĐ-UBND", commune, province).candidates == (1, 2)


def test_a_merged_province_keeps_its_decisions() -> None:
    old = decision(1, "Trà Vinh", date(2021, 3, 16))
    after = Asker(date(2025, 7, 1), "vinh long")
    before = Asker(date(2025, 6, 30), "vinh long")
    assert ask("504/QĐ-UBND", old, asker=after, issued_on=date(2021, 3, 16)).text_id == 1
    assert (
        ask("504/QĐ-UBND", old, asker=before, issued_on=date(2021, 3, 16)).resolution
        is Resolution.UNMATCHED
    )


def test_a_number_without_its_symbol_needs_the_issuer() -> None:
    known = text(1, "19/2014/QĐ-TTg", "Quyết định", "Thủ tướng Chính phủ")
    assert ask("19/2014", known, kind="Quyết định", issuer="Thủ tướng").text_id == 1
    assert ask("19/2014", known, kind="Quyết định").rule == "issuer-needed"


def test_a_standard_is_bound_by_its_number_with_the_year() -> None:
    known = text(1, "TCVN ISO 9001:2015", "Tiêu chuẩn", "Bộ Khoa học và Công nghệ")
    assert ask("TCVN ISO 9001: 2015", known, kind="TCVN").rule == "standard"


LAND = (
    text(1, "13/2003/QH11", "Luật", "Quốc hội", date(2003, 11, 26)),
    text(2, "45/2013/QH13", "Luật", "Quốc hội", date(2013, 11, 29)),
    text(3, "31/2024/QH15", "Luật", "Quốc hội", date(2024, 1, 18)),
)


@pytest.mark.parametrize(
    ("day", "text_id"),
    [
        (date(2024, 1, 17), 2),
        (date(2024, 1, 18), 3),
        (date(2013, 11, 28), 1),
        (date(2026, 1, 1), 3),
    ],
)
def test_a_bare_name_means_the_latest_law_issued_by_the_day(day: date, text_id: int) -> None:
    found = ask("", *LAND, name="Luật Đất đai", asker=Asker(day))
    assert found == Binding(Resolution.BOUND, "name-as-of", text_id=text_id)


def test_a_bare_name_never_means_a_later_law() -> None:
    found = resolve(
        Mention(name="luat dat dai"), numbered=(), named=LAND, asker=Asker(date(2000, 1, 1))
    )
    assert found == Binding(Resolution.UNMATCHED, "name-later-only")


def test_a_name_with_its_year_or_date_means_that_law() -> None:
    by_year = Mention(name="luat dat dai", year=2013)
    by_date = Mention(name="luat dat dai", issued_on=date(2013, 11, 29))
    near = Mention(name="luat dat dai", issued_on=date(2013, 11, 28))
    missing = Mention(name="luat dat dai", year=1993)
    answers = [
        resolve(one, numbered=(), named=LAND, asker=ASKER)
        for one in (by_year, by_date, near, missing)
    ]
    assert [(one.text_id, one.rule) for one in answers] == [
        (2, "name+year"),
        (2, "name+date"),
        (2, "name+year,date-differs"),
        (None, "name-year-unregistered"),
    ]


def test_a_number_is_never_overruled_by_the_name_beside_it() -> None:
    mention = Mention(type="Luật", number="45/2013/qh14", name="luat dat dai")
    found = resolve(mention, numbered=(), named=LAND, asker=ASKER)
    assert found.resolution is Resolution.UNMATCHED


_CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 9),
        st.sampled_from(["Quyết định", "Nghị định", "Luật"]),
        st.sampled_from(["504/qd-ubnd", "61/2018/nd-cp", "19/2014/qd-ttg"]),
        st.sampled_from(["", "chinh phu", "uy ban nhan dan tinh nghe an", "thu tuong chinh phu"]),
        st.none() | st.dates(date(2000, 1, 1), date(2025, 1, 1)),
    ),
    max_size=5,
    unique_by=lambda one: one.text_id,
)
_MENTIONS = st.builds(
    Mention,
    st.sampled_from(["", "Quyết định", "Nghị định"]),
    st.sampled_from(["", "504/qd-ubnd", "61/2018/nd-cp", "19/2014"]),
    st.sampled_from(["", "luat dat dai"]),
    st.none() | st.integers(2000, 2025),
    st.none() | st.dates(date(2000, 1, 1), date(2025, 1, 1)),
    st.sampled_from(["", "Chính phủ", "UBND tỉnh", "UBND tỉnh Trà Vinh", "Bộ Tài chính"]),
)


@given(mention=_MENTIONS, pool=_CANDIDATES, order=st.randoms(use_true_random=False))
def test_a_binding_names_a_candidate_and_does_not_depend_on_their_order(
    mention: Mention, pool: list[Candidate], order: object
) -> None:
    found = resolve(mention, numbered=pool, named=pool, asker=ASKER)
    ids = {one.text_id for one in pool}
    assert (found.resolution is Resolution.BOUND) == (found.text_id is not None)
    assert found.text_id is None or found.text_id in ids
    assert set(found.candidates) <= ids
    assert (found.resolution is Resolution.AMBIGUOUS) == bool(found.candidates)
    mixed = list(pool)
    order.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert resolve(mention, numbered=mixed, named=mixed, asker=ASKER) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bộ trưởng Bộ Y tế", "Bộ Y tế"),
        ("Thống đốc Ngân hàng Nhà nước Việt Nam", "NHNN"),
        ("Uỷ ban Thường vụ Quốc hội", "Ủy ban thường vụ quốc hội"),
        ("Bộ Văn hóa, Thể thao và Du lịch", "Bộ Văn hoá - Thể thao và Du lịch"),
        ("Bộ Tài chính và Bộ Tư pháp", "Bộ Tư pháp, Bộ Tài chính"),
        ("Chủ tịch UBND tỉnh Bắc Ninh", "Ủy ban nhân dân tỉnh Bắc Ninh"),
        ("Hội đồng Thẩm phán Tòa án nhân dân tối cao", "Toà án nhân dân tối cao"),
    ],
)
def test_one_body_has_one_key(one: str, other: str) -> None:
    assert body_key(one) == body_key(other)


def test_issuers_agree_through_succession_from_its_day_on() -> None:
    old, new = body_key("Bộ Tài nguyên và Môi trường"), body_key("Bộ Nông nghiệp và Môi trường")
    assert agree(old, new, date(2025, 3, 1)) is True
    assert agree(old, new, date(2025, 2, 28)) is False
    assert agree("", new) is None


def test_a_joint_text_agrees_with_each_of_its_issuers() -> None:
    joint = body_of_number("59/2015/TTLT-BTC-BKHCN")
    assert agree(body_key("Bộ Tài chính"), joint) is True
    assert agree(body_key("Bộ Y tế"), joint) is False


def test_places_are_read_from_local_issuers_only() -> None:
    assert place_of(body_key("HĐND xã Chiềng Hặc (Sơn La)")) == ("son la", "xa chieng hac")
    assert place_of(body_key("Ủy ban nhân dân tỉnh")) == ("", "")
    assert place_of(body_key("Bộ Xây dựng")) is None
    assert province_of("UBND xã Mẫu", "tỉnh Nghệ An") == "nghe an"
    assert province_of("Sở Tư pháp") == ""


@pytest.mark.parametrize(
    ("kind", "title", "key"),
    [
        ("Luật", "Hộ tịch", "luat ho tich"),
        ("Luật", "Luật Hộ tịch", "luat ho tich"),
        ("Luật", "Luật Điện ảnh 2022", "luat dien anh"),
        ("Bộ luật", "Bộ Luật lao động", "bo luat lao dong"),
        ("Luật", "Dân sự", "bo luat dan su"),
        ("Luật", "Lý lịch tư pháp", name_key("luật lí lịch tư pháp")),
        ("Luật", "sửa đổi Luật Hộ tịch", "luat sua doi luat ho tich"),
        ("Hiến pháp", "nước Cộng hòa xã hội chủ nghĩa Việt Nam", "hien phap"),
    ],
)
def test_titles_give_the_name_a_law_is_cited_by(kind: str, title: str, key: str) -> None:
    assert names_of(kind, title) == (key,)


def test_other_texts_are_not_cited_by_name() -> None:
    assert names_of("Nghị định", "Hộ tịch") == ()
    assert names_of("Luật", "Luật số 12/1998/QH10 thông qua ngày 12 tháng 6 năm 1999") == ()


def test_initials_stand_for_names() -> None:
    assert name_key("BLDS") == name_key("Bộ luật Dân sự")
    assert name_key("Luật HN&GĐ") == name_key("Luật Hôn nhân và gia đình")


def test_of_two_laws_of_a_name_in_a_year_the_one_there_was_by_then_is_meant() -> None:
    february = text(1, "65/2025/QH15", "Luật", "Quốc hội", date(2025, 2, 19))
    june = text(2, "72/2025/QH15", "Luật", "Quốc hội", date(2025, 6, 16))
    asked = {"name": "Luật Tổ chức chính quyền địa phương", "year": 2025, "kind": "Luật"}
    before, after = Asker(date(2025, 6, 12)), Asker(date(2025, 7, 1))
    assert ask("", february, june, asker=before, **asked).text_id == 1  # type: ignore[arg-type]
    assert ask("", february, june, asker=after, **asked).text_id == 2  # type: ignore[arg-type]
    undated = text(2, "72/2025/QH15", "Luật", "Quốc hội")
    found = ask("", february, undated, asker=after, **asked)  # type: ignore[arg-type]
    assert found == Binding(Resolution.AMBIGUOUS, "name+year", candidates=(1, 2))
    twin = text(2, "65/2025/QH", "Luật", "Quốc hội", date(2025, 2, 19))
    found = ask("", february, twin, asker=after, **asked)  # type: ignore[arg-type]
    assert found == Binding(Resolution.AMBIGUOUS, "name+year", candidates=(1, 2))


def test_a_bare_name_waits_where_a_text_of_this_year_has_no_day() -> None:
    older = text(1, "76/2015/QH13", "Luật", "Quốc hội", date(2015, 6, 19))
    newer = text(2, "63/2025/QH15", "Luật", "Quốc hội")
    found = ask("", older, newer, name="Luật Tổ chức Chính phủ", asker=Asker(date(2025, 8, 1)))
    assert found == Binding(Resolution.AMBIGUOUS, "name-undated", candidates=(1, 2))
