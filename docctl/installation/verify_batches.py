"""Checks of batches: what was decided as one was decided as one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.documents.models import Version
from docctl.documents.rules import Status
from docctl.installation.checks import Fault, Place
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning
from docctl.workflow.models import Batch, BatchItem


def batches_hold(at: Place) -> Iterator[Fault | int]:
    """B1: what one approval of a batch signed takes effect at one instant, by one signer."""
    rows = at.session.execute(
        select(
            Batch.id,
            Batch.approval_key,
            BatchItem.round.label("submission"),
            Version.id.label("version_id"),
            Version.round,
            Version.status,
            Version.approval_key.label("own_key"),
            Version.effective_from,
            Signature.signer_id,
        )
        .join(BatchItem, BatchItem.batch_id == Batch.id)
        .join(Version, Version.id == BatchItem.version_id)
        .outerjoin(
            Signature,
            (Signature.version_id == Version.id) & (Signature.meaning == Meaning.APPROVED),
        )
        .order_by(Batch.id, Version.id)
    )
    decided: dict[int, set[tuple[datetime | None, int | None]]] = defaultdict(set)
    for row in rows:
        if row.submission > row.round:
            yield Fault("B1", f"batch:{row.id}", "it holds a submission that never was")
        together = row.approval_key and row.own_key == f"{row.approval_key}:{row.version_id}"
        if together and row.status is Status.APPROVED:
            decided[row.id].add((row.effective_from, row.signer_id))
        yield 1
    for batch_id, instants in sorted(decided.items()):
        if len(instants) > 1:
            yield Fault("B1", f"batch:{batch_id}", "it was not decided as one")


def batches_hold_what_was_handed_in(at: Place) -> Iterator[Fault | int]:
    """B2: in a batch are the versions that were handed in with it, and none is gone."""
    handed = {
        entry.subject: sorted(entry.detail["versions"])
        for entry in at.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "batch.submitted")
        )
    }
    held: dict[str, list[int]] = defaultdict(list)
    for batch_id, version_id in at.session.execute(
        select(BatchItem.batch_id, BatchItem.version_id)
    ):
        held[f"batch:{batch_id}"].append(version_id)
    batches = [f"batch:{one}" for one in at.session.scalars(select(Batch.id).order_by(Batch.id))]
    for subject in batches:
        if handed.pop(subject, None) != sorted(held[subject]):
            yield Fault("B2", subject, "it does not hold what was handed in with it")
        yield 1
    for subject in sorted(handed):
        yield Fault("B2", subject, "the batch is gone")
