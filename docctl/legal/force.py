"""Whether a text, or a provision of it, is in force on a day. Pure.

`Law` holds facts of texts and the confirmed effects between them and answers for any day. The
answer does not depend on the order in which the effects were recorded. Rules it follows:

- An effect works from its own day, or from the day its source takes effect. A source that died
  before that day never brings it about; one that dies later has done what it did.
- While a source is suspended, what it does rests: suspending a repealing text revives the text it
  repealed (Nghị định 15/2018/NĐ-CP after the suspension of 46/2026/NĐ-CP).
- An effect whose day nobody recorded changes no status; it makes an intact one UNKNOWN.
- An amendment that writes a repealed provision anew, on the same day or later, brings it back; not
  one of a wider part by the repealing text itself.
- What ends by the day it would have taken effect was never in force.
- Where a day is not recorded, evidence (`presumption`) may still answer, and says so.
- A text that details one that is gone is only marked for review (`cascade`).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from docctl.legal.cascade import rule_on
from docctl.legal.presumption import Evidence, Stated
from docctl.legal.rules import CHANGING, ENDING, Extent
from docctl.legal.standing import GONE, WHOLE_TEXT, Act, Facts, Force, Review, Standing
from docctl.legal.suspensions import whole_targets
from docctl.legal.timeline import Timeline


class Law(Timeline):
    """Facts and confirmed effects, asked for a day. Texts it does not know are UNREGISTERED."""

    def force_on(self, text_id: int, day: date, path: str = WHOLE_TEXT) -> Force:
        """Say how `path` of a text (the whole text when empty) stands on `day`."""
        facts = self._facts.get(text_id)
        if facts is None:
            return Force(Standing.UNREGISTERED)
        force = self._force_on(facts, day, path)
        if force.standing in GONE or text_id not in self._parents:
            return force
        return replace(force, reviews=self.reviews(text_id, day))

    def force_then(self, text_id: int, day: date) -> Force:
        """Say how a whole text stood on `day` as a chronicle tells it: without what was to come."""
        facts = self._facts.get(text_id)
        if facts is None:
            return Force(Standing.UNREGISTERED)
        return self._force_on(facts, day, WHOLE_TEXT, ahead=False)

    def _force_on(self, facts: Facts, day: date, path: str, *, ahead: bool = True) -> Force:
        closed = (
            self._ended(facts, day, path)
            or self._not_yet(facts, day, path)
            or self._rests(facts, day, path)
        )
        if closed:
            return closed
        begin, _waits = self._begin(facts, day, path)
        answers = (
            Force(Standing.IN_FORCE, since=begin),
            self._partly_gone(facts, day, path),
            self._changed(facts, day, path),
            self._undated(facts, day, path),
            self._will_go(facts, day, path) if ahead else None,
        )
        return max((a for a in answers if a is not None), key=lambda force: force.gravity)

    def reviews(self, text_id: int, day: date) -> tuple[Review, ...]:
        """Give the dead texts that a text details, with the rule of the day they ended.

        None for parents that were dead when the text was issued, and where a clause that keeps the
        text alive was made for that end or a later one.
        """
        facts = self._facts.get(text_id)
        found: dict[int, Review] = {}
        for act in self._parents.get(text_id, ()):
            parent = self._facts.get(act.target_id)
            gone = parent and self._gone(parent, day, WHOLE_TEXT)
            if facts is None or not gone or gone.since is None:
                continue
            first = facts.issued_on or facts.effective_on
            if (first and gone.since <= first) or self._kept(facts, gone.since, day, WHOLE_TEXT):
                continue
            found[act.target_id] = Review(
                act.target_id, gone.since, rule_on(gone.since), gone.successors
            )
        return tuple(found[key] for key in sorted(found))

    def force_of(self, text_id: int, day: date, paths: Collection[str]) -> Force:
        """Say how a citation of several provisions stands: as the gravest of them."""
        answers = [self.force_on(text_id, day, path) for path in sorted(paths) or [WHOLE_TEXT]]
        return max(answers, key=lambda force: force.gravity)

    def _ended(self, facts: Facts, day: date, path: str) -> Force | None:
        """Find the end of `path`: dated, else one that evidence says has come.

        What is over by its first day was never in force; that is known as soon as the end is.
        """
        begin, _waits = self._begin(facts, day, path)
        gone = self._gone(facts, day, path)
        if begin and gone is None and day < begin:
            gone = self._gone(facts, begin, path)
        if gone and begin and gone.since and gone.since <= begin:
            return replace(gone, standing=Standing.NEVER)
        return gone or self._surely_gone(facts, day, path)

    def _surely_gone(self, facts: Facts, day: date, path: str) -> Force | None:
        """Find endings without a day whose source has taken effect by all evidence."""
        resting = whole_targets(self._suspensions(day))
        acts = [
            act
            for act in self._on[facts.text_id]
            if act.action in ENDING
            and act.covers(path)
            and self.start(act) is None
            and act.source_id not in resting
            and self._evidence(act.source_id, day)
        ]
        if not acts:
            return None
        successors = self._latest(acts, day)
        standing = Standing.REPLACED if successors else Standing.EXPIRED
        evidence = self._evidence(acts[0].source_id, day)
        return Force(standing, successors=successors, evidence=evidence).because(acts)

    def _evidence(self, text_id: int, day: date) -> Evidence | None:
        """Say what tells that a text without a recorded day had taken effect by `day`."""
        facts = self._facts.get(text_id)
        if facts is None or self._begin(facts, day)[1]:
            return None
        said = facts.stated in {Stated.IN_FORCE, Stated.ENDED, Stated.SUSPENDED}
        if said and facts.stated_on and facts.stated_on <= day:
            return Evidence.STATED
        return Evidence.AGE if facts.begun_by and facts.begun_by <= day else None

    def _not_yet(self, facts: Facts, day: date, path: str) -> Force | None:
        begin, waits = self._begin(facts, day, path)
        if begin is not None:
            return Force(Standing.NOT_YET, since=begin) if day < begin else None
        unborn = facts.issued_on is not None and day < facts.issued_on
        said = facts.stated is Stated.NOT_YET and facts.stated_on and day <= facts.stated_on
        return Force(Standing.NOT_YET) if waits or unborn or said else None

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
        """Answer where a day is not recorded: the text's own, or that of an effect on it.

        An amendment is told as one, with what speaks for its having begun. An ending whose source
        has not surely taken effect makes the text UNKNOWN, and so does an end that a source states
        without its day.
        """
        acts = [
            act
            for act in self._without_days(facts.text_id)
            if act.touches(path) and self._issued(act.source_id, day)
        ]
        open_acts = [
            act for act in acts if act.action in ENDING and not self._evidence(act.source_id, day)
        ]
        if open_acts or facts.stated is Stated.ENDED:
            return Force(Standing.UNKNOWN, successors=self._latest(open_acts, day)).because(
                open_acts
            )
        answers = [self._own_evidence(facts, day), *(self._surely(act, day) for act in acts)]
        return max((a for a in answers if a), key=lambda force: force.gravity, default=None)

    def _own_evidence(self, facts: Facts, day: date) -> Force | None:
        if self._begin(facts, day)[0] is not None:
            return None
        evidence = self._evidence(facts.text_id, day)
        return Force(Standing.PRESUMED if evidence else Standing.UNKNOWN, evidence=evidence)

    def _surely(self, act: Act, day: date) -> Force:
        """Say what an effect without a day did, on the evidence that its source works."""
        ended = act.action in ENDING
        standing = Standing.PARTLY_EXPIRED if ended else Standing.AMENDED
        evidence = self._evidence(act.source_id, day) or Evidence.ISSUED
        return Force(standing, evidence=evidence).because([act])

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
