"""The signature table; rows never change."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from docctl.db import Base, Id, Sha256, guard
from docctl.signatures.rules import Meaning, Method


class Signature(Base, kw_only=True):
    """One signature under one version's bytes; names and roles are kept as text."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("version_id", "round", "meaning", "signer_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    round: Mapped[int]
    meaning: Mapped[Meaning]
    method: Mapped[Method]
    signer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    signer_name: Mapped[str]
    signer_title: Mapped[str]
    signer_roles: Mapped[str]
    content_hash: Mapped[Sha256]
    signed_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")


guard(
    Signature.metadata.tables["signature"],
    sqlite=(
        "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature"
        " BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END",
        "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature"
        " BEGIN SELECT RAISE(ABORT, 'a signature never changes'); END",
        "CREATE UNIQUE INDEX uq_signature_one_approval ON signature (version_id)"
        " WHERE meaning = 'approved'",
    ),
    postgresql=(
        "CREATE FUNCTION signature_frozen() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a signature never changes'; END $$",
        "CREATE TRIGGER signature_no_change BEFORE UPDATE OR DELETE ON signature"
        " FOR EACH ROW EXECUTE FUNCTION signature_frozen()",
        "CREATE UNIQUE INDEX uq_signature_one_approval ON signature (version_id)"
        " WHERE meaning = 'approved'",
    ),
)
