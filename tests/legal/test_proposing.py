"""Proposed effects: written down, bound to texts as these become known, decided by people."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from docctl.actors import Actor
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, NotFound, Refused
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.models import Effect, LooseEffect
from docctl.legal.proposals import list_loose
from docctl.legal.readings import Proposal, TargetSaid, proposal_from, proposal_json, read_words
from docctl.legal.rules import Action, EffectState, Extent, Origin
from docctl.runtime import Runtime
from docctl.signals import EffectsConfirmed
from tests.support.make import MakeText

OLD, NEW, UNKNOWN = "61/2018/NĐ-CP", "118/2025/NĐ-CP", "107/2021/NĐ-CP"
ISSUED = date(2025, 6, 9)


def said(number: str, **more: Any) -> Proposal:
    values: dict[str, Any] = {
        "target": TargetSaid(type="nghị định", number=number),
        "action": Action.REPLACES,
        "evidence": f"Nghị định này thay thế Nghị định số {number}.",
        "quote": f"Nghị định số {number}",
        "confidence": 0.95,
    }
    return Proposal(**(values | more))


@pytest.fixture
def newer(make_text: MakeText) -> int:
    return make_text(NEW, issued_on=ISSUED, effective_on=date(2025, 7, 1))


def propose(runtime: Runtime, actor: Actor, source: int, *read: Proposal, **more: Any) -> None:
    with runtime.transaction(actor) as tx:
        legal.propose_effects(tx, source_id=source, proposals=read, **more)


def effects(runtime: Runtime) -> list[Effect]:
    with runtime.reading() as session:
        return list(queries.list_effects(session))


def loose(runtime: Runtime, state: EffectState = EffectState.PROPOSED) -> list[LooseEffect]:
    with runtime.reading() as session:
        return list(list_loose(session, state=state))


def trail(runtime: Runtime, action: str) -> list[AuditEntry]:
    with runtime.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_what_was_read_waits_with_its_sentence_and_counts_for_nothing(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    old = make_text(OLD)
    with runtime.transaction(secretary) as tx:
        legal.propose_effects(tx, source_id=newer, proposals=[said(OLD)])
        assert not any(isinstance(event, EffectsConfirmed) for event in tx.events)
    (effect,) = effects(runtime)
    assert (effect.target_id, effect.state, effect.origin) == (
        old,
        EffectState.PROPOSED,
        Origin.AUTO,
    )
    assert effect.quote in effect.evidence
    assert len(trail(runtime, "effects.proposed")) == 1


def test_one_press_confirms_what_is_sure_and_leaves_the_rest(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    make_text("20/2019/NĐ-CP", issued_on=date(2019, 1, 1))
    make_text("30/2020/NĐ-CP", issued_on=date(2020, 1, 1))
    propose(
        runtime,
        secretary,
        newer,
        said(OLD),
        said("20/2019/NĐ-CP", exception="Điều 5"),
        said("30/2020/NĐ-CP", confidence=0.6),
        said(UNKNOWN),
        confirm=True,
    )
    states = {effect.target.number: effect.state for effect in effects_with_texts(runtime, newer)}
    assert states == {
        OLD: EffectState.CONFIRMED,
        "20/2019/NĐ-CP": EffectState.PROPOSED,
        "30/2020/NĐ-CP": EffectState.PROPOSED,
    }
    (entry,) = trail(runtime, "effects.confirmed")
    assert (entry.actor_name, entry.subject) == ("Thư ký ISO", f"legal_text:{newer}")
    with runtime.reading() as session:
        counts = queries.count_proposals(session, source_id=newer)
    assert (counts.sure, counts.unsure, counts.loose, counts.all) == (0, 2, 1, 3)


def effects_with_texts(runtime: Runtime, source: int) -> list[Effect]:
    with runtime.reading() as session:
        ids = list(session.scalars(select(Effect.id).where(Effect.source_id == source)))
        return queries.list_effects_of(session, ids)


def test_an_end_of_a_later_or_higher_text_is_never_sure(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD, issued_on=date(2026, 1, 1))
    make_text("60/2014/QH13", type="Luật", issuer="Quốc hội", issued_on=date(2014, 11, 20))
    law = TargetSaid(type="luật", number="60/2014/QH13")
    propose(runtime, secretary, newer, said(OLD), said("", target=law), confirm=True)
    assert [effect.state for effect in effects(runtime)] == [EffectState.PROPOSED] * 2
    assert {effect.confidence for effect in effects(runtime)} == {0.4}


def test_writing_down_again_doubles_nothing_and_keeps_decisions(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD), said(UNKNOWN))
    (effect,) = effects(runtime)
    with runtime.transaction(secretary) as tx:
        legal.reject_proposals(tx, effect_ids=[effect.id], reason="đọc nhầm")
    propose(runtime, secretary, newer, said(OLD), said(UNKNOWN), said(NEW), confirm=True)
    assert [one.state for one in effects(runtime)] == [EffectState.WITHDRAWN]
    assert len(loose(runtime)) == 1
    assert len(trail(runtime, "effects.proposed")) == 1


def test_a_loose_effect_binds_when_its_text_is_registered(
    runtime: Runtime, secretary: Actor, newer: int
) -> None:
    propose(runtime, secretary, newer, said(UNKNOWN), said("99/2020/NĐ-CP"))
    with runtime.transaction(secretary) as tx:
        text = legal.register_text(
            tx, number=UNKNOWN, issuer="Chính phủ", issued_on=date(2021, 12, 6)
        )
    (effect,) = effects(runtime)
    assert (effect.target_id, effect.state) == (text.id, EffectState.PROPOSED)
    assert effect.evidence == f"Nghị định này thay thế Nghị định số {UNKNOWN}."
    assert [one.number for one in loose(runtime)] == ["99/2020/NĐ-CP"]
    (entry,) = trail(runtime, "effects.bound")
    assert entry.detail["effects"] == 1


def test_several_texts_of_a_number_are_candidates_and_a_person_chooses(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    number = "15/QĐ-UBND"
    ours = make_text(number, type="Quyết định", issuer="UBND tỉnh Thử", issued_on=date(2020, 1, 5))
    other = make_text(
        number, type="Quyết định", issuer="UBND tỉnh Khác", issued_on=date(2020, 2, 5)
    )
    propose(
        runtime,
        secretary,
        newer,
        said("", target=TargetSaid(type="quyết định", number=number)),
        said("", target=TargetSaid(type="quyết định", number=number), action=Action.AMENDS),
    )
    first, second = loose(runtime)
    assert first.candidates == second.candidates == [ours, other]
    with runtime.transaction(secretary) as tx:
        legal.decide_loose(tx, loose_id=first.id, text_id=ours)
    assert {effect.target_id for effect in effects(runtime)} == {ours}
    assert len(effects(runtime)) == 2
    assert loose(runtime) == []
    with pytest.raises(NotFound), runtime.transaction(secretary) as tx:
        legal.decide_loose(tx, loose_id=first.id, text_id=ours)


def test_a_stub_is_registered_in_one_act_and_filled_later(
    runtime: Runtime, secretary: Actor, newer: int
) -> None:
    propose(runtime, secretary, newer, said(UNKNOWN))
    with runtime.transaction(secretary) as tx:
        legal.decide_loose(tx, loose_id=loose(runtime)[0].id, stub=True)
    (effect,) = effects_with_texts(runtime, newer)
    assert (effect.target.number, effect.target.certainty) == (UNKNOWN, "stub")
    assert effect.target.type == "Nghị định"
    with runtime.transaction(secretary) as tx:
        filled = legal.complete_text(tx, text_id=effect.target_id, title="Về cơ chế một cửa")
        again = legal.complete_text(tx, text_id=effect.target_id, title="Khác")
    assert (filled.title, filled.certainty, again.title) == (
        "Về cơ chế một cửa",
        "",
        "Về cơ chế một cửa",
    )
    assert len(trail(runtime, "legal_text.completed")) == 1


def test_a_name_alone_is_no_stub(runtime: Runtime, secretary: Actor, newer: int) -> None:
    named = TargetSaid(type="luật", name="Luật Thử nghiệm")
    propose(runtime, secretary, newer, said("", target=named))
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.decide_loose(tx, loose_id=loose(runtime)[0].id, stub=True)


def test_a_person_changes_a_proposal_and_both_readings_are_in_the_trail(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD, exception="Điều 5", confidence=0.5))
    (effect,) = effects(runtime)
    with runtime.transaction(secretary) as tx:
        legal.decide_effect(
            tx,
            effect_id=effect.id,
            changes={
                "action": Action.REPEALS,
                "extent": Extent.PARTS,
                "paths": ("d0006.", "d0005."),
                "effective_on": date(2025, 8, 1),
            },
        )
        assert EffectsConfirmed((effect.id,)) in tx.events
    (changed,) = effects(runtime)
    assert (changed.action, changed.scope_key) == (Action.REPEALS, "d0005. d0006.")
    assert {path.path for path in changed.paths} == {"d0005.", "d0006."}
    assert (changed.state, changed.decided_by) == (EffectState.CONFIRMED, "Thư ký ISO")
    (entry,) = trail(runtime, "effect.changed")
    assert (entry.detail["before"]["action"], entry.detail["after"]["action"]) == (
        "replaces",
        "repeals",
    )


def test_all_reasons_against_a_change_are_given_at_once(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD), said(OLD, action=Action.REPEALS), confirm=True)
    first, second = sorted(effects(runtime), key=lambda one: one.id)
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        legal.change_effect(
            tx,
            effect_id=second.id,
            action=first.action,
            extent=Extent.WHOLE,
            effective_on=date(2025, 8, 1),
            until=date(2025, 7, 1),
        )
    assert [str(reason) for reason in refused.value.reasons] == [
        "Only a proposed effect can be changed; withdraw it instead.",
        "The same effect is already recorded.",
        "An effect cannot end before it begins.",
    ]
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.change_effect(
            tx, effect_id=first.id, action=first.action, extent=Extent.PARTS, paths=()
        )


def test_a_rejection_needs_a_reason_and_stays_with_it(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD), said(UNKNOWN))
    effect_id, loose_id = effects(runtime)[0].id, loose(runtime)[0].id
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.reject_proposals(tx, effect_ids=[effect_id], reason=" ")
    with runtime.transaction(secretary) as tx:
        legal.reject_proposals(tx, effect_ids=[effect_id], reason="chỉ là viện dẫn")
        legal.decide_loose(tx, loose_id=loose_id, reason="trong ngoặc kép")
    assert effects(runtime)[0].reason == "chỉ là viện dẫn"
    assert [one.reason for one in loose(runtime, EffectState.WITHDRAWN)] == ["trong ngoặc kép"]
    assert [entry.reason for entry in trail(runtime, "effects.rejected")] == [
        "chỉ là viện dẫn",
        "trong ngoặc kép",
    ]
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.reject_proposals(tx, effect_ids=[effect_id], reason="lần nữa")


def test_what_a_person_recorded_already_is_not_proposed_when_its_text_is_chosen(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    propose(runtime, secretary, newer, said("", target=TargetSaid(name="Nghị định cũ")))
    old = make_text(OLD)
    with runtime.transaction(secretary) as tx:
        saying = legal.EffectSaid(target_id=old, action=Action.REPLACES)
        legal.record_effects(tx, source_id=newer, effects=[saying])
        made = legal.choose_target(tx, loose_ids=[loose(runtime)[0].id], text_id=old)
    assert made == []
    assert [one.state for one in effects(runtime)] == [EffectState.CONFIRMED]
    assert loose(runtime) == []


def test_a_text_is_not_chosen_as_the_target_of_itself(
    runtime: Runtime, secretary: Actor, newer: int
) -> None:
    propose(runtime, secretary, newer, said(UNKNOWN))
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.choose_target(tx, loose_ids=[loose(runtime)[0].id], text_id=newer)


def test_a_rejected_proposal_is_not_confirmed_from_a_stale_page(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD))
    effect_id = effects(runtime)[0].id
    with runtime.transaction(secretary) as tx:
        legal.reject_proposals(tx, effect_ids=[effect_id], reason="đọc nhầm")
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.decide_effect(tx, effect_id=effect_id)
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.confirm_proposals(tx, effect_ids=[effect_id])
    assert effects(runtime)[0].state is EffectState.WITHDRAWN


def test_confirming_twice_is_one_decision(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD))
    effect_id = effects(runtime)[0].id
    for _ in range(2):
        with runtime.transaction(secretary) as tx:
            assert legal.decide_effect(tx, effect_id=effect_id).state is EffectState.CONFIRMED


def test_only_who_registers_law_decides(
    runtime: Runtime, secretary: Actor, drafter: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD)
    propose(runtime, secretary, newer, said(OLD), said(UNKNOWN))
    effect_id, loose_id = effects(runtime)[0].id, loose(runtime)[0].id
    for act in (
        lambda tx: legal.propose_effects(tx, source_id=newer, proposals=[]),
        lambda tx: legal.decide_effect(tx, effect_id=effect_id),
        lambda tx: legal.change_effect(
            tx, effect_id=effect_id, action=Action.AMENDS, extent=Extent.WHOLE
        ),
        lambda tx: legal.reject_proposals(tx, effect_ids=[effect_id], reason="x"),
        lambda tx: legal.decide_loose(tx, loose_id=loose_id, text_id=newer),
        lambda tx: legal.decide_loose(tx, loose_id=loose_id, stub=True),
        lambda tx: legal.complete_text(tx, text_id=newer),
    ):
        with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
            act(tx)


def test_proposals_are_found_by_text_action_and_confidence(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    make_text(OLD, title="Về cơ chế một cửa")
    make_text("30/2020/NĐ-CP", title="Về công tác văn thư", issued_on=date(2020, 3, 5))
    propose(
        runtime,
        secretary,
        newer,
        said(OLD),
        said("30/2020/NĐ-CP", action=Action.AMENDS, extent=Extent.UNSPECIFIED, confidence=0.5),
    )

    def found(**asked: Any) -> list[str]:
        with runtime.reading() as session:
            shown = queries.find_proposals(session, **asked)
            assert shown.total == len(shown.effects)
            return [effect.target.number for effect in shown.effects]

    assert found() == [OLD, "30/2020/NĐ-CP"]
    assert found(text="61/2018") == [OLD]
    assert found(text="công tác văn thư") == ["30/2020/NĐ-CP"]
    assert found(text=NEW) == found()
    assert found(action=Action.AMENDS) == ["30/2020/NĐ-CP"]
    assert found(sure=True) == [OLD]
    assert found(sure=False) == ["30/2020/NĐ-CP"]
    with runtime.reading() as session:
        second = queries.find_proposals(session, page=2, size=1)
    assert ([effect.target_id for effect in second.effects], second.total) != ([], 1)


def test_unknown_texts_are_grouped_with_their_counts(
    runtime: Runtime, secretary: Actor, newer: int, make_text: MakeText
) -> None:
    another = make_text("119/2025/NĐ-CP", issued_on=ISSUED)
    propose(runtime, secretary, newer, said(UNKNOWN), said(UNKNOWN, action=Action.AMENDS))
    propose(runtime, secretary, another, said(UNKNOWN), said("99/2020/NĐ-CP"))
    with runtime.reading() as session:
        found, total = queries.list_missing(session)
    assert total == 2
    assert [(one.number, one.effects, one.sources) for one in found] == [
        (UNKNOWN, 3, 2),
        ("99/2020/NĐ-CP", 1, 1),
    ]


def test_a_reading_survives_being_kept_as_json() -> None:
    words = (
        f"Số: {NEW}\nHà Nội, ngày 9 tháng 6 năm 2025\nNGHỊ ĐỊNH\nVề thử nghiệm\n"
        "Căn cứ Luật Hộ tịch số 60/2014/QH13;\n"
        "Điều 1. Hiệu lực\n1. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025.\n"
        f"2. Bãi bỏ khoản 2 Điều 5 và Điều 7 của Nghị định số {OLD} ngày 23 tháng 4 năm 2018.\n"
    )
    reading = read_words(words)
    assert reading["facts"]["number"] == NEW
    assert reading["structure"]["dieu"] == 1
    (effect,) = reading["effects"]
    one = proposal_from(effect)
    assert (one.action, one.extent, one.paths) == (
        Action.REPEALS,
        Extent.PARTS,
        ("d0005.k002.", "d0007."),
    )
    assert one.target.number == OLD
    assert one.quote in one.evidence
    assert proposal_json(one) == effect
