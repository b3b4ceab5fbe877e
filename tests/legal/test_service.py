from datetime import date

import pytest

from docctl.actors import Actor
from docctl.errors import Forbidden, Refused
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.rules import Action, Resolution
from docctl.legal.service import EffectSaid
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from tests.support.make import MakeText, MakeVersion

TODAY = date(2026, 3, 2)


def test_a_citation_by_number_and_one_by_name_are_bound(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    decree = make_text()
    law = make_text(
        "60/2014/QH13",
        type="Luật",
        title="Hộ tịch",
        issuer="Quốc hội",
        issued_on=date(2014, 11, 20),
        effective_on=date(2016, 1, 1),
    )
    version = make_version(
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;",
        "Thực hiện theo khoản 2 Điều 15 Luật Hộ tịch.",
    )
    with runtime.reading() as session:
        found = queries.list_citations(session, version)
        assert [(one.text_id, one.rule) for one in found] == [
            (decree, "number+date"),
            (law, "name-as-of"),
        ]
        assert [path.path for path in found[1].paths] == ["d0015.k002."]
        standings = queries.standing_of_citations(session, version, TODAY)
        assert {force.standing for force in standings.values()} == {Standing.IN_FORCE}
