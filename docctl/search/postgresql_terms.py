"""Write entries and queries in the text forms of PostgreSQL's `tsvector` and `tsquery`.

Pure. The terms are ours: PostgreSQL's own parser would cut `19/2014/QĐ-TTg` into pieces. A term's
label is its field (A…D); the number of its positions is its frequency, positions mean nothing else.
"""

from collections.abc import Iterable
from itertools import pairwise

from docctl.search.analyzer import count_terms, pair_term
from docctl.search.index import Entry, Field
from docctl.search.phrase import pairs_prove
from docctl.search.query import Clause, Code, Phrase, Prefix, Word

LABELS = dict(zip(Field, "ABCD", strict=True))
_MOST_POSITIONS = 12
_LONGEST_VECTOR = 700_000
"""Bytes of terms; PostgreSQL refuses vectors of a mebibyte."""

Condition = tuple[str, dict[str, str]]


def quoted(term: str) -> str:
    """Quote a term for either form."""
    inner = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{inner}'"


def vector(entry: Entry) -> str:
    """Give the vector of an entry; of a giant one the last pairs of its body are left out."""
    places: dict[str, list[str]] = {}
    size = 0
    for number, part in enumerate(Field):
        counts, _ = count_terms(entry.text(part))
        for term, count in counts.items():
            if term not in places:
                size += 2 * len(term.encode()) + 24
                if size > _LONGEST_VECTOR and "_" in term:
                    continue
            first = number * _MOST_POSITIONS + 1
            numbers = range(first, first + min(count, _MOST_POSITIONS))
            places.setdefault(term, []).extend(f"{at}{LABELS[part]}" for at in numbers)
    return " ".join(f"{quoted(term)}:{','.join(at)}" for term, at in places.items())


def any_of(terms: Iterable[str], labels: str = "") -> str:
    """Ask for any of some terms, in the fields of `labels` or in all."""
    marks = f":{labels}" if labels else ""
    return " | ".join(f"{quoted(term)}{marks}" for term in terms)


def condition(clause: Clause, name: str) -> Condition:
    """Give the SQL condition of a clause on `terms`, `words` and `folded`, and its parameters.

    `name` begins the names of the parameters.
    """
    match clause:
        case Word():
            return _has(name), {name: quoted(clause.term)}
        case Prefix():
            beginnings = " | ".join(f"{quoted(term)}:*AB" for term in clause.beginnings)
            return _has(name), {name: f"{quoted(clause.word.term)} | {beginnings}"}
        case Phrase():
            return _phrase(clause.words, name)
        case Code():
            ending = ":*AB" if clause.unfinished else ""
            key = f"{quoted(clause.key)} | {quoted(clause.key)}{ending}"
            sql, parameters = _phrase(clause.words, f"{name}_apart")
            return f"({_has(name)} OR {sql})", {name: key, **parameters}


def _has(name: str) -> str:
    return f"terms @@ CAST(:{name} AS tsquery)"


def _phrase(words: tuple[Word, ...], name: str) -> Condition:
    pairs = [pair_term(first.folded, second.folded) for first, second in pairwise(words)]
    in_one_field = (
        "(" + " & ".join(f"{quoted(pair)}:{label}" for pair in pairs) + ")"
        for label in LABELS.values()
    )
    sql, parameters = _has(name), {name: " | ".join(in_one_field)}
    if pairs_prove(words):
        return sql, parameters
    # Words are letters or digits only, so nothing in them is a sign of LIKE or of a pattern.
    parameters[f"{name}_folded"] = f"% {' '.join(word.folded for word in words)} %"
    sql += f" AND folded LIKE :{name}_folded"
    if any(word.accented for word in words):
        exact = (word.exact if word.accented else r"[^ \n]+" for word in words)
        parameters[f"{name}_exact"] = f" {' '.join(exact)} "
        sql += f" AND words ~ :{name}_exact"
    return f"({sql})", parameters
