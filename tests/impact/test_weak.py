"""Weak signals: each of the six ways, two hops at most, computed and never told."""

from datetime import date, timedelta

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.documents.models import Version
from docctl.errors import Forbidden, NotFound, Refused
from docctl.impact import promoting, raised, service, weak
from docctl.impact.models import WeakDecision
from docctl.impact.rules import FindingState, Overlap
from docctl.impact.weak_ground import Scope
from docctl.impact.weak_rules import Raising, StepKind, Weak, WeakKind, WeakOutcome
from docctl.installation.verify import verify_all
from docctl.legal import service as legal
from docctl.legal.cascade import Outcome
from docctl.legal.models import Citation, LegalText
from docctl.legal.queries import standing_of_text
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law
from tests.support.make import MakeVersion
from tests.support.planting import planted

PAST, TODAY, SOON = date(2025, 1, 1), date(2026, 3, 2), date(2026, 4, 1)
CIRCULAR = "01/2018/TT-VPCP"
CITES_CIRCULAR = f"Thực hiện theo Thông tư số {CIRCULAR}."


def signals(runtime: Runtime, actor: Actor, **scope: int) -> tuple[Weak, ...]:
    with runtime.reading() as session:
        asked = Scope(actor=actor, now=runtime.now(), **scope)
        return weak.list_weak(session, runtime.blobs, scope=asked)


def circular(law: Law) -> int:
    return law.text(CIRCULAR, date(2019, 1, 1), type="Thông tư")


