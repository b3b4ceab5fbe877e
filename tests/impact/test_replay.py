"""Real chains of the register, 2018 to 2026, replayed day by day against an oracle of plain loops.

The oracle reads the rows of the register as they are written and the mentions of the documents;
it knows nothing of timelines, meetings or findings.
"""

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.blobs import Blobs
from docctl.identity import service as identity
from docctl.impact import service
from docctl.impact.models import Finding
from docctl.impact.rules import LIVE, FindingState, Overlap
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.find import find
from docctl.legal.models import Citation
from docctl.legal.numbers import number_norm
from docctl.legal.rules import Action, Extent
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.word.texts import text_of_file
from tests.conftest import PASSWORD, settings_for
from tests.support import databases
from tests.support.make import MakeVersion
from tests.support.shared import SHARED, needs_shared

pytestmark = [needs_shared]
BEGIN, END = date(2018, 1, 1), date(2026, 11, 1)
ACTIONS = {
    "thay thế": (Action.REPLACES, Extent.WHOLE),
    "làm hết hiệu lực": (Action.REPEALS, Extent.WHOLE),
    "bãi bỏ": (Action.REPEALS, Extent.UNSPECIFIED),
    "sửa đổi": (Action.AMENDS, Extent.UNSPECIFIED),
    "sửa đổi, bổ sung": (Action.AMENDS, Extent.UNSPECIFIED),
    "bổ sung": (Action.SUPPLEMENTS, Extent.UNSPECIFIED),
    "hướng dẫn": (Action.DETAILS, Extent.UNSPECIFIED),
}


@dataclass(frozen=True)
class Text:
    """A row of the register."""

    number: str
    type: str
    issuer: str
    issued: date | None
    effective: date | None

    @property
    def known_on(self) -> date:
        return self.issued or self.effective or BEGIN


@dataclass(frozen=True)
class Said:
    """A relation of the register: what `source` does to `target`."""

    source: str
    target: str
    action: Action
    extent: Extent

    @property
    def ends(self) -> bool:
        return self.extent is Extent.WHOLE


def day_in(row: dict[str, str | None], name: str) -> date | None:
    value = row[name]
    return date.fromisoformat(value) if value else None


def read_register() -> tuple[dict[str, Text], list[Said]]:
    """Give the texts by number, the first row of each, and the relations between them."""
    lines = (SHARED / "data" / "legal" / "register.jsonl").read_text("utf-8").splitlines()
    texts: dict[str, Text] = {}
    said: set[tuple[str, str, str]] = set()
    for line in lines:
        row = json.loads(line)
        key = number_norm(row["number"])
        issuer = row["issuer"] or "Chính phủ"
        text = Text(row["number"], row["type"], issuer, day_in(row, "issued"),
                    day_in(row, "effective"))  # fmt: skip
        if key not in texts:
            texts[key] = text
        for relation in row["relations"]:
            if relation["type"] in ACTIONS:
                said.add((key, number_norm(relation["target_number"]), relation["type"]))
    found = {
        (source, target, *ACTIONS[kind])
        for source, target, kind in said
        if source != target and source in texts and target in texts
    }
    relations = [Said(*one) for one in found]
    return texts, sorted(relations, key=lambda one: (one.source, one.target, one.action))


