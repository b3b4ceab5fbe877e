"""From one installation to another: the same facts, whatever the order, and people's word stays."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select

from docctl.errors import Refused
from docctl.installation.verify import verify_all
from docctl.legal import queries as register
from docctl.legal import superseding
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import Action, EffectState
from docctl.packs import conflicts, queries
from docctl.packs.body import Scope
from docctl.packs.envelope import seal
from docctl.packs.making import since_last
from docctl.packs.models import PackConflict, SaidEffect
from docctl.runtime import Runtime
from tests.packs.conftest import Office, OpenOffice
from tests.packs.forge import body_of, written
from tests.support.planting import planted

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"


def a_register(office: Office) -> tuple[int, int, int]:
    """Let a decree replace another, a circular be amended in part, and something be withdrawn."""
    *made, now = planted(office.runtime, make_register, office)
    office.clock.set(now)
    old, new, ended = made
    return old, new, ended


def make_register(_: Runtime, office: Office) -> tuple[int, int, int, datetime]:
    old = office.text(OLD, signer="Nguyễn Xuân Phúc")
    new = office.text(
        NEW, title="Về giải quyết thủ tục hành chính", issued_on=date(2025, 6, 9),
        effective_on=date(2025, 7, 1),
    )  # fmt: skip
    circular = office.text(
        "01/2018/TT-VPCP", type="Thông tư", title="Hướng dẫn", issuer="Văn phòng Chính phủ",
        issued_on=date(2018, 11, 23), effective_on=date(2019, 1, 8), expires_on=date(2030, 1, 1),
        names=["thong tu mot cua"],
    )  # fmt: skip
    ended = office.effect(new, old, effective_on=date(2025, 7, 1), evidence="thay thế Nghị định")
    office.effect(new, circular, Action.AMENDS, "d0003.k002.", "d0005.")
    office.withdraw(office.effect(new, circular, Action.REPEALS))
    return old, new, ended, office.clock.now


def faults(office: Office) -> object:
    with office.runtime.reading() as session:
        return verify_all(session, office.runtime.blobs, now=office.runtime.now()).faults


def test_what_is_taken_in_is_what_was_sent(higher: Office, lower: Office) -> None:
    a_register(higher)
    counts = lower.take(higher.pack())
    assert counts["texts_new"] == 3
    assert counts["effects_new"] == 3
    assert lower.facts() == higher.facts()
    assert faults(lower) == ()
    assert faults(higher) == ()


def test_two_registers_in_a_row_say_the_same(
    higher: Office, lower: Office, open_office: OpenOffice
) -> None:
    a_register(higher)
    lower.take(higher.pack())
    lowest = open_office("Thôn Mẫu")
    lowest.trust(lower)
    lowest.take(lower.pack())
    assert lowest.facts() == higher.facts()


def test_the_same_register_makes_the_same_bytes_but_for_number_and_day(higher: Office) -> None:
    a_register(higher)
    one, other = higher.pack(), higher.pack()
    assert one.split(b"\n", 4)[4] == other.split(b"\n", 4)[4]
    assert one != other


def test_taking_a_pack_in_twice_changes_nothing(higher: Office, lower: Office) -> None:
    a_register(higher)
    data = higher.pack()
    lower.take(data)
    before = lower.facts()
    with pytest.raises(Refused, match="was taken in already"):
        lower.receive(data)
    again = lower.take(higher.pack())  # the same facts under another number
    assert again["texts_same"] == 3
    assert again["effects_same"] == 3
    assert "texts_new" not in again
    assert lower.facts() == before


def test_a_pack_older_than_one_of_the_whole_register_is_refused(
    higher: Office, lower: Office
) -> None:
    a_register(higher)
    older = higher.pack()
    lower.take(higher.pack())
    with pytest.raises(Refused, match="is older than no"):
        lower.receive(older)


def test_packs_since_the_last_one_give_the_same_facts_in_any_order(
    higher: Office, open_office: OpenOffice
) -> None:
    old, _new, ended = a_register(higher)
    packs = [higher.pack()]
    steps: tuple[Callable[[], None], ...] = (
        lambda: higher.correct(old, title="Về cơ chế một cửa, một cửa liên thông"),
        lambda: higher.withdraw(ended),
        lambda: higher.correct(old, number="61/2018/ND-CP", effective_on=date(2018, 6, 22)),
    )
    for step in steps:
        with higher.runtime.reading() as session:
            since = since_last(session)
        step()
        packs.append(higher.pack(Scope.SINCE, since=since))
    for number, order in enumerate(([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1])):
        reader = open_office(f"Xã {number}")
        reader.trust(higher)
        for index in order:
            reader.take(packs[index])
        assert reader.facts() == higher.facts(), order
        assert faults(reader) == ()


def test_chosen_texts_bring_what_acts_on_them(higher: Office, lower: Office) -> None:
    old, _new, _ended = a_register(higher)
    lower.take(higher.pack(Scope.CHOSEN, text_ids=frozenset({old})))
    texts, effects = lower.facts()
    assert {one[0] for one in texts} == {OLD, NEW}
    assert [one[2] for one in effects] == [Action.REPLACES]


def test_what_a_person_corrected_here_stays_and_is_asked_about(
    higher: Office, lower: Office
) -> None:
    old, _new, _ended = a_register(higher)
    mine = lower.text(OLD, title="Tên khác hẳn", signer="")
    counts = lower.take(higher.pack())
    assert counts["conflicts"] == 1
    with lower.runtime.reading() as session:
        text = register.get_text(session, mine)
        assert text.title == "Tên khác hẳn"
        assert text.signer == "Nguyễn Xuân Phúc"  # what was unknown is filled in
        (conflict,) = queries.list_conflicts(session)
        assert (conflict.field, conflict.theirs) == (
            "title",
            {"title": "Về thực hiện cơ chế một cửa"},
        )
    higher.correct(old, title="Về cơ chế một cửa")
    assert lower.take(higher.pack()).get("conflicts", 0) == 0  # the open one follows
    for _again in range(2):  # a conflict nobody decided stays, however often it is said
        lower.take(higher.pack())
        with lower.runtime.reading() as session:
            (conflict,) = queries.list_conflicts(session)
            assert conflict.theirs == {"title": "Về cơ chế một cửa"}


def decide(office: Office, *, take: bool) -> None:
    office.later()
    with office.runtime.transaction(office.secretary) as tx:
        ids = [one.id for one in queries.list_conflicts(tx.session)]
        conflicts.decide_conflicts(tx, conflict_ids=ids, take=take)


@pytest.mark.parametrize("word", ["theirs", "ours"])
def test_a_conflict_is_decided_by_a_person_once(higher: Office, lower: Office, word: str) -> None:
    a_register(higher)
    mine = lower.text(OLD, title="Tên khác hẳn")
    lower.take(higher.pack())
    decide(lower, take=word == "theirs")
    expected = "Về thực hiện cơ chế một cửa" if word == "theirs" else "Tên khác hẳn"
    again = lower.take(higher.pack())
    assert again.get("conflicts", 0) == 0
    with lower.runtime.reading() as session:
        assert register.get_text(session, mine).title == expected
        assert queries.count_conflicts(session) == 0
    assert faults(lower) == ()


def the_effect(office: Office) -> Effect:
    with office.runtime.reading() as session:
        source = session.scalars(select(LegalText.id).where(LegalText.number == NEW)).one()
        return session.scalars(
            select(Effect).where(Effect.source_id == source, Effect.action == Action.REPLACES)
        ).one()


def test_an_effect_that_was_withdrawn_here_is_not_brought_back(
    higher: Office, lower: Office
) -> None:
    _old, _new, ended = a_register(higher)
    lower.take(higher.pack())
    lower.withdraw(the_effect(lower).id, "văn bản này không thay thế")
    assert lower.take(higher.pack()).get("conflicts", 0) == 0  # the sender says nothing new
    assert the_effect(lower).state is EffectState.WITHDRAWN
    higher.effect(
        the_effect(higher).source_id, the_effect(higher).target_id, effective_on=date(2025, 8, 1)
    )
    assert lower.take(higher.pack())["conflicts"] == 1
    assert lower.take(higher.pack()).get("conflicts", 0) == 0
    with lower.runtime.reading() as session:
        assert queries.count_conflicts(session) == 1
    assert the_effect(lower).state is EffectState.WITHDRAWN
    assert faults(lower) == ()
    decide(lower, take=True)
    found = the_effect(lower)
    assert (found.state, found.effective_on) == (EffectState.CONFIRMED, date(2025, 8, 1))
    assert ended == the_effect(higher).id


def test_what_the_sender_withdraws_is_withdrawn_where_nobody_decided_otherwise(
    higher: Office, lower: Office
) -> None:
    _old, _new, ended = a_register(higher)
    lower.take(higher.pack())
    higher.withdraw(ended, "Công báo đính chính")
    assert lower.take(higher.pack())["effects_changes"] == 1
    found = the_effect(lower)
    assert (found.state, found.reason) == (EffectState.WITHDRAWN, "Công báo đính chính")


def test_an_effect_a_person_recorded_here_is_kept_against_the_senders_word(
    higher: Office, lower: Office
) -> None:
    a_register(higher)
    old = lower.text(OLD)
    new = lower.text(NEW, issued_on=date(2025, 6, 9), effective_on=date(2025, 7, 1))
    lower.effect(new, old, effective_on=date(2025, 9, 1))
    assert lower.take(higher.pack())["conflicts"] >= 1
    assert the_effect(lower).effective_on == date(2025, 9, 1)
    decide(lower, take=True)
    assert the_effect(lower).effective_on == date(2025, 7, 1)


def test_two_senders_who_differ_are_a_conflict_whoever_comes_first(
    higher: Office, open_office: OpenOffice
) -> None:
    a_register(higher)
    ministry = open_office("Bộ Tư pháp")
    ministry.text(OLD, title="Về thực hiện cơ chế một cửa", effective_on=date(2018, 6, 1))
    for number, order in enumerate(([higher, ministry], [ministry, higher])):
        reader = open_office(f"Xã {number}")
        for sender in order:
            reader.trust(sender, f"Người gửi {sender.secretary.name}")
        for sender in order:
            reader.take(sender.pack())
        with reader.runtime.reading() as session:
            open_ones = session.scalars(select(PackConflict)).all()
            assert [one.field for one in open_ones] == ["effective_on"]


def test_every_fact_names_the_pack_and_the_sender_it_came_with(
    higher: Office, lower: Office
) -> None:
    a_register(higher)
    lower.take(higher.pack())
    found = the_effect(lower)
    with lower.runtime.reading() as session:
        origins = queries.list_origins(session, found.target_id, [found.id])
        (text,) = origins.texts
        (effect,) = origins.effects[found.id]
        assert (text.pack.number, text.pack.sender.name) == (1, "Sở Tư pháp")
        assert effect.decided_by == higher.secretary.name
        assert register.get_text(session, found.target_id).source == "pack:Sở Tư pháp (1)"


def said_here(office: Office, action: Action) -> SaidEffect:
    """Give what the sender said of the effect of an action."""
    with office.runtime.reading() as session:
        return session.scalars(
            select(SaidEffect)
            .join(Effect, Effect.id == SaidEffect.effect_id)
            .where(Effect.action == action)
        ).one()


def number_of(office: Office, action: Action) -> str:
    with office.runtime.reading() as session:
        return session.scalars(select(Effect).where(Effect.action == action)).one().number


def supersede(office: Office, action: Action, by: Action) -> None:
    office.later()
    with office.runtime.transaction(office.secretary) as tx:
        effect_id, by_id = (
            tx.session.scalars(select(Effect.id).where(Effect.action == one)).one()
            for one in (action, by)
        )
        superseding.supersede_effect(tx, effect_id=effect_id, by_id=by_id)


def led_to(office: Office, action: Action) -> list[tuple[Action | None, str]]:
    """Give what took the place of an effect, as its sender says: the effect here, its number."""
    with office.runtime.reading() as session:
        effect_id = session.scalars(select(Effect.id).where(Effect.action == action)).one()
        origins = queries.list_effect_origins(session, [effect_id])[effect_id]
        followed, _ = queries.list_successions(session, origins)
        return [
            (None if by is None else session.get_one(Effect, by).action, said.successor)
            for said, by in followed
        ]


def as_before(data: bytes, office: Office) -> bytes:
    """Write a pack as it was written before effects had their numbers in it, and sign it."""
    lines = body_of(data)
    for line in lines:
        if line["kind"] == "effect":
            del line["number"], line["successor"]
    return seal(written(lines, schema=1), office.key())


def test_effects_carry_their_sender_s_numbers_and_what_took_their_place(
    higher: Office, lower: Office
) -> None:
    lower.effect(lower.text("1/2020/NĐ-CP"), lower.text("2/2020/NĐ-CP"))  # other numbers here
    a_register(higher)
    supersede(higher, Action.REPEALS, Action.AMENDS)
    lower.take(higher.pack())
    for action in (Action.AMENDS, Action.REPEALS):
        assert said_here(lower, action).number == number_of(higher, action)
        assert number_of(lower, action) != number_of(higher, action)
    amends = number_of(higher, Action.AMENDS)
    assert led_to(lower, Action.REPEALS) == [(Action.AMENDS, amends)]
    assert led_to(lower, Action.AMENDS) == []
    with lower.runtime.reading() as session:
        said = said_here(lower, Action.AMENDS)
        _, follows = queries.list_successions(session, [said])
        assert [word.number for _, word in follows] == [number_of(higher, Action.REPEALS)]
    assert faults(lower) == ()


def test_a_successor_said_later_travels_with_the_next_pack_and_in_any_order(
    higher: Office, lower: Office, open_office: OpenOffice
) -> None:
    a_register(higher)
    first = higher.pack()
    with higher.runtime.reading() as session:
        since = since_last(session)
    supersede(higher, Action.REPEALS, Action.AMENDS)
    second = higher.pack(Scope.SINCE, since=since)
    other = open_office("Xã khác")
    other.trust(higher)
    for office, order in ((lower, (first, second)), (other, (second, first))):
        for data in order:
            office.take(data)
        number = number_of(higher, Action.AMENDS)
        assert led_to(office, Action.REPEALS) == [(Action.AMENDS, number)]
        assert faults(office) == ()


def test_a_successor_that_has_not_come_is_told_by_its_number(higher: Office, lower: Office) -> None:
    old, new, _ended = a_register(higher)
    later = higher.text("7/2026/NĐ-CP", issued_on=None, effective_on=None)
    higher.withdraw(higher.effect(new, old, Action.CORRECTS))
    with higher.runtime.transaction(higher.secretary) as tx:
        wrong = tx.session.scalars(select(Effect.id).where(Effect.action == Action.CORRECTS)).one()
    right = higher.effect(later, old, Action.AMENDS, "d0009.")
    with higher.runtime.transaction(higher.secretary) as tx:
        superseding.supersede_effect(tx, effect_id=wrong, by_id=right)
        number = tx.session.get_one(Effect, right).number
    data = higher.pack(Scope.CHOSEN, text_ids=frozenset({new}))
    lower.take(data)
    assert led_to(lower, Action.CORRECTS) == [(None, number)]


def test_packs_of_the_time_before_are_read_and_learn_their_numbers_from_the_next(
    higher: Office, lower: Office
) -> None:
    a_register(higher)
    supersede(higher, Action.REPEALS, Action.AMENDS)
    before = lower.take(as_before(higher.pack(), higher))
    assert before["effects_new"] == 3
    assert (said_here(lower, Action.REPEALS).number, led_to(lower, Action.REPEALS)) == ("", [])
    assert faults(lower) == ()
    assert lower.facts() == higher.facts()
    after = lower.take(higher.pack())
    assert after["effects_same"] == 3
    number = number_of(higher, Action.AMENDS)
    assert led_to(lower, Action.REPEALS) == [(Action.AMENDS, number)]
    lower.take(as_before(higher.pack(), higher))
    assert led_to(lower, Action.REPEALS) == [(Action.AMENDS, number)]  # none is taken back
    assert faults(lower) == ()
