from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from docctl import faults
from docctl.actors import SYSTEM, Actor
from docctl.alerts.delivery import Delivered, deliver_due
from docctl.alerts.rendering import Renderer
from docctl.identity.models import User
from docctl.outbox import Message, MessageRow
from docctl.runtime import Runtime
from tests.alerts.fake_smtp import FakeSmtp, serving
from tests.alerts.test_rendering import make_renderer
from tests.conftest import People
from tests.impact.conftest import quiet

__all__ = ["quiet"]  # nothing else listens

WITH_TITLE = {"code": "QT-01", "title": "Quy trình thử", "label": "01/00", "by": "Trưởng phòng"}


@dataclass(frozen=True)
class Post:
    """A running copy with mail set up, and the server that takes it."""

    runtime: Runtime
    server: FakeSmtp
    renderer: Renderer

    def deliver(self, *, limit: int = 20) -> Delivered:
        return deliver_due(self.runtime, renderer=self.renderer, limit=limit)

    def send(self, to: Actor, key: str = "1", *, kind: str = "task.review", **subject: int) -> int:
        with self.runtime.transaction(SYSTEM) as tx:
            tx.send(Message(to=to.user_id, kind=kind, key=key, params=WITH_TITLE, **subject))
        return self.rows()[-1].id

    def rows(self) -> list[MessageRow]:
        with self.runtime.reading() as session:
            return list(session.scalars(select(MessageRow).order_by(MessageRow.id)))


@pytest.fixture
def post(runtime: Runtime, people: People) -> Iterator[Post]:
    with serving() as server:
        settings = replace(
            runtime.settings,
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_tls=False,
            mail_cap=0,
            mail_from="Hệ thống tài liệu <docctl@example.vn>",
        )
        with runtime.transaction(SYSTEM) as tx:
            for user in tx.session.scalars(select(User)):
                user.email = f"{user.login}@example.vn"
        yield Post(replace(runtime, settings=settings), server, make_renderer())
    faults.disarm()
