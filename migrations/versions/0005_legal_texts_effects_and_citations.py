"""Create the tables of legal texts, effects and citations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables with their constraints and triggers."""
    op.create_table(
        "legal_text",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issuer_norm", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("stated_status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_text")),
        sa.UniqueConstraint("text_key", name=op.f("uq_legal_text_text_key")),
    )
    op.create_index("ix_legal_text_number", "legal_text", ["number_norm"], unique=False)
    op.create_index("ix_legal_text_title", "legal_text", ["title_folded"], unique=False)
    op.create_table(
        "effect",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("extent", sa.String(length=32), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_effect_not_on_itself")),
        sa.ForeignKeyConstraint(["source_id"], ["legal_text.id"], name=op.f("fk_effect_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["legal_text.id"], name=op.f("fk_effect_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint(
            "source_id",
            "target_id",
            "action",
            "scope_key",
            name=op.f("uq_effect_source_id_target_id_action_scope_key"),
        ),
    )
    op.create_index("ix_effect_source", "effect", ["source_id"], unique=False)
    op.create_index("ix_effect_target", "effect", ["target_id"], unique=False)
    op.create_table(
        "legal_name",
        sa.Column("text_id", ID, nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["legal_text.id"], name=op.f("fk_legal_name_text_id")),
        sa.PrimaryKeyConstraint("text_id", "name_folded", name=op.f("pk_legal_name")),
    )
    op.create_index("ix_legal_name_name", "legal_name", ["name_folded"], unique=False)
    op.create_table(
        "effect_path",
        sa.Column("effect_id", ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name=op.f("fk_effect_path_effect_id")
        ),
        sa.PrimaryKeyConstraint("effect_id", "path", name=op.f("pk_effect_path")),
    )
    op.create_table(
        "citation",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("ordinal", ID, nullable=False),
        sa.Column("block_uid", sa.Text(), nullable=False),
        sa.Column("start", ID, nullable=False),
        sa.Column("end", ID, nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("year", ID, nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("articles", JSON, nullable=False),
        sa.Column("embedded", sa.Boolean(), nullable=False),
        sa.Column("resolution", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("text_id", ID, nullable=True),
        sa.Column("candidates", JSON, nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(resolution = 'bound') = (text_id IS NOT NULL)",
            name=op.f("ck_citation_bound_has_text"),
        ),
        sa.ForeignKeyConstraint(["text_id"], ["legal_text.id"], name=op.f("fk_citation_text_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_citation_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sa.UniqueConstraint("version_id", "ordinal", name=op.f("uq_citation_version_id_ordinal")),
    )
    op.create_index("ix_citation_name", "citation", ["name_folded"], unique=False)
    op.create_index("ix_citation_number", "citation", ["number_norm"], unique=False)
    op.create_index("ix_citation_text", "citation", ["text_id", "version_id"], unique=False)
    op.create_table(
        "citation_path",
        sa.Column("citation_id", ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_citation_path_citation_id")
        ),
        sa.PrimaryKeyConstraint("citation_id", "path", name=op.f("pk_citation_path")),
    )
    op.create_index("ix_citation_path_path", "citation_path", ["path", "citation_id"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("citation_path")
    op.drop_table("citation")
    op.drop_table("effect_path")
    op.drop_table("legal_name")
    op.drop_table("effect")
    op.drop_table("legal_text")
