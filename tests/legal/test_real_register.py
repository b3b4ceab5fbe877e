"""The resolver on the whole real register: exactly the right text, or none at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from docctl.content import Block
from docctl.legal.bodies import (
    PROVINCES,
    body_key,
    body_of_number,
    is_local,
    place_of,
    same_province,
)
from docctl.legal.mentions import facts_of, list_hits, mention_of
from docctl.legal.naming import names_of
from docctl.legal.numbers import number_norm, number_parts
from docctl.legal.resolve import Asker, Binding, Candidate, Mention, resolve
from docctl.legal.rows import Row
from docctl.legal.rules import Resolution
from docctl.legal.sheets import read_rows
from tests.support.shared import SHARED, needs_shared

pytestmark = [needs_shared]
TODAY = date(2026, 3, 2)
NOBODY = Asker(TODAY)
EVERYWHERE = sorted(PROVINCES)


class Register:
    """The texts of the shared register by number and by name, as the database gives them."""

    def __init__(self) -> None:
        path = SHARED / "data" / "legal" / "register.jsonl"
        rows, _ = read_rows(path.read_bytes(), path.name)
        self.rows: list[tuple[Row, Candidate]] = []
        self.numbered: dict[str, list[Candidate]] = defaultdict(list)
        self.named: dict[str, list[Candidate]] = defaultdict(list)
        seen: set[tuple[str, str, str, date | None]] = set()
        for at, row in enumerate(rows, 1):
            number = number_norm(row.number)
            issuer = body_of_number(row.number) or body_key(row.issuer)
            key = (row.type, number, issuer, row.issued_on)
            if key in seen:
                continue
            seen.add(key)
            one = Candidate(at, row.type, number, issuer, row.issued_on)
            self.rows.append((row, one))
            self.numbered[number].append(one)
            for name in names_of(row.type, row.title):
                self.named[name].append(one)

    def ask(self, mention: Mention, asker: Asker = NOBODY) -> Binding:
        numbered = self.numbered.get(mention.number, [])
        named = self.named.get(mention.name, [])
        return resolve(mention, numbered=numbered, named=named, asker=asker)

    def read(self, text: str, asker: Asker = NOBODY) -> list[Binding]:
        block = Block(uid="a", kind="paragraph", text=text)
        return [self.ask(mention_of(facts_of(hit)), asker) for hit in list_hits([block])]

    def number_of(self, binding: Binding) -> str:
        return {one.text_id: row.number for row, one in self.rows}[binding.text_id or 0]


@cache
def register() -> Register:
    return Register()


def fully(row: Row, one: Candidate) -> Mention:
    return Mention(row.type, one.number, "", None, row.issued_on, row.issuer)


def test_who_says_number_issuer_and_day_gets_that_text_or_none() -> None:
    """A wrong link is the harmful error: there is none on 17,000 texts."""
    bound = 0
    for row, one in register().rows:
        binding = register().ask(fully(row, one))
        if binding.resolution is Resolution.BOUND:
            assert binding.text_id == one.text_id, row.number
            bound += 1
    assert bound > 0.8 * len(register().rows)


def test_a_number_without_its_year_is_never_bound_alone() -> None:
    checked = 0
    for row, one in register().rows:
        parts = number_parts(one.number)
        if parts is None or parts.year is not None or not parts.symbol:
            continue
        for issuer in ("", row.issuer):
            said = Mention(row.type, one.number, issuer=issuer)
            assert register().ask(said).resolution is not Resolution.BOUND, row.number
        checked += 1
    assert checked > 1000
    assert register().read("Thực hiện Quyết định 19/QĐ-TTg.")[0].text_id is None


def test_a_local_number_is_never_bound_without_its_place() -> None:
    checked = 0
    for row, one in register().rows:
        if not is_local(one.number) or not (place_of(one.issuer) or ("",))[0]:
            continue
        said = Mention(row.type, one.number, issued_on=row.issued_on)
        assert register().ask(said).text_id is None, row.number
        checked += 1
    assert checked > 1000


def asked(at: int, place: str) -> Iterable[str]:
    """Give every province for each tenth text; else its own, the heirs of that, and a strange one.

    Which strange one it is changes from text to text.
    """
    if at % 10 == 0:
        return EVERYWHERE
    near = (one for one in EVERYWHERE if same_province(place, one, TODAY))
    return {place, *near, EVERYWHERE[at % len(EVERYWHERE)]}


def test_a_local_number_is_bound_in_the_agencys_province_only() -> None:
    """Agencies of a province of 2025 mean the old ones' texts too, from its first day."""
    own = heir = 0
    for at, (row, one) in enumerate(register().rows):
        place = place_of(one.issuer) if is_local(one.number) else None
        if place is None or not place[0] or place[1]:
            continue
        said = Mention(row.type, one.number, issued_on=row.issued_on)
        for province in asked(at, place[0]):
            day = TODAY
            binding = register().ask(said, Asker(day, province))
            if binding.text_id != one.text_id:
                continue
            assert same_province(place[0], province, day), (row.number, province)
            before = register().ask(said, Asker(date(2025, 6, 30), province))
            if province == place[0]:
                own += 1
            else:
                heir += 1
                assert before.text_id != one.text_id, (row.number, province)
    assert own > 500
    assert heir > 100


