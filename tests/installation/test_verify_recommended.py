"""The check of an installation finds changed statements, recommendations and adoptions."""

from datetime import date

import pytest
from sqlalchemy import select, text

from docctl.installation.verify import verify_all
from docctl.legal import service as legal
from docctl.legal.rules import Action
from docctl.recommendations import service
from docctl.recommendations.models import Recommendation
from docctl.runtime import Runtime
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law, law, quiet
from tests.support.make import MakeVersion
from tests.support.planting import planted

__all__ = ["law", "quiet"]  # fixtures


def faults(runtime: Runtime) -> set[tuple[str, str]]:
    with runtime.reading() as session:
        report = verify_all(session, runtime.blobs, now=runtime.now())
    return {(fault.invariant, fault.what) for fault in report.faults}


@pytest.fixture
def adopted(runtime: Runtime, people: People, law: Law, make_version: MakeVersion) -> None:
    """State a day, and recommend and adopt a decision."""
    planted(runtime, make_adopted, people, law, make_version)


def make_adopted(runtime: Runtime, people: People, law: Law, make_version: MakeVersion) -> None:
    old = law.text(OLD)
    make_version(f"Theo Điều 5 Nghị định số {OLD}.", effective_on=date(2025, 1, 1))
    effect = law.effect(law.text(NEW), old, Action.AMENDS, "d0005.", on=date(2026, 6, 1))
    findings = law.raise_for(effect)
    with runtime.transaction(people.secretary) as tx:
        legal.state_check(tx, until=date(2026, 3, 1), source="Công báo")
        made = service.recommend(
            tx, effect_id=effect, reason_code="other", reason="Đã hướng dẫn riêng."
        )
    with runtime.transaction(people.secretary) as tx:
        service.adopt(tx, recommendation_id=made.id, finding_ids=findings)


DAMAGES = {
    "a moved day": ("L5", "UPDATE register_check SET until = '2026-03-02'"),
    "a lost statement": ("L5", "DELETE FROM register_check"),
    "another reason": ("L6", "UPDATE recommendation SET reason = 'x'"),
    "an adoption nobody made": (
        "L6",
        "INSERT INTO recommendation_adoption"
        " (id, recommendation_id, finding_id, adopted_by, adopted_at)"
        " SELECT 99, 1, id + 0, 'x', '2026-03-02' FROM finding WHERE id = 2",
    ),
}


@pytest.mark.usefixtures("adopted")
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_change_past_the_program_is_found(
    runtime: Runtime, damage: str, law: Law, make_version: MakeVersion
) -> None:
    with runtime.reading() as session:
        assert session.scalars(select(Recommendation.id)).all() == [1]
    make_version(f"Theo Điều 5 Nghị định số {OLD}.", code="QT-02", effective_on=date(2025, 1, 1))
    effect = law.findings()[0].effect_id
    law.raise_for(effect)
    assert faults(runtime) == set()
    invariant, statement = DAMAGES[damage]
    drops = (
        ["DROP TRIGGER register_check_no_update", "DROP TRIGGER register_check_no_delete"]
        if runtime.engine.dialect.name == "sqlite"
        else ["DROP TRIGGER register_check_no_change ON register_check"]
    )
    with runtime.engine.execution_options(write=True).begin() as connection:
        for drop in drops:
            connection.execute(text(drop))
        connection.execute(text(statement))
    assert invariant in {found for found, _what in faults(runtime)}
