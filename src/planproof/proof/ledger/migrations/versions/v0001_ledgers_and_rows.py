"""The first tables: ledgers and their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "ledger_file",
        sa.Column("path", sa.String(), primary_key=True),
        sa.Column("iteration", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("first_fault", sa.Text(), nullable=False),
    )
    op.create_index("ix_ledger_file_iteration", "ledger_file", ["iteration"])
    _create_evidence_row()
    op.create_index("ix_evidence_row_newest", "evidence_row", ["newest", "path", "kind"])
    op.create_index("ix_evidence_row_hash", "evidence_row", ["hash"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("evidence_row")
    op.drop_table("ledger_file")


def _create_evidence_row() -> None:
    texts = ("plan_digest", "code_digest", "base_commit", "proof_commit", "dirty_digest", "checker")
    op.create_table(
        "evidence_row",
        sa.Column("path", sa.String(), sa.ForeignKey("ledger_file.path", ondelete="CASCADE"), primary_key=True),
        sa.Column("line", sa.Integer(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("iteration", sa.Text(), nullable=False),
        sa.Column("stage", sa.BigInteger(), nullable=False),
        sa.Column("check_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("exit_code", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.Float(53), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("output_digest", sa.Text(), nullable=False),
        sa.Column("trace_digest", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.Column("intact", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
