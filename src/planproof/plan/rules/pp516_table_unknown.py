"""Table unknown: a plan works with a table or column that the schema doesn't have and that nothing plans.

## Why
The query fails at run time, or a second table with nearly the same name is made beside the real one.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Links 📋 Planned

**Core functionality**:

```sql
INSERT INTO links (code, adress) VALUES (?, ?); {PP516}
SELECT url FROM lnks; {PP516}
```

**Integration points**:

- Database: SELECT from table `visit`, by `links.codes` {PP516} {PP516}
````
```sql file=/schema.sql
CREATE TABLE links (code TEXT PRIMARY KEY, url TEXT);
CREATE TABLE visits (code TEXT, at TEXT);
```

## Good
````markdown file=ITERATION.md
## Integration Architecture

- **New Integration Points**: the table `owners`

## Tasks

### 1. Links 📋 Planned

**Core functionality**:

```sql
ALTER TABLE links ADD COLUMN hits INTEGER;
INSERT INTO links (code, url, hits) VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET hits = 1;
WITH recent AS (SELECT code FROM visits) SELECT EXTRACT(YEAR FROM now()) FROM recent;
```

```python
from links import visits

session.execute("SELECT name FROM owners")
```

**Integration points**:

- Database: SELECT from table `visits` by `links.code`, table `owners`

### 2. Counts 📋 Planned

**Integration points**:

- Database: new table `counts`
````
```sql file=/schema.sql
CREATE TABLE links (code TEXT PRIMARY KEY, url TEXT);
CREATE TABLE visits (code TEXT, at TEXT);
```

## Fix
Correct the name, or say which task makes the table: "new table `links`" in its Database field, or its CREATE TABLE.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.proposals import Proposals
from planproof.plan.named.tables import TableMention, made_names, table_mentions
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

# What databases have by themselves, and what a statement gives a name to.
_GIVEN = frozenset(
    "excluded dual information_schema sqlite_master sqlite_schema generate_series unnest now new old".split()
)


class _Gathered(msgspec.Struct, frozen=True):
    """What a plan makes, and the tables and columns that it works with."""

    made: frozenset[str]
    mentions: tuple[TableMention, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The tables of a plan."""
    return _Gathered(made_names(plan), tuple(table_mentions(plan)))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each table or column that is nowhere; nothing where no table of the repository can be seen."""
    if not any(each.mentions for each in gathered):
        return
    columns = _schema(desk)
    proposals = Proposals(desk)
    made: set[str] = set()
    for each in gathered if columns else ():
        made |= each.made
        for mention in each.mentions:
            known = columns.get(mention.table)
            given = mention.table in _GIVEN or mention.table.startswith("pg_")
            if given or (known is None and mention.table in made):
                continue
            if known is None and not mention.column:
                hint = proposals.table(mention.table, "say which task makes it: new table `name`")
                yield Hit(mention.place, f"there is no table {mention.table}, and nothing plans it", hint)
            elif known and mention.column and mention.column not in known | made:
                hint = f"it has {', '.join(sorted(known)[:8])}"
                message = f"the table {mention.table} has no column {mention.column}, and nothing plans it"
                yield Hit(mention.place, message, hint)


def _schema(desk: Desk) -> dict[str, frozenset[str]]:
    """Columns of each table that is there, by the last part of its name."""
    from planproof.plan.facts.model import FactKind

    tables = [fact.name for fact in desk.facts.all(FactKind.TABLE) if fact.get("status") != "dropped"]
    columns: dict[str, set[str]] = {}
    for fact in desk.facts.all(FactKind.COLUMN):
        if fact.get("status") != "dropped":
            table, _, column = fact.name.rpartition(".")
            columns.setdefault(table, set()).add(column.lower())
    return {name.rpartition(".")[2].lower(): frozenset(columns.get(name, ())) for name in tables}


RULE = Rule("PP516", "table-unknown", Severity.WARNING, check_project=check, gather=gather)