def test_what_details_a_dead_text_is_to_be_reviewed_by_the_rule_of_the_day_and_never_killed(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version(CITES_CIRCULAR, effective_on=PAST)
    parent, child = law.text(OLD, date(2018, 6, 21)), circular(law)
    law.effect(child, parent, Action.DETAILS)
    effect = law.effect(law.text(NEW, SOON), parent)
    assert law.raise_for(effect) == []
    (one,) = signals(runtime, secretary)
    assert (one.kind, one.effect_id, one.due_on) == (WeakKind.IMPLEMENTING, effect, SOON)
    assert [step.kind for step in one.chain] == [
        StepKind.CITES,
        StepKind.DETAILS,
        StepKind.RULE,
        StepKind.CHANGED,
    ]
    assert one.chain[2].words == Outcome.CONTINUES
    assert "64/2025/QH15" in one.chain[2].note
    assert law.messages() == []
    with runtime.reading() as session:
        assert standing_of_text(session, child, SOON) == "in_force"


def test_a_parent_that_died_under_the_law_of_2015_is_likelier_to_take_its_children_along(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version(CITES_CIRCULAR, effective_on=date(2020, 1, 1))
    parent, child = law.text(OLD, date(2018, 6, 21)), circular(law)
    law.effect(child, parent, Action.DETAILS)
    law.effect(law.text(NEW, date(2024, 1, 1)), parent)
    (one,) = signals(runtime, secretary)
    assert one.chain[2].words == Outcome.LIKELY_EXPIRED
    assert one.weight == 0.6


def test_a_version_issued_after_the_parent_died_has_answered_for_it(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version(CITES_CIRCULAR, effective_on=PAST)
    parent, child = law.text(OLD, date(2018, 6, 21)), circular(law)
    law.effect(child, parent, Action.DETAILS)
    law.effect(law.text(NEW, date(2024, 1, 1)), parent)
    assert signals(runtime, secretary) == ()


def test_a_text_that_only_amended_a_replaced_one_is_weak(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version("Theo Nghị định số 107/2021/NĐ-CP.", effective_on=PAST)
    old, amending = law.text(OLD), law.text("107/2021/NĐ-CP", date(2021, 12, 6))
    law.effect(amending, old, Action.AMENDS, "d0005.")
    law.effect(law.text(NEW, SOON), old)
    (one,) = signals(runtime, secretary)
    assert [step.kind for step in one.chain] == [
        StepKind.CITES,
        StepKind.AMENDED,
        StepKind.CHANGED,
    ]


LAW_WORDS = """QUỐC HỘI
Luật số: 60/2014/QH13

LUẬT
HỘ TỊCH

Điều 5. Nguyên tắc
1. Tôn trọng quyền nhân thân.
2. Mọi sự kiện phải đăng ký theo quy định tại khoản 1 Điều 7 của Luật này.
Điều 7. Thẩm quyền
1. Ủy ban nhân dân cấp xã đăng ký.
2. Ủy ban nhân dân cấp huyện đăng ký.
Điều 8. Nghĩa vụ
1. Người dân có nghĩa vụ đăng ký.
"""


def stored(runtime: Runtime, text_id: int, words: str) -> None:
    with runtime.transaction(SYSTEM) as tx:
        text = tx.session.get_one(LegalText, text_id)
        text.original = runtime.blobs.put(words.encode())


def test_the_cited_provision_may_refer_to_the_one_that_changes(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    number = "60/2014/QH13"
    make_version(f"Theo khoản 2 Điều 5 Luật Hộ tịch số {number}.", effective_on=PAST)
    make_version(f"Theo Điều 8 Luật Hộ tịch số {number}.", code="QT-02", effective_on=PAST)
    text = law.text(number, date(2016, 1, 1), type="Luật")
    stored(runtime, text, LAW_WORDS)
    source = law.text("80/2026/QH16", SOON, type="Luật")
    law.effect(source, text, Action.AMENDS, "d0007.k001.")
    (one,) = signals(runtime, secretary)
    assert (one.kind, one.code) == (WeakKind.REFERENCE, "QT-01")
    assert one.chain[1].note == "d0007.k001."
    law.effect(source, text, Action.AMENDS, "d0005.k002.")
    assert len(signals(runtime, secretary)) == 1  # what hits the citation itself is a finding


def test_a_consolidated_text_older_than_an_amendment_is_weak(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version("Theo Văn bản hợp nhất số 10/VBHN-VPQH ngày 01/01/2023.", effective_on=PAST)
    with runtime.transaction(SYSTEM) as tx:
        base = legal.register_text(
            tx, number="60/2014/QH13", type="Luật", title="Hộ tịch", issuer="Quốc hội"
        ).id
        legal.register_text(
            tx,
            number="10/VBHN-VPQH",
            type="Văn bản hợp nhất",
            title="Luật Hộ tịch",
            issuer="Văn phòng Quốc hội",
            issued_on=date(2023, 1, 1),
        )
    law.effect(law.text("80/2026/QH16", SOON, type="Luật"), base, Action.AMENDS, "d0005.")
    (one,) = signals(runtime, secretary)
    assert (one.kind, one.due_on) == (WeakKind.CONSOLIDATION, SOON)


@pytest.fixture
def land_laws(runtime: Runtime, make_version: MakeVersion) -> tuple[int, int]:
    """Register two laws of one name, the older cited by it; give both."""
    return planted(runtime, make_land_laws, make_version)


def make_land_laws(runtime: Runtime, make_version: MakeVersion) -> tuple[int, int]:
    with runtime.transaction(SYSTEM) as tx:
        old = legal.register_text(
            tx,
            number="45/2013/QH13",
            type="Luật",
            title="Đất đai",
            issuer="Quốc hội",
            issued_on=date(2013, 11, 29),
        ).id
    make_version("Thực hiện theo Luật Đất đai.", effective_on=date(2020, 1, 1))
    with runtime.transaction(SYSTEM) as tx:
        new = legal.register_text(
            tx,
            number="31/2024/QH15",
            type="Luật",
            title="Đất đai",
            issuer="Quốc hội",
            issued_on=date(2024, 1, 18),
            effective_on=date(2024, 8, 1),
        ).id
    return old, new


def test_a_name_that_a_newer_law_bears_is_weak_until_the_register_says_what_happened(
    law: Law, runtime: Runtime, secretary: Actor, land_laws: tuple[int, int]
) -> None:
    old, new = land_laws
    (one,) = signals(runtime, secretary)
    assert (one.kind, one.raising) == (WeakKind.NAME_MOVED, Raising.REPLACEMENT)
    law.effect(new, old, on=date(2024, 8, 1))
    assert signals(runtime, secretary) == ()


def test_a_signal_by_name_is_raised_by_recording_that_the_newer_law_replaces_the_older(
    law: Law, runtime: Runtime, people: People, land_laws: tuple[int, int]
) -> None:
    (one,) = signals(runtime, people.secretary)
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        promoting.promote(tx, signal=one)
    with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
        promoting.record_replacement(tx, signal=one, reason=" ")
    with runtime.transaction(people.secretary) as tx:
        said = "Điều 252 Luật Đất đai số 31/2024/QH15"
        effect = promoting.record_replacement(tx, signal=one, reason=said)
        assert (effect.source_id, effect.target_id) == land_laws[::-1]
        assert (effect.action, effect.evidence) == (Action.REPLACES, said)
        effect_id = effect.id
    assert signals(runtime, people.secretary) == ()
    law.raise_for(effect_id)
    (finding,) = law.findings()
    assert (finding.document_id, finding.due_on) == (one.document_id, date(2024, 8, 1))


def test_a_citation_by_name_is_said_to_mean_the_newer_law(
    law: Law, runtime: Runtime, secretary: Actor, land_laws: tuple[int, int]
) -> None:
    (one,) = signals(runtime, secretary)
    with runtime.transaction(secretary) as tx:
        promoting.bind_to_newer(tx, signal=one, reason="ban hành sau khi luật mới có hiệu lực")
    assert signals(runtime, secretary) == ()
    with runtime.reading() as session:
        citation = session.get_one(Citation, one.citation_id)
        assert (citation.text_id, citation.decided_by) == (land_laws[1], secretary.name)
    assert law.findings() == []


@pytest.fixture
def related(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> tuple[Weak, int]:
    """Give the signal of a procedure that names a hurt one, and its version; the drafter's own."""
    version = planted(runtime, make_related, law, people, make_version)
    (signal,) = signals(runtime, people.secretary)
    return signal, version


def make_related(runtime: Runtime, law: Law, people: People, make_version: MakeVersion) -> int:
    make_version(f"Theo Nghị định số {OLD}.", code="QT-01", effective_on=PAST)
    version = make_version("Bản sao chứng thực theo QT-01.", code="QT-02", effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW, SOON), law.text(OLD)))
    with runtime.transaction(SYSTEM) as tx:
        document = tx.session.get_one(Version, version).document
        document.owner_id = people.drafter.id
    return version


def tasks(runtime: Runtime, actor: Actor, *, own: bool = False) -> list[raised.Task]:
    with runtime.reading() as session:
        return list(raised.list_tasks(session, actor=actor, now=runtime.now(), own=own))


def test_the_owner_of_who_names_a_hurt_document_is_asked_and_answers(
    law: Law, runtime: Runtime, people: People, related: tuple[Weak, int]
) -> None:
    signal, _ = related
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        promoting.hand_over(tx, signals=[signal])
    with runtime.transaction(people.secretary) as tx:
        _, (handed,) = promoting.raise_all(tx, signals=[signal], reason="xem bước 3")
        task = handed.id
    assert signals(runtime, people.secretary) == ()
    (one,) = tasks(runtime, people.drafter, own=True)
    assert (one.code, one.names.split()[0], one.reason) == ("QT-02", "QT-01", "xem bước 3")
    (message,) = law.messages(kind="signal.handed_over")
    assert message.recipient_id == people.drafter.user_id
    assert tasks(runtime, people.reader, own=True) == []
    with pytest.raises(NotFound), runtime.transaction(people.reader) as tx:
        promoting.answer_task(tx, decision_id=task, reason="vì")
    with pytest.raises(Refused), runtime.transaction(people.drafter) as tx:
        promoting.answer_task(tx, decision_id=task, reason="")
    with runtime.transaction(people.drafter) as tx:
        answered = promoting.answer_task(tx, decision_id=task, reason="chỉ nhắc tên")
        assert (answered.outcome, answered.decided_by) == (
            WeakOutcome.DISMISSED,
            people.drafter.name,
        )
    assert tasks(runtime, people.secretary) == []
    with pytest.raises(NotFound), runtime.transaction(people.drafter) as tx:
        promoting.answer_task(tx, decision_id=task, reason="lần nữa")
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()


def test_a_task_ends_when_a_newer_version_is_approved(
    runtime: Runtime, secretary: Actor, related: tuple[Weak, int], make_version: MakeVersion
) -> None:
    signal, _ = related
    with runtime.transaction(secretary) as tx:
        promoting.hand_over(tx, signals=[signal])
    assert len(tasks(runtime, secretary)) == 1
    with runtime.transaction(SYSTEM) as tx:
        decision = tx.session.query(WeakDecision).one()
        decision.decided_at -= timedelta(days=2)
    make_version("Theo bản mới.", document_id=signal.document_id, effective_on=TODAY)
    assert tasks(runtime, secretary) == []


def test_who_names_a_hurt_document_has_a_weak_signal(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version(f"Theo Nghị định số {OLD}.", code="QT-01", effective_on=PAST)
    make_version("Bản sao chứng thực theo QT-01.", code="QT-02", effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW, SOON), law.text(OLD)))
    (one,) = signals(runtime, secretary)
    assert (one.kind, one.code) == (WeakKind.DOCUMENT_HURT, "QT-02")


@pytest.fixture
def signal(law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion) -> Weak:
    planted(runtime, make_signal, law, make_version)
    return signals(runtime, secretary)[0]


def make_signal(_: Runtime, law: Law, make_version: MakeVersion) -> None:
    make_version(CITES_CIRCULAR, effective_on=PAST)
    parent, child = law.text(OLD, date(2018, 6, 21)), circular(law)
    law.effect(child, parent, Action.DETAILS)
    law.effect(law.text(NEW, SOON), parent)


def test_raising_a_signal_makes_a_finding_that_counts_and_lives_as_others_do(
    law: Law, runtime: Runtime, people: People, signal: Weak, make_version: MakeVersion
) -> None:
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        promoting.promote(tx, signal=signal)
    with runtime.transaction(people.secretary) as tx:
        promoting.promote(tx, signal=signal)
    (finding,) = law.findings()
    assert (finding.overlap, finding.state) == (Overlap.TRANSITIVE, FindingState.OPEN)
    assert finding.promoted_by == people.secretary.name
    assert signals(runtime, people.secretary) == ()
    with runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)
    assert law.states() == [FindingState.OPEN]
    later = make_version(CITES_CIRCULAR, document_id=finding.document_id, effective_on=TODAY)
    law.raise_for_version(later)
    assert law.states() == [FindingState.RESOLVED]


def test_a_raised_signal_lapses_with_the_change_behind_it(
    law: Law, runtime: Runtime, secretary: Actor, signal: Weak
) -> None:
    with runtime.transaction(secretary) as tx:
        promoting.promote(tx, signal=signal)
    assert signal.effect_id is not None
    law.withdraw(signal.effect_id)
    law.raise_for(signal.effect_id)
    assert law.states() == [FindingState.WITHDRAWN]


def test_a_signal_put_aside_stays_away_until_its_day_moves(
    law: Law, runtime: Runtime, secretary: Actor, signal: Weak
) -> None:
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        promoting.dismiss(tx, signal=signal, reason=" ")
    with runtime.transaction(secretary) as tx:
        promoting.dismiss(tx, signal=signal, reason="thông tư đã được rà soát")
    assert signals(runtime, secretary) == ()
    with runtime.reading() as session:
        assert session.query(WeakDecision).one().reason == "thông tư đã được rà soát"
        text = session.query(LegalText).filter_by(number=NEW).one().id
        parent = session.query(LegalText).filter_by(number=OLD).one().id
    law.effect(text, parent, on=date(2026, 5, 1))
    assert len(signals(runtime, secretary)) == 1


def test_a_signal_that_has_gone_is_neither_raised_nor_put_aside(
    runtime: Runtime, secretary: Actor
) -> None:
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        promoting.promote(tx, signal=None)
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        promoting.dismiss(tx, signal=None, reason="vì")


def test_a_weak_finding_is_raised_by_a_person_and_then_counts(
    law: Law, runtime: Runtime, secretary: Actor, make_version: MakeVersion
) -> None:
    make_version(f"Căn cứ Nghị định số {OLD};", effective_on=PAST)
    law.raise_for(law.effect(law.text(NEW, TODAY), law.text(OLD), Action.AMENDS, "d0005."))
    (finding,) = law.findings()
    assert (finding.overlap, law.messages()) == (Overlap.ELSEWHERE, [])
    with runtime.transaction(secretary) as tx:
        promoting.promote_finding(tx, finding_id=finding.id)
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        promoting.promote_finding(tx, finding_id=finding.id)


def test_what_one_may_not_see_gives_no_signal(
    law: Law, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version = make_version(CITES_CIRCULAR, effective_on=SOON)
    parent, child = law.text(OLD, date(2018, 6, 21)), circular(law)
    law.effect(child, parent, Action.DETAILS)
    law.effect(law.text(NEW, date(2026, 5, 1)), parent)
    assert len(signals(runtime, people.secretary)) == 1
    assert signals(runtime, people.reader) == ()
    with runtime.reading() as session:
        document = session.get_one(Version, version).document_id
    assert len(signals(runtime, people.secretary, document_id=document)) == 1
    assert signals(runtime, people.secretary, document_id=document + 1) == ()
