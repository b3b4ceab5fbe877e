"""The times in which effects work are what asking every single day says."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from docctl.legal.force import Law
from docctl.legal.rules import Action, Extent
from docctl.legal.spans import span_on, spans_of
from docctl.legal.standing import Act, Facts

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(-3, 45)]
days = st.integers(0, 30).map(lambda n: START + timedelta(days=n))
acts = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(1, 4),
        st.sampled_from(
            [
                Action.REPLACES,
                Action.REPEALS,
                Action.AMENDS,
                Action.SUSPENDS,
                Action.RESUMES,
                Action.CONTINUES,
            ]
        ),
        st.sampled_from(["", "d0005."]),
        days | st.none(),
        days | st.none(),
    ).filter(lambda one: one[0] != one[1]),
    max_size=6,
)


@given(st.lists(days | st.none(), min_size=4, max_size=4), acts)
def test_spans_hold_exactly_the_days_on_which_the_effect_works(
    begins: list[date | None], said: list[tuple[int, int, Action, str, date | None, date | None]]
) -> None:
    texts = [Facts(text_id=number, effective_on=day) for number, day in enumerate(begins, 1)]
    effects = [
        Act(
            id=number,
            source_id=source,
            target_id=target,
            action=action,
            extent=Extent.PARTS if path else Extent.WHOLE,
            paths=(path,) if path else (),
            effective_on=day,
            until=until if action in {Action.SUSPENDS, Action.CONTINUES} else None,
        )
        for number, (source, target, action, path, day, until) in enumerate(said)
    ]
    law = Law(texts, effects)
    for act in effects:
        for path in ("", "d0005.", "d0005.k001.", "d0006."):
            spans = spans_of(law, act, path)
            start = law.start(act)
            for day in DAYS:
                if start is not None and day < start:
                    continue
                inside = any(
                    (span.since is None or span.since <= day)
                    and (span.until is None or day < span.until)
                    for span in spans
                )
                assert inside is law.works(act, day, path)
            for one, other in pairwise(spans):
                assert one.until is not None
                assert other.since is not None
                assert one.until < other.since
            if spans and spans[-1].until is None:
                assert span_on(spans, DAYS[-1]) is not None
