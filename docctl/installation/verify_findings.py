"""Checks of findings: the trail tells of every one that was raised, once."""

from collections.abc import Iterator

from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.impact.models import Finding
from docctl.impact.ranges import spelt_out
from docctl.installation.checks import Fault, Place


def findings_are_recorded(at: Place) -> Iterator[Fault | int]:
    """D0: each finding was raised by one entry about its effect, or by a person from a signal."""
    raised, promoted = dict[int, int](), set[int]()
    for entry in at.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action.in_(("findings.raised", "signal.promoted")))
        .execution_options(yield_per=500)
    ):
        kind, _, number = entry.subject.partition(":")
        if kind == "finding":
            promoted.add(int(number))
            continue
        for finding_id in spelt_out(entry.detail["findings"]):
            if finding_id in raised:
                yield Fault("D0", f"finding:{finding_id}", "two entries tell that it was raised")
            raised[finding_id] = int(number)
    rows = at.session.execute(
        select(Finding.id, Finding.effect_id).execution_options(yield_per=5000)
    )
    for finding_id, effect_id in rows:
        effect = raised.pop(finding_id, None)
        if effect != effect_id and not (effect is None and finding_id in promoted):
            yield Fault("D0", f"finding:{finding_id}", "no entry tells that its effect raised it")
        yield 1
    for finding_id in sorted(raised):
        yield Fault("D0", f"finding:{finding_id}", "the finding is gone")
