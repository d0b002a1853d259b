"""Alembic's entry: runs migrations on the connection that `index` hands over, inside its transaction.

For a developer who writes the next migration: `index.migration_config` makes the configuration that
`alembic.command.revision(..., autogenerate=True)` takes.
"""

from __future__ import annotations

from alembic import context

from planproof.proof.ledger.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can't alter a table in place; Alembic then copies it.
    render_as_batch=True,
)
context.run_migrations()
