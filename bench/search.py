"""Measure search: relevance on the gold questions, speed on the register's titles.

Run: `python bench/search.py DATA [DATABASE_URL]`, where DATA holds `gold/queries-dev.jsonl`,
`gold/queries-corpus.jsonl` and `legal/register.jsonl`; with the address of a PostgreSQL database,
in which the schema `docctl_search` is replaced, that backend is measured instead of Whoosh.
"""

import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from docctl.search.index import Entry, Index, Kind, Match
from docctl.search.postgresql_index import PostgresqlIndex
from docctl.search.query import parse
from docctl.search.whoosh_index import WhooshIndex
from docctl.vietnamese import plain

Opener = Callable[[Path], Index]


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def relevance(index: Index, questions: Sequence[dict[str, Any]], *, folded: bool = False) -> str:
    """Give hit@1, hit@5, hit@10, MRR@10 and milliseconds."""
    ranks, times = [], []
    for question in questions:
        text = plain(question["question"]) if folded else question["question"]
        begin = time.perf_counter()
        keys = index.search(parse(text), match=Match.MOST, limit=10).keys
        times.append((time.perf_counter() - begin) * 1000)
        found = [at for at, key in enumerate(keys, 1) if key in question["relevant"]]
        ranks.append(found[0] if found else 0)
    shares = [sum(0 < rank <= top for rank in ranks) / len(ranks) for top in (1, 5, 10)]
    mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
    figures = " ".join(f"{share:.3f}" for share in (*shares, mrr))
    return f"hit@1/5/10 MRR {figures}   {spread(times)}"


def spread(times: Iterable[float]) -> str:
    """Give the median, the 95th percentile and the maximum of milliseconds."""
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"p50 {statistics.median(ordered):.1f} p95 {p95:.1f} max {ordered[-1]:.1f} ms"


def articles(corpus: Iterable[dict[str, Any]], *, names: bool) -> list[Entry]:
    """Make entries of articles; with `names` the law is the title and its heading a heading."""
    made = {}
    for row in corpus:
        heading, _, body = row["text"].partition("\n")
        law = f"{row.get('law') or ''}, Điều {row.get('article')}" if names else ""
        made[row["id"]] = Entry(row["id"], Kind.LEGAL_TEXT, "", law, heading, body)
    return list(made.values())


def build(index: Index, entries: Sequence[Entry], where: Path) -> None:
    """Rebuild and say how long it took, how large it is and how much memory was used."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = index.rebuild(entries)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(file.stat().st_size for file in where.rglob("*") if file.is_file()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {count} entries, {wall:.1f} s wall, {cpu:.1f} s CPU, {size:.1f} MB, RSS {memory} MiB")


def queries(titles: Sequence[str], numbers: Sequence[str]) -> dict[str, list[str]]:
    """Take queries of several sorts from real titles and numbers, always the same."""
    chance = random.Random(7)  # noqa: S311 - a sample, not a secret
    split = [words for words in (title.split() for title in titles) if len(words) > 8]

    def piece(length: int) -> str:
        words = chance.choice(split)
        at = chance.randrange(len(words) - length)
        return " ".join(words[at : at + length]).replace('"', "")

    made = {f"{length} words": [piece(length) for _ in range(100)] for length in (1, 2, 3, 6)}
    made["3 words plain"] = [plain(text) for text in made["3 words"]]
    made["phrase of 3"] = [f'"{text}"' for text in made["3 words"]]
    made["phrase plain"] = [f'"{text}"' for text in made["3 words plain"]]
    made["number"] = chance.sample(numbers, 100)
    made["number plain"] = [plain(number).lower().replace("-", " - ") for number in made["number"]]
    return made


def speed(index: Index, made: dict[str, list[str]]) -> None:
    """Time every sort of query; the whole ordered list of keys is asked for."""
    for name, texts in made.items():
        times, hits = [], []
        for text in texts:
            begin = time.perf_counter()
            hits.append(index.search(parse(text)).total)
            times.append((time.perf_counter() - begin) * 1000)
        found = f"hits {statistics.median(hits):.0f}, none {sum(h == 0 for h in hits)}"
        print(f"  {name:14} {spread(times)}   {found}")


def timed(name: str, act: Callable[[], object], times: int = 5) -> None:
    """Time one act several times."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        took.append((time.perf_counter() - begin) * 1000)
    print(f"  {name:14} {spread(took)}")


def gold(data: Path, open_index: Opener, place: Path) -> None:
    """Measure relevance on the articles of both sets."""
    questions = rows(data / "gold/queries-dev.jsonl")
    corpus = rows(data / "gold/queries-corpus.jsonl")
    for name in ("alqac2023", "phapdien"):
        for names in (False, True):
            where = place / f"{name}-{names}"
            index = open_index(where)
            print(f"{name}, {'with' if names else 'without'} the name of the law")
            build(index, articles((r for r in corpus if r["set"] == name), names=names), where)
            asked = [question for question in questions if question["set"] == name]
            print("  accents      ", relevance(index, asked))
            print("  no accents   ", relevance(index, asked, folded=True), flush=True)


def register(data: Path, open_index: Opener, place: Path) -> None:
    """Measure speed on the titles of the register."""
    known = rows(data / "legal/register.jsonl")
    entries = [
        Entry(
            str(at),
            Kind.LEGAL_TEXT,
            row["number"] or "",
            f"{row['type'] or ''} {row['title'] or ''}".strip(),
            "",
            row["issuer"] or "",
        )
        for at, row in enumerate(known)
    ]
    index = open_index(place / "register")
    print("register")
    build(index, entries, place / "register")
    made = queries([e.title for e in entries], [e.code for e in entries if e.code])
    speed(index, made)
    timed("replace one", lambda: index.replace(entries[:1]))
    timed("replace 100", lambda: index.replace(entries[:100]), times=3)
    print("after replacing, in several segments:")
    speed(index, made)


def main(data: Path, address: str | None) -> None:
    """Measure all."""
    open_index: Opener = WhooshIndex
    if address:
        stored = PostgresqlIndex(create_engine(address))

        def open_index(_: Path) -> Index:
            return stored

    with tempfile.TemporaryDirectory() as place:
        register(data, open_index, Path(place))
        gold(data, open_index, Path(place))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
