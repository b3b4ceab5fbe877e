"""When a session ends, how long wrong passwords block, what a password must be."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.identity.passwords import (
    MAX_BYTES,
    MIN_LENGTH,
    hash_password,
    matches,
    nobody,
    objections_to_password,
)
from docctl.identity.rules import (
    ABSOLUTE,
    FREE_TRIES,
    IDLE,
    LONGEST_BLOCK,
    block_after,
    network_block_after,
    session_is_live,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(0), timedelta(hours=20))


@given(seen=SPANS, now=SPANS)
def test_a_session_lives_while_it_is_used_and_young(seen: timedelta, now: timedelta) -> None:
    live = session_is_live(created_at=START, seen_at=START + seen, ended_at=None, now=START + now)
    assert live == (now < seen + IDLE and now < ABSOLUTE)


def test_an_ended_session_never_lives() -> None:
    assert not session_is_live(created_at=START, seen_at=START, ended_at=START, now=START)


def test_a_session_ends_on_the_instant() -> None:
    def live(now: datetime) -> bool:
        return session_is_live(created_at=START, seen_at=START, ended_at=None, now=now)

    assert live(START + IDLE - timedelta(microseconds=1))
    assert not live(START + IDLE)


@given(count=st.integers(0, 10_000))
def test_blocks_grow_and_never_shrink_and_have_an_end(count: int) -> None:
    assert block_after(count) <= block_after(count + 1) <= LONGEST_BLOCK


def test_the_first_tries_are_free_and_the_next_are_not() -> None:
    assert block_after(FREE_TRIES - 1) == timedelta(0)
    assert block_after(FREE_TRIES) == timedelta(seconds=30)
    assert block_after(FREE_TRIES + 1) == timedelta(seconds=60)


def test_a_network_is_slowed_down_by_many_tries_and_never_by_each() -> None:
    slowing = [count for count in range(1, 200) if network_block_after(count)]
    assert slowing == [60, 90, 120, 150, 180]


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * (MIN_LENGTH - 1),
        "aaaaaaaaaaaaaa",
        "password1234",
        "a1" * MAX_BYTES,
        "nguyenvan-2026",
        "toi la uy ban",
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    assert objections_to_password(password, words=("nguyenvan", "uy ban"))


@pytest.mark.parametrize("password", ["mat-khau-dai-1", "Mật khẩu rất dài", "đường về quê xa"])
def test_a_long_unusual_password_is_taken(password: str) -> None:
    assert objections_to_password(password, words=("login", "UBND xã Thử")) == ()


def test_a_password_is_the_same_from_every_keyboard() -> None:
    composed = unicodedata.normalize("NFC", "tiếng việt dài")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert matches(hash_password(composed), decomposed)


def test_the_stored_form_does_not_contain_the_password() -> None:
    stored = hash_password("mat-khau-dai-1")
    assert stored.startswith("$argon2id$")
    assert "mat-khau" not in stored
    assert hash_password("mat-khau-dai-1") != stored


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$broken", "$2b$12$abc"])
def test_a_broken_stored_form_lets_nobody_in(stored: str) -> None:
    assert not matches(stored, "mat-khau-dai-1")


def test_an_over_long_password_is_refused_without_hashing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never() -> None:
        raise AssertionError("hashed")

    monkeypatch.setattr("docctl.identity.passwords._hasher", never)
    assert not matches("$argon2id$", "a" * (MAX_BYTES + 1))


def test_nobody_has_the_password_nobody_has() -> None:
    assert not matches(nobody(), "mat-khau-dai-1")
