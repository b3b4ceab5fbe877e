"""The impact of a change of law at scale: who is hurt, how soon it is seen, who is told.

python bench/impact.py [DATABASE_URL] [--sizes 100,250] [--full] [--keep FOLDER] [--brief]

Sizes are thousands of citations, ascending. `--full` is 500, 1000, 2000 and 5000 with 500,000 texts
and a million effects: a quarter of an hour to write on a busy machine, 4 GB at the largest. With
`--keep` the databases are written once and stay in the folder (those of PostgreSQL on its server,
as `impact_…`); what is measured changes a copy. Everything measured is the program's own way:
queries of pages through the whole application, findings by the job a confirmed effect queues.
Baselines are measured in the same run. Times are the best of some rounds or a share of many; "cpu"
is the time of this process alone, which other work on the machine does not lengthen as much, "wall"
the clock.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from impact_data import EACH, HUB, HUB_ARTICLES, LARGE, OWNERS, Country, write
from impact_kept import Kept
from sqlalchemy import case, delete, event, func, select

from config import Settings
from docctl import create_app, faults
from docctl.actors import SYSTEM, Actor
from docctl.agencies.models import Agency
from docctl.days import day_of
from docctl.identity import service as identity
from docctl.identity.attempts import Whence
from docctl.identity.models import User
from docctl.impact import batches, groups, queries
from docctl.impact.meetings import counting
from docctl.impact.models import Finding
from docctl.impact.rules import Cause, Mention, Overlap, overlap_of
from docctl.impact.shown import Wanted
from docctl.impact.walking import Target, list_versions
from docctl.installation import migrate
from docctl.jobs.models import Job
from docctl.jobs.working import work_once
from docctl.legal import effects as legal
from docctl.legal import queries as law
from docctl.legal.effects import EffectSaid
from docctl.legal.models import Citation, CitationPath
from docctl.legal.rules import Action, Extent
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.web import auth
from docctl.work import handlers

FULL = (500, 1000, 2000, 5000)
SMALL = (100, 250)


def main(arguments: argparse.Namespace) -> None:
    """Grow the database from size to size and measure at each."""
    sizes = FULL if arguments.full else tuple(int(one) for one in arguments.sizes.split(","))
    made_for = FULL if set(sizes) <= set(FULL) else sizes
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(arguments.keep or Path(folder), arguments.database)
        table: list[tuple[int, dict[str, float]]] = []
        for number, size in enumerate(sizes):
            name = f"{made_for[-1]}_{size}"
            if not kept.has(name):
                smaller = f"{made_for[-1]}_{sizes[number - 1]}" if number else None
                make(kept, smaller, name, made_for=made_for, until=size * 1000)
            if arguments.only_make:
                continue
            country = kept.load(name)
            with kept.at_work(name) as address:
                runtime = start(Path(folder), address)
                tell_size(runtime, country)
                last = number == len(sizes) - 1
                table.append(
                    (
                        country.citations,
                        measure(
                            runtime,
                            country,
                            first=not number,
                            last=last,
                            registers=last and arguments.register,
                            brief=arguments.brief,
                        ),
                    )
                )
                runtime.engine.dispose()
        if table:
            compare(table)


def make(
    kept: Kept, smaller: str | None, name: str, *, made_for: Sequence[int], until: int
) -> None:
    """Write a database and keep it: from an empty one, or from the kept one of a smaller size."""
    begin, spent = time.perf_counter(), time.process_time()
    with kept.at_work(smaller) as address, tempfile.TemporaryDirectory() as folder:
        largest, least = made_for[-1] * 1000, made_for[0] * 1000
        country = (
            kept.load(smaller)
            if smaller
            else Country(
                texts=max(5000, largest // 10),
                effects=max(10_000, largest // 5),
                large=min(LARGE, least // EACH // 2),
                owners=min(OWNERS, least // EACH // 10),
            )
        )
        runtime = start(Path(folder), address)
        write(runtime.engine, country, until)
        runtime.engine.dispose()
        kept.keep(name, country)
    took, cpu = time.perf_counter() - begin, time.process_time() - spent
    print(f"{name} written in {took:.0f} s (cpu {cpu:.0f}, load {load()})", flush=True)


def load() -> str:
    """Give the load of the machine, of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def tell_size(runtime: Runtime, country: Country) -> None:
    """Print what is measured, and how busy the machine is."""
    print(
        f"\n{runtime.engine.dialect.name}: {country.citations} citations in {country.documents}"
        f" documents of {country.agencies} agencies, {country.texts} texts, {country.effects}"
        f" effects; the large agency: {country.large} documents, {country.owners} owners;"
        f" load {load()}",
        flush=True,
    )


