"""Compare what the engine reads in law texts with the relations a register holds.

    python bench/oracle.py TEXTS REGISTER.jsonl [ARTICLES.jsonl] [--show 20]

TEXTS is a folder of `.txt` with `.json` beside them (`number`, `type`, `issuer`, `issued`,
`effective`, `title`, `relations`); ARTICLES holds single articles `{"id": "…:NUMBER@ARTICLE",
"text"}`. A register is no truth: what it lacks counts against precision here, so the misses and
what only the engine says are listed to be read. Recall is by document, action and target.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docctl.legal.read import LawText, read_law
from docctl.legal.rules import Action
from docctl.vietnamese import fold

Relation = tuple[str, str]  # type as the register words it, number of the target
ENDING = {Action.REPLACES, Action.REPEALS}
CHANGING = {Action.AMENDS, Action.SUPPLEMENTS, *ENDING}
READ_AS = {
    "thay thế": ENDING,
    "làm hết hiệu lực": ENDING,
    "bãi bỏ": ENDING,
    "sửa đổi, bổ sung": CHANGING,
    "sửa đổi": CHANGING,
    "bổ sung": CHANGING,
    "đính chính": {Action.CORRECTS},
}
FIELDS = ("number", "type", "issuer", "issued", "effective", "title")


def key(number: str | None) -> str:
    """Fold a number so that writings of one number are the same."""
    return fold(number or "").replace(" ", "").lstrip("0").replace(".", "-")


def relations(register: Path) -> dict[str, set[Relation]]:
    """Give the relations of a register by the number of the text that acts."""
    found: dict[str, set[Relation]] = defaultdict(set)
    for line in register.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for one in row.get("relations") or ():
            if one.get("type") in READ_AS and one.get("target_number"):
                found[key(row["number"])].add((one["type"], one["target_number"]))
    return found


def whole_texts(folder: Path) -> Iterator[tuple[dict[str, Any], LawText]]:
    """Yield the texts of a folder: what is told of them and said in them, and what was read."""
    for file in sorted(folder.glob("*.json")):
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        told = json.loads(file.read_text(encoding="utf-8"))
        kept = {name: value for name, value in told.items() if _is_said(name, value, text)}
        yield kept | {"number": told["number"], "told": "number" in kept}, read_law(text)


def _is_said(name: str, value: object, text: str) -> bool:
    """Say whether a text says a fact at all: many are stored without their header."""
    words = " ".join(fold(text).split())
    if name == "number":
        return key(str(value)) in key(words[:3000])
    if name in {"issued", "effective"} and value:
        year, month, day = (int(part) for part in str(value).split("-"))
        return bool(re.search(rf"0?{day}(?: thang |[/.-])0?{month}(?: nam |[/.-]){year}", words))
    if name in {"issuer", "title"} and value:
        told = fold(str(value))
        named = re.search(r"[0-9]/(?:[0-9]{4}/)?[a-z]|(?:nam )?[0-9]{4}$", told)
        return (told in words or told.replace(" va ", ", ") in words) and not named
    return True


def articles(file: Path) -> Iterator[tuple[str, LawText]]:
    """Yield the articles of a file: number of their text, and what was read."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = str(row["id"]).partition(":")[2].rpartition("@")[0]
        if "/" in number or "-" in number:
            yield number, read_law(row["text"])


def said_in(file: Path, told: dict[str, set[Relation]]) -> dict[str, set[Relation]]:
    """Keep the relations whose target stands in the articles: many closing articles are not there.

    Only an article that says "thay thế", "bãi bỏ" or "hết hiệu lực" is looked at.
    """
    kept: dict[str, set[Relation]] = defaultdict(set)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = key(str(row["id"]).partition(":")[2].rpartition("@")[0])
        words = key(row["text"])
        if any(word in words for word in ("thaythe", "baibo", "hethieuluc")):
            kept[number] |= {one for one in told.get(number, ()) if key(one[1]) in words}
    return kept


