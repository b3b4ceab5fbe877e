"""Signing."""

from datetime import timedelta

from docctl.audit import service as audit
from docctl.errors import Forbidden, Refused, say
from docctl.identity import queries as identity
from docctl.identity.rules import Proof
from docctl.runtime import Transaction
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning, Method

PROOF_LIFE = timedelta(minutes=5)


def sign(
    tx: Transaction,
    *,
    version_id: int,
    submission: int,
    content_hash: str,
    meaning: Meaning,
    proof: Proof | None = None,
    comment: str = "",
) -> Signature:
    """Sign the bytes behind `content_hash` as the actor; an approval needs a fresh proof."""
    if meaning is Meaning.APPROVED and proof is None:
        raise Forbidden("an approval needs the password")
    if proof is not None:
        _check(tx, proof)
    name, title = identity.name_and_title(tx.session, tx.actor.user_id)
    signature = Signature(
        version_id=version_id,
        round=submission,
        meaning=meaning,
        method=Method.SESSION if proof is None else Method.PASSWORD,
        signer_id=tx.actor.user_id,
        signer_name=name,
        signer_title=title,
        signer_roles=",".join(sorted(role.value for role in tx.actor.roles)),
        content_hash=content_hash,
        signed_at=tx.now,
        comment=comment,
    )
    tx.session.add(signature)
    tx.session.flush()  # the database refuses a second approval here
    audit.record(
        tx,
        action="version.signed",
        subject=f"version:{version_id}",
        meaning=meaning.value,
        content_hash=content_hash,
        round=submission,
        title=title,
        roles=signature.signer_roles,
        comment=comment,
    )
    return signature


def _check(tx: Transaction, proof: Proof) -> None:
    if proof.user_id != tx.actor.id:
        raise Forbidden("a signature is personal")
    if not proof.at <= tx.now <= proof.at + PROOF_LIFE:
        raise Refused(say("Too much time has passed. Give your password again."))
