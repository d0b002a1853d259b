"""Query with pasted values: planned code builds SQL out of values instead of passing them as parameters.

## Why
A value that is pasted into a query can be a query: somebody's name reads or deletes the table. Parameters can't.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
async def find(session: AsyncSession, name: str) -> Link | None:
    return await session.scalar(text(f"SELECT * FROM links WHERE name = '{name}'")) {PP223}

def drop(cursor: Cursor, name: str) -> None:
    query = "DELETE FROM links WHERE name = '%s'" % name
    cursor.execute(query) {PP223}
```

```typescript
await pool.query(`SELECT * FROM links WHERE name = '${name}'`); {PP223}
const wanted = "SELECT * FROM links WHERE name = '" + name + "'";
await pool.query({ text: wanted }); {PP223}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
TABLE = "links"

async def find(session: AsyncSession, name: str) -> Link | None:
    return await session.scalar(text("SELECT * FROM links WHERE name = :name"), {"name": name})

def count(cursor: Cursor) -> int:
    marks = ", ".join("?" for _ in range(3))
    cursor.execute(f"SELECT count(*) FROM {TABLE}")
    return cursor.execute("SELECT %s, " + "1", ("a",)).fetchone()[0]
```

```typescript
await pool.query("SELECT * FROM links WHERE name = $1", [name]);
await sql`SELECT * FROM links WHERE name = ${name}`;
const marks = names.map((_, index) => `$${index + 1}`).join(", ");
await pool.query({ text: `SELECT * FROM ${TABLE} WHERE name IN (${marks})`, values: names });
```
````

## Fix
Leave a mark (`?`, `%s`, `:name`, `$1`) where the value goes, and pass the value beside the query. The name of a table can't be a
parameter: take it from a constant in capitals.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.planned_code import place_of_node, place_of_python, planned_code, root_of
from planproof.plan.queries import pasted_python_queries
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.sql_words import holds_sql
from planproof.plan.syntax import parse_python
from planproof.plan.typescript_queries import pasted_typescript_queries

__all__ = ["RULE"]

_MESSAGE = "a query is put together from values"
_HINT = "leave a mark where the value goes and pass the value as a parameter"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every call that runs a query with values pasted into it."""
    for block in planned_code(plan, {"python"}):
        tree = parse_python(block.content) if holds_sql(block.content) else None
        for node in pasted_python_queries(tree) if isinstance(tree, ast.Module) else ():
            yield Hit(place_of_python(block, node), _MESSAGE, _HINT)
    for block in planned_code(plan, {"tsx", "typescript"}):
        if holds_sql(block.content):
            for found in pasted_typescript_queries(root_of(block)):
                yield Hit(place_of_node(block, found), _MESSAGE, _HINT)


RULE = Rule("PP223", "query-with-pasted-values", Severity.ERROR, check_plan=check)
