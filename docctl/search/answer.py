"""Ask the index and keep what the reader may see: the one order in which that is right.

Pure but for the index it is given. Nothing that the reader may not see decides what is shown: the
search is widened only when nothing *visible* has all the words, and everything is counted after.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docctl.errors import Sentence, say
from docctl.search.index import MOST_HITS, Hit, Index, Kind, Match
from docctl.search.query import Code, Phrase, Query

Visible = Callable[[Sequence[str]], frozenset[str]]

REBUILDING = say("The search index is being rebuilt. Please try again in a few minutes.")
WIDENED = say("Nothing has all these words. These have the most of them.")
NOTHING = say("Nothing was found. Check the spelling or use fewer words.")
CUT = say("The search was too long; only its beginning was used.")
ONLY_EXCLUDED = say("Add a word to search for: a search cannot only leave words out.")

_FEWEST_WORDS = 3
_TAIL = 0.25


@dataclass(frozen=True, slots=True)
class Found:
    """All visible hits, best first; their number is the count to show.

    `widened`: none has all the words, these have most. `more`: the cap was reached and there may
    be more. `notes` are sentences for the reader.
    """

    hits: tuple[Hit, ...] = ()
    widened: bool = False
    more: bool = False
    notes: tuple[Sentence, ...] = ()


def answer(
    index: Index, query: Query, visible: Visible, *, kinds: frozenset[Kind] | None = None
) -> Found:
    """Search, filter with `visible` (keys → those the reader may see) and widen if need be.

    Raises IndexUnavailable; the page then shows REBUILDING.
    """
    notes = (CUT,) if query.cut else ()
    if not query:
        return Found(notes=(ONLY_EXCLUDED,) if query.must_not else notes)
    hits, more = _seen(index, query, visible, kinds, Match.ALL)
    if hits or not _can_widen(query):
        return Found(hits, more=more, notes=notes if hits else (*notes, NOTHING))
    hits, _ = _seen(index, query, visible, kinds, Match.MOST)
    if not hits:
        return Found(notes=(*notes, NOTHING))
    # The best is the best visible one: a hidden hit must not push others out.
    hits = tuple(hit for hit in hits if hit.score >= hits[0].score * _TAIL)
    return Found(hits, widened=True, notes=(*notes, WIDENED))


def _seen(
    index: Index, query: Query, visible: Visible, kinds: frozenset[Kind] | None, match: Match
) -> tuple[tuple[Hit, ...], bool]:
    found = index.search(query, match=match, kinds=kinds, limit=MOST_HITS)
    may_see = visible(found.keys)
    return tuple(hit for hit in found.hits if hit.key in may_see), found.total > len(found.hits)


def _can_widen(query: Query) -> bool:
    if any(isinstance(clause, Phrase | Code) for clause in query.must) and len(query.must) == 1:
        return False
    return len(query.words) >= _FEWEST_WORDS
