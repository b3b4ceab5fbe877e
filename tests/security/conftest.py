"""One scene with something hidden in it, and browsers of everybody; on SQLite unless asked."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from docctl.actors import SYSTEM, Role
from docctl.agencies import service as agencies
from docctl.campaigns import redrafting
from docctl.campaigns import service as campaigns
from docctl.campaigns.rules import Amending
from docctl.days import day_of
from docctl.documents import service as drafting
from docctl.identity import service as identity
from docctl.impact.models import Finding, MissedCitation, QuietRule, WeakDecision
from docctl.impact.weak_rules import WeakKind, WeakOutcome
from docctl.jobs import service as jobs
from docctl.legal import service as legal
from docctl.legal.models import Citation, Difference, Effect, LegalText
from docctl.legal.readings import Proposal, TargetSaid
from docctl.legal.rules import Action, DifferenceState
from docctl.outbox import Message, MessageRow
from docctl.packs import making
from docctl.packs import service as packs
from docctl.packs.body import Scope
from docctl.packs.collecting import Wish
from docctl.packs.receiving import open_pack
from docctl.recommendations import service as recommendations
from docctl.runtime import Runtime
from docctl.schema import metadata
from docctl.search import service as search
from docctl.timemachine import service as timemachine
from docctl.word import office
from docctl.workflow import importing
from docctl.workflow.models import Batch, BatchItem
from tests.conftest import PASSWORD, People
from tests.packs.forge import Sender
from tests.packs.forge import text as text_said
from tests.support import databases
from tests.support.make import MakeVersion, paragraphs
from tests.support.planting import planted
from tests.web import journey
from tests.web.conftest import Browser, app, browser_of, client_as, signed_in
from tests.word.make import png

__all__ = ["app", "client_as"]  # fixtures

DAY = date(2026, 1, 15)
CANARY = "kimtuocbimat"
SESSION = "docctl-session"
READS = {"SELECT", "BEGIN"}
ROLES = ("admin", "secretary", "drafter", "reviewer", "approver", "auditor", "reader")


on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from databases.fresh(getattr(request, "param", "sqlite"))


@dataclass(frozen=True)
class Scene:
    """Ids of one of each thing; the hidden draft belongs to the drafter."""

    runtime: Runtime
    app: Flask
    browsers: dict[str, Browser]
    hidden: dict[str, object]
    shown: dict[str, object]

    def client(self, who: str) -> FlaskClient:
        """Give a browser of its own with the person's session cookie."""
        client = self.app.test_client()
        cookie = self.browsers[who].client.get_cookie(SESSION)
        if cookie is not None:
            client.set_cookie(SESSION, cookie.value)
        return client

    def state(self) -> str:
        """Give a hash of all data, the last-seen moment of sessions aside."""
        digest = hashlib.sha256()
        with self.runtime.engine.connect() as connection:
            for table in metadata.sorted_tables:
                columns = [c for c in table.columns if c.name != "seen_at"]
                for row in connection.execute(select(*columns).order_by(*table.primary_key)):
                    digest.update(repr(row).encode())
        return digest.hexdigest()

    def trace(self) -> str:
        """Give what is the same again while nothing is written: cheaper than a hash of all data.

        On PostgreSQL it differs after a write to another database of the server, too.
        """
        address = self.runtime.settings.database_url
        if address.startswith("sqlite"):
            files = sorted(Path(address.removeprefix("sqlite:///")).parent.iterdir())
            return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()
        with self.runtime.engine.connect() as connection:
            return str(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())")))

    @contextmanager
    def writing(self) -> Iterator[list[str]]:
        """Collect the statements inside that do more than read."""
        found: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if statement.split(maxsplit=1)[0].upper() not in READS:
                found.append(statement)

        event.listen(self.runtime.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(self.runtime.engine, "before_cursor_execute", note)

    def keep(self) -> databases.Kept:
        """Give the data as they are."""
        databases.rest(self.runtime.engine)
        return databases.read(self.runtime.settings.database_url)

    def restore(self, kept: databases.Kept) -> None:
        """Put the data back as they were."""
        databases.rest(self.runtime.engine)
        databases.write(self.runtime.settings.database_url, kept)


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no LibreOffice for every role; `tests/web/test_timemachine.py` makes a real PDF."""
    monkeypatch.setattr(office, "pdf_of", lambda *_args: b"%PDF-1.7")


class Known(NamedTuple):
    """What there is in the scene, and the sessions of those who are signed in."""

    hidden: dict[str, object]
    shown: dict[str, object]
    sessions: dict[str, str]


@pytest.fixture
def scene(runtime: Runtime, people: People, app: Flask) -> Scene:
    known = planted(runtime, make_scene, people)
    browsers = {role: browser_of(app, session) for role, session in known.sessions.items()}
    browsers["anonymous"] = Browser(app.test_client(), "")
    return Scene(
        runtime=runtime,
        app=app,
        browsers=browsers,
        hidden=dict(known.hidden),
        shown=dict(known.shown),
    )


def make_scene(runtime: Runtime, people: People) -> Known:
    make_version = MakeVersion(runtime, people.agency_id, people.drafter)
    effective = journey.hit_by_law(runtime, make_version)
    with runtime.reading() as session:
        finding = session.scalars(select(Finding)).one()
        shown_version, finding_id = finding.version_id, finding.id
        effect = session.scalars(select(Effect)).one()
        effect_id, effect_number = effect.id, effect.number
        text_id = session.scalars(select(LegalText.id).order_by(LegalText.id).limit(1)).one()
        shown_citation = session.scalars(select(Citation.id)).one()
    draft = make_version(
        f"Nội dung {CANARY} theo Nghị định số 61/2018/NĐ-CP.",
        code="QT-99",
        title=f"Dự thảo {CANARY}",
    )
    picture = runtime.blobs.put(png(3, 4))
    with runtime.transaction(people.secretary) as tx:
        source_id = tx.session.scalars(select(Effect.source_id)).one()
        campaign = campaigns.open_campaign(tx, source_id=source_id).id
        redraft = redrafting.start_redraft(
            tx, campaign_id=campaign, document_ids=[effective], amending=Amending.CHAIN
        )
        redraft_id = redraft.id
        batch = Batch(
            agency_id=people.agency_id,
            name="Lô",
            author_id=people.secretary.user_id,
            made_at=tx.now,
        )
        tx.session.add(batch)
        tx.session.flush()
        tx.session.add(BatchItem(batch_id=batch.id, version_id=shown_version, round=0))
        batch_id = batch.id
    with runtime.transaction(people.drafter) as tx:
        drafting.add_picture(tx, version_id=draft, blob=picture, media_type="image/png", size=40)
        copy = drafting.keep_copy(
            tx, version_id=draft, content=paragraphs(f"bản {CANARY}"), revision=1
        ).id
    document = journey.document_of(runtime, draft)
    with runtime.transaction(people.secretary) as tx:
        item = importing.receive_file(
            tx, name=f"{CANARY}.docx", blob=runtime.blobs.put(b"not a Word file")
        ).id
        job = jobs.enqueue(tx, kind="law", params={"blob": "0" * 64, "name": "a.csv"}).id
    with runtime.transaction(SYSTEM) as tx:
        unknown = Proposal(target=TargetSaid(number="107/2021/NĐ-CP"), action=Action.REPEALS)
        written = legal.propose_effects(tx, source_id=text_id, proposals=[unknown])
        unit = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Văn phòng").id
        spare = identity.add_user(
            tx,
            agency_id=people.agency_id,
            login="spare",
            name="Công chức khác",
            password=PASSWORD,
            roles=[Role.READER],
        ).id
        tx.send(
            Message(
                to=people.drafter.user_id,
                kind="version.returned",
                key="x",
                params={"code": "QT-99", "title": CANARY, "label": "", "by": "", "reason": CANARY},
                version_id=draft,
                document_id=document,
            )
        )
    with runtime.transaction(people.secretary) as tx:
        recommended = recommendations.recommend(
            tx, effect_id=effect_id, reason_code="historical_citation", reason="Viện dẫn lịch sử"
        ).id
    codes = {}
    for key, about, day in (("shown", effective, day_of(runtime.now())), ("hidden", document, DAY)):
        with runtime.transaction(people.drafter) as tx:
            codes[key] = timemachine.issue_certificate(tx, document_id=about, on=day).code
    with runtime.reading() as session:
        message = session.scalars(
            select(MessageRow.id).where(MessageRow.kind == "version.returned")
        ).one()
        hidden_citation = session.scalars(
            select(Citation.id).where(Citation.version_id == draft)
        ).one()
    with runtime.transaction(SYSTEM) as tx:
        difference = Difference(
            version_id=draft,
            job_id=job,
            extractor="find/9",
            digest="0" * 64,
            changes=[
                {
                    "kind": "gone",
                    "citation": hidden_citation,
                    "uid": "a",
                    "section": "",
                    "context": CANARY,
                    "before": {
                        "quote": CANARY,
                        "text_id": text_id,
                        "resolution": "bound",
                        "paths": ["d0001."],
                    },
                    "after": None,
                }
            ],
            added=0,
            gone=1,
            changed=0,
            state=DifferenceState.PROPOSED,
            made_at=tx.now,
        )
        tx.session.add(difference)
        tx.session.flush()
        difference_id = difference.id
        missed = MissedCitation(
            document_id=document,
            version_id=draft,
            words=CANARY,
            text="61/2018/NĐ-CP",
            reported_by_id=people.drafter.user_id,
            reported_by=people.drafter.name,
            reported_at=tx.now,
        )
        tx.session.add(missed)
        tx.session.flush()
        report_id = missed.id
        rule = QuietRule(
            agency_id=people.agency_id,
            text_id=text_id,
            reason="thử",
            expires_on=tx.today + timedelta(days=9),
            history={"findings": 0},
            made_by_id=people.drafter.user_id,
            made_by=people.drafter.name,
            made_at=tx.now,
        )
        tx.session.add(rule)
        tx.session.flush()
        rule_id = rule.id
        handed = WeakDecision(
            key=f"document_hurt:QT-01 {CANARY}:{document}",
            kind=WeakKind.DOCUMENT_HURT,
            document_id=document,
            outcome=WeakOutcome.PROMOTED,
            decided_at=tx.now,
            decided_by=people.secretary.name,
        )
        tx.session.add(handed)
        tx.session.flush()
        decision_id = handed.id
    of_packs = a_pack(runtime, people)
    common: dict[str, object] = {
        "campaign_id": campaign,
        "redraft_id": redraft_id,
        "batch_id": batch_id,
        **of_packs,
        "difference_id": difference_id,
        "report_id": report_id,
        "rule_id": rule_id,
        "decision_id": decision_id,
        "finding_id": finding_id,
        "recommendation_id": recommended,
        "effect_id": effect_id,
        "effect_number": effect_number,
        "loose_id": written.loose[0].id,
        "text_id": text_id,
        "item_id": item,
        "job_id": job,
        "message_id": message,
        "user_id": spare,
        "unit_id": unit,
        "copy_id": copy,
        "language": "en",
        "filename": "src/none.js",
    }
    search.rebuild(runtime)  # the canary must be in the index for its absence to mean anything
    return Known(
        sessions={role: signed_in(runtime, role) for role in ROLES},
        hidden={
            **common,
            "document_id": document,
            "version_id": draft,
            "citation_id": hidden_citation,
            "name": picture,
            "code": codes["hidden"],
            "named": "QT-99",
            "day": DAY.isoformat(),
        },
        shown={
            **common,
            "document_id": effective,
            "version_id": shown_version,
            "citation_id": shown_citation,
            "name": "internal",
            "ending": "xlsx",
            "code": codes["shown"],
            "named": "QT-01",
            "day": day_of(runtime.now()).isoformat(),
        },
    )


def a_pack(runtime: Runtime, people: People) -> dict[str, object]:
    """Make one pack here, let one of another installation wait, and give the ids of both."""
    sender = Sender(runtime.settings.home / "sender")
    data = sender.pack([text_said(1, "999/2025/NĐ-CP")])
    with runtime.transaction(SYSTEM) as tx:
        trusted = packs.ask_for_sender(tx, name="Sở Tư pháp", key=sender.pair.public).id
    with runtime.reading() as session:
        opened = open_pack(session, data)
        prepared = making.prepare(session, Wish(Scope.ALL))
    with runtime.transaction(people.secretary) as tx:
        waiting = packs.receive_pack(
            tx, opened=opened, data=data, name="a.lawpack", blobs=runtime.blobs
        ).id
        home, blobs = runtime.settings.home, runtime.blobs
        made = packs.make_pack(tx, prepared=prepared, home=home, blobs=blobs).id
    return {"sender_id": trusted, "pack_id": waiting, "issued_id": made}


def count(scene: Scene, table: str) -> int:
    """Count the rows of a table."""
    with scene.runtime.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
