"""The chain finds every change, hole, swap and cut."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from docctl.audit.rules import GENESIS, Fact, canonical, chained, faults_in

START = datetime(2026, 1, 1, tzinfo=UTC)
JSON = st.dictionaries(
    st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=8), max_size=4
)
Entry = tuple[Fact, str, str]


def chain(length: int, detail: dict[str, Any] | None = None) -> list[Entry]:
    entries: list[Entry] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        fact = Fact(
            seq=seq,
            at=START + timedelta(seconds=seq),
            actor_id=seq % 3,
            actor_name="Thư ký",
            action="version.saved",
            subject=f"version:{seq}",
            reason="lý do",
            detail=detail or {"n": seq},
            request_id=f"{seq:016x}",
        )
        digest = chained(previous, fact)
        entries.append((fact, previous, digest))
        previous = digest
    return entries


def head_of(entries: list[Entry]) -> tuple[int, str]:
    return (entries[-1][0].seq, entries[-1][2]) if entries else (0, GENESIS)


@given(length=st.integers(0, 20), detail=JSON)
def test_an_untouched_chain_has_no_faults(length: int, detail: dict[str, Any]) -> None:
    entries = chain(length, detail)
    assert faults_in(entries, head=head_of(entries)) == ()


CHANGES: dict[str, Any] = {
    "seq": 99,
    "at": START + timedelta(days=9),
    "actor_id": 77,
    "actor_name": "Người khác",
    "action": "version.approved",
    "subject": "version:999",
    "reason": "lý do khác",
    "detail": {"n": -1},
    "request_id": "f" * 16,
}


@given(
    length=st.integers(1, 12),
    at=st.integers(0, 11),
    name=st.sampled_from(sorted(CHANGES)),
    relink=st.booleans(),
)
def test_every_changed_fact_is_found(length: int, at: int, name: str, relink: bool) -> None:  # noqa: FBT001  # drawn
    entries = chain(length)
    at %= length
    fact, previous, digest = entries[at]
    changed = replace(fact, **{name: CHANGES[name]})
    # A forger may also write the entry's new hash, but not those of all that follow and the head.
    entries[at] = (changed, previous, chained(previous, changed) if relink else digest)
    assert faults_in(entries, head=head_of(chain(length)))


@given(length=st.integers(1, 12), at=st.integers(0, 11))
def test_every_removed_entry_is_found(length: int, at: int) -> None:
    entries = chain(length)
    head = head_of(entries)
    del entries[at % length]
    assert faults_in(entries, head=head)


@given(length=st.integers(2, 12), at=st.integers(0, 10))
def test_every_swap_is_found(length: int, at: int) -> None:
    entries = chain(length)
    head = head_of(entries)
    at %= length - 1
    entries[at], entries[at + 1] = entries[at + 1], entries[at]
    assert faults_in(entries, head=head)


@given(length=st.integers(2, 12), kept=st.integers(0, 10))
def test_a_cut_tail_is_found(length: int, kept: int) -> None:
    entries = chain(length)
    assert faults_in(entries[: kept % length], head=head_of(entries))


def test_time_that_runs_backwards_is_found() -> None:
    (first, previous, digest), (second, _, _) = chain(2)
    earlier = replace(second, at=START)
    entries = [(first, previous, digest), (earlier, digest, chained(digest, earlier))]
    assert faults_in(entries, head=head_of(entries)) == (
        "entry 2 lies before the entry it follows",
    )


@given(detail=JSON)
def test_the_canonical_form_does_not_depend_on_the_order_of_keys(detail: dict[str, Any]) -> None:
    (fact, _, _) = chain(1, detail or {"a": 1})[0]
    turned = replace(fact, detail=dict(reversed(list(fact.detail.items()))))
    assert canonical(turned) == canonical(fact)


def test_the_zone_a_moment_is_given_in_does_not_count() -> None:
    (fact, _, _) = chain(1)[0]
    other = replace(fact, at=fact.at.astimezone(tz=None))
    assert canonical(other) == canonical(fact)
