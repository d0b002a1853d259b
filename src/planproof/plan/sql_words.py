"""When a text is a query: by the words that statements of SQL begin with."""

from __future__ import annotations

import re

from planproof.plan.late_pattern import late_pattern

__all__ = ["holds_sql", "is_sql"]

_SQL = late_pattern(
    r"\s*(?:select\s.+?\sfrom|insert\s+(?:or\s+\w+\s+)?into|update\s+\S+\s+set|delete\s+from|with\s+\w+\s+as|drop\s+table"
    r"|alter\s+table|create\s+(?:table|index)|merge\s+into|replace\s+into)\b",
    re.IGNORECASE | re.DOTALL,
)
_SQL_WORDS = ("select", "insert", "update", "delete", "drop", "alter", "merge", "replace")
_ANY_SQL = late_pattern(rf"\b(?:{'|'.join(_SQL_WORDS)})\b", re.IGNORECASE)


def holds_sql(text: str) -> bool:
    """A quick look: False means that no query is written out here."""
    lowered = text.lower()  # plain searches are quicker than a pattern, and find nothing in most code
    return any(word in lowered for word in _SQL_WORDS) and _ANY_SQL.search(text) is not None


def is_sql(text: str) -> bool:
    """Whether the text begins as a statement does."""
    return _SQL.match(text) is not None
