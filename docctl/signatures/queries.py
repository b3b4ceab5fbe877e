"""Reading signatures."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning


def list_signatures(session: Session, version_id: int) -> Sequence[Signature]:
    """List a version's signatures in order, those of earlier submissions too."""
    return session.scalars(
        select(Signature).where(Signature.version_id == version_id).order_by(Signature.id)
    ).all()


def find_approval(session: Session, version_id: int) -> Signature | None:
    """Give the approver's signature, if there is one."""
    return session.scalars(
        select(Signature).where(
            Signature.version_id == version_id, Signature.meaning == Meaning.APPROVED
        )
    ).first()
