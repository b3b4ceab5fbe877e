"""Remember how citations were found, and what a newer engine finds otherwise."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROPOSED = sa.text("state = 'proposed'")
RERUN = sa.text("kind = 'legal.rerun' AND state IN ('queued', 'running')")


def upgrade() -> None:
    """Create the tables, and the index that lets one re-run work at a time."""
    op.create_table(
        "citation_scan",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("rows", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_citation_scan_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_citation_scan")),
    )
    op.create_table(
        "citation_difference",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("added", ID, nullable=False),
        sa.Column("gone", ID, nullable=False),
        sa.Column("changed", ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_citation_difference_job_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_citation_difference_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation_difference")),
    )
    op.create_index("ix_citation_difference_job", "citation_difference", ["job_id"], unique=False)
    op.create_index(
        "ix_citation_difference_state",
        "citation_difference",
        ["state", "version_id"],
        unique=False,
    )
    op.create_index(
        "uq_citation_difference_one_proposed",
        "citation_difference",
        ["version_id"],
        unique=True,
        sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )
    op.create_index(
        "uq_job_one_rerun",
        "job",
        ["kind"],
        unique=True,
        sqlite_where=RERUN,
        postgresql_where=RERUN,
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("uq_job_one_rerun", table_name="job")
    op.drop_table("citation_difference")
    op.drop_table("citation_scan")
