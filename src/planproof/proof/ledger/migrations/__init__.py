"""Alembic's folder: how an index of an older planproof becomes one of this."""
