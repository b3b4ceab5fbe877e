"""Issuing, carrying to another installation, adopting with provenance, taking back."""

from collections.abc import Collection
from datetime import date

import pytest
from sqlalchemy import select

from docctl.actors import Actor
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, Refused
from docctl.impact.models import Finding
from docctl.impact.rules import FindingState
from docctl.installation.verify import verify_all
from docctl.legal.models import Effect
from docctl.legal.rules import Action
from docctl.recommendations import queries, service
from docctl.recommendations.models import Adoption
from docctl.runtime import Runtime
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law, law, quiet
from tests.support.make import MakeVersion
from tests.support.planting import planted

__all__ = ["law", "quiet"]  # fixtures

PAST, SOON = date(2025, 1, 1), date(2026, 6, 20)
SENDER = "ab" * 32


@pytest.fixture
def effect(runtime: Runtime, law: Law, make_version: MakeVersion) -> int:
    """Record an effect that hurts two documents, and raise their findings."""
    return planted(runtime, make_effect, law, make_version)


def make_effect(_: Runtime, law: Law, make_version: MakeVersion) -> int:
    old = law.text(OLD)
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", code="QT-01/HT", effective_on=PAST)
    make_version(f"Theo Điều 5 Nghị định số {OLD}.", code="QT-02/DD", effective_on=PAST)
    made = law.effect(law.text(NEW), old, Action.AMENDS, "d0005.", on=SOON)
    law.raise_for(made)
    return made


def recommend(runtime: Runtime, who: Actor, effect: int, **more: Collection[str]) -> int:
    with runtime.transaction(who) as tx:
        return service.recommend(
            tx,
            effect_id=effect,
            reason_code="transitional_provision_applies",
            reason="Điều khoản chuyển tiếp còn áp dụng.",
            **more,
        ).id


def waiting(runtime: Runtime, who: Actor, recommendation: int) -> list[str]:
    with runtime.reading() as session:
        known = queries.know(session, recommendation, actor=who, now=runtime.now())
        return [one.code for one in known.waiting]


def test_it_speaks_of_the_documents_and_passages_it_names(
    runtime: Runtime, secretary: Actor, effect: int
) -> None:
    assert waiting(runtime, secretary, recommend(runtime, secretary, effect)) == [
        "QT-01/HT",
        "QT-02/DD",
    ]
    by_code = recommend(runtime, secretary, effect, codes=["QT-*/HT"])
    assert waiting(runtime, secretary, by_code) == ["QT-01/HT"]
    by_path = recommend(runtime, secretary, effect, paths=["d0005.k003."])
    assert waiting(runtime, secretary, by_path) == ["QT-02/DD"]  # Điều 5 holds khoản 3


def test_another_installation_takes_it_in_and_adopts_it_with_its_origin(
    runtime: Runtime, people: People, effect: int
) -> None:
    recommend(runtime, people.secretary, effect, codes=["QT-*"])
    with runtime.reading() as session:
        lines = service.export_recommendations(session)
    with runtime.transaction(people.secretary) as tx:  # as if it came from elsewhere
        first = service.import_recommendations(tx, lines, sender=SENDER, pack="c" * 64)
        again = service.import_recommendations(tx, lines, sender=SENDER, pack="d" * 64)
    assert (first.new, first.same, again.new, again.same) == (1, 0, 0, 1)
    with runtime.reading() as session:
        received = queries.list_known(session, actor=people.secretary, now=runtime.now())[0]
        ids = [one.id for one in received.waiting]
    one = received.recommendation
    assert (one.sender, one.pack, one.issuer, len(ids)) == (SENDER, "c" * 64, "UBND xã Thử", 2)
    with runtime.transaction(people.secretary) as tx:
        service.adopt(tx, recommendation_id=one.id, finding_ids=ids)
    with runtime.reading() as session:
        findings = session.scalars(select(Finding)).all()
        assert {finding.state for finding in findings} == {FindingState.NOT_AFFECTED}
        assert {finding.reason for finding in findings} == {one.reason}
        assert {finding.decided_by for finding in findings} == {people.secretary.name}
        adoptions = queries.list_adoptions(session, ids[0])
        assert [two.recommendation.issuer for two in adoptions] == ["UBND xã Thử"]
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "recommendation.adopted")
        ).one()
        assert (entry.detail["sender"], sorted(entry.detail["findings"])) == (SENDER, sorted(ids))
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()


