"""Create the tables of documents and versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE = (
    "CREATE TRIGGER version_approved_frozen BEFORE UPDATE ON version WHEN OLD.status = 'approved' AND (NEW.document_id IS NOT OLD.document_id OR NEW.number IS NOT OLD.number OR NEW.issue_no IS NOT OLD.issue_no OR NEW.revision_no IS NOT OLD.revision_no OR NEW.title IS NOT OLD.title OR NEW.content_hash IS NOT OLD.content_hash OR NEW.plain_text IS NOT OLD.plain_text OR NEW.revision IS NOT OLD.revision OR NEW.round IS NOT OLD.round OR NEW.status IS NOT OLD.status OR NEW.based_on_id IS NOT OLD.based_on_id OR NEW.reason IS NOT OLD.reason OR NEW.change_summary IS NOT OLD.change_summary OR NEW.imported IS NOT OLD.imported OR NEW.original IS NOT OLD.original OR NEW.original_name IS NOT OLD.original_name OR NEW.author_id IS NOT OLD.author_id OR NEW.created_at IS NOT OLD.created_at OR NEW.submitted_at IS NOT OLD.submitted_at OR NEW.approved_at IS NOT OLD.approved_at OR NEW.issued_on IS NOT OLD.issued_on OR NEW.effective_from IS NOT OLD.effective_from OR NEW.approval_key IS NOT OLD.approval_key OR NEW.content IS NOT OLD.content OR NEW.source IS NOT OLD.source) BEGIN SELECT RAISE(ABORT, 'an approved version never changes'); END",
    "CREATE TRIGGER version_no_delete BEFORE DELETE ON version BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END",
    "CREATE TRIGGER version_one_effective_insert BEFORE INSERT ON version WHEN NEW.status = 'approved' AND EXISTS (SELECT 1 FROM version other WHERE other.document_id = NEW.document_id AND other.status = 'approved' AND other.id IS NOT NEW.id AND (other.effective_to IS NULL OR other.effective_to > NEW.effective_from) AND (NEW.effective_to IS NULL OR NEW.effective_to > other.effective_from) AND (other.effective_to IS NULL OR other.effective_to > other.effective_from) AND (NEW.effective_to IS NULL OR NEW.effective_to > NEW.effective_from)) BEGIN SELECT RAISE(ABORT, 'two versions would be effective at once'); END",
    "CREATE TRIGGER version_one_effective_update BEFORE UPDATE ON version WHEN NEW.status = 'approved' AND EXISTS (SELECT 1 FROM version other WHERE other.document_id = NEW.document_id AND other.status = 'approved' AND other.id IS NOT NEW.id AND (other.effective_to IS NULL OR other.effective_to > NEW.effective_from) AND (NEW.effective_to IS NULL OR NEW.effective_to > other.effective_from) AND (other.effective_to IS NULL OR other.effective_to > other.effective_from) AND (NEW.effective_to IS NULL OR NEW.effective_to > NEW.effective_from)) BEGIN SELECT RAISE(ABORT, 'two versions would be effective at once'); END",
)

POSTGRESQL = (
    "CREATE FUNCTION version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a version is never deleted'; END IF; IF OLD.status = 'approved' AND (NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.issue_no IS DISTINCT FROM OLD.issue_no OR NEW.revision_no IS DISTINCT FROM OLD.revision_no OR NEW.title IS DISTINCT FROM OLD.title OR NEW.content_hash IS DISTINCT FROM OLD.content_hash OR NEW.plain_text IS DISTINCT FROM OLD.plain_text OR NEW.revision IS DISTINCT FROM OLD.revision OR NEW.round IS DISTINCT FROM OLD.round OR NEW.status IS DISTINCT FROM OLD.status OR NEW.based_on_id IS DISTINCT FROM OLD.based_on_id OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.change_summary IS DISTINCT FROM OLD.change_summary OR NEW.imported IS DISTINCT FROM OLD.imported OR NEW.original IS DISTINCT FROM OLD.original OR NEW.original_name IS DISTINCT FROM OLD.original_name OR NEW.author_id IS DISTINCT FROM OLD.author_id OR NEW.created_at IS DISTINCT FROM OLD.created_at OR NEW.submitted_at IS DISTINCT FROM OLD.submitted_at OR NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.issued_on IS DISTINCT FROM OLD.issued_on OR NEW.effective_from IS DISTINCT FROM OLD.effective_from OR NEW.approval_key IS DISTINCT FROM OLD.approval_key OR NEW.content IS DISTINCT FROM OLD.content OR NEW.source IS DISTINCT FROM OLD.source) THEN RAISE EXCEPTION 'an approved version never changes'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER version_approved_frozen BEFORE UPDATE OR DELETE ON version FOR EACH ROW EXECUTE FUNCTION version_frozen()",
    "ALTER TABLE version ADD CONSTRAINT ex_version_one_effective EXCLUDE USING gist (int8range(document_id, document_id, '[]') WITH &&, tsrange(effective_from, effective_to) WITH &&) WHERE (status = 'approved')",
)


def upgrade() -> None:
    """Create the tables with their constraints and triggers."""
    op.create_table(
        "document",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("field_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_folded", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("public_service_code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_agency_id")),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_document_field_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_document_owner_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["document.id"], name=op.f("fk_document_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "agency_id",
            "field_id",
            "code_folded",
            name=op.f("uq_document_agency_id_field_id_code_folded"),
        ),
    )
    op.create_table(
        "version",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("issue_no", ID, nullable=False),
        sa.Column("revision_no", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("plain_text", sa.Text(), nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("based_on_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_summary", sa.Text(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=True),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("source", JSON, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_from", sa.DateTime(), nullable=True),
        sa.Column("effective_to", sa.DateTime(), nullable=True),
        sa.Column("approval_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'approved') = (effective_from IS NOT NULL)",
            name=op.f("ck_version_approved_has_effect"),
        ),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from",
            name=op.f("ck_version_effect_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_version_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["version.id"], name=op.f("fk_version_based_on_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_version_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("approval_key", name=op.f("uq_version_approval_key")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_version_document_id_number")),
    )
    op.create_index(
        "uq_version_one_open",
        "version",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('draft', 'in_review', 'in_approval')"),
        postgresql_where=sa.text("status IN ('draft', 'in_review', 'in_approval')"),
    )
    op.create_index(
        "uq_version_one_open_ended",
        "version",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("status = 'approved' AND effective_to IS NULL"),
        postgresql_where=sa.text("status = 'approved' AND effective_to IS NULL"),
    )
    op.create_table(
        "import_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("content", JSON, nullable=True),
        sa.Column("pictures", JSON, nullable=False),
        sa.Column("meta", JSON, nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("created_by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_import_item_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_import_item_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_import_item_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_item")),
    )
    op.create_index("ix_import_item_state", "import_item", ["agency_id", "state"], unique=False)
    op.create_table(
        "participant",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_participant_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_participant_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "user_id", "part", name=op.f("pk_participant")),
    )
    op.create_table(
        "picture",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_picture_version_id")),
        sa.PrimaryKeyConstraint("version_id", "blob", name=op.f("pk_picture")),
    )
    op.create_table(
        "saved_copy",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("base_revision", ID, nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_saved_copy_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_saved_copy_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_copy")),
    )
    op.create_index(op.f("ix_saved_copy_version_id"), "saved_copy", ["version_id"], unique=False)

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("saved_copy")
    op.drop_table("picture")
    op.drop_table("participant")
    op.drop_table("import_item")
    op.drop_table("version")
    op.drop_table("document")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION version_frozen()")
