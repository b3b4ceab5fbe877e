"""Random histories of texts, effects, versions and days against a plain second opinion.

The oracle knows nothing of findings: on the last day it asks of every citation of every version,
with simple loops over the recorded history, whether it must be open, and by what each closed
finding was closed.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.blobs import Blobs
from docctl.identity import service as identity
from docctl.impact import service
from docctl.impact.models import Finding
from docctl.impact.rules import LIVE, FindingState
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action, Extent
from docctl.runtime import Runtime
from tests.conftest import PASSWORD, settings_for
from tests.support import databases
from tests.support.make import MakeVersion

START = date(2026, 1, 1)
NUMBERS = ("11/2018/NĐ-CP", "12/2018/NĐ-CP", "13/2026/NĐ-CP")
PLACES = ("", "khoản 2 Điều 5 ", "Điều 6 ")
PATHS = {"": "", "khoản 2 Điều 5 ": "d0005.k002.", "Điều 6 ": "d0006."}

citations = st.tuples(st.sampled_from([0, 1]), st.sampled_from(PLACES))


@dataclass(frozen=True)
class AddVersion:
    document: int
    cites: tuple[tuple[int, str], ...]
    wait: int  # days until it takes effect


@dataclass(frozen=True)
class AddEffect:
    target: int
    action: Action
    path: str  # empty: the whole text
    shift: int  # days from today


@dataclass(frozen=True)
class Withdraw:
    which: int


@dataclass(frozen=True)
class Wait:
    days: int


versions = st.builds(
    AddVersion,
    st.sampled_from([0, 1]),
    st.one_of(st.just(()), *[st.lists(citations, min_size=1, max_size=3).map(tuple)] * 3),
    st.sampled_from([0, 0, 10]),
)
effects = st.builds(
    AddEffect,
    st.sampled_from([0, 1]),
    st.sampled_from([Action.REPLACES, Action.REPEALS, Action.AMENDS]),
    st.sampled_from(["", "d0005.", "d0005.k002.", "d0005.k002.p01.", "d0006."]),
    st.sampled_from([-20, 0, 5, 15]),
)
waits = st.builds(Wait, st.sampled_from([1, 7, 12]))
withdrawals = st.builds(Withdraw, st.integers(0, 3))
acts = st.tuples(
    st.lists(versions, min_size=1, max_size=2),
    st.lists(st.one_of(versions, effects, effects, waits, withdrawals), min_size=8, max_size=16),
).map(lambda parts: [*parts[0], *parts[1]])


@dataclass
class Effect:
    id: int
    target: int
    action: Action
    path: str
    day: date
    confirmed: bool = True


@dataclass
class Version:
    id: int
    document: int
    cites: tuple[tuple[int, str], ...]
    since: date
    until: date | None = None


@dataclass
class World:
    runtime: Runtime
    agency_id: int
    owner: Actor
    texts: list[int]
    now: list[datetime]
    versions: list[Version] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    documents: dict[int, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now[0].date()

    def do(self, act: AddVersion | AddEffect | Withdraw | Wait) -> None:
        if isinstance(act, Wait):
            self.now[0] += timedelta(days=act.days)
        elif isinstance(act, AddVersion):
            self._add_version(act)
        elif isinstance(act, AddEffect):
            self._add_effect(act)
        elif act.which < len(self.effects) and self.effects[act.which].confirmed:
            effect = self.effects[act.which]
            effect.confirmed = False
            with self.runtime.transaction(SYSTEM) as tx:
                legal.withdraw_effect(tx, effect_id=effect.id, reason="nhầm")

    def _add_version(self, act: AddVersion) -> None:
        day = self.today + timedelta(days=act.wait)
        before = [one for one in self.versions if one.document == act.document]
        if before and before[-1].since >= day:
            return  # the house refuses it
        texts = [
            f"Thực hiện theo {place}Nghị định số {NUMBERS[text]}." for text, place in act.cites
        ]
        make = MakeVersion(self.runtime, self.agency_id, self.owner)
        version_id = make(
            *texts,
            code=f"QT-{act.document}",
            document_id=self.documents.get(act.document),
            effective_on=day,
            issued_on=self.today,
        )
        with self.runtime.reading() as session:
            row = session.connection().exec_driver_sql(
                f"SELECT document_id FROM version WHERE id = {version_id}"
            )
            self.documents[act.document] = row.scalar_one()
        if before:
            before[-1].until = day
        self.versions.append(Version(version_id, act.document, act.cites, day))
        self.issued[version_id] = self.today

    issued: dict[int, date] = field(default_factory=dict)

    def _add_effect(self, act: AddEffect) -> None:
        day = self.today + timedelta(days=act.shift)
        said = EffectSaid(
            target_id=self.texts[act.target],
            action=act.action,
            extent=Extent.PARTS if act.path else Extent.WHOLE,
            paths=(act.path,) if act.path else (),
            effective_on=day,
        )
        with self.runtime.transaction(SYSTEM) as tx:
            (row,) = legal.record_effects(tx, source_id=self.texts[2], effects=[said])
            effect_id = row.id
        for effect in self.effects:
            if effect.id == effect_id:
                effect.day, effect.confirmed = day, True
                return
        self.effects.append(Effect(effect_id, act.target, act.action, act.path, day))

    # --- the second opinion ---------------------------------------------------------------------

    def hurt(self, effect: Effect, text: int, place: str, issued: date) -> bool:
        if not effect.confirmed or effect.target != text:
            return False
        ends = effect.action in {Action.REPLACES, Action.REPEALS}
        cited = PATHS[place]
        if not effect.path:
            gone = ends
        elif not cited:
            gone = False
        elif cited.startswith(effect.path):
            gone = ends
        elif effect.path.startswith(cited):
            gone = False
        else:
            return False
        if ends and effect.path and self.written_anew(effect, max(cited, effect.path, key=len)):
            return False
        return gone or effect.day >= issued

    def written_anew(self, effect: Effect, place: str) -> bool:
        """Say whether an amendment has by today brought back what a repeal of parts ended."""
        return any(
            other.confirmed
            and other.target == effect.target
            and other.action is Action.AMENDS
            and other.path
            and other.path == effect.path  # of one text, only in the very place
            and place.startswith(other.path)
            and effect.day <= other.day
            and (other.day <= self.today or other.day == effect.day)
            for other in self.effects
        )

    def must_be_live(self) -> set[tuple[int, int, int]]:
        """Give (effect, version, ordinal) of every citation somebody has to look at today."""
        found = set()
        for version in self.versions:
            if version.until is not None and version.until <= self.today:
                continue
            for ordinal, (text, place) in enumerate(version.cites):
                for effect in self.effects:
                    if self.hurt(effect, text, place, self.issued[version.id]):
                        found.add((effect.id, version.id, ordinal))
        return found

    def clean(self, effect: Effect, version: Version) -> bool:
        return not any(
            self.hurt(effect, text, place, self.issued[version.id]) for text, place in version.cites
        )


@contextmanager
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder, databases.fresh_one("sqlite") as url:
        now = [datetime(2026, 1, 1, 5, tzinfo=UTC)]
        runtime = Runtime(
            settings=settings_for(Path(folder), url),
            engine=databases.open_kept(url),
            blobs=Blobs(Path(folder) / "blobs"),
            now=lambda: now[0],
            strict=True,
        )
        with runtime.transaction(SYSTEM) as tx:
            agency = agencies.create_agency(tx, name="UBND xã Thử").id
            owner = identity.add_user(
                tx,
                agency_id=agency,
                login="drafter",
                name="Người soạn",
                password=PASSWORD,
                roles=[Role.DRAFTER],
            ).actor
            texts = [
                legal.register_text(
                    tx, number=number, type="Nghị định", title=f"Về {number}", issuer="Chính phủ"
                ).id
                for number in NUMBERS
            ]
        yield World(runtime, agency, owner, texts, now)


def look(one: World) -> tuple[list[Finding], dict[int, int]]:
    """Give the findings, and the order of the citations in their versions."""
    with one.runtime.reading() as session:
        found = list(session.scalars(select(Finding)))
        rows = session.connection().exec_driver_sql(
            "SELECT id, row_number() OVER (PARTITION BY version_id ORDER BY ordinal) - 1"
            " FROM citation"
        )
        return found, {row[0]: row[1] for row in rows}


def check(one: World, closed_before: set[int]) -> set[int]:
    """Compare with the second opinion; give the findings that are closed now."""
    found, places = look(one)
    live = {
        (finding.effect_id, finding.version_id, places[finding.citation_id])
        for finding in found
        if finding.state in LIVE
    }
    assert live == one.must_be_live()
    for finding in found:
        version = next(other for other in one.versions if other.id == finding.version_id)
        effect = next(other for other in one.effects if other.id == finding.effect_id)
        later = [
            other
            for other in one.versions
            if other.document == version.document and other.since > version.since
        ]
        if finding.state in LIVE:
            repaired = any(one.clean(effect, other) for other in later)
            assert (finding.state is FindingState.AWAITING_EFFECT) is repaired
        elif finding.id not in closed_before:
            text, place = version.cites[places[finding.citation_id]]
            hurt = one.hurt(effect, text, place, one.issued[version.id])
            resolved = hurt and one.clean(effect, later[0])
            assert (finding.state is FindingState.RESOLVED) is resolved
            assert finding.closed_by_version_id == (later[0].id if hurt else None)
    return {finding.id for finding in found if finding.state not in LIVE}


def sweep(one: World) -> None:
    with one.runtime.transaction(SYSTEM) as tx:
        service.sweep(tx)


SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@SETTINGS
@given(acts)
def test_whatever_happens_findings_are_what_a_plain_look_at_the_history_says(
    history: list[AddVersion | AddEffect | Withdraw | Wait],
) -> None:
    with world() as one:
        closed: set[int] = set()
        for act in history:
            one.do(act)
            sweep(one)
            closed = check(one, closed)


@SETTINGS
@given(acts)
def test_one_late_sweep_opens_what_many_timely_ones_would(
    history: list[AddVersion | AddEffect | Withdraw | Wait],
) -> None:
    with world() as one:
        for act in history:
            one.do(act)
        sweep(one)
        check(one, set())
