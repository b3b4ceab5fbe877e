"""The whole register is looked through for contradictions without reading all of it."""

from datetime import date

import pytest
from sqlalchemy import true

from docctl.actors import SYSTEM
from docctl.legal import lookups
from docctl.legal import service as legal
from docctl.legal.contradictions import Contradiction
from docctl.legal.models import LegalText
from docctl.legal.register_view import count_by_kind, list_contradictions
from docctl.legal.rules import Action
from docctl.legal.service import EffectSaid
from docctl.runtime import Runtime
from tests.support.make import MakeText

MAY, JULY = date(2019, 5, 1), date(2019, 7, 1)


def test_what_is_not_looked_at_contradicts_nothing(
    runtime: Runtime, make_text: MakeText, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_text("1/2019/NĐ-CP", issued_on=MAY, effective_on=date(2018, 1, 1))
    make_text("2/2019/NĐ-CP", issued_on=MAY, effective_on=date(2019, 5, 2))
    make_text("3/2019/NĐ-CP", issued_on=MAY, effective_on=None)
    make_text("4/2010/NĐ-CP", issued_on=date(2010, 1, 1), effective_on=date(2010, 1, 1))
    make_text("5/2019/NĐ-CP", issued_on=None, effective_on=JULY)
    ended = make_text("6/2010/NĐ-CP", issued_on=None, effective_on=None)
    alive = make_text("7/2010/NĐ-CP", issued_on=None, effective_on=None)
    over = make_text("8/2019/NĐ-CP", issued_on=None, effective_on=JULY)
    by, hit = make_text("9/2019/NĐ-CP", issued_on=MAY), make_text("10/2019/NĐ-CP", issued_on=JULY)
    with runtime.transaction(SYSTEM) as tx:
        for text_id, words in ((ended, "Hết hiệu lực toàn bộ"), (alive, "Còn hiệu lực")):
            row = tx.session.get_one(LegalText, text_id)
            row.stated_status, row.stated_on = words, date(2024, 1, 1)
        tx.session.get_one(LegalText, over).expires_on = JULY
        legal.record_effects(
            tx, source_id=by, effects=[EffectSaid(target_id=hit, action=Action.AMENDS)]
        )
    with runtime.reading() as session:
        looked = {one.text_id for one in lookups.list_facts_worth_a_look(session)}
        found = list_contradictions(session, runtime.blobs)
        assert len(looked) == 6
        assert count_by_kind(found).keys() == {
            Contradiction.BEFORE_ISSUE,
            Contradiction.TOO_SOON,
            Contradiction.NEVER_BEGAN,
            Contradiction.STATED_ENDED,
            Contradiction.OLDER_SOURCE,
            Contradiction.NO_DAY,
        }
        monkeypatch.setattr(lookups, "_worth_a_look", lambda _session: true())
        assert lookups.list_undated(session) == []
        assert list_contradictions(session, runtime.blobs) == found
