"""Up to which day the register of legal texts was compared with an official source.

Only a person (or a pack a person takes in) can say so: that a row was written on a day says nothing
about the changes nobody wrote. Each statement is kept; the last one holds.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.errors import Refused, say
from docctl.legal.record_models import RegisterCheck
from docctl.runtime import Transaction


def state_check(tx: Transaction, *, until: date | None, source: str) -> RegisterCheck:
    """State that the register was compared with `source` up to and including the day `until`."""
    tx.actor.must(Permission.REGISTER_LAW)
    objections = []
    if until is None:
        objections.append(say("Give the day up to which the register was compared."))
    elif until > tx.today:
        objections.append(say("Nobody can have compared the register with days to come."))
    if not source.strip():
        objections.append(say("Say what the register was compared with."))
    if objections or until is None:
        raise Refused(*objections)
    check = RegisterCheck(
        until=until, source=source.strip(), stated_at=tx.now, stated_by=tx.actor.name
    )
    tx.session.add(check)
    tx.session.flush()  # the id
    audit.record(
        tx,
        action="register.checked",
        subject=f"register_check:{check.id}",
        until=until.isoformat(),
        source=check.source,
    )
    return check


def find_check(session: Session) -> RegisterCheck | None:
    """Give the last statement, which holds even if it names an earlier day than one before it."""
    return session.scalars(select(RegisterCheck).order_by(RegisterCheck.id.desc()).limit(1)).first()


def list_checks(session: Session, *, limit: int = 50) -> Sequence[RegisterCheck]:
    """List what was stated, the newest first."""
    return session.scalars(
        select(RegisterCheck).order_by(RegisterCheck.id.desc()).limit(limit)
    ).all()
