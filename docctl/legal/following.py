"""Which provision of a new law follows one of the old law it replaces, by title and words. Pure.

A law that replaces another says nothing of it: what is found here is a hint for a person, with how
much the two have in common, and never changes a document by itself.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from docctl.legal.structure import Provision
from docctl.legal.wording import Written
from docctl.vietnamese import fold

_ALIKE, _ALIKE_INSIDE = 0.45, 0.5  # share of words in common from which it is told
_CLEARLY = 0.08  # how much better than the next one


@dataclass(frozen=True, slots=True)
class Followed:
    """A provision of the new law, and the share of words it has in common with the old one."""

    path: str
    alike: float


def follow(old: Written, path: str, new: Written) -> Followed | None:
    """Find the provision of a new law that is most like one of the old law; None where none is.

    Inside the Điều that follows, the khoản or điểm most like it; else that Điều as a whole.
    """
    by_path = {one.path: one for one in reversed(old.provisions) if one.path}
    article = by_path.get(f"{path.split('.', maxsplit=1)[0]}.")
    if article is None or article.level != "dieu":
        return None
    found = _article(old, article, new)
    if found is None or path == article.path or path not in by_path:
        return found
    was = by_path[path]
    inside = [
        one for one in new.provisions if one.level == was.level and one.path.startswith(found.path)
    ]
    words = _words(new, was.level)
    like = _best(_words(old, was.level)[was], [(one, words[one]) for one in inside], _ALIKE_INSIDE)
    return like or found


def _article(old: Written, article: Provision, new: Written) -> Followed | None:
    articles = [one for one in new.provisions if one.level == "dieu" and one.path[:1] == "d"]
    was, words = _words(old, "dieu")[article], _words(new, "dieu")
    titled = [one for one in articles if one.title and fold(one.title) == fold(article.title)]
    if len(titled) == 1:
        return Followed(titled[0].path, _dice(was, words[titled[0]]))
    return _best(was, [(one, words[one]) for one in titled or articles], _ALIKE)


def _best(
    was: Counter[str], some: list[tuple[Provision, Counter[str]]], least: float
) -> Followed | None:
    scored = sorted(((_dice(was, words), one.path) for one, words in some), reverse=True)
    if not scored or scored[0][0] < least:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _CLEARLY and scored[0][0] < 1:
        return None
    return Followed(scored[0][1], scored[0][0])


@lru_cache(maxsize=16)  # a law is asked about provision by provision
def _words(law: Written, level: str) -> dict[Provision, Counter[str]]:
    return {
        one: Counter(law.text[one.start : one.end].lower().split())
        for one in law.provisions
        if one.level == level
    }


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