def test_a_name_with_its_year_is_the_text_of_that_year() -> None:
    """Said on the day the text was issued: a second law of the name may come within the year."""
    checked = 0
    for row, one in register().rows:
        for name in names_of(row.type, row.title):
            if one.issued_on is None:
                continue
            said = Mention(row.type, name=name, year=one.issued_on.year)
            binding = register().ask(said, Asker(one.issued_on))
            if binding.resolution is Resolution.BOUND:
                assert binding.text_id == one.text_id, row.number
                checked += 1
    assert checked > 200


def test_a_bare_name_never_means_a_later_text() -> None:
    issued = {one.text_id: one.issued_on for _, one in register().rows}
    for name in register().named:
        for year in (1995, 2005, 2015, 2025):
            day = date(year, 7, 1)
            binding = register().ask(Mention("Luật", name=name), Asker(day))
            if binding.text_id is not None:
                known = issued[binding.text_id]
                assert known is None or known <= day, name


@pytest.mark.parametrize(
    ("text", "province", "number", "rule"),
    [
        ("Luật Hộ tịch năm 2014", "", "60/2014/QH13", "name+year"),
        ("Luật Hộ tịch", "", "60/2014/QH13", "name-as-of"),
        ("Luật Hộ tịch ngày 20/11/2014", "", "60/2014/QH13", "name+date"),
        ("Nghị định số 123/2015/NĐ-CP", "", "123/2015/NĐ-CP", "number"),
        ("Nghị định số 123/2015/NĐ-CP ngày 15/11/2015", "", "123/2015/NĐ-CP", "number+date"),
        (
            "Nghị quyết số 04/2023/NQ-HĐND ngày 14/7/2023 của HĐND tỉnh Hậu Giang",
            "can tho",
            "04/2023/NQ-HĐND",
            "number+issuer+date",
        ),
        ("Nghị quyết số 04/2023/NQ-HĐND ngày 14/7/2023", "can tho", "04/2023/NQ-HĐND",
         "number+agency+date"),
    ],
)  # fmt: skip
def test_real_sentences(text: str, province: str, number: str, rule: str) -> None:
    (binding,) = register().read(text, Asker(date(2025, 7, 7), province))
    assert binding.rule == rule
    assert register().number_of(binding) == number


def test_a_consolidated_text_is_bound_to_itself_or_not_at_all() -> None:
    consolidated = 0
    for row, one in register().rows:
        parts = number_parts(one.number)
        if "vbhn" in one.number and parts and parts.symbol:
            said = replace(fully(row, one), year=row.issued_on.year if row.issued_on else None)
            assert register().ask(said).text_id in {None, one.text_id}
            consolidated += 1
    assert consolidated > 10
