"""One form for what every source of tables says: a table made or dropped, a column added, changed, renamed or removed.

Each is a TABLE or COLUMN fact with what happened to it (`status`), who says so (`source`) and in which step (`step`), so that
`facts.settle` can play the steps of all files through in their order and keep how things stand at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.facts.model import FactKind
from planproof.plan.facts.sheet import Sheet

__all__ = ["Schema", "plain_table"]


class Schema:
    """Writes the changes that one file makes.

    Args:
        sheet: where to write.
        source: `alembic`, `django`, `sql`, `prisma` or `sqlalchemy`.
        step: the migration or file, by which the order is found; empty for a source that only says how things stand.
    """

    def __init__(self, sheet: Sheet, source: str, step: str = "") -> None:
        self._sheet = sheet
        self._source = source
        self._step = step

    def make(self, table: str, by: str, line: int, columns: Iterable[tuple[str, str, int]] = ()) -> None:
        """A table is made, with columns as name, type and line."""
        self._add(FactKind.TABLE, plain_table(table), by, line, "made")
        for name, kind, at in columns:
            self.column(table, name, kind, at)

    def drop(self, table: str, by: str, line: int) -> None:
        """A table is dropped, and all its columns with it."""
        self._add(FactKind.TABLE, plain_table(table), by, line, "dropped")

    def rename(self, table: str, new: str, by: str, line: int) -> None:
        """A table gets another name."""
        self._add(FactKind.TABLE, plain_table(new), by, line, "made", renamed_from=plain_table(table))

    def column(self, table: str, name: str, kind: str, line: int) -> None:
        """A column is added, or its type changed."""
        self._add(FactKind.COLUMN, f"{plain_table(table)}.{name}", kind, line, "made")

    def drop_column(self, table: str, name: str, line: int) -> None:
        """A column is removed."""
        self._add(FactKind.COLUMN, f"{plain_table(table)}.{name}", "", line, "dropped")

    def rename_column(self, table: str, name: str, new: str, line: int) -> None:
        """A column gets another name and keeps its type."""
        table = plain_table(table)
        self._add(FactKind.COLUMN, f"{table}.{new}", "", line, "made", renamed_from=f"{table}.{name}")

    def _add(self, kind: FactKind, name: str, value: str, line: int, status: str, **extra: str) -> None:
        self._sheet.add(kind, name, value, line, status=status, source=self._source, step=self._step, **extra)


def plain_table(name: str) -> str:
    """A table's name without quotes and without the schema that is there anyway (`public`, `dbo`)."""
    *schemas, table = (part.strip('"`[]') for part in name.split("."))
    return ".".join([*(schema for schema in schemas if schema not in ("public", "dbo")), table])
