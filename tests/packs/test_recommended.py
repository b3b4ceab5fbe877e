"""Decisions a higher agency recommends travel in its packs, and are adopted with their origin."""

import hashlib
import json
from datetime import date

import pytest

from docctl.errors import Refused
from docctl.impact import service as impact
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState
from docctl.installation.verify import verify_all
from docctl.legal.models import LegalText
from docctl.legal.rules import Action
from docctl.packs.body import Scope, read_body
from docctl.packs.envelope import open_envelope, seal
from docctl.packs.saying import write_line
from docctl.recommendations import queries, service
from docctl.recommendations.queries import Known
from tests.packs.conftest import Office
from tests.support.make import MakeVersion

SOON = date(2026, 6, 1)


def recommended(office: Office) -> tuple[int, int, int]:
    """Let a decree be amended and recommend that it concerns no procedure; give the ids."""
    old = office.text()
    new = office.text("118/2025/NĐ-CP", issued_on=date(2025, 6, 9), effective_on=SOON)
    effect = office.effect(new, old, Action.AMENDS, "d0005.")
    office.later()
    with office.runtime.transaction(office.secretary) as tx:
        made = service.recommend(
            tx,
            effect_id=effect,
            reason_code="transitional_provision_applies",
            reason="Điều khoản chuyển tiếp còn áp dụng.",
            codes=["QT-*"],
        )
        return old, new, made.id


def known(office: Office) -> list[Known]:
    with office.runtime.reading() as session:
        return queries.list_known(session, actor=office.secretary, now=office.runtime.now())


def test_a_lower_agency_adopts_what_came_in_a_signed_pack(higher: Office, lower: Office) -> None:
    recommended(higher)
    assert lower.take(higher.pack())["recommendations"] == 1
    (one,) = known(lower)
    assert one.recommendation.sender == higher.key().public.id
    assert one.recommendation.pack
    assert one.effect is not None
    agency_id = lower.secretary.agency_id
    assert agency_id is not None
    make = MakeVersion(lower.runtime, agency_id, lower.secretary)
    make("Theo khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP.", code="QT-01",
         effective_on=date(2025, 1, 1))  # fmt: skip
    with lower.runtime.transaction(lower.secretary) as tx:
        impact.raise_findings(tx, effect_ids=[one.effect.id])
    (again,) = known(lower)
    ids = [finding.id for finding in again.waiting]
    assert len(ids) == 1
    with lower.runtime.transaction(lower.secretary) as tx:
        service.adopt(tx, recommendation_id=one.recommendation.id, finding_ids=ids)
    with lower.runtime.reading() as session:
        finding = session.get_one(Finding, ids[0])
        assert finding.state is FindingState.NOT_AFFECTED
        assert verify_all(session, lower.runtime.blobs, now=lower.runtime.now()).faults == ()


def test_it_means_the_text_the_sender_means_whatever_is_known_of_it_here(
    higher: Office, lower: Office
) -> None:
    """Here the decree's day of issue is not known, so its key is another."""
    here = lower.text(issued_on=None)
    recommended(higher)
    lower.take(higher.pack())
    (one,) = known(lower)
    with lower.runtime.reading() as session:
        target = session.get_one(LegalText, here)
    assert one.recommendation.target_id == target.id
    assert one.effect is not None


def test_the_same_pack_twice_and_a_later_withdrawal(higher: Office, lower: Office) -> None:
    _old, _new, made = recommended(higher)
    first = higher.pack()
    lower.take(first)
    since = higher.runtime.now()
    higher.later()
    with higher.runtime.transaction(higher.secretary) as tx:
        service.withdraw(tx, recommendation_id=made, reason="Bộ hướng dẫn khác.")
    counts = lower.take(higher.pack(Scope.SINCE, since=since))
    assert counts["recommendations_withdrawn"] == 1
    (one,) = known(lower)
    assert one.recommendation.withdrawn_reason == "Bộ hướng dẫn khác."
    assert one.waiting == ()


def test_chosen_texts_take_what_is_recommended_on_them_along(higher: Office, lower: Office) -> None:
    old, _new, _made = recommended(higher)
    other = higher.text("1/2020/NĐ-CP", issued_on=date(2020, 1, 1))
    with_it = read_body(open_envelope(higher.pack(Scope.CHOSEN, text_ids=frozenset({old}))).body)
    without = read_body(open_envelope(higher.pack(Scope.CHOSEN, text_ids=frozenset({other}))).body)
    assert (len(with_it.recommendations), len(without.recommendations)) == (1, 0)


def test_a_line_that_is_no_recommendation_is_refused_with_its_number(higher: Office) -> None:
    recommended(higher)
    body = open_envelope(higher.pack()).body
    lines = body.splitlines(keepends=True)
    last = json.loads(lines[-1])
    assert last["kind"] == "recommendation"
    wrong = write_line({**last, "reason_code": "because"})
    head = json.loads(lines[0])
    head["sections"][-1]["sha256"] = hashlib.sha256(wrong).hexdigest()
    with pytest.raises(Refused, match=str(len(lines))):
        read_body(write_line(head) + b"".join(lines[1:-1]) + wrong)


@pytest.mark.parametrize("change", [{"reason": "vì\x00\u202e thế"}, {"issuer": "S\x00ở"}])
def test_signs_no_database_holds_are_left_out_of_what_is_recommended(
    change: dict[str, str], higher: Office, lower: Office
) -> None:
    recommended(higher)
    head, *lines = open_envelope(higher.pack()).body.splitlines(keepends=True)
    lines[-1] = write_line({**json.loads(lines[-1]), **change})
    said = json.loads(head)
    said["sections"][-1]["sha256"] = hashlib.sha256(lines[-1]).hexdigest()
    assert lower.take(seal(write_line(said) + b"".join(lines), higher.key()))["recommendations"]
    (one,) = known(lower)
    words = one.recommendation.issuer + one.recommendation.reason
    assert not {"\x00", "\u202e"} & set(words)
