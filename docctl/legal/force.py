"""Whether a text, or a provision of it, is in force on a day. Pure.

`Law` holds facts of texts and the confirmed effects between them and answers for any day. The
answer does not depend on the order in which the effects were recorded. Rules it follows:

- An effect works from its own day, or from the day its source takes effect. A source that died
  before that day never brings it about; one that dies later has done what it did.
- While a source is suspended, what it does rests: suspending a repealing text revives the text it
  repealed (Nghị định 15/2018/NĐ-CP after the suspension of 46/2026/NĐ-CP).
- An effect whose day nobody recorded changes no status; it makes an intact one UNKNOWN.
- An amendment that writes a repealed provision anew, on the same day or later, brings it back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from docctl.legal.rules import CHANGING, ENDING, Action, Extent
from docctl.legal.standing import WHOLE_TEXT, Act, Facts, Force, Standing
from docctl.legal.suspensions import holding, whole_targets

_DAY = timedelta(days=1)


class Law:
    """Facts and confirmed effects, asked for a day. Texts it does not know are UNREGISTERED."""

    def __init__(self, facts: Iterable[Facts], acts: Iterable[Act]) -> None:
        self._facts = {fact.text_id: fact for fact in facts}
        self._on: dict[int, list[Act]] = defaultdict(list)
        for act in acts:
            self._on[act.target_id].append(act)
        self._dead: dict[tuple[int, date], bool] = {}
        self._open: dict[date, tuple[Act, ...]] = {}

    def force_on(self, text_id: int, day: date, path: str = WHOLE_TEXT) -> Force:
        """Say how `path` of a text (the whole text when empty) stands on `day`."""
        facts = self._facts.get(text_id)
        if facts is None:
            return Force(Standing.UNREGISTERED)
        closed = (
            self._gone(facts, day, path) or _not_yet(facts, day) or self._rests(facts, day, path)
        )
        if closed:
            return closed
        answers = (
            Force(Standing.IN_FORCE, since=facts.effective_on),
            self._partly_gone(facts, day, path),
            self._changed(facts, day, path),
            self._undated(facts, day, path),
            self._will_go(facts, day, path),
        )
        return max((a for a in answers if a is not None), key=lambda force: force.gravity)

    def force_of(self, text_id: int, day: date, paths: Collection[str]) -> Force:
        """Say how a citation of several provisions stands: as the gravest of them."""
        answers = [self.force_on(text_id, day, path) for path in sorted(paths) or [WHOLE_TEXT]]
        return max(answers, key=lambda force: force.gravity)

    def start(self, act: Act) -> date | None:
        """Give the first day of an effect, None when nobody recorded it."""
        if act.effective_on is not None:
            return act.effective_on
        source = self._facts.get(act.source_id)
        return source.effective_on if source else None

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

    def _ending(self, facts: Facts, day: date, path: str) -> Iterator[Act]:
        """Give the endings that hold for `path`: not outlived, not undone by an amendment."""
        anew = max(
            (
                start
                for act in self._working(facts.text_id, day, CHANGING)
                if act.extent is Extent.PARTS and act.covers(path) and (start := self.start(act))
            ),
            default=None,
        )
        for act in self._working(facts.text_id, day, ENDING):
            start = self.start(act)
            undone = act.extent is Extent.PARTS and anew is not None and start and start <= anew
            if start and not undone and not self._kept(facts, start, day, path):
                yield act

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

    def _rests(self, facts: Facts, day: date, path: str) -> Force | None:
        acts = [
            act
            for act in self._suspensions(day)
            if act.target_id == facts.text_id and act.touches(path)
        ]
        return Force(Standing.SUSPENDED, since=self._first(acts)).because(acts) if acts else None

    def _partly_gone(self, facts: Facts, day: date, path: str) -> Force | None:
        acts = [
            act
            for act in self._ending(facts, day, path)
            if act.extent is not Extent.WHOLE and act.touches(path)
        ]
        if not acts:
            return None
        successors = self._latest(acts, day)
        return Force(
            Standing.PARTLY_EXPIRED, since=self._first(acts), successors=successors
        ).because(acts)

    def _changed(self, facts: Facts, day: date, path: str) -> Force | None:
        acts = self._working(facts.text_id, day, CHANGING)
        if not path:
            standing = Standing.AMENDED
        elif here := [a for a in acts if a.extent is Extent.PARTS and a.touches(path)]:
            standing, acts = Standing.AMENDED_HERE, here
        elif vague := [a for a in acts if a.extent is not Extent.PARTS]:
            standing, acts = Standing.AMENDED, vague
        else:
            standing = Standing.AMENDED_ELSEWHERE
            acts = [*acts, *self._working(facts.text_id, day, ENDING)]
        if not acts:
            return None
        starts = [start for act in acts if (start := self.start(act))]
        return Force(standing, since=max(starts)).because(acts)

    def _undated(self, facts: Facts, day: date, path: str) -> Force | None:
        """Answer UNKNOWN when the text's own day, or that of an effect that would hit it, is."""
        acts = [
            act
            for act in self._on[facts.text_id]
            if act.action in ENDING | CHANGING
            and self.start(act) is None
            and act.touches(path)
            and self._issued(act.source_id, day)
        ]
        if not acts and facts.effective_on is not None:
            return None
        return Force(Standing.UNKNOWN, successors=self._latest(acts, day)).because(acts)

    def _issued(self, text_id: int, day: date) -> bool:
        facts = self._facts.get(text_id)
        return facts is None or facts.issued_on is None or facts.issued_on <= day

    def _will_go(self, facts: Facts, day: date, path: str) -> Force | None:
        coming: dict[date, list[Act]] = defaultdict(list)
        for act in self._on[facts.text_id]:
            start = self.start(act)
            if (
                start
                and start > day
                and act.covers(path)
                and any(one is act for one in self._ending(facts, start, path))
            ):
                coming[start].append(act)
        stated = self._stated_end(facts, day)
        if stated is not None and stated > day:
            coming[stated] += []
        if not coming:
            return None
        since = min(coming)
        successors = self._latest(coming[since], since)
        return Force(Standing.WILL_EXPIRE, since=since, successors=successors).because(
            coming[since]
        )

    def _working(self, text_id: int, day: date, actions: Collection[Action]) -> list[Act]:
        """Give the effects on a text that have begun by `day` and do not rest on it."""
        resting = whole_targets(self._suspensions(day))
        return [
            act
            for act in self._on.get(text_id, ())
            if act.action in actions
            and act.source_id not in resting
            and (start := self.start(act))
            and start <= day
            and not self._died_before(act.source_id, start)
        ]

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
            self._open[day] = holding(self._on, self.start, day)
        return self._open[day]

    def _first(self, acts: Sequence[Act]) -> date | None:
        return min((start for act in acts if (start := self.start(act))), default=None)


def _not_yet(facts: Facts, day: date) -> Force | None:
    if facts.effective_on is None or facts.effective_on <= day:
        return None
    return Force(Standing.NOT_YET, since=facts.effective_on)
