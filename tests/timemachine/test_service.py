"""The version and the law of a day, as known on a day; certificates that can be checked."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from docctl.actors import SYSTEM, Actor
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.errors import NotFound, Refused
from docctl.installation.verify import verify_all
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.models import LegalText
from docctl.legal.rules import Action, Extent
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from docctl.timemachine import checking, queries, service
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import Nothing
from docctl.timemachine.shown import Answer
from tests.conftest import Clock, People
from tests.support.make import MakeText, MakeVersion
from tests.support.planting import planted
from tests.web import journey

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"
BEFORE, BETWEEN, AFTER = date(2025, 3, 12), date(2025, 6, 1), date(2025, 8, 1)
CLAUSE = f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}."


def effect(runtime: Runtime, source: int, target: int, action: Action, *paths: str) -> int:
    said = EffectSaid(
        target_id=target, action=action, extent=Extent.PARTS if paths else Extent.WHOLE, paths=paths
    )
    with runtime.transaction(SYSTEM) as tx:
        return legal.record_effects(tx, source_id=source, effects=[said])[0].id


@pytest.fixture
def versions(make_version: MakeVersion, make_text: MakeText, runtime: Runtime) -> tuple[int, int]:
    """Make two versions of one document, the second from July 2025; give them."""
    return planted(runtime, make_versions, make_version, make_text)


def make_versions(
    runtime: Runtime, make_version: MakeVersion, make_text: MakeText
) -> tuple[int, int]:
    make_text()
    first = make_version(CLAUSE, "Theo Thông tư số 99/2020/TT-XX.", effective_on=date(2025, 3, 1))
    with runtime.reading() as session:
        document = session.get_one(Version, first).document_id
    second = make_version("Mới.", document_id=document, effective_on=date(2025, 7, 1))
    return first, second


def document_of(runtime: Runtime, version_id: int) -> int:
    with runtime.reading() as session:
        return session.get_one(Version, version_id).document_id


def ask(
    runtime: Runtime, actor: Actor, document: int, on: date, known: date | None = None
) -> Answer:
    with runtime.reading() as session:
        return queries.answer(
            session, document, on=on, known_on=known, actor=actor, now=runtime.now()
        )


def test_each_day_has_its_version(
    runtime: Runtime, secretary: Actor, versions: tuple[int, int]
) -> None:
    document = document_of(runtime, versions[0])
    found = {
        day: answer.version.id if answer.version else answer.nothing
        for day in (date(2025, 2, 1), BEFORE, AFTER)
        for answer in [ask(runtime, secretary, document, day)]
    }
    assert found == {
        date(2025, 2, 1): Nothing.BEFORE_FIRST,
        BEFORE: versions[0],
        AFTER: versions[1],
    }


def test_bases_stand_as_the_law_was_on_the_day(
    runtime: Runtime, secretary: Actor, versions: tuple[int, int], make_text: MakeText
) -> None:
    document = document_of(runtime, versions[0])
    with runtime.reading() as session:
        old = session.query(LegalText).one().id
    amending = make_text("107/2021/NĐ-CP", effective_on=date(2021, 12, 6))
    effect(runtime, amending, old, Action.AMENDS, "d0005.")
    effect(runtime, make_text(NEW, effective_on=BETWEEN), old, Action.REPLACES)
    answer = ask(runtime, secretary, document, BEFORE)
    (basis,) = answer.bases
    assert basis.force.standing is Standing.WILL_EXPIRE
    assert [(part.path, part.force.standing) for part in basis.parts] == [
        ("d0005.k002.", Standing.AMENDED_HERE)
    ]
    assert [(one.source.number, one.here) for one in basis.counted] == [("107/2021/NĐ-CP", True)]
    assert [one.source.number for one in basis.coming] == [NEW]
    assert [(one.quote, one.ambiguous) for one in answer.unbound] == [
        ("Thông tư số 99/2020/TT-XX", False)
    ]
    (later,) = ask(runtime, secretary, document, date(2025, 6, 20)).bases
    assert later.force.standing is Standing.REPLACED
    assert [one.source.number for one in later.counted] == ["107/2021/NĐ-CP", NEW]


def test_what_was_recorded_later_was_not_known_then(
    runtime: Runtime,
    secretary: Actor,
    versions: tuple[int, int],
    make_text: MakeText,
    clock: Clock,
) -> None:
    document = document_of(runtime, versions[0])
    with runtime.reading() as session:
        old = session.query(LegalText).one().id
    clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    effect(runtime, make_text(NEW, effective_on=date(2025, 3, 5)), old, Action.REPLACES)
    now = ask(runtime, secretary, document, BEFORE)
    then = ask(runtime, secretary, document, BEFORE, known=date(2026, 3, 10))
    assert now.bases[0].force.standing is Standing.REPLACED
    assert then.bases[0].force.standing is Standing.IN_FORCE
    before_adoption = ask(runtime, secretary, document, BEFORE, known=date(2026, 2, 1))
    assert before_adoption.nothing is Nothing.NEVER


def test_what_one_may_not_see_is_not_there(
    runtime: Runtime, people: People, versions: tuple[int, int], make_version: MakeVersion
) -> None:
    document = document_of(runtime, versions[0])
    assert ask(runtime, people.reader, document, AFTER).version is not None
    with pytest.raises(NotFound):  # superseded: not for everybody
        ask(runtime, people.reader, document, BEFORE)
    assert ask(runtime, people.auditor, document, BEFORE).version is not None
    draft = document_of(runtime, make_version("Dự thảo.", code="QT-09"))
    with pytest.raises(NotFound):
        ask(runtime, people.reader, draft, AFTER)
    assert ask(runtime, people.drafter, draft, AFTER).nothing is Nothing.NEVER
    with runtime.reading() as session:
        seen = [
            [
                one.id
                for one in queries.find_documents(session, "qt 09", actor=who, now=runtime.now())
            ]
            for who in (people.reader, people.drafter)
        ]
    assert seen == [[], [draft]]


def test_a_version_that_ended_on_the_day_is_told_to_those_who_may_see_it(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """Approved at ten: the version before counted until then, and is hidden from readers."""
    first = make_version("Cũ.", effective_on=date(2025, 3, 1))
    document = document_of(runtime, first)
    second = journey.approved(runtime, people, journey.changed(runtime, people, document))
    today = day_of(runtime.now())
    told = ask(runtime, people.secretary, document, today)
    assert told.version is not None
    assert (told.version.id, [one.id for one, _until in told.during]) == (second, [first])
    hidden = ask(runtime, people.reader, document, today)
    assert hidden.version is not None
    assert hidden.during == ()
    for who in (people.reader, people.secretary):
        assert check(runtime, certify(runtime, who, document, today)).holds


def certify(runtime: Runtime, who: Actor, document: int, on: date) -> Certificate:
    with runtime.transaction(who) as tx:
        return service.issue_certificate(tx, document_id=document, on=on)


def check(runtime: Runtime, certificate: Certificate) -> checking.Checked:
    with runtime.reading() as session:
        fresh = session.get_one(Certificate, certificate.id)
        return checking.check(session, fresh, now=runtime.now())


def test_a_certificate_holds_whatever_becomes_known_later(
    runtime: Runtime,
    secretary: Actor,
    versions: tuple[int, int],
    make_text: MakeText,
    clock: Clock,
) -> None:
    document = document_of(runtime, versions[0])
    certificate = certify(runtime, secretary, document, BEFORE)
    assert check(runtime, certificate).holds
    assert check(runtime, certificate).since == ()
    with runtime.reading() as session:
        old = session.query(LegalText).one().id
    clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    effect(runtime, make_text(NEW, effective_on=date(2025, 3, 5)), old, Action.REPLACES)
    later = check(runtime, certificate)
    assert later.holds
    assert later.since == ("bases",)
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()


def test_a_certificate_of_a_day_without_version_says_so(
    runtime: Runtime, secretary: Actor, versions: tuple[int, int]
) -> None:
    document = document_of(runtime, versions[0])
    certificate = certify(runtime, secretary, document, date(2024, 1, 1))
    assert certificate.version_id is None
    assert certificate.facts["nothing"] == "before_first"
    assert check(runtime, certificate).holds


def test_every_tampering_with_a_certificate_is_found(
    runtime: Runtime, secretary: Actor, versions: tuple[int, int]
) -> None:
    document = document_of(runtime, versions[0])
    certificate = certify(runtime, secretary, document, BEFORE)
    sqlite = runtime.engine.dialect.name == "sqlite"
    free = (
        ("DROP TRIGGER certificate_no_update", "DROP TRIGGER version_approved_frozen")
        if sqlite
        else (
            "DROP TRIGGER certificate_no_change ON certificate",
            "DROP TRIGGER version_approved_frozen ON version",
        )
    )
    with runtime.engine.execution_options(write=True).begin() as connection:
        for statement in free:
            connection.execute(text(statement))
        connection.execute(text("UPDATE certificate SET on_day = '2025-08-01'"))
    moved = check(runtime, certificate)
    assert not moved.holds
    assert {"on", "version", "bases"} <= set(moved.otherwise)
    with runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE certificate SET on_day = '2025-03-12', facts = '{}'"))
    assert not check(runtime, certificate).untouched
    with runtime.reading() as session:
        faults = verify_all(session, runtime.blobs, now=runtime.now()).faults
    assert ("P1", f"certificate:{certificate.id}") in {
        (one.invariant, one.subject) for one in faults
    }


def test_a_changed_text_breaks_its_certificate(
    runtime: Runtime, secretary: Actor, versions: tuple[int, int]
) -> None:
    document = document_of(runtime, versions[0])
    certificate = certify(runtime, secretary, document, BEFORE)
    sqlite = runtime.engine.dialect.name == "sqlite"
    drop = "DROP TRIGGER version_approved_frozen" + ("" if sqlite else " ON version")
    with runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(drop))
        connection.execute(
            text("UPDATE version SET content = :content WHERE id = :id"),
            {"content": '{"type": "doc", "content": []}', "id": versions[0]},
        )
    assert not check(runtime, certificate).text_holds


def test_the_knowledge_of_a_day_to_come_is_refused(
    runtime: Runtime, secretary: Actor, versions: tuple[int, int]
) -> None:
    document = document_of(runtime, versions[0])
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        service.issue_certificate(tx, document_id=document, on=BEFORE, known_on=date(2027, 1, 1))


def test_a_certificate_is_seen_by_who_may_see_its_version(
    runtime: Runtime, people: People, versions: tuple[int, int]
) -> None:
    document = document_of(runtime, versions[0])
    certificate = certify(runtime, people.secretary, document, BEFORE)
    with runtime.reading() as session:
        now = runtime.now()
        assert queries.get_certificate(session, certificate.code, actor=people.auditor, now=now)
        for code in (certificate.code, "0" * 20):
            with pytest.raises(NotFound):
                queries.get_certificate(session, code, actor=people.reader, now=now)
