"""Failpoints do nothing unless armed, and every one of them stands in the program."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docctl import faults

PROGRAM = Path(__file__).parents[1] / "docctl"


@pytest.fixture(autouse=True)
def _harmless() -> Iterator[None]:
    yield
    faults.disarm()


def test_an_unarmed_failpoint_does_nothing() -> None:
    faults.reach("transaction.before_commit")
    assert faults.hits == {}


def test_an_armed_failpoint_acts_each_time() -> None:
    seen: list[int] = []
    faults.arm("mail.before_send", lambda: seen.append(1))
    faults.reach("mail.before_send")
    faults.reach("mail.before_send")
    faults.reach("mail.after_send")
    assert len(seen) == 2
    assert faults.hits == {"mail.before_send": 2, "mail.after_send": 1}


def test_a_text_arms_several() -> None:
    faults.arm_all("mail.before_send=raise, mail.after_send = enospc,")
    with pytest.raises(faults.Injected):
        faults.reach("mail.before_send")
    with pytest.raises(OSError, match="No space"):
        faults.reach("mail.after_send")


@pytest.mark.parametrize("text", ["nowhere=raise", "mail.before_send=explode", "mail.before_send"])
def test_a_wrong_text_is_refused(text: str) -> None:
    with pytest.raises(KeyError):
        faults.arm_all(text)


def test_every_declared_failpoint_is_reached_somewhere_and_none_is_undeclared() -> None:
    reached: set[str] = set()
    for path in PROGRAM.rglob("*.py"):
        reached |= set(re.findall(r'faults\.reach\(\s*"([^"]+)"', path.read_text()))
    assert reached == faults.NAMES