def chains(count: int) -> tuple[dict[str, Text], list[Said], list[str]]:
    """Give some real chains of the years asked for: texts, relations, and what to cite."""
    texts, relations = read_register()
    recent = [
        one
        for one in relations
        if one.ends and BEGIN < texts[one.source].known_on < END
        and texts[one.target].known_on < BEGIN
    ]  # fmt: skip
    step = max(1, len(recent) // count)
    cited = list(dict.fromkeys(one.target for one in recent[::step]))[:count]
    return *around(texts, relations, cited), cited


def around(
    texts: dict[str, Text], relations: list[Said], cited: list[str]
) -> tuple[dict[str, Text], list[Said]]:
    """Give what is done to the cited texts, to what does it, and so on."""
    wanted = set(cited)
    while more := {one.source for one in relations if one.target in wanted} - wanted:
        wanted |= more
    kept = [one for one in relations if one.source in wanted and one.target in wanted]
    return {key: texts[key] for key in wanted}, kept


@dataclass
class World:
    """A running copy, and beside it what the oracle knows."""

    runtime: Runtime
    agency_id: int
    owner: Actor
    now: list[datetime]
    texts: dict[str, Text]
    ids: dict[str, int] = field(default_factory=dict)
    effects: dict[int, Said] = field(default_factory=dict)
    issued: dict[int, tuple[date, date | None]] = field(default_factory=dict)  # by version

    @property
    def today(self) -> date:
        return self.now[0].date()

    def at(self, day: date) -> None:
        self.now[0] = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)

    def register(self, key: str) -> None:
        if key in self.ids:
            return
        text = self.texts[key]
        with self.runtime.transaction(SYSTEM) as tx:
            self.ids[key] = legal.register_text(
                tx,
                number=text.number,
                type=text.type,
                title=f"Văn bản {text.number}",
                issuer=text.issuer,
                issued_on=text.issued,
                effective_on=text.effective,
            ).id

    def say(self, said: Said) -> int:
        one = EffectSaid(target_id=self.ids[said.target], action=said.action, extent=said.extent)
        with self.runtime.transaction(SYSTEM) as tx:
            source = self.ids[said.source]
            (row,) = legal.record_effects(tx, source_id=source, effects=[one])
            self.effects[row.id] = said
            return row.id

    def follow(self, *effect_ids: int) -> None:
        with self.runtime.transaction(SYSTEM) as tx:
            service.raise_findings(tx, effect_ids=effect_ids)

    def write(self, code: str, *lines: str, document: int | None = None) -> int:
        make = MakeVersion(self.runtime, self.agency_id, self.owner)
        version = make(
            *lines,
            code=code,
            document_id=document,
            effective_on=self.today,
            issued_on=self.today,
        )
        self.issued[version] = (self.today, None)
        return version

    def sweep(self) -> None:
        after: int | None = 0
        while after is not None:
            with self.runtime.transaction(SYSTEM) as tx:
                after = service.sweep(tx, after=after).next

    # --- the oracle -----------------------------------------------------------------------------

    def dead(self, key: str, before: date) -> bool:
        """Say whether some text had ended `key` as a whole before a day."""
        return any(
            said.ends
            and said.target == key
            and (day := self.texts[said.source].effective) is not None
            and day < before
            and not self.dead(said.source, day)
            for said in self.effects.values()
        )

    def expected(self) -> dict[tuple[int, int], tuple[Overlap, date | None]]:
        found = {}
        keys = {row: key for key, row in self.ids.items()}
        with self.runtime.reading() as session:
            mentions = session.execute(
                select(Citation.id, Citation.text_id, Citation.embedded, Citation.version_id)
            ).all()
        for citation, text, embedded, version in mentions:
            issued, until = self.issued[version]
            if text is None or (until is not None and until <= self.today):
                continue
            for effect, said in self.effects.items():
                if said.target != keys[text] or said.action is Action.DETAILS:
                    continue
                day = self.texts[said.source].effective
                if day is not None and self.dead(said.source, day):
                    continue
                if not said.ends and (embedded or (day is not None and day < issued)):
                    continue
                weak = embedded or not said.ends
                overlap = Overlap.ELSEWHERE if weak else Overlap.WHOLE_TEXT
                found[effect, citation] = (overlap, day)
        return found

    def check(self) -> None:
        """Compare all findings with the oracle, on this day."""
        with self.runtime.reading() as session:
            rows = list(session.scalars(select(Finding)))
        live = [one for one in rows if one.state in LIVE]
        assert {
            (one.effect_id, one.citation_id): (one.overlap, one.due_on) for one in live
        } == self.expected()
        for one in live:
            early = one.due_on is not None and (one.due_on - self.today).days > 45
            assert (one.state is FindingState.SCHEDULED) is early

    def by_number(self) -> set[tuple[str, str, str, str, date | None]]:
        """Give the live findings without ids, to compare two worlds."""
        found = set()
        with self.runtime.reading() as session:
            for one in session.scalars(select(Finding).where(Finding.state.in_(LIVE))):
                said = self.effects[one.effect_id]
                words = f"{one.document.code} {one.citation.quote} {one.state}"
                found.add((said.source, said.target, words, one.overlap.value, one.due_on))
        return found