def start(home: Path, url: str) -> Runtime:
    """Open an installation."""
    settings = Settings(home=home, secret_key="s" * 48, database_url=url, testing=True)
    runtime = Runtime.start(settings)
    migrate.upgrade(runtime.engine)
    return runtime


def measure(
    runtime: Runtime, country: Country, *, first: bool, last: bool, registers: bool, brief: bool
) -> dict[str, float]:
    """Measure all there is at one size; give what is compared between sizes, in milliseconds."""
    app = create_app(runtime)
    person = secretary(runtime)
    found = {"article, p50": article_level(runtime, country)}
    found |= confirmed(runtime, HUB_ARTICLES if last else HUB_ARTICLES[:1], brief=brief)
    client = signed_in(runtime, app)
    effect_id = newest_effect(runtime)
    pages(runtime, client, person, effect_id)
    if not brief:
        lists(client)
    if first and not brief:
        whole_text(runtime)
    if registers:
        register(runtime, client, country)
    return found


@contextmanager
def timed(into: list[float], clock: Callable[[], float] = time.perf_counter) -> Iterator[None]:
    """Append the milliseconds of what is done inside."""
    begin = clock()
    yield
    into.append((clock() - begin) * 1000)


def share(times: Sequence[float], at: float) -> float:
    """Give the time below which a share of all lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * at))]


def article_level(runtime: Runtime, country: Country) -> float:
    """Find whom a change of a provision hits, text and provision as they are cited: strong set.

    The baseline reads all citations of the text and asks the rules, as is done without the index.
    """
    pick = random.Random(5)  # noqa: S311 - a sample, not a secret
    asked = [
        (text_id, path)
        for text_id, path in zip(country.some_texts(600), country.some_paths(600), strict=True)
        if path
    ]
    strong: list[float] = []
    spent: list[float] = []
    naive: list[float] = []
    with runtime.reading() as session:
        now = runtime.now()
        for text_id, path in asked:
            target = Target(text_id, (), frozenset({path}))
            rounds: list[float] = []
            cpu: list[float] = []
            for _ in range(3):
                with timed(rounds), timed(cpu, time.process_time):
                    list_versions(session, target, strong=True, now=now, after=0, limit=10**6)
            strong.append(min(rounds))
            spent.append(min(cpu))
        for text_id, path in pick.sample(asked, 40):
            rounds = []
            for _ in range(2):
                with timed(rounds):
                    by_rules(session, text_id, path, now)
            naive.append(min(rounds))
    p50, p95 = share(strong, 0.5), share(strong, 0.95)
    print(f"article-level impact, {len(asked)} provisions, best of 3 (wall):")
    print(
        f"  strong set     p50 {p50:.2f}, p95 {p95:.2f}, worst {max(strong):.1f} ms; cpu of this"
        f" process p50 {share(spent, 0.5):.2f}, p95 {share(spent, 0.95):.2f} ms"
    )
    print(f"  by the rules   p50 {share(naive, 0.5):.2f}, p95 {share(naive, 0.95):.1f} ms")
    times = share(naive, 0.95) / p95
    print(f"  {share(naive, 0.5) / p50:.1f} times as fast at p50, {times:.1f} times at p95")
    return p50


def by_rules(session: Any, text_id: int, path: str, now: Any) -> set[int]:
    """Find the same by reading every citation of the text."""
    cause = Cause(Action.AMENDS, Extent.PARTS, frozenset({path}))
    rows = session.execute(
        select(Citation.id, CitationPath.path, Citation.version_id)
        .join(CitationPath, CitationPath.citation_id == Citation.id)
        .join(counted := Citation.version.property.mapper.class_, counted.id == Citation.version_id)
        .where(Citation.text_id == text_id, counting(now))
    )
    return {
        row.version_id
        for row in rows
        if overlap_of(cause, Mention(frozenset({row.path}))) not in {None, Overlap.ELSEWHERE}
    }


def confirmed(runtime: Runtime, articles: Sequence[str], *, brief: bool) -> dict[str, float]:
    """Confirm effects on provisions that every document of the large agency cites.

    What counts ends when the last of the documents hit has its findings and people are told; those
    that only cite the text elsewhere follow in the first round, and are left out in the others.
    """
    rounds: list[dict[str, float]] = []
    today = day_of(runtime.now())
    for turn, article in enumerate(articles):
        with runtime.transaction(SYSTEM) as tx:
            said = EffectSaid(
                target_id=HUB,
                action=Action.REPEALS,
                extent=Extent.PARTS,
                paths=(article,),
                effective_on=today - timedelta(days=1),
            )
            effect = legal.record_effects(tx, source_id=100 + turn, effects=[said])[0].id
        rounds.append(worked_off(runtime, effect, to_the_end=not turn and not brief))
        show_round(runtime, effect, rounds[-1])
    told(runtime)
    best = min(rounds, key=lambda one: one["strong cpu"])
    print(
        "effect confirmed → findings visible and people told, worst of"
        f" {len(rounds)}: wall {max(one['strong'] for one in rounds) / 1000:.1f} s,"
        f" cpu {max(one['strong cpu'] for one in rounds) / 1000:.1f} s"
    )
    return {
        "strong set raised, cpu": best["strong cpu"],
    } | (
        {"per version looked at, cpu": rounds[0]["all cpu"] / rounds[0]["versions"]}
        if "all cpu" in rounds[0]
        else {}
    )


class Enough(BaseException):
    """Ends a job where nothing more is measured."""


def worked_off(runtime: Runtime, effect: int, *, to_the_end: bool = True) -> dict[str, float]:
    """Work the job off and give the milliseconds until the strong findings and until all."""
    begin, spent = time.perf_counter(), time.process_time()
    marks: dict[str, float] = {}

    def look() -> None:
        if "strong" not in marks and place(runtime)["phase"] not in {"strong", "tell"}:
            marks["strong"] = (time.perf_counter() - begin) * 1000
            marks["strong cpu"] = (time.process_time() - spent) * 1000
            if not to_the_end:
                raise Enough

    faults.arm("raise.after_batch", look)
    try:
        assert work_once(runtime, {batches.KIND: handlers()[batches.KIND]})
    except Enough:
        with runtime.transaction(SYSTEM) as tx:
            tx.session.execute(delete(Job).where(Job.kind == batches.KIND))
        return marks
    finally:
        faults.disarm()
    marks["all"] = (time.perf_counter() - begin) * 1000
    marks["all cpu"] = (time.process_time() - spent) * 1000
    marks["versions"] = place(runtime)["done"]
    return marks


def place(runtime: Runtime) -> dict[str, Any]:
    """Give where the newest job stands."""
    with runtime.reading() as session:
        session.expire_all()
        job = session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        return dict(job.place or {})


def show_round(runtime: Runtime, effect: int, took: dict[str, float]) -> None:
    """Print what one change of law raised, and how long it took."""
    with runtime.reading() as session:
        weak = case((Finding.overlap == Overlap.ELSEWHERE, 1), else_=0)
        row = session.execute(
            select(func.count().label("all"), func.sum(weak).label("weak")).where(
                Finding.effect_id == effect
            )
        ).one()
    rest = (
        ""
        if "all" not in took
        else (
            f", with {row.weak or 0} weak ones"
            f" {took['all'] / 1000:.1f} s (cpu {took['all cpu'] / 1000:.1f})"
        )
    )
    print(
        f"  {row.all - (row.weak or 0)} strong findings in {took['strong'] / 1000:.1f} s"
        f" (cpu {took['strong cpu'] / 1000:.1f}){rest}; load {load()}",
        flush=True,
    )


def told(runtime: Runtime) -> None:
    """Print how many messages each person got of each change of law."""
    with runtime.reading() as session:
        counted = session.execute(
            select(MessageRow.recipient_id, func.count())
            .where(MessageRow.kind == "findings.raised")
            .group_by(MessageRow.recipient_id)
        ).all()
        people = {recipient for recipient, _ in counted}
        large = session.scalar(
            select(func.count(User.id)).where(User.agency_id == 1, User.id.in_(people))
        )
    most = max((count for _, count in counted), default=0)
    print(
        f"  told so far: {len(counted)} people ({large} of the large agency), at most {most}"
        " messages each"
    )


def pages(runtime: Runtime, client: FlaskClient, person: Actor, effect: int) -> None:
    """Ask for the pages of a hub, as the secretary of the large agency."""
    addresses = (
        f"/findings/list?effect={effect}",
        f"/findings/list?effect={effect}&page=100",
        f"/findings/list?effect={effect}&weak=1",
        f"/legal/effects/{effect}",
        "/findings",
        "/findings?by=document",
        "/",
        f"/legal/{HUB}",
        f"/legal/{HUB}/cited",
        f"/legal/{HUB}/history",
    )
    print("pages of the hub, first answer and best of 5 (wall, cpu of this process; statements):")
    for address in addresses:
        statements: list[str] = []

        def count(*said: Any, into: list[str] = statements) -> None:
            into.append(said[2])

        first: list[float] = []
        rounds: list[float] = []
        with timed(first):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        cpu: list[float] = []
        event.listen(runtime.engine, "before_cursor_execute", count)
        for _ in range(5):
            with timed(rounds), timed(cpu, time.process_time):
                client.get(address)
        event.remove(runtime.engine, "before_cursor_execute", count)
        print(
            f"  {address:<34}{first[0]:7.0f}{min(rounds):7.0f}{min(cpu):7.0f} ms"
            f"{len(statements) // 5:5}"
        )
    with runtime.reading() as session:
        now, wanted = runtime.now(), Wanted(effect_id=effect, weak=True)
        rounds, naive = list[float](), list[float]()
        for _ in range(3):
            with timed(rounds):
                queries.list_findings(session, actor=person, now=now, wanted=wanted)
            with timed(naive):
                everything = queries.narrowed(queries._whole(), person, now, wanted)  # noqa: SLF001
                rows = session.execute(everything).all()
                sorted(rows, key=lambda row: (row.code, row.id))[:50]
        groups.sum_up(session, actor=person, now=now)
    ratio = min(naive) / min(rounds)
    print(
        f"  first page of a change of law {min(rounds):.0f} ms; all read and sorted here"
        f" {min(naive):.0f} ms: {ratio:.1f} times as fast"
    )


def lists(client: FlaskClient) -> None:
    """Ask for pages over all documents of the large agency: lists, and what a campaign asks for."""
    print("pages over 10,000 documents, first answer and best of 3 (wall, cpu of the best):")
    for address in ("/documents", "/documents?page=100", "/campaigns/new?text=100"):
        first: list[float] = []
        rounds: list[float] = []
        cpu: list[float] = []
        with timed(first):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        for _ in range(3):
            with timed(rounds), timed(cpu, time.process_time):
                client.get(address)
        print(f"  {address:<34}{first[0]:7.0f}{min(rounds):7.0f}{min(cpu):7.0f} ms")


def whole_text(runtime: Runtime) -> None:
    """End the hub as a whole, then withdraw that again."""
    today = day_of(runtime.now())
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=HUB, action=Action.REPLACES, effective_on=today)
        effect = legal.record_effects(tx, source_id=99, effects=[said])[0].id
    print("the hub replaced as a whole:")
    took = worked_off(runtime, effect)
    show_round(runtime, effect, took)
    with runtime.transaction(SYSTEM) as tx:
        legal.withdraw_effect(tx, effect_id=effect, reason="đo")
    print("and that withdrawn:")
    back = worked_off(runtime, effect)
    with runtime.reading() as session:
        left = session.scalar(
            select(func.count())
            .select_from(Finding)
            .where(Finding.effect_id == effect, Finding.state != "withdrawn")
        )
    print(f"  {left} left after {back['all'] / 1000:.1f} s (cpu {back['all cpu'] / 1000:.1f})")


def register(runtime: Runtime, client: FlaskClient, country: Country) -> None:
    """Ask for the lists of the register and the two clocks."""
    print("the register, first answer and best of 3 (wall):")
    for address in (
        "/legal",
        "/legal?page=5000",
        "/legal?q=h%E1%BB%99+t%E1%BB%8Bch+s%E1%BB%91+12",
        "/legal?q=123%2F2015%2FN%C4%90-CP",
        "/legal?type=Lu%E1%BA%ADt",
        "/legal?cited=yes",
        "/legal?cited=no",
        "/legal/2",
    ):
        first: list[float] = []
        rounds: list[float] = []
        with timed(first):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        for _ in range(3):
            with timed(rounds):
                client.get(address)
        print(f"  {address:<52}{first[0]:7.0f}{min(rounds):7.0f} ms")
    known = runtime.now() - timedelta(days=1)
    texts = country.some_texts(200)
    for name, known_at in (("as known now", None), ("as known yesterday", known)):
        times: list[float] = []
        with runtime.reading() as session:
            for text_id in texts:
                with timed(times):
                    loaded = law.load_law(session, [text_id], known_at=known_at)
                    loaded.force_on(text_id, date(2025, 6, 1))
        print(
            f"  force of one text, {name}: p50 {share(times, 0.5):.1f},"
            f" p95 {share(times, 0.95):.1f}, worst {max(times):.0f} ms"
        )


def compare(table: Sequence[tuple[int, dict[str, float]]]) -> None:
    """Print what things cost at each size, beside the size."""
    names = list(dict.fromkeys(name for _, row in table for name in row))
    print("\ncitations" + "".join(f"{name:>32}" for name in names) + "  (ms)")
    for size, row in table:
        print(f"{size:>9}" + "".join(f"{row.get(name, 0):>32.3f}" for name in names))


def secretary(runtime: Runtime) -> Actor:
    """Give the secretary of the large agency."""
    with runtime.reading() as session:
        assert session.get(Agency, 1) is not None
        return session.get_one(User, 1).actor


def newest_effect(runtime: Runtime) -> int:
    """Give the effect that raised findings last."""
    with runtime.reading() as session:
        return session.scalar(select(func.max(Finding.effect_id))) or 0


def signed_in(runtime: Runtime, app: Any) -> FlaskClient:
    """Give the secretary's browser."""
    first = identity.first_password()
    with runtime.transaction(SYSTEM) as tx:
        password = identity.reset_password(tx, user_id=1, reason="đo", first=first)
    with runtime.transaction(SYSTEM) as tx:
        started = identity.sign_in(tx, login="u1", password=password, whence=Whence("bench"))
    assert started is not None
    client: FlaskClient = app.test_client()
    client.set_cookie(auth.cookie_name("session", secure=False), started[0])
    return client


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("database", nargs="?", help="address of a PostgreSQL server's database")
    parser.add_argument("--keep", type=Path, help="folder of databases to write once and keep")
    parser.add_argument("--brief", action="store_true", help="no weak signals, no long lists")
    parser.add_argument("--register", action="store_true", help="the lists of the register too")
    parser.add_argument("--only-make", action="store_true", help="write what is not kept yet")
    parser.add_argument("--sizes", default=",".join(map(str, SMALL)), help="thousands of citations")
    parser.add_argument("--full", action="store_true", help="up to 5 million citations")
    main(parser.parse_args())
