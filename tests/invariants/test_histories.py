"""Every invariant holds after any history."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.histories import Histories

COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def test_every_invariant_holds_after_any_short_history() -> None:
    chosen = settings(max_examples=15, stateful_step_count=30, **COMMON)  # type: ignore[arg-type]  # one dict for two tests
    run_state_machine_as_test(Histories, settings=chosen)


@pytest.mark.slow
def test_every_invariant_holds_after_any_long_history() -> None:
    chosen = settings(max_examples=200, stateful_step_count=120, **COMMON)  # type: ignore[arg-type]  # one dict for two tests
    run_state_machine_as_test(Histories, settings=chosen)