@contextmanager
def world(texts: dict[str, Text]) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder, databases.fresh_one("sqlite") as url:
        now = [datetime(2018, 1, 1, 5, tzinfo=UTC)]
        runtime = Runtime(
            settings=settings_for(Path(folder), url),
            engine=databases.open_kept(url),
            blobs=Blobs(Path(folder) / "blobs"),
            now=lambda: now[0],
            strict=True,
        )
        with runtime.transaction(SYSTEM) as tx:
            agency = agencies.create_agency(tx, name="UBND xã Thử").id
            people = [
                identity.add_user(
                    tx, agency_id=agency, login=role, name=role, password=PASSWORD, roles=[role]
                ).actor
                for role in (Role.DRAFTER, Role.SECRETARY)
            ]
        yield World(runtime, agency, people[0], now, dict(texts))


def told_twice(one: World) -> list[tuple[int, int]]:
    """Give (person, effect) that were told more than once."""
    seen: list[tuple[int, int]] = []
    with one.runtime.reading() as session:
        for row in session.scalars(select(MessageRow)):
            seen += [(row.recipient_id, effect) for effect in row.params.get("effects", ())]
    return [pair for pair in set(seen) if seen.count(pair) > 1]


def states_of(one: World) -> list[FindingState]:
    with one.runtime.reading() as session:
        return list(session.scalars(select(Finding.state)))


def replay(one: World, relations: list[Said], documents: dict[str, list[str]]) -> None:
    """Let the years pass: what a text does is recorded when it is issued; some are redrafted."""
    for key, text in one.texts.items():
        if text.known_on <= BEGIN:
            one.register(key)
    versions = {code: one.write(code, *lines) for code, lines in documents.items()}
    for said in relations:
        if said.source in one.ids and said.target in one.ids:
            one.follow(one.say(said))
    one.sweep()
    one.check()
    coming = {text.known_on for text in one.texts.values() if BEGIN < text.known_on < END}
    coming |= {
        text.effective for text in one.texts.values() if text.effective and
        BEGIN < text.effective < END
    }  # fmt: skip
    number = 0
    for day in sorted(coming):
        one.at(day)
        for key, text in one.texts.items():
            if BEGIN < text.known_on <= day:
                one.register(key)
        for said in relations:
            here = said.source in one.ids and said.target in one.ids
            if here and said not in one.effects.values():
                one.follow(one.say(said))
        one.sweep()
        number = look(one, number)
        redraft(one, versions, documents)
    assert versions


def look(one: World, before: int) -> int:
    """Check the day; nothing that was found is ever lost."""
    one.check()
    with one.runtime.reading() as session:
        count = session.query(Finding).count()
    assert count >= before
    return count


def redraft(one: World, versions: dict[str, int], documents: dict[str, list[str]]) -> None:
    """Issue, for every third document whose law is gone, a version that cites nothing any more."""
    with one.runtime.reading() as session:
        gone = {
            finding.document.code: finding.document_id
            for finding in session.scalars(
                select(Finding).where(
                    Finding.state == FindingState.OPEN, Finding.overlap == Overlap.WHOLE_TEXT
                )
            )
        }
    for code, document in sorted(gone.items()):
        if sum(code.encode()) % 3 or one.issued[versions[code]][0] == one.today:
            continue
        old = versions[code]
        versions[code] = one.write(code, "Không còn viện dẫn.", document=document)
        one.issued[old] = (one.issued[old][0], one.today)
        with one.runtime.transaction(SYSTEM) as tx:
            service.raise_findings_for_version(tx, version_id=versions[code])
        one.check()


