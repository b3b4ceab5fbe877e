"""The legal texts of the sample hold together, and the law they tell is the law of the day."""

from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from docctl.demo.model import DemoLegalText
from docctl.demo.read import read_legal
from docctl.legal.force import Law
from docctl.legal.rules import objections_to_facts
from docctl.legal.sheets import read_rows
from docctl.legal.standing import Act, Facts, Standing

LEGAL = read_legal()
ROWS, ERRORS = read_rows(
    (files("docctl.demo") / "data" / "legal.jsonl").read_bytes(), "legal.jsonl"
)
DAY = date(2026, 6, 1)


def by_number() -> dict[str, list[DemoLegalText]]:
    found: dict[str, list[DemoLegalText]] = {}
    for text in LEGAL:
        found.setdefault(text.number, []).append(text)
    return found


IDS = {text.number: number for number, text in reversed(list(enumerate(LEGAL)))}


def law() -> Law:
    facts = [
        Facts(i, row.effective_on, row.expires_on, row.issued_on) for i, row in enumerate(ROWS)
    ]
    acts = [
        Act(
            id=100 * source + place,
            source_id=source,
            target_id=IDS[relation.number],
            action=relation.action,
            extent=relation.extent,
            paths=relation.paths,
            effective_on=relation.effective_on,
        )
        for source, row in enumerate(ROWS)
        for place, relation in enumerate(row.relations)
    ]
    return Law(facts, acts)


def test_the_importer_of_the_register_reads_every_line_and_relation() -> None:
    assert ERRORS == []
    assert [row.number for row in ROWS] == [text.number for text in LEGAL]
    assert [len(row.relations) for row in ROWS] == [len(text.relations) for text in LEGAL]


@pytest.mark.parametrize(
    ("number", "standing", "successor"),
    [
        ("61/2018/NĐ-CP", Standing.REPLACED, "118/2025/NĐ-CP"),
        ("01/2018/TT-VPCP", Standing.REPLACED, "03/2025/TT-VPCP"),
        ("45/2013/QH13", Standing.REPLACED, "31/2024/QH15"),
        ("13/2003/QH11", Standing.REPLACED, "31/2024/QH15"),
        ("144/2006/QĐ-TTg", Standing.REPLACED, "19/2014/QĐ-TTg"),
        ("TCVN ISO 9001:2008", Standing.REPLACED, "TCVN ISO 9001:2015"),
        ("148/2020/NĐ-CP", Standing.EXPIRED, None),
        ("15/2018/NĐ-CP", Standing.IN_FORCE, None),
        ("46/2026/NĐ-CP", Standing.SUSPENDED, None),
        ("120/2025/NĐ-CP", Standing.WILL_EXPIRE, None),
        ("04/2020/TT-BTP", Standing.PARTLY_EXPIRED, None),
        ("23/2015/NĐ-CP", Standing.AMENDED, None),
        ("60/2014/QH13", Standing.IN_FORCE, None),
    ],
)
def test_the_law_of_the_sample_stands_as_in_life(
    number: str, standing: Standing, successor: str | None
) -> None:
    force = law().force_on(IDS[number], DAY)
    assert force.standing is standing
    assert [LEGAL[one].number for one in force.successors] == ([successor] if successor else [])


def test_most_facts_are_dated() -> None:
    dated = [text for text in LEGAL if text.issued and text.effective and text.title]
    assert len(dated) > 150


def test_legal_texts_are_told_apart_by_type_number_and_day() -> None:
    keys = Counter((text.type, text.number, text.issued) for text in LEGAL)
    assert keys.most_common(1)[0][1] == 1
    assert sum(len(texts) > 1 for texts in by_number().values()) == 1  # one number, two texts


def test_legal_days_are_in_order() -> None:
    for text in LEGAL:
        days = [day for day in (text.issued, text.effective, text.expired) if day]
        assert days == sorted(days), text.number


def test_relations_point_to_registered_texts_and_do_not_act_before_their_source() -> None:
    known = by_number()
    for text in LEGAL:
        for relation in text.relations:
            assert relation.target_number in known, relation
            assert relation.target_number != text.number
            if relation.effective and text.effective:
                assert relation.effective >= text.effective, relation


def test_a_text_dies_on_the_day_its_successor_says() -> None:
    known = by_number()
    deaths = [
        (relation, known[relation.target_number][0])
        for text in LEGAL
        for relation in text.relations
        if relation.type in ("thay thế", "làm hết hiệu lực") and relation.effective
    ]
    revived = {"15/2018/NĐ-CP"}  # its successor was suspended
    undated = {"TCVN ISO 9001:2008"}
    wrong = {target.number for relation, target in deaths if target.expired != relation.effective}
    assert wrong == revived | undated


@pytest.mark.parametrize("text", LEGAL, ids=lambda text: f"{text.type} {text.number}")
def test_the_register_accepts_every_legal_text(text: DemoLegalText) -> None:
    objections = objections_to_facts(
        number=text.number,
        type=text.type,
        issued_on=text.issued,
        effective_on=text.effective,
        expires_on=text.expired,
    )
    assert list(objections) == []
