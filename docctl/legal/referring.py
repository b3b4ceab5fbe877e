"""What the provisions of a stored text refer to: other texts and places of their own text. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from docctl.legal.find import find
from docctl.legal.naming import name_key
from docctl.legal.numbers import number_norm
from docctl.legal.paths import paths_of
from docctl.legal.reading.places import chains_in
from docctl.legal.structure import Provision

ITSELF = ""
References = dict[str, frozenset[tuple[str, str]]]  # by path: (key of a text, path there)
_LONGEST = 20_000  # signs of one provision that are looked at


@lru_cache(maxsize=64)
def references_in(words: str, provisions: tuple[Provision, ...]) -> References:
    """Give what each Điều, khoản and điểm refers to; the key is a number, a name or ITSELF.

    A place that stands by itself, or before "Luật này", is one of the same text.
    """
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in provisions:
        if one.path:
            own = words[one.start : one.end][:_LONGEST]
            found[one.path] |= set(_references(own.partition("\n")[2] or own, one.path))
    return {path: frozenset(them) for path, them in found.items() if them}


def _references(words: str, own: str) -> Iterable[tuple[str, str]]:
    taken: list[tuple[int, int]] = []
    for citation in find(words):
        key = number_norm(citation.number or "") or name_key(citation.name or "")
        if not key or citation.embedded:
            continue
        paths = {path for place in citation.articles for path in paths_of(place)}
        taken.append((citation.start - 120 if paths else citation.start, citation.end))
        for path in paths:
            yield key, path
    for chain in chains_in(words, 0, len(words)):
        if any(start <= chain.start and chain.end <= end for start, end in taken):
            continue
        for place in chain.places:
            for path in paths_of(place):
                if path.startswith("d") and not own.startswith(path):
                    yield ITSELF, path
