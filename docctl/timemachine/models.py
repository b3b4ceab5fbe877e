"""Certificates: what was said of a document on a day, printed for somebody. Rows never change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from docctl.db import Base, Id, Sha256, guard


class Certificate(Base, kw_only=True):
    """A printed answer of the time machine; `code` is on the paper, `facts` are what it says.

    `known_at` is the instant whose knowledge of the law it tells: that of its making, or the end of
    the day K that was asked for.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_certificate_document", "document_id", "on_day"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    code: Mapped[str]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    on_day: Mapped[date]
    known_day: Mapped[date | None] = mapped_column(default=None)
    known_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    facts_hash: Mapped[Sha256]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    issued_by: Mapped[str]


guard(
    Certificate.metadata.tables["certificate"],
    sqlite=(
        "CREATE TRIGGER certificate_no_update BEFORE UPDATE ON certificate"
        " BEGIN SELECT RAISE(ABORT, 'a certificate never changes'); END",
        "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate"
        " BEGIN SELECT RAISE(ABORT, 'a certificate never changes'); END",
    ),
    postgresql=(
        "CREATE FUNCTION certificate_frozen() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a certificate never changes'; END $$",
        "CREATE TRIGGER certificate_no_change BEFORE UPDATE OR DELETE ON certificate"
        " FOR EACH ROW EXECUTE FUNCTION certificate_frozen()",
    ),
)
