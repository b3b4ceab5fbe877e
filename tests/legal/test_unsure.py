"""Only the law of texts in doubt is loaded to count what nobody can say the standing of."""

from datetime import date

import pytest

from docctl.actors import SYSTEM
from docctl.legal import lookups, unsure
from docctl.legal import service as legal
from docctl.legal.models import LegalText
from docctl.legal.rules import Action
from docctl.legal.service import EffectSaid
from docctl.legal.unsure import count_unsure
from docctl.runtime import Runtime
from tests.support.make import MakeText, MakeVersion

PAST, TODAY = date(2019, 7, 1), date(2026, 3, 2)


def test_what_is_not_in_doubt_has_a_standing(
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by, undated = make_text("90/2018/NĐ-CP", effective_on=PAST), "91/2025/NĐ-CP"
    unsaid = make_text(undated, issued_on=None, effective_on=None)
    acts = {
        "1/2018/NĐ-CP": None,
        "2/2018/NĐ-CP": (by, Action.REPEALS, None),
        "3/2018/NĐ-CP": (unsaid, Action.REPEALS, None),
        "4/2018/NĐ-CP": (unsaid, Action.AMENDS, None),
        "5/2018/NĐ-CP": (by, Action.POSTPONES, None),
        "6/2018/NĐ-CP": (unsaid, Action.REPLACES, PAST),
    }
    for number, act in acts.items():
        target = make_text(number, effective_on=PAST)
        if act is not None:
            said = EffectSaid(target_id=target, action=act[1], effective_on=act[2])
            with runtime.transaction(SYSTEM) as tx:
                legal.record_effects(tx, source_id=act[0], effects=[said])
    ended = make_text("7/2018/NĐ-CP", effective_on=PAST)
    with runtime.transaction(SYSTEM) as tx:
        row = tx.session.get_one(LegalText, ended)
        row.stated_status, row.stated_on = "Hết hiệu lực toàn bộ", PAST
    numbers = [*acts, "7/2018/NĐ-CP", undated, "8/2018/NĐ-CP"]  # the last is not registered
    version = make_version(*(f"Theo Điều 3 Nghị định số {one}." for one in numbers))
    with runtime.reading() as session:
        counted = count_unsure(session, [version], TODAY)[version]
        assert lookups.list_in_doubt(session, [by]) == set()
        monkeypatch.setattr(unsure, "list_in_doubt", lambda _session, ids: set(ids))
        assert count_unsure(session, [version], TODAY)[version] == counted
    assert (counted.all, counted.unsure) == (len(numbers), 4)
