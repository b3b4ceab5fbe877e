"""Two clocks: the law of a day as it was known at an instant, and stated ends as effects."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, StaticPool, create_engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from docctl.actors import SYSTEM, Actor
from docctl.db import Base, open_engine
from docctl.errors import Refused
from docctl.installation.checks import Place
from docctl.installation.verify_law import law_is_remembered
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.models import Effect, LegalText
from docctl.legal.record_models import EffectRecord, TextRecord
from docctl.legal.rules import Action, EffectState, Extent, Origin
from docctl.legal.service import EffectSaid
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from tests.conftest import Clock
from tests.support.make import MakeText

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LATER, LAST = START + timedelta(days=10), START + timedelta(days=20)
TODAY = date(2026, 3, 2)


def standing(runtime: Runtime, text_id: int, day: date, known_at: datetime | None) -> Standing:
    with runtime.reading() as session:
        law = queries.load_law(session, [text_id], known_at=known_at)
        return law.force_on(text_id, day).standing


def faults(runtime: Runtime) -> list[object]:
    with runtime.reading() as session:
        place = Place(session=session, blobs=runtime.blobs, now=runtime.now())
        return [one for one in law_is_remembered(place) if not isinstance(one, int)]


def correct(runtime: Runtime, actor: Actor, text_id: int, **facts: date | None) -> None:
    with runtime.transaction(actor) as tx:
        row = tx.session.get_one(LegalText, text_id)
        legal.correct_text(
            tx,
            text_id=text_id,
            reason="Công báo ghi khác",
            number=row.number,
            type=row.type,
            title=row.title,
            issuer=row.issuer,
            issued_on=row.issued_on,
            effective_on=facts.get("effective_on", row.effective_on),
            expires_on=facts.get("expires_on", row.expires_on),
        )


def test_a_corrected_day_counts_from_when_it_was_known(
    runtime: Runtime, clock: Clock, secretary: Actor, make_text: MakeText
) -> None:
    decree = make_text(effective_on=date(2026, 1, 1))
    clock.set(LATER)
    correct(runtime, secretary, decree, effective_on=date(2026, 6, 1))
    before, after = LATER - timedelta(seconds=1), LATER
    assert standing(runtime, decree, TODAY, START - timedelta(days=1)) is Standing.UNREGISTERED
    assert standing(runtime, decree, TODAY, before) is Standing.IN_FORCE
    assert standing(runtime, decree, TODAY, after) is Standing.NOT_YET
    assert standing(runtime, decree, TODAY, None) is Standing.NOT_YET
    with runtime.reading() as session:
        rows = session.scalars(select(TextRecord).order_by(TextRecord.id)).all()
        assert [(row.recorded_by, row.reason) for row in rows] == [
            (SYSTEM.name, ""),
            (secretary.name, "Công báo ghi khác"),
        ]
    assert faults(runtime) == []


def test_an_effect_counts_from_its_confirmation_to_its_withdrawal(
    runtime: Runtime, clock: Clock, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(), make_text("1/2025/NĐ-CP", effective_on=date(2025, 1, 1))
    said = [EffectSaid(target_id=old, action=Action.REPLACES)]
    with runtime.transaction(secretary) as tx:
        effect = legal.record_effects(tx, source_id=new, effects=said, state=EffectState.PROPOSED)[
            0
        ].id
    clock.set(LATER)
    with runtime.transaction(secretary) as tx:
        legal.confirm_effects(tx, effect_ids=[effect])
    clock.set(LAST)
    with runtime.transaction(secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect, reason="đọc nhầm")
    assert standing(runtime, old, TODAY, START) is Standing.IN_FORCE
    assert standing(runtime, old, TODAY, LATER) is Standing.REPLACED
    assert standing(runtime, old, TODAY, LAST) is Standing.IN_FORCE
    assert faults(runtime) == []


def test_recording_an_effect_again_without_news_remembers_nothing(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(), make_text("1/2025/NĐ-CP", effective_on=date(2025, 1, 1))
    for _again in range(2):
        with runtime.transaction(secretary) as tx:
            legal.record_effects(
                tx, source_id=new, effects=[EffectSaid(target_id=old, action=Action.REPLACES)]
            )
    with runtime.reading() as session:
        assert len(session.scalars(select(EffectRecord)).all()) == 1


@pytest.mark.parametrize("act", ["UPDATE {} SET recorded_by = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["legal_text_record", "effect_record"])
def test_what_was_known_is_never_changed(
    runtime: Runtime, secretary: Actor, make_text: MakeText, table: str, act: str
) -> None:
    old, new = make_text(), make_text("1/2025/NĐ-CP", effective_on=date(2025, 1, 1))
    with runtime.transaction(secretary) as tx:
        legal.record_effects(
            tx, source_id=new, effects=[EffectSaid(target_id=old, action=Action.REPLACES)]
        )
    with pytest.raises(DatabaseError), runtime.transaction(SYSTEM) as tx:
        tx.session.execute(text(act.format(table)))


def test_verify_finds_what_was_not_remembered(runtime: Runtime, make_text: MakeText) -> None:
    decree = make_text()
    with runtime.transaction(SYSTEM) as tx:
        tx.session.get_one(LegalText, decree).effective_on = date(2027, 1, 1)
    assert [str(fault) for fault in faults(runtime)] != []


def own_end(runtime: Runtime, text_id: int) -> tuple[EffectState, date | None] | None:
    with runtime.reading() as session:
        rows = queries.list_own_ends(session, [text_id])
        return (rows[0].state, rows[0].effective_on) if rows else None


def test_a_stated_end_is_an_effect_that_follows_the_fact(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    decree = make_text(expires_on=date(2025, 1, 1))
    assert own_end(runtime, decree) == (EffectState.CONFIRMED, date(2025, 1, 1))
    assert standing(runtime, decree, TODAY, None) is Standing.EXPIRED
    correct(runtime, secretary, decree, expires_on=date(2027, 1, 1))
    assert own_end(runtime, decree) == (EffectState.CONFIRMED, date(2027, 1, 1))
    correct(runtime, secretary, decree, expires_on=None)
    assert own_end(runtime, decree) == (EffectState.WITHDRAWN, date(2027, 1, 1))
    assert standing(runtime, decree, TODAY, None) is Standing.IN_FORCE
    assert faults(runtime) == []


def test_an_ending_that_explains_the_stated_end_takes_its_place(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old = make_text(expires_on=date(2025, 1, 1))
    new = make_text("1/2025/NĐ-CP", effective_on=date(2025, 1, 1))
    said = [EffectSaid(target_id=old, action=Action.REPLACES)]
    with runtime.transaction(secretary) as tx:
        effect = legal.record_effects(tx, source_id=new, effects=said)[0].id
    assert own_end(runtime, old) == (EffectState.WITHDRAWN, date(2025, 1, 1))
    with runtime.transaction(secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect, reason="đọc nhầm")
    assert own_end(runtime, old) == (EffectState.CONFIRMED, date(2025, 1, 1))


def test_an_extension_moves_the_stated_end(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old = make_text(expires_on=date(2025, 1, 1))
    new = make_text("1/2024/NQ-CP", type="Nghị quyết", effective_on=date(2024, 1, 1))
    said = EffectSaid(target_id=old, action=Action.EXTENDS, until=date(2026, 12, 31))
    with runtime.transaction(secretary) as tx:
        legal.record_effects(tx, source_id=new, effects=[said])
    assert own_end(runtime, old) == (EffectState.CONFIRMED, date(2027, 1, 1))


def test_nobody_decides_on_a_stated_end_by_hand(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    decree = make_text(expires_on=date(2025, 1, 1))
    with runtime.reading() as session:
        end = queries.list_own_ends(session, [decree])[0].id
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.withdraw_effect(tx, effect_id=end, reason="không muốn")
    said = [EffectSaid(target_id=decree, action=Action.EXPIRES)]
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.record_effects(tx, source_id=decree, effects=said)


def test_only_an_end_of_its_own_is_an_effect_of_a_text_on_itself(
    runtime: Runtime, make_text: MakeText
) -> None:
    decree = make_text()
    with pytest.raises(DatabaseError), runtime.transaction(SYSTEM) as tx:
        tx.session.add(_effect(decree, decree, Action.REPEALS, START))


# --- properties ---------------------------------------------------------------------------------

_DAYS = st.dates(date(2015, 1, 1), date(2026, 1, 1))
_INSTANTS = st.integers(0, 40).map(lambda hours: START + timedelta(hours=hours))
_TEXT_NEWS = st.tuples(st.integers(1, 4), _INSTANTS, st.none() | _DAYS, st.none() | _DAYS)
_EFFECT_NEWS = st.tuples(
    st.integers(1, 4), _INSTANTS, st.sampled_from(EffectState), st.none() | _DAYS
)
_ENDS = ((1, 2), (2, 3), (3, 4), (4, 1))  # effect n of text → text, a circle


def _effect(source: int, target: int, action: Action, at: datetime) -> Effect:
    return Effect(
        source_id=source,
        target_id=target,
        action=action,
        extent=Extent.WHOLE,
        scope_key="whole",
        origin=Origin.HUMAN,
        state=EffectState.PROPOSED,
        recorded_at=at,
        recorded_by="x",
    )


@cache
def _born() -> sqlite3.Connection:
    """Give a database with four texts and four effects of which nothing is known yet."""
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for number in range(1, 5):
            session.add(
                LegalText(
                    text_key=str(number),
                    type="Nghị định",
                    number=f"{number}/2010/NĐ-CP",
                    number_norm=str(number),
                    issuer="",
                    issuer_norm="",
                    title="",
                    title_folded="",
                    created_at=START,
                    created_by="x",
                )
            )
        session.flush()
        actions = (Action.REPLACES, Action.SUSPENDS, Action.AMENDS, Action.POSTPONES)
        for (source, target), action in zip(_ENDS, actions, strict=True):
            session.add(_effect(source, target, action, START))
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with engine.connect() as connection:
        _file_of(connection).backup(kept)
    engine.dispose()
    return kept


def _file_of(connection: Connection) -> sqlite3.Connection:
    opened: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    return opened


def _session(
    texts: list[tuple[int, datetime, date | None, date | None]],
    effects: list[tuple[int, datetime, EffectState, date | None]],
) -> Session:
    """Give a database in which these records were written in this order."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        _born().backup(_file_of(connection))
    session = Session(engine)
    for text_id, at, effective_on, expires_on in texts:
        session.add(
            TextRecord(
                text_id=text_id,
                recorded_at=at,
                recorded_by="x",
                source="",
                type="Nghị định",
                number=f"{text_id}/2010/NĐ-CP",
                issued_on=None,
                effective_on=effective_on,
                expires_on=expires_on,
                stated_status="",
                stated_on=None,
            )
        )
        session.flush()
    for effect_id, at, state, effective_on in effects:
        session.add(
            EffectRecord(
                effect_id=effect_id,
                recorded_at=at,
                recorded_by="x",
                state=state,
                effective_on=effective_on,
                until=None,
            )
        )
        session.flush()
    return session