def test_what_is_critical_waits_for_a_second_person(
    runtime: Runtime, secretary: Actor, law: Law, make_version: MakeVersion
) -> None:
    old = law.text(OLD)
    make_version(f"Căn cứ Nghị định số {OLD};", code="QT-05", effective_on=PAST)
    made = law.effect(law.text(NEW), old, on=PAST)
    (finding,) = law.raise_for(made)
    one = recommend(runtime, secretary, made)
    with runtime.transaction(secretary) as tx:
        service.adopt_on_finding(tx, recommendation_id=one, finding_id=finding)
    with runtime.reading() as session:
        found = session.get_one(Finding, finding)
        assert found.state is FindingState.UNDER_REVIEW
        assert found.asked_for is FindingState.NOT_AFFECTED
        known = queries.know(session, one, actor=secretary, now=runtime.now())
        assert (len(known.waiting), known.asked) == (0, 1)


def test_only_what_it_speaks_of_and_is_open_can_be_adopted(
    runtime: Runtime, people: People, effect: int
) -> None:
    one = recommend(runtime, people.secretary, effect, codes=["QT-*/HT"])
    with runtime.reading() as session:
        other = session.scalars(
            select(Finding.id).order_by(Finding.document_id.desc()).limit(1)
        ).one()
    for ids in ([other], [], [999]):
        with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
            service.adopt(tx, recommendation_id=one, finding_ids=ids)
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        service.adopt(tx, recommendation_id=one, finding_ids=[1])
    with runtime.reading() as session:
        assert session.scalars(select(Adoption)).all() == []


def test_what_was_taken_back_is_adopted_no_more_and_others_learn_of_it(
    runtime: Runtime, secretary: Actor, effect: int
) -> None:
    one = recommend(runtime, secretary, effect)
    with runtime.reading() as session:
        before = service.export_recommendations(session)
    with runtime.transaction(secretary) as tx:
        service.import_recommendations(tx, before, sender=SENDER)
        service.withdraw(tx, recommendation_id=one, reason="Bộ đã hướng dẫn khác.")
    with runtime.reading() as session:
        after = service.export_recommendations(session)
    with runtime.transaction(secretary) as tx:
        assert service.import_recommendations(tx, after, sender=SENDER).withdrawn == 1
        assert service.import_recommendations(tx, before, sender=SENDER).same == 1
    assert waiting(runtime, secretary, one) == []
    with runtime.reading() as session:
        known = queries.list_known(session, actor=secretary, now=runtime.now())
        assert all(two.recommendation.withdrawn_at for two in known)
        received = next(two.recommendation for two in known if not two.recommendation.own)
        ids = list(session.scalars(select(Finding.id)))
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        service.adopt(tx, recommendation_id=received.id, finding_ids=ids)
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        service.withdraw(tx, recommendation_id=received.id, reason="x")


def test_it_waits_for_an_effect_that_is_not_recorded_yet(
    runtime: Runtime, secretary: Actor, effect: int, law: Law
) -> None:
    recommend(runtime, secretary, effect)
    with runtime.reading() as session:
        (line,) = service.export_recommendations(session)
        target = session.get_one(Effect, effect).target_id
    later = line | {"scope": "d0012."}
    with runtime.transaction(secretary) as tx:
        service.import_recommendations(tx, [later], sender=SENDER)
    with runtime.reading() as session:
        known = queries.list_known(session, actor=secretary, now=runtime.now())
        one = next(two for two in known if not two.recommendation.own)
        assert one.effect is None
        source = session.get_one(Effect, effect).source_id
    law.effect(source, target, Action.AMENDS, "d0012.", on=SOON)
    with runtime.reading() as session:
        found = queries.know(session, one.recommendation.id, actor=secretary, now=runtime.now())
        assert found.effect is not None
