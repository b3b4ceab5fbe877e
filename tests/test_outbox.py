"""A message is written with its act, once, and never for an act that did not happen."""

import pytest
from sqlalchemy import func, select

from docctl.actors import SYSTEM, Actor
from docctl.db import FEW
from docctl.outbox import Delivery, Message, MessageRow
from docctl.runtime import Runtime


def rows(runtime: Runtime) -> list[MessageRow]:
    with runtime.reading() as session:
        return list(session.scalars(select(MessageRow)))


def message(reader: Actor, key: str = "a") -> Message:
    return Message(to=reader.user_id, kind="task.review", key=key, params={"code": "QT-01"})


def test_a_message_is_queued_for_now(runtime: Runtime, reader: Actor) -> None:
    with runtime.transaction(SYSTEM) as tx:
        tx.send(message(reader))
        now = tx.now
    (row,) = rows(runtime)
    assert (row.delivery, row.not_before, row.attempts) == (Delivery.QUEUED, now, 0)
    assert row.params == {"code": "QT-01"}


def test_telling_the_same_thing_twice_is_one_message(runtime: Runtime, reader: Actor) -> None:
    with runtime.transaction(SYSTEM) as tx:
        tx.send(message(reader))
        tx.send(message(reader))
    with runtime.transaction(SYSTEM) as tx:
        tx.send(message(reader))
        tx.send(message(reader, key="b"))
    assert len(rows(runtime)) == 2


def test_many_messages_at_once_keep_their_order_and_are_told_once(
    runtime: Runtime, reader: Actor
) -> None:
    many = [
        Message(
            to=reader.user_id,
            kind="task.review",
            key=f"{number}",
            params={"texts": ["QT {1}", '"'], "number": number},
            document_id=None if number % 2 else number,
        )
        for number in range(2 * FEW)
    ]
    with runtime.transaction(SYSTEM) as tx:
        tx.send_all(many)
        tx.send_all(many)
    found = sorted(rows(runtime), key=lambda one: one.id)
    assert [(one.key, one.params, one.document_id) for one in found] == [
        (one.key, one.params, one.document_id) for one in many
    ]
    assert {(one.delivery, one.attempts) for one in found} == {(Delivery.QUEUED, 0)}


def test_an_act_that_failed_tells_nobody(runtime: Runtime, reader: Actor) -> None:
    with pytest.raises(ZeroDivisionError), runtime.transaction(SYSTEM) as tx:
        tx.send(message(reader))
        raise ZeroDivisionError
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 0