def run(texts: dict[str, Text], relations: list[Said], documents: dict[str, list[str]]) -> None:
    """Replay in date order, then record the same in another order, correct and withdraw."""
    with world(texts) as timely:
        replay(timely, relations, documents)
        assert told_twice(timely) == []
        states = states_of(timely)
        assert FindingState.RESOLVED in states
        assert len(states) >= len(documents)
        final = timely.today
    with world(texts) as late:
        mixed = list(relations)
        random.Random(7).shuffle(mixed)
        for key in sorted(texts, reverse=True):
            late.register(key)
        for code, lines in documents.items():
            late.write(code, *lines)
        late.at(final)
        for said in mixed:
            late.say(said)
        late.sweep()
        late.check()
        before = late.by_number()
        late.follow(*late.effects)
        assert late.by_number() == before
        correct_and_withdraw(late)


def correct_and_withdraw(one: World) -> None:
    """Move the day of a text and take an effect back: findings follow, none is lost."""
    (effect, _), (overlap, _) = next(
        (key, value) for key, value in one.expected().items() if value[1] is not None
    )
    said = one.effects[effect]
    text = one.texts[said.source]
    assert text.effective is not None
    one.texts[said.source] = replace(text, effective=text.effective + timedelta(days=70))
    with one.runtime.transaction(SYSTEM) as tx:
        legal.correct_text(
            tx,
            text_id=one.ids[said.source],
            reason="đọc lại Công báo",
            number=text.number,
            type=text.type,
            title=f"Văn bản {text.number}",
            issuer=text.issuer,
            issued_on=text.issued,
            effective_on=one.texts[said.source].effective,
        )
    with one.runtime.transaction(SYSTEM) as tx:
        service.follow_texts(tx, text_ids=[one.ids[said.source]])
    one.check()
    with one.runtime.reading() as session:
        count = session.query(Finding).count()
    with one.runtime.transaction(SYSTEM) as tx:
        legal.withdraw_effect(tx, effect_id=effect, reason="nhầm")
    del one.effects[effect]
    one.follow(effect)
    one.check()
    with one.runtime.reading() as session:
        assert session.query(Finding).count() == count
        states = {row.state for row in session.query(Finding).filter_by(effect_id=effect)}
    assert states <= {FindingState.WITHDRAWN, FindingState.RESOLVED}
    assert overlap


def cite(text: Text) -> str:
    return f"Thực hiện theo {text.type} số {text.number} của {text.issuer}."


def test_real_chains_give_the_findings_of_the_oracle_on_every_day() -> None:
    texts, relations, cited = chains(20)
    documents = {f"QT-{n:02}": [cite(texts[key])] for n, key in enumerate(cited)}
    run(texts, relations, documents)


@pytest.mark.slow
def test_the_real_procedures_live_through_the_real_years() -> None:
    """The 20 procedures, with what the register does to their bases, and many more chains."""
    documents = {}
    for path in sorted((SHARED / "data" / "procedures").iterdir()):
        if path.suffix == ".doc" and "form" not in path.name:
            lines = text_of_file(path.name, path.read_bytes()).splitlines()
            documents[path.name[:4]] = [line for line in lines if line.strip()]
    assert len(documents) == 20
    everything, relations = read_register()
    cited = {
        number_norm(one.number)
        for lines in documents.values()
        for one in find("\n".join(lines))
        if one.number and number_norm(one.number) in everything
    }
    more, _, chained = chains(60)
    texts, kept = around(everything, relations, sorted(cited | set(chained)))
    documents |= {f"C-{n:03}": [cite(more[key])] for n, key in enumerate(chained)}
    run(texts, kept, documents)
