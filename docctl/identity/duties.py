"""Who heads a unit, and how often a person hears of what waits."""

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.identity import queries
from docctl.identity.models import UnitHead
from docctl.identity.rules import Digest
from docctl.runtime import Transaction


def appoint_head(tx: Transaction, *, unit_id: int, user_id: int | None) -> None:
    """Say who heads a unit of the agency; None leaves it without."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    agency_id = tx.actor.agency_id or 0
    agencies.get_unit(tx.session, unit_id, agency_id=agency_id)
    if user_id is not None:
        user = queries.get_user(tx.session, user_id)
        if user.agency_id != agency_id or user.disabled_at is not None:
            raise Refused(say("Choose a person of this agency with an open account."))
    row = tx.session.get(UnitHead, unit_id)
    before = row.user_id if row is not None else None
    if before == user_id:
        return
    if row is not None:
        tx.session.delete(row)
        tx.session.flush()
    if user_id is not None:
        tx.session.add(UnitHead(unit_id=unit_id, user_id=user_id, since=tx.now))
    audit.record(
        tx, action="unit.head_changed", subject=f"unit:{unit_id}", before=before, after=user_id
    )


def choose_digest(tx: Transaction, *, digest: Digest) -> None:
    """Choose how often one gets the digest."""
    user = queries.get_user(tx.session, tx.actor.user_id)
    if user.digest is not digest:
        audit.record(
            tx,
            action="user.digest_changed",
            subject=f"user:{user.id}",
            before=user.digest.value,
            after=digest.value,
        )
        user.digest = digest