def compare(
    read: Iterable[tuple[str, LawText]], told: dict[str, set[Relation]], show: int
) -> Counter[tuple[str, str]]:
    """Count found and missed relations by type, and what only the engine says; list some."""
    said: dict[str, set[tuple[Action, str]]] = defaultdict(set)
    for number, law in read:
        said[key(number)].update(
            (one.action, key(one.target.number)) for one in law.effects if one.target.number
        )
    counted: Counter[tuple[str, str]] = Counter()
    misses, extra = list[str](), list[str]()
    for number, effects in said.items():
        wanted = told.get(number, set())
        for kind, target in sorted(wanted):
            right = any(a in READ_AS[kind] and to == key(target) for a, to in effects)
            counted[kind, "found" if right else "missed"] += 1
            other = {a.value for a, to in effects if to == key(target)}
            misses += [] if right else [f"{number} {kind} {target} {sorted(other) or ''}"]
        known = {key(target) for _, target in wanted}
        for action, target in sorted(effects):
            if wanted and action in ENDING:
                counted["ended, says the engine", "in both" if target in known else "only it"] += 1
                extra += [] if target in known else [f"{number} {action.value} {target}"]
    for name, lines in (("missed", misses), ("only the engine", extra)):
        print("".join(f"  {name}: {line}\n" for line in lines[:show]), end="")
    return counted


def report(title: str, counted: Counter[tuple[str, str]]) -> None:
    """Print recall by type, and the share of the engine's endings that the register knows."""
    print(title)
    for kind in dict.fromkeys(name for name, _ in counted):
        yes = counted[kind, "found"] + counted[kind, "in both"]
        no = counted[kind, "missed"] + counted[kind, "only it"]
        print(f"  {kind:<26}{yes:5} of {yes + no:5}  {yes / (yes + no):.3f}")


def fields(texts: Iterable[tuple[dict[str, Any], LawText]], show: int) -> Counter[tuple[str, str]]:
    """Count the fields of whole texts that were read as they are told."""
    counted: Counter[tuple[str, str]] = Counter()
    for told, law in texts:
        read = {
            "number": law.number,
            "type": law.type,
            "issuer": law.issuer,
            "issued": law.issued_on and law.issued_on.isoformat(),
            "effective": law.effective_on and law.effective_on.isoformat(),
            "title": law.title,
        }
        for name in FIELDS:
            if told.get(name) and (name != "number" or told["told"]):
                right = _same(name, str(told[name]), str(read[name] or ""))
                counted[name, "found" if right else "missed"] += 1
                if not right and show:
                    print(f"  {told.get('number')} {name}: {told[name]!r:.90} / {read[name]!r:.90}")
    return counted


def _same(name: str, told: str, read: str) -> bool:
    if name == "number":
        return key(told) == key(read)
    if name == "title":  # portals shorten titles and put number, type or year around them
        first, second = fold(told), fold(read)
        return bool(second) and (first in second or second in first)
    if name == "issuer":
        first, second = _agencies(told), _agencies(read)
        return bool(read) and (first <= second or second <= first)
    return fold(told) == fold(read)


def _agencies(names: str) -> set[str]:
    words = re.sub(r"bo truong |[^a-z ]", " ", fold(names))
    return {word for word in words.split() if word != "va"}


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("register", type=Path)
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    told = relations(given.register)
    texts = list(whole_texts(given.texts))
    for row, _ in texts:
        for one in row.get("relations") or ():
            if one.get("type") in READ_AS and one.get("target_number"):
                told[key(row["number"])].add((one["type"], one["target_number"]))
    report("whole texts: fields", fields(texts, given.show))
    read = [(str(row["number"]), law) for row, law in texts]
    report("whole texts: relations", compare(read, told, given.show))
    if given.articles:
        there = said_in(given.articles, told)
        report("articles: relations", compare(articles(given.articles), there, given.show))


if __name__ == "__main__":
    main()
