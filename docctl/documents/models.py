"""A document, its versions and who takes part in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.agencies.models import Field, Unit
from docctl.db import Base, Id, Sha256, guard
from docctl.documents.rules import Effect, ImportState, Kind, Part, State, Status, label, state_at
from docctl.identity.models import User


class Document(Base, kw_only=True):
    """A controlled document over its whole life; a code is unique per agency and field."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("agency_id", "field_id", "code_folded"),)

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("field.id"))
    kind: Mapped[Kind]
    code: Mapped[str]
    code_folded: Mapped[str]
    title: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    public_service_code: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    field: Mapped[Field] = relationship(init=False, lazy="joined", innerjoin=True)
    unit: Mapped[Unit | None] = relationship(init=False, lazy="joined")
    owner: Mapped[User | None] = relationship(init=False)


class Version(Base, kw_only=True):
    """One issue of a document: an aggregate that never changes once approved.

    `effective_from`/`effective_to` are UTC instants of a half-open period; the database forbids
    two approved versions of a document whose periods overlap, and changes to approved contents.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        UniqueConstraint("approval_key"),
        CheckConstraint(
            "(status = 'approved') = (effective_from IS NOT NULL)", name="approved_has_effect"
        ),
        CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from", name="effect_in_order"
        ),
        Index(
            "uq_version_one_open",
            "document_id",
            unique=True,
            sqlite_where=text("status IN ('draft', 'in_review', 'in_approval')"),
            postgresql_where=text("status IN ('draft', 'in_review', 'in_approval')"),
        ),
        Index(
            "uq_version_one_open_ended",
            "document_id",
            unique=True,
            sqlite_where=text("status = 'approved' AND effective_to IS NULL"),
            postgresql_where=text("status = 'approved' AND effective_to IS NULL"),
        ),
        # What counts, without reading past the text, which lies before it in the row.
        Index(
            "ix_version_standing",
            *("id", "status", "effective_from", "effective_to"),
            *("document_id", "issued_on", "created_at"),
        ),
        Index(
            "ix_version_document_standing",
            *("document_id", "status", "effective_from", "effective_to", "id"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]  # 1, 2, 3 … in order of creation
    issue_no: Mapped[int]
    revision_no: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[Sha256]
    plain_text: Mapped[str]  # projection of `content` for search
    revision: Mapped[int] = mapped_column(default=1)  # counts saves; the optimistic lock
    round: Mapped[int] = mapped_column(default=0)  # counts submissions
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    reason: Mapped[str] = mapped_column(default="")  # why the change was opened
    change_summary: Mapped[str] = mapped_column(default="")
    imported: Mapped[bool] = mapped_column(default=False)
    original: Mapped[Sha256 | None] = mapped_column(default=None)
    original_name: Mapped[str] = mapped_column(default="")
    source: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # read from the Word file
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    issued_on: Mapped[date | None] = mapped_column(default=None)
    effective_from: Mapped[datetime | None] = mapped_column(default=None)
    effective_to: Mapped[datetime | None] = mapped_column(default=None)
    approval_key: Mapped[str | None] = mapped_column(default=None)  # idempotency of the approval

    document: Mapped[Document] = relationship(init=False, lazy="joined", innerjoin=True)
    participants: Mapped[list["Participant"]] = relationship(
        init=False, default_factory=list, cascade="all, delete-orphan"
    )

    @property
    def label(self) -> str:
        """Write issue and revision number, `01/00`."""
        return label(self.issue_no, self.revision_no)

    @property
    def effect(self) -> Effect | None:
        """Give the period in which the version counts."""
        if self.effective_from is None:
            return None
        return Effect(self.effective_from, self.effective_to)

    @property
    def held(self) -> bool:
        """Say whether it was approved and stopped before its day, while its document goes on."""
        stopped = self.effective_from is not None and self.effective_to == self.effective_from
        return stopped and self.document.withdrawn_at is None

    def facts(self) -> dict[str, str | None]:
        """Give what an approval stands for beside the text: it is recorded, and verified later."""
        return {
            "title": self.title,
            "label": self.label,
            "reason": self.reason,
            "change_summary": self.change_summary,
            "issued_on": None if self.issued_on is None else self.issued_on.isoformat(),
        }

    def state_at(self, instant: datetime) -> State:
        """Say what the version is at `instant`."""
        return state_at(
            instant,
            status=self.status,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            withdrawn_at=self.document.withdrawn_at,
        )


class Participant(Base, kw_only=True):
    """A person who takes part in a version: decides who may see it and who may not approve it."""

    __tablename__ = "participant"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    part: Mapped[Part] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class SavedCopy(Base, kw_only=True):
    """A text that could not be saved because somebody else saved first; nothing is lost."""

    __tablename__ = "saved_copy"

    id: Mapped[Id] = mapped_column(init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[dict[str, Any]]
    base_revision: Mapped[int]
    saved_at: Mapped[datetime]


class Picture(Base, kw_only=True):
    """An image of a version's content; the bytes are a blob."""

    __tablename__ = "picture"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    blob: Mapped[Sha256] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)


