"""Taking a yearly list in: what a person has looked at becomes effects, ends and proposals."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.blobs import Blobs
from docctl.errors import NotFound, Refused, say
from docctl.jobs import service as jobs
from docctl.jobs.models import Job
from docctl.jobs.working import Work
from docctl.legal import queries as register
from docctl.legal import service as legal
from docctl.legal.bodies import is_local, province_of
from docctl.legal.effects import EffectSaid
from docctl.legal.numbers import issuer_of_number, number_norm
from docctl.legal.planning import STUB
from docctl.legal.readings import TargetSaid
from docctl.legal.resolve import Asker
from docctl.legal.rules import EffectState, Extent, Origin
from docctl.runtime import Runtime, Transaction
from docctl.vietnamese import one_line
from docctl.word.child import sentence_to
from docctl.word.sandbox import sentence_from
from docctl.yearly.comparing import Compared, Verdict, can_be_registered, compare
from docctl.yearly.lines import Line
from docctl.yearly.rows import Kind, Unread, YearlyList, YearlyRow, read_list

KIND = "legal.yearly"
BLOB = "yearly-list/1"
BATCH = 50
UNSURE = 0.5  # a person must look at it alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A list that was read and waits for its confirmation."""

    name: str  # of the file
    issuer: str  # whose list it is
    day: date  # as of which its local numbers are meant
    listed: YearlyList


def keep_list(blobs: Blobs, lines: Sequence[Line], *, name: str, issuer: str, day: date) -> str:
    """Read a list and keep what was read; give the name it is kept under (a blob)."""
    listed = read_list(lines)
    if not listed.rows and not listed.unread:
        raise Refused(
            say(
                "No table of a yearly list is found: it needs columns for the number of the text"
                " and for the reason or the day of its end."
            )
        )
    values = {
        "kind": BLOB,
        "name": one_line(name)[:200],
        "issuer": one_line(issuer)[:300],
        "day": day.isoformat(),
        "title": listed.title,
        "rows": [_row_json(row) for row in listed.rows],
        "unread": [
            [one.place, one.words, [sentence_to(reason) for reason in one.reasons]]
            for one in listed.unread
        ],
    }
    return blobs.put(json.dumps(values, ensure_ascii=False).encode())


def get_list(blobs: Blobs, blob: str) -> Kept:
    """Give a list that was read; NotFound for anything that is none."""
    if len(blob) != 64 or not blob.isalnum() or not blobs.has(blob):
        raise NotFound(f"yearly list {blob!r}")
    try:
        values = json.loads(blobs.get(blob))
        if not isinstance(values, dict) or values.get("kind") != BLOB:
            raise NotFound(f"yearly list {blob!r}")
        return _kept(values)
    except (ValueError, LookupError, TypeError, RecursionError):  # any file that was ever sent
        raise NotFound(f"yearly list {blob!r}") from None


def _kept(values: Mapping[str, Any]) -> Kept:
    listed = YearlyList(
        values["title"],
        tuple(map(_row_from, values["rows"])),
        tuple(
            Unread(place, words, tuple(map(sentence_from, reasons)))
            for place, words, reasons in values["unread"]
        ),
    )
    day = date.fromisoformat(values["day"])
    return Kept(name=values["name"], issuer=values["issuer"], day=day, listed=listed)


def asker_of(kept: Kept, *agency: str) -> Asker:
    """Say for whom the numbers of a list are looked up: whose list it is, else this agency."""
    return Asker(day=kept.day, province=province_of(kept.issuer) or province_of(*agency))


@dataclass(slots=True)
class Taken:
    """What taking rows in did."""

    counts: Counter[str] = field(default_factory=Counter)
    said: dict[int, list[tuple[EffectSaid, EffectState]]] = field(
        default_factory=lambda: defaultdict(list)
    )


