"""What is wrong with how a text is cited, by itself, against the register, against its parts."""

from dataclasses import replace
from datetime import date

import pytest

from docctl.legal.remarks import Note, Registered, Remark, Said, missing, remarks_on
from docctl.legal.rules import Action, Extent, Resolution
from docctl.legal.standing import Act

DAY = date(2026, 7, 27)
DECREE = Registered(
    type="Nghị định", number="61/2018/NĐ-CP", issuer="Chính phủ", issued_on=date(2018, 4, 23)
)
WELL = Said(
    type="Nghị định",
    number="61/2018/NĐ-CP",
    issued_on=date(2018, 4, 23),
    issuer="Chính phủ",
)
PARTS = frozenset({"d0001.", "d0002.", "d0002.k001.", "d0002.k002.", "d0002.k002.p01."})


def remarks(said: Said, known: Registered | None = DECREE, *, first: bool = True) -> list[Note]:
    return list(remarks_on(said, known, day=DAY, first=first))


def test_a_text_cited_in_full_and_as_the_register_knows_it_has_no_remark() -> None:
    assert remarks(WELL) == []
    assert remarks(replace(WELL, resolution=Resolution.UNMATCHED), None) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (replace(WELL, issued_on=date(2018, 4, 24)), Note(Remark.DATE_DIFFERS, date(2018, 4, 23))),
        (replace(WELL, issuer="Bộ Tư pháp"), Note(Remark.ISSUER_DIFFERS, "Chính phủ")),
        (replace(WELL, type="Thông tư"), Note(Remark.TYPE_DIFFERS, "Nghị định")),
    ],
)
def test_what_contradicts_the_register_is_remarked_with_what_it_says(
    said: Said, expected: Note
) -> None:
    assert remarks(said) == [expected]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (replace(WELL, issued_on=date(2019, 4, 23)), Note(Remark.YEARS_DIFFER, "2018")),
        (replace(WELL, type="Thông tư"), Note(Remark.TYPE_OF_NUMBER, "Nghị định")),
        (replace(WELL, rule="issuer-differs"), Note(Remark.ISSUER_DIFFERS)),
        (replace(WELL, issued_on=None, repairs=("date",)), Note(Remark.NO_SUCH_DAY)),
    ],
)
def test_what_contradicts_itself_is_remarked_without_the_register(
    said: Said, expected: Note
) -> None:
    assert remarks(said, None) == [expected]


@pytest.mark.parametrize(
    ("type_", "number"),
    [
        ("Nghị quyết", "134/2020/QH14"),  # the symbol of laws stands for resolutions too
        ("Thông tư liên tịch", "01/2014/TT-BTP-BNV"),
        ("Bộ luật", "91/2015/QH13"),
        ("", "61/2018/NĐ-CP"),
    ],
)
def test_a_symbol_that_stands_for_several_types_contradicts_none(type_: str, number: str) -> None:
    said = Said(type=type_, number=number, issued_on=DAY.replace(year=int(number.split("/")[1])))
    assert remarks(said, None) == []


def test_a_day_the_register_confirms_may_lie_in_another_year_than_the_number() -> None:
    said = replace(WELL, issued_on=date(2019, 1, 2))
    assert remarks(said, replace(DECREE, issued_on=date(2019, 1, 2))) == []


def test_a_decree_is_mentioned_with_number_and_day_at_least_once() -> None:
    short = replace(WELL, issued_on=None, issuer="")
    assert remarks(short) == [Note(Remark.SHORT)]
    assert remarks(short, first=False) == []
    assert remarks(replace(short, number="", name="Nghị định một cửa")) == [Note(Remark.SHORT)]


@pytest.mark.parametrize("type_", ["Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"])
def test_laws_and_ordinances_are_cited_by_their_name(type_: str) -> None:
    assert remarks(Said(type=type_, name=f"{type_} Hộ tịch"), None) == []
    assert remarks(Said(type=type_, name="x"), replace(DECREE, type=type_)) == []


def test_standards_and_texts_without_a_number_need_no_day() -> None:
    standard = Said(type="TCVN", number="TCVN ISO 9001:2015")
    assert remarks(standard, None) == []
    assert remarks(standard, replace(DECREE, type="Tiêu chuẩn quốc gia", number="x")) == []
    assert remarks(Said(type="Nghị định", name="x"), replace(DECREE, number="Không số")) == []
    assert remarks(Said(name="x"), None) == []


def test_a_name_that_several_texts_bear_or_only_later_ones_is_remarked() -> None:
    named = Said(type="Luật", name="Luật Đất đai")
    assert remarks(replace(named, resolution=Resolution.AMBIGUOUS), None) == [Note(Remark.SEVERAL)]
    later = replace(named, resolution=Resolution.UNMATCHED, rule="name-later-only")
    assert remarks(later, None) == [Note(Remark.LATER_NAME)]


def act(action: Action, *paths: str, extent: Extent = Extent.PARTS) -> Act:
    return Act(1, 2, 3, action, extent, paths)


@pytest.mark.parametrize(
    ("cited", "lacking"),
    [
        ("d0002.k002.p01.", ""),
        ("d0009.", "d0009."),
        ("d0009.k001.", "d0009."),  # the highest one is named
        ("d0002.k003.", "d0002.k003."),
        ("d0002.k002.p05.", "d0002.k002.p05."),
        ("d0001.k001.", ""),  # none of its parts is known: it may not have been read
        ("d0002.k001.p01.", ""),
        ("d0002.k002.p01.t01.", ""),  # points are not read any deeper
        ("@pl001.d0009.", ""),
        ("", ""),
    ],
)
def test_a_provision_is_missing_only_where_its_neighbours_are_known(
    cited: str, lacking: str
) -> None:
    assert missing({cited}, PARTS, ()) == ({lacking} if lacking else set())


def test_of_a_text_whose_words_are_not_stored_nothing_is_missing() -> None:
    assert missing({"d0099."}, frozenset(), ()) == set()


@pytest.mark.parametrize(
    "effect",
    [
        act(Action.SUPPLEMENTS, "d0002.k003."),
        act(Action.AMENDS, "d0002."),
        act(Action.AMENDS, extent=Extent.UNSPECIFIED),
        act(Action.CORRECTS, extent=Extent.WHOLE),
    ],
)
def test_what_an_effect_may_have_added_is_not_missing(effect: Act) -> None:
    assert missing({"d0002.k003."}, PARTS, [effect]) == set()


def test_an_effect_elsewhere_or_an_ending_adds_nothing() -> None:
    acts = [act(Action.AMENDS, "d0001."), act(Action.REPEALS, "d0002.")]
    assert missing({"d0002.k003."}, PARTS, acts) == {"d0002.k003."}


def test_a_missing_provision_is_said_in_words() -> None:
    said = replace(WELL, paths=frozenset({"d0002.k003."}))
    assert remarks(said, replace(DECREE, paths=PARTS)) == [
        Note(Remark.NO_PROVISION, "khoản 3 Điều 2")
    ]
