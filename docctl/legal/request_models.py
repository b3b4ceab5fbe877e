"""Texts that documents cite and the register lacks: a standing request to its keeper."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from docctl.db import Base, Id


class TextRequest(Base, kw_only=True):
    """One number, or name and year, that live versions of an agency cite and nobody registered.

    It opens and closes by itself (`requesting`); what is cited where is read from the citations.
    `text_id` is the text the citations were bound to; a request that ended otherwise has none.
    """

    __tablename__ = "text_request"
    __table_args__ = (
        Index(
            "uq_text_request_open",
            *("agency_id", "number_norm", "name_folded", "year"),
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number_norm: Mapped[str]
    name_folded: Mapped[str]  # only where no number is said
    year: Mapped[int]  # 0: none is said, or the number tells it
    words: Mapped[str]  # as the first citation says it
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    text_id: Mapped[int | None] = mapped_column(ForeignKey("legal_text.id"), default=None)
