"""What was known of texts and effects, and when: append-only, beside the rows that count today.

Every write to the days of a text, or to the state and days of an effect, adds a row here in the
same transaction (`recording`). The law "as known on a day" is read from these rows alone.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column

from docctl.db import Base, Id, guard
from docctl.legal.rules import EffectState


class TextRecord(Base, kw_only=True):
    """The facts of a text that decide on its force, as known from `recorded_at` on."""

    __tablename__ = "legal_text_record"
    __table_args__ = (Index("ix_legal_text_record_text", "text_id", "recorded_at"),)

    id: Mapped[Id] = mapped_column(init=False)
    text_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    type: Mapped[str]
    number: Mapped[str]
    issued_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    stated_status: Mapped[str]
    stated_on: Mapped[date | None]


class EffectRecord(Base, kw_only=True):
    """The state and days of an effect, as known from `recorded_at` on."""

    __tablename__ = "effect_record"
    __table_args__ = (Index("ix_effect_record_effect", "effect_id", "recorded_at"),)

    id: Mapped[Id] = mapped_column(init=False)
    effect_id: Mapped[int] = mapped_column(ForeignKey("effect.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[EffectState]
    effective_on: Mapped[date | None]
    until: Mapped[date | None]


class RegisterCheck(Base, kw_only=True):
    """A person's word that the register was compared with a source up to a day."""

    __tablename__ = "register_check"

    id: Mapped[Id] = mapped_column(init=False)
    until: Mapped[date]
    source: Mapped[str]
    stated_at: Mapped[datetime]
    stated_by: Mapped[str]


def _append_only(table: Table) -> None:
    name = table.name
    guard(
        table,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_no_{act.lower()} BEFORE {act} ON {name}"
            f" BEGIN SELECT RAISE(ABORT, 'what was known is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ),
        postgresql=(
            f"CREATE FUNCTION {name}_frozen() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'what was known is append-only'; END $$",
            f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}_frozen()",
        ),
    )


for _model in (TextRecord, EffectRecord, RegisterCheck):
    _append_only(_model.metadata.tables[_model.__tablename__])