class ImportItem(Base, kw_only=True):
    """A file on its way in: its bytes, what was read from it, what became of it."""

    __tablename__ = "import_item"
    __table_args__ = (Index("ix_import_item_state", "agency_id", "state"),)

    id: Mapped[Id] = mapped_column(init=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    blob: Mapped[Sha256]
    state: Mapped[ImportState] = mapped_column(default=ImportState.RECEIVED)
    content: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    pictures: Mapped[list[Any]] = mapped_column(default_factory=list)  # blob, media type, size
    meta: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    problems: Mapped[list[Any]] = mapped_column(default_factory=list)  # msgid and params
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


# What an approved version still may change: its end, and nothing else.
_FROZEN = (
    "document_id",
    "number",
    "issue_no",
    "revision_no",
    "title",
    "content_hash",
    "plain_text",
    "revision",
    "round",
    "status",
    "based_on_id",
    "reason",
    "change_summary",
    "imported",
    "original",
    "original_name",
    "author_id",
    "created_at",
    "submitted_at",
    "approved_at",
    "issued_on",
    "effective_from",
    "approval_key",
    "content",
    "source",
)

guard(
    Version.metadata.tables["version"],
    sqlite=(
        "CREATE TRIGGER version_approved_frozen BEFORE UPDATE ON version"
        " WHEN OLD.status = 'approved' AND ("
        + " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FROZEN)
        + ") BEGIN SELECT RAISE(ABORT, 'an approved version never changes'); END",
        "CREATE TRIGGER version_no_delete BEFORE DELETE ON version"
        " BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END",
        *(
            f"CREATE TRIGGER version_one_effective_{event.lower()} BEFORE {event} ON version"  # noqa: S608
            " WHEN NEW.status = 'approved' AND EXISTS (SELECT 1 FROM version other"
            " WHERE other.document_id = NEW.document_id AND other.status = 'approved'"
            " AND other.id IS NOT NEW.id"
            " AND (other.effective_to IS NULL OR other.effective_to > NEW.effective_from)"
            " AND (NEW.effective_to IS NULL OR NEW.effective_to > other.effective_from)"
            " AND (other.effective_to IS NULL OR other.effective_to > other.effective_from)"
            " AND (NEW.effective_to IS NULL OR NEW.effective_to > NEW.effective_from))"
            " BEGIN SELECT RAISE(ABORT, 'two versions would be effective at once'); END"
            for event in ("INSERT", "UPDATE")
        ),
    ),
    postgresql=(
        "CREATE FUNCTION version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a version is never deleted'; END IF;"
        " IF OLD.status = 'approved' AND ("
        + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FROZEN)
        + ") THEN RAISE EXCEPTION 'an approved version never changes'; END IF;"
        " RETURN NEW; END $$",
        "CREATE TRIGGER version_approved_frozen BEFORE UPDATE OR DELETE ON version"
        " FOR EACH ROW EXECUTE FUNCTION version_frozen()",
        "ALTER TABLE version ADD CONSTRAINT ex_version_one_effective EXCLUDE USING gist ("
        "int8range(document_id, document_id, '[]') WITH &&,"
        " tsrange(effective_from, effective_to) WITH &&) WHERE (status = 'approved')",
    ),
)