def _answers(session: Session, day: date, known_at: datetime) -> list[object]:
    law = queries.load_law(session, range(1, 5), known_at=known_at)
    return [law.force_on(text_id, day) for text_id in range(1, 5)]


_MANY = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@_MANY
@given(
    texts=st.lists(_TEXT_NEWS, max_size=6, unique_by=lambda one: one[:2]),
    effects=st.lists(_EFFECT_NEWS, max_size=6, unique_by=lambda one: one[:2]),
    order=st.randoms(use_true_random=False),
    day=_DAYS,
    known_at=_INSTANTS,
)
def test_the_order_of_recording_does_not_change_what_was_known(
    texts: list[tuple[int, datetime, date | None, date | None]],
    effects: list[tuple[int, datetime, EffectState, date | None]],
    order: Random,
    day: date,
    known_at: datetime,
) -> None:
    mixed, shuffled = list(texts), list(effects)
    order.shuffle(mixed)
    order.shuffle(shuffled)
    straight, other = _session(texts, effects), _session(mixed, shuffled)
    assert _answers(straight, day, known_at) == _answers(other, day, known_at)


@_MANY
@given(
    texts=st.lists(_TEXT_NEWS, max_size=8, unique_by=lambda one: one[:2]),
    effects=st.lists(_EFFECT_NEWS, max_size=8, unique_by=lambda one: one[:2]),
    day=_DAYS,
    known_at=_INSTANTS,
)
def test_what_is_recorded_later_never_changes_what_was_known(
    texts: list[tuple[int, datetime, date | None, date | None]],
    effects: list[tuple[int, datetime, EffectState, date | None]],
    day: date,
    known_at: datetime,
) -> None:
    then = _session(
        [one for one in texts if one[1] <= known_at],
        [one for one in effects if one[1] <= known_at],
    )
    now = _session(texts, effects)
    assert _answers(then, day, known_at) == _answers(now, day, known_at)
