"""The timeline of texts: which effects work on a day, and when something ended for good. Pure.

The lower half of `force.Law`; nothing here knows what a standing is called on a page.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from docctl.legal.beginnings import begin_of, moving
from docctl.legal.rules import CHANGING, ENDING, Action, Extent
from docctl.legal.standing import WHOLE_TEXT, Act, Facts, Force, Standing
from docctl.legal.suspensions import holding, suspending, whole_targets

_DAY = timedelta(days=1)
_RESTING = frozenset({Action.SUSPENDS, Action.RESUMES, Action.EXTENDS, Action.POSTPONES})
_TURNING = CHANGING | ENDING
_TELLING = _TURNING | {Action.CORRECTS}


class Timeline:
    """Facts and confirmed effects in time."""

    def __init__(self, facts: Iterable[Facts], acts: Iterable[Act]) -> None:
        self._facts = {fact.text_id: fact for fact in facts}
        self._on: dict[int, list[Act]] = defaultdict(list)
        self._parents: dict[int, list[Act]] = defaultdict(list)
        for act in acts:
            self._on[act.target_id].append(act)
            if act.action is Action.DETAILS:
                self._parents[act.source_id].append(act)
        self._moving = {text_id: moving(some) for text_id, some in self._on.items()}
        self._stops = suspending(act for some in self._on.values() for act in some)
        self._dayless: dict[int, list[Act]] = {}
        self._dated: dict[tuple[int, frozenset[Action]], list[tuple[date, Act]]] = {}
        self._worked: dict[tuple[int, date, frozenset[Action]], list[Act]] = {}
        self._ends: dict[tuple[int, date, str], list[Act]] = {}
        self._dead: dict[tuple[int, date], bool] = {}
        self._open: dict[date, tuple[Act, ...]] = {}
        self._first_day: dict[int, date | None] = {}

    def start(self, act: Act) -> date | None:
        """Give the first day of an effect, None when nobody recorded it."""
        if act.effective_on is not None:
            return act.effective_on
        if act.source_id not in self._first_day:
            source = self._facts.get(act.source_id)
            self._first_day[act.source_id] = self._begin(source, date.min)[0] if source else None
        return self._first_day[act.source_id]

    def begin(self, text_id: int) -> date | None:
        """Give the first day of a text, with the postponements ordered in time."""
        facts = self._facts.get(text_id)
        return self._begin(facts, date.min)[0] if facts else None

    def facts_of(self, text_id: int) -> Facts | None:
        """Give the facts of a text, None for one that is not known."""
        return self._facts.get(text_id)

    def acts_on(self, text_id: int) -> tuple[Act, ...]:
        """Give the effects on a text that count."""
        return tuple(self._on.get(text_id, ()))

    def counted(self, text_id: int, day: date) -> tuple[Act, ...]:
        """Give what amends, supplements, corrects or ends parts of a text and works on `day`."""
        return tuple(self._working(text_id, day, _TELLING))

    def coming(self, text_id: int, day: date) -> tuple[Act, ...]:
        """Give what changes or ends a text, wholly or in part, only after `day`."""
        return tuple(
            act
            for act in self._on.get(text_id, ())
            if act.action in _TELLING and (start := self.start(act)) and start > day
        )

    def works(self, act: Act, day: date, path: str) -> bool:
        """Say whether an effect of this law works on `day` on `path` of its target.

        One whose first day nobody recorded works unless its source rests.
        """
        if act.action is Action.SUSPENDS:
            return any(one.id == act.id for one in self._suspensions(day))
        if self.start(act) is None:
            return act.source_id not in whole_targets(self._suspensions(day))
        target = self._facts.get(act.target_id)
        if act.action in ENDING and target is not None:
            working: Iterable[Act] = self._ending(target, day, path)
        else:
            working = self._working(act.target_id, day, {act.action})
        return any(one.id == act.id for one in working)

    def turning_days(self) -> tuple[date, ...]:
        """Give every day on which some effect begins or is over, in order."""
        days: set[date] = set()
        for acts in self._on.values():
            for act in acts:
                after = timedelta(0) if act.action is Action.POSTPONES else _DAY
                days |= {day for day in (self.start(act), act.until and act.until + after) if day}
        return tuple(sorted(days))

    def turning_days_of(self, text_id: int) -> tuple[date, ...]:
        """Give the days on which it may turn how a text stands, in order.

        Those of the effects on it; of what suspends, resumes, prolongs or postpones any text behind
        it; and those from which evidence speaks where a day is not recorded.
        """
        acts = [act for some in self._on.values() for act in some if act.action in _RESTING]
        acts += [act for act in self._on.get(text_id, ()) if act.action is not Action.DETAILS]
        days = {text_id: self._facts.get(text_id)}
        found: set[date] = set()
        for act in acts:
            start = self.start(act)
            found |= {day for day in (start, act.until, act.until and act.until + _DAY) if day}
            if start is None or act.action is Action.POSTPONES:
                days[act.source_id] = self._facts.get(act.source_id)
        for facts in days.values():
            if facts is not None:
                stated = facts.stated_on
                known = (
                    facts.issued_on,
                    facts.effective_on,
                    facts.expires_on,
                    facts.begun_by,
                    stated,
                )
                found |= {day for day in (*known, stated and stated + _DAY) if day}
        return tuple(sorted(found))

    def successors(self, text_id: int, day: date) -> tuple[int, ...]:
        """Give the latest texts that took the place of `text_id` by `day`, through chains."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = [text_id]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            replacing = self._working(current, day, {Action.REPLACES})
            after = {act.source_id for act in replacing if act.extent is Extent.WHOLE}
            waiting.extend(after)
            if not after and current != text_id:
                found.add(current)
        return tuple(sorted(found))

    def _begin(self, facts: Facts, day: date, path: str = WHOLE_TEXT) -> tuple[date | None, bool]:
        return begin_of(facts, self._moving.get(facts.text_id, ()), self._ordered, day, path)

    def _ordered(self, act: Act) -> date | None:
        """Give the day of a postponement, by plain facts: what postpones is not postponed."""
        source = self._facts.get(act.source_id)
        return act.effective_on or (source and (source.effective_on or source.issued_on)) or None

    def _latest(self, acts: Iterable[Act], day: date) -> tuple[int, ...]:
        """Give the latest successors brought by the replacing ones among `acts`."""
        sources = {act.source_id for act in acts if act.action is Action.REPLACES}
        return tuple(
            sorted({new for old in sources for new in self.successors(old, day) or (old,)})
        )

    def _gone(self, facts: Facts, day: date, path: str) -> Force | None:
        """Find the earliest day that ended `path` for good, and what ended it."""
        ends: dict[date, list[Act]] = defaultdict(list)
        for act in self._ending(facts, day, path):
            if act.covers(path) and (start := self.start(act)):
                ends[start].append(act)
        stated = self._stated_end(facts, day)
        if stated is not None and stated <= day and not self._kept(facts, stated, day, path):
            ends[stated] += []
        if not ends:
            return None
        acts = next((ends[end] for end in sorted(ends) if ends[end]), [])
        successors = self._latest([act for acts in ends.values() for act in acts], day)
        standing = Standing.REPLACED if successors else Standing.EXPIRED
        return Force(standing, since=min(ends), successors=successors).because(acts)

    def _ending(self, facts: Facts, day: date, path: str) -> list[Act]:
        """Give the endings that hold for `path`: not outlived, not undone by an amendment."""
        key = facts.text_id, day, path
        if key not in self._ends:  # asked more than once for one answer
            self._ends[key] = list(self._still_ending(facts, day, path))
        return self._ends[key]

    def _still_ending(self, facts: Facts, day: date, path: str) -> Iterator[Act]:
        endings = self._working(facts.text_id, day, ENDING)
        # Only what ended in part can be undone, and only for a part: none covers the whole text.
        in_part = bool(path) and any(act.extent is Extent.PARTS for act in endings)
        anew = [
            act
            for act in (self._working(facts.text_id, day, CHANGING) if in_part else ())
            if act.extent is Extent.PARTS and act.covers(path)
        ]
        for act in endings:
            start = self.start(act)
            undone = act.extent is Extent.PARTS and any(
                self._undoes(change, act, start) for change in anew
            )
            if start and not undone and not self._kept(facts, start, day, path):
                yield act

    def _undoes(self, change: Act, ending: Act, ended: date | None) -> bool:
        """Say whether an amendment writes anew what a text ended, then or before.

        A text that amends an article and ends a clause of it means both.
        """
        if change.source_id == ending.source_id and not set(change.paths) & set(ending.paths):
            return False
        return ended is not None and self._begun(change, ended) >= 0

    def _stated_end(self, facts: Facts, day: date) -> date | None:
        """Give the end the register states, unless a recorded effect of that day explains it."""
        end = facts.expires_on
        if end is None or any(
            act.action in ENDING and act.extent is Extent.WHOLE and self.start(act) == end
            for act in self._on[facts.text_id]
        ):
            return None
        longer = self._working(facts.text_id, day, {Action.EXTENDS})
        return max([end, *(act.until + _DAY for act in longer if act.until and not act.paths)])

    def own_end(self, text_id: int) -> date | None:
        """Give the end a text states for itself, prolonged; None if others end it by then."""
        facts = self._facts.get(text_id)
        end = self._stated_end(facts, date.max) if facts else None
        if end is None:
            return None
        others = [
            start
            for act in self._on[text_id]
            if act.action in ENDING and act.extent is Extent.WHOLE and (start := self.start(act))
        ]
        return None if others and min(others) <= end else end

    def _kept(self, facts: Facts, end: date, day: date, path: str) -> bool:
        """Say whether a clause "tiếp tục có hiệu lực" keeps `path` alive beyond `end`.

        A clause speaks of ends of its own day or before, not of later ones.
        """
        return any(
            act.covers(path) and (not act.until or day <= act.until) and self._begun(act, end) >= 0
            for act in self._working(facts.text_id, day, {Action.CONTINUES})
        )

    def _begun(self, act: Act, day: date) -> int:
        """Count the days from `day` to the start of an act that has one."""
        start = self.start(act)
        return (start - day).days if start else -1

    def _working(self, text_id: int, day: date, actions: Collection[Action]) -> list[Act]:
        """Give the effects on a text that have begun by `day` and do not rest on it.

        For one answer the same is asked many times: of a law that is often changed, for each of
        its provisions and endings.
        """
        key = text_id, day, frozenset(actions)
        if key not in self._worked:
            self._worked[key] = self._begun_by(*key)
        return self._worked[key]

    def _begun_by(self, text_id: int, day: date, actions: frozenset[Action]) -> list[Act]:
        dated = self._with_days(text_id, actions)
        if not dated:
            return []
        resting = whole_targets(self._suspensions(day))
        return [
            act
            for start, act in dated
            if start <= day
            and act.source_id not in resting
            and not self._died_before(act.source_id, start)
        ]

    def _without_days(self, text_id: int) -> list[Act]:
        """Give what changes or ends a text, wholly or in part, from a day nobody recorded."""
        if text_id not in self._dayless:
            self._dayless[text_id] = [
                act
                for act in self._on.get(text_id, ())
                if act.action in _TURNING and self.start(act) is None
            ]
        return self._dayless[text_id]

    def _with_days(self, text_id: int, actions: frozenset[Action]) -> list[tuple[date, Act]]:
        """Give the effects on a text that have a first day, with it: the same on every day."""
        key = text_id, actions
        if key not in self._dated:
            self._dated[key] = [
                (start, act)
                for act in self._on.get(text_id, ())
                if act.action in actions and (start := self.start(act))
            ]
        return self._dated[key]

    def _died_before(self, text_id: int, day: date) -> bool:
        """Say whether a text had ended as a whole before `day`.

        Only what began strictly earlier is asked, so circles in a faulty register come to an end.
        """
        key = text_id, day
        if key not in self._dead:
            facts = self._facts.get(text_id)
            self._dead[key] = bool(facts and self._gone(facts, day - _DAY, WHOLE_TEXT))
        return self._dead[key]

    def _suspensions(self, day: date) -> tuple[Act, ...]:
        """Give the suspensions that hold on `day`, also those of parts."""
        if day not in self._open:
            self._open[day] = holding(self._stops, self._on, self.start, day)
        return self._open[day]

    def _first(self, acts: Sequence[Act]) -> date | None:
        return min((start for act in acts if (start := self.start(act))), default=None)
