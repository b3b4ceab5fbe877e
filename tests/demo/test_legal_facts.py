"""The legal texts of the sample hold together, and the law they tell is the law of the day."""

from collections import Counter
from datetime import date

import pytest

from docctl.demo.model import DemoLegalText, DemoRelation
from docctl.demo.read import read_legal
from docctl.legal.force import Law
from docctl.legal.rules import Action, Extent, objections_to_facts
from docctl.legal.standing import Act, Facts, Standing

LEGAL = read_legal()
DAY = date(2026, 6, 1)

ACTIONS = {
    "thay thế": Action.REPLACES,
    "làm hết hiệu lực": Action.REPEALS,
    "bãi bỏ": Action.REPEALS,
    "sửa đổi, bổ sung": Action.AMENDS,
    "hướng dẫn, quy định chi tiết": Action.DETAILS,
    "tạm ngưng hiệu lực": Action.SUSPENDS,
}


def by_number() -> dict[str, list[DemoLegalText]]:
    found: dict[str, list[DemoLegalText]] = {}
    for text in LEGAL:
        found.setdefault(text.number, []).append(text)
    return found


IDS = {text.number: number for number, text in reversed(list(enumerate(LEGAL)))}


def extent(relation: DemoRelation) -> Extent:
    if relation.target_articles:
        return Extent.PARTS
    return Extent.UNSPECIFIED if relation.type == "sửa đổi, bổ sung" else Extent.WHOLE


def law() -> Law:
    facts = [Facts(i, text.effective, text.expired, text.issued) for i, text in enumerate(LEGAL)]
    acts = [
        Act(
            id=100 * source + place,
            source_id=source,
            target_id=IDS[relation.target_number],
            action=ACTIONS[relation.type],
            extent=extent(relation),
            paths=relation.target_articles,
            effective_on=relation.effective,
        )
        for source, text in enumerate(LEGAL)
        for place, relation in enumerate(text.relations)
    ]
    return Law(facts, acts)


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