def take_rows(
    tx: Transaction, *, kept: Kept, asker: Asker, places: Collection[str], with_missing: bool
) -> Counter[str]:
    """Write what the rows at `places` say that is new; give how many of each kind.

    What is sure counts at once, on the word of the person who looked at it; what is unsure waits
    as a proposal; what is known or contradicts the register is left alone. `with_missing`: texts
    that the list names and nobody registered are registered first.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    rows = [row for row in kept.listed.rows if row.place in places]
    done = Taken()
    if with_missing:
        _register_missing(tx, kept, asker, rows, done)
    for one in compare(tx.session, rows, asker=asker):
        done.counts[one.verdict.value] += 1
        if one.verdict in {Verdict.NEW, Verdict.UNSURE}:
            _take(tx, kept, one, done)
    for source_id, said in done.said.items():
        for state in (EffectState.CONFIRMED, EffectState.PROPOSED):
            effects = [effect for effect, its in said if its is state]
            if effects:
                rows_made = legal.record_effects(
                    tx, source_id=source_id, effects=effects, state=state, origin=Origin.REGISTER
                )
                if state is EffectState.PROPOSED:
                    for row in rows_made:
                        row.confidence = UNSURE
    audit.record(
        tx,
        action="yearly_list.taken",
        subject="legal_text:several",
        file=kept.name,
        title=kept.listed.title,
        rows=[row.place for row in rows],
        counts=dict(done.counts),
    )
    return done.counts


def _take(tx: Transaction, kept: Kept, one: Compared, done: Taken) -> None:
    row, target = one.row, one.target
    assert target is not None
    if one.source is None:
        assert row.ends_on is not None
        legal.complete_text(tx, text_id=target.id, expires_on=row.ends_on)
        done.counts["ends"] += 1
        return
    said = EffectSaid(
        target_id=target.id,
        action=one.why.action,
        extent=one.extent,
        paths=row.paths if one.extent is Extent.PARTS else (),
        effective_on=row.ends_on,
        evidence=evidence_of(kept, row),
    )
    sure = one.verdict is Verdict.NEW
    state = EffectState.CONFIRMED if sure else EffectState.PROPOSED
    done.said[one.source.id].append((said, state))
    done.counts["effects" if sure else "proposals"] += 1


def evidence_of(kept: Kept, row: YearlyRow) -> str:
    """Write where an effect was read: the list, its row, and the words of the row."""
    words = [row.reason or row.note]
    if row.kind is Kind.PART:
        words.insert(0, one_line(row.parts))
    where = f"{kept.listed.title or kept.name} ({kept.name}, {row.place})"
    return f"{where}: {'; '.join(filter(None, words))}"[:5000]


def _register_missing(
    tx: Transaction, kept: Kept, asker: Asker, rows: Sequence[YearlyRow], done: Taken
) -> None:
    """Register the texts that rows name and that nobody registered, each once.

    Of the one named as the reason the row says no title: it is a stub until somebody completes it.
    """
    wanted: dict[tuple[str, date | None], dict[str, Any]] = {}
    for one in compare(tx.session, rows, asker=asker):
        row, by = one.row, one.missing
        if one.target is None and not one.candidates:
            _want(wanted, _facts(row, title=row.title, certainty="check"))
        if by is not None and by.number:
            _want(wanted, _facts(by, title="", certainty=STUB))
    for facts in sorted(wanted.values(), key=lambda facts: facts["issued_on"] is None):
        number = facts["number"]
        facts["issuer"] = facts["issuer"] or _issuer_for(number, kept)
        said = {name: facts[name] for name in ("number", "type", "issuer", "issued_on")}
        if not can_be_registered(number, facts["type"], facts["issued_on"]):
            continue
        if register.find_same(tx.session, **said) is None:  # said more fully by another row
            legal.register_text(tx, source=f"yearly:{kept.name}", **facts)
            done.counts["texts"] += 1


def _facts(said: YearlyRow | TargetSaid, *, title: str, certainty: str) -> dict[str, Any]:
    names = ("number", "type", "issuer", "issued_on")
    return {name: getattr(said, name) for name in names} | {"title": title, "certainty": certainty}


def _want(wanted: dict[tuple[str, date | None], dict[str, Any]], facts: dict[str, Any]) -> None:
    """Remember a text that is missing; rows that name it again fill in what is not said yet."""
    known = wanted.setdefault((number_norm(facts["number"]), facts["issued_on"]), facts)
    known.update({name: value for name, value in facts.items() if not known[name]})
    if facts["certainty"] != STUB:
        known["certainty"] = facts["certainty"]


def _issuer_for(number: str, kept: Kept) -> str:
    """Give the issuer of a number: what its symbol says, for local ones whose list it is."""
    if not is_local(number):
        return issuer_of_number(number) or ""
    council = "hdnd" in number_norm(number)
    name = "Hội đồng nhân dân" if council else "Ủy ban nhân dân"
    return re.sub(r"^(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|HĐND)\b", name, kept.issuer)


def take(runtime: Runtime, work: Work) -> None:
    """Do the taking in as a job, some rows at a time; a crash between them loses nothing."""
    kept = get_list(runtime.blobs, work.params["blob"])
    places: list[str] = work.params["places"]
    asker = asker_of(kept, *work.params["agency"])
    total: Counter[str] = Counter()
    for start in range(work.done, len(places), BATCH):
        batch = places[start : start + BATCH]
        with runtime.transaction(work.actor) as tx:
            total += take_rows(
                tx,
                kept=kept,
                asker=asker,
                places=frozenset(batch),
                with_missing=work.params["register"],
            )
        work.report(
            done=start + len(batch),
            total=len(places),
            lines=[{"yearly": dict(total)}] if start + BATCH >= len(places) else [],
        )


def start_taking(
    tx: Transaction, *, blob: str, kept: Kept, places: Sequence[str], with_missing: bool
) -> Job:
    """Queue the taking in of the rows at `places` of a list that was looked at."""
    tx.actor.must(Permission.REGISTER_LAW)
    known = {row.place for row in kept.listed.rows}
    if not places:
        raise Refused(say("Tick at least one line."))
    if not set(places) <= known:
        raise Refused(say("The list was read again meanwhile."))
    agency = agencies.find_agency(tx.session)
    params = {
        "blob": blob,
        "name": kept.name,
        "places": [row.place for row in kept.listed.rows if row.place in set(places)],
        "register": with_missing,
        "agency": [agency.province, agency.name] if agency else [],
    }
    return jobs.enqueue(tx, kind=KIND, params=params, total=len(places))


def _row_json(row: YearlyRow) -> dict[str, Any]:
    days = {name: getattr(row, name) for name in ("issued_on", "ends_on")}
    return asdict(row) | {name: day.isoformat() if day else "" for name, day in days.items()}


def _row_from(values: dict[str, Any]) -> YearlyRow:
    days = {
        name: date.fromisoformat(values[name]) if values[name] else None
        for name in ("issued_on", "ends_on")
    }
    known = {"kind": Kind(values["kind"]), "paths": tuple(values["paths"])}
    return YearlyRow(**{**values, **days, **known})
