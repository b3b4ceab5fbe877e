"""Rights that count only when a second person has confirmed them (Decree 30/2020, Annex VI).

Whoever asks for a role for somebody does not confirm it: another person who may confirm rights
does. While there is no such person – an agency being set up by one – a role counts at once; from
then on the last other confirmer is neither closed nor stripped, so nobody gets back to that state.
What is asked for lies in a table of its own: until it is confirmed, no query takes it for a right.
"""

from collections.abc import Collection, Iterable

from docctl.actors import SYSTEM, Permission, Role
from docctl.audit import service as audit
from docctl.errors import Forbidden, NotFound, Refused, say
from docctl.identity import queries
from docctl.identity.models import AskedRole, User, UserRole
from docctl.outbox import Message
from docctl.runtime import Transaction

AT_ONCE = frozenset({Role.READER})  # what everybody of the agency may read


def must_wait(tx: Transaction, *, agency_id: int, roles: Iterable[Role]) -> frozenset[Role]:
    """Give those of `roles` that a second person must confirm."""
    if tx.actor is SYSTEM or not _others(tx, agency_id):
        return frozenset()
    return frozenset(roles) - AT_ONCE


def ask(tx: Transaction, user: User, roles: Collection[Role]) -> None:
    """Note the roles that wait for a second person, drop those no longer wanted, tell people."""
    waiting = {asked.role: asked for asked in queries.list_asked(tx.session, user_id=user.id)}
    for role in sorted(waiting.keys() - set(roles)):
        _decide(tx, waiting[role], given=False)
    fresh = sorted(set(roles) - waiting.keys())
    if not fresh:
        return
    rows = [
        AskedRole(user_id=user.id, role=role, asked_by_id=tx.actor.user_id, asked_at=tx.now)
        for role in fresh
    ]
    tx.session.add_all(rows)
    tx.session.flush()  # ids
    audit.record(
        tx,
        action="user.roles_asked",
        subject=f"user:{user.id}",
        roles=[role.value for role in fresh],
    )
    for confirmer in _others(tx, user.agency_id):
        _tell(tx, "rights.asked", confirmer.id, user, fresh, key=f"asked:{rows[0].id}")


def decide(tx: Transaction, *, asked_ids: Collection[int], given: bool) -> int:
    """Confirm or refuse roles somebody else asked for; give how many were decided."""
    tx.actor.must(Permission.CONFIRM_RIGHTS)
    rows = [_open(tx, asked_id) for asked_id in sorted(set(asked_ids))]
    if not rows:
        raise Refused(say("Tick at least one line."))
    if any(row.asked_by_id == tx.actor.id for row in rows):
        raise Refused(say("You asked for this yourself; another person must confirm it."))
    for user_id in sorted({row.user_id for row in rows}):
        _decide_for(
            tx,
            queries.get_user(tx.session, user_id),
            [row for row in rows if row.user_id == user_id],
            given=given,
        )
    return len(rows)


def refuse_last_confirmer(tx: Transaction, user: User) -> None:
    """Refuse to take the right to confirm from the last one besides the actor who holds it."""
    if tx.actor is SYSTEM or user.id == tx.actor.id:
        return
    if {other.id for other in _others(tx, user.agency_id)} == {user.id}:
        raise Refused(
            say(
                "This is the only other person who can confirm rights; let another one be"
                " appointed and confirmed first."
            )
        )


def _decide_for(tx: Transaction, user: User, rows: list[AskedRole], *, given: bool) -> None:
    before = {grant.role for grant in user.grants}
    for row in rows:
        _decide(tx, row, given=given)
    roles = sorted(row.role for row in rows)
    if given and user.disabled_at is None:
        fresh = sorted(set(roles) - before)
        user.grants = [*user.grants, *(UserRole(role=r, granted_at=tx.now) for r in fresh)]
        audit.record(
            tx,
            action="user.roles_confirmed",
            subject=f"user:{user.id}",
            before=sorted(before),
            after=sorted(before | set(roles)),
            asked_by=sorted({row.asked_by_id for row in rows}),
        )
    else:
        audit.record(
            tx,
            action="user.roles_refused",
            subject=f"user:{user.id}",
            roles=roles,
            asked_by=sorted({row.asked_by_id for row in rows}),
        )
    kind = "rights.given" if given else "rights.refused"
    for user_id in {user.id, *(row.asked_by_id for row in rows)} - {tx.actor.id}:
        _tell(tx, kind, user_id, user, roles, key=f"asked:{rows[0].id}")


def _decide(tx: Transaction, row: AskedRole, *, given: bool) -> None:
    row.decided_at, row.decided_by_id, row.given = tx.now, tx.actor.id, given


def _open(tx: Transaction, asked_id: int) -> AskedRole:
    row = tx.session.get(AskedRole, asked_id, with_for_update=True)
    if row is None:
        raise NotFound(f"asked role {asked_id}")
    if queries.get_user(tx.session, row.user_id).agency_id != tx.actor.agency_id:
        raise Forbidden("rights of another agency")
    if row.decided_at is not None:
        raise Refused(say("Somebody has decided this meanwhile."))
    return row


def _others(tx: Transaction, agency_id: int) -> list[User]:
    holders = queries.list_holders(tx.session, Permission.CONFIRM_RIGHTS, agency_id=agency_id)
    return [holder for holder in holders if holder.id != tx.actor.id]


def _tell(
    tx: Transaction, kind: str, to: int, user: User, roles: Collection[Role], *, key: str
) -> None:
    params = {"name": user.name, "by": tx.actor.name, "roles": [role.value for role in roles]}
    tx.send(Message(to=to, kind=kind, key=key, params=params))
