"""How current legal bases are: the stated day, and every point that is open."""

from datetime import date

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.documents.models import Version
from docctl.errors import Forbidden, Refused
from docctl.impact.currency import Currency, list_currency
from docctl.legal import queries as legal
from docctl.legal import service
from docctl.legal.readings import Proposal, TargetSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion

PAST = date(2025, 1, 1)


def ask(runtime: Runtime, actor: Actor, version: int) -> Currency:
    with runtime.reading() as session:
        document = session.get_one(Version, version).document_id
        return list_currency(session, {document: version}, actor=actor, now=runtime.now())[document]


def state(runtime: Runtime, actor: Actor, until: date | None, source: str = "Công báo") -> None:
    with runtime.transaction(actor) as tx:
        service.state_check(tx, until=until, source=source)


def test_the_day_is_the_last_one_somebody_stated(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    law.text(OLD)
    version = make_version(f"Theo Nghị định số {OLD}.", effective_on=PAST)
    assert ask(runtime, secretary, version).until is None
    state(runtime, secretary, date(2026, 2, 28))
    state(runtime, secretary, date(2026, 2, 1))  # a slip put right: the last word holds
    assert ask(runtime, secretary, version).until == date(2026, 2, 1)
    with runtime.reading() as session:
        assert [one.until for one in legal.list_checks(session)] == [
            date(2026, 2, 1),
            date(2026, 2, 28),
        ]


def test_what_is_open_is_counted_by_its_kind(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    old = law.text(OLD, date(2018, 6, 21))
    version = make_version(
        f"Theo Nghị định số {OLD}.", "Theo Thông tư số 9/2020/TT-XX.", effective_on=PAST
    )
    found = ask(runtime, secretary, version)
    assert (found.citations, found.findings, found.unclear, found.proposed) == (2, 0, 1, 0)
    source = law.text("20/2026/NĐ-CP", date(2026, 1, 1))
    said = Proposal(target=TargetSaid(number=OLD), action=Action.AMENDS)
    with runtime.transaction(SYSTEM) as tx:
        service.propose_effects(tx, source_id=source, proposals=[said])
    law.raise_for(law.effect(law.text(NEW, PAST), old))
    found = ask(runtime, secretary, version)
    assert (found.findings, found.unclear, found.proposed, found.points) == (1, 1, 1, 3)


def test_a_version_without_law_says_so(
    runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    found = ask(runtime, secretary, make_version("Không có.", effective_on=PAST))
    assert found.nothing_cited
    assert found.points == 0


def test_only_who_keeps_the_register_states_a_day_that_has_come(
    runtime: Runtime, people: People
) -> None:
    with pytest.raises(Forbidden):
        state(runtime, people.reader, PAST)
    for until, source in ((None, "x"), (date(2026, 3, 3), "x"), (PAST, " ")):
        with pytest.raises(Refused):
            state(runtime, people.secretary, until, source)
