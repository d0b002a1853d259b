"""Query in a loop: planned code asks the database once for each row of another answer.

## Why
One query for a list and one more for each of its rows: ten rows are eleven round trips, ten thousand are a time-out.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Board 📋 Planned

**Core functionality**:

```python
async def board(session: AsyncSession, tasks: list[Task]) -> list[Owner]:
    owners = []
    for task in tasks:
        owners.append(await session.scalar(select(Owner).where(Owner.id == task.owner_id))) {PP226}
    return owners
```

```typescript
export async function board(tasks: Task[]): Promise<Owner[]> {
  const owners: Owner[] = [];
  for (const task of tasks) {
    owners.push(await pool.query("SELECT * FROM owners WHERE id = $1", [task.ownerId])); {PP226}
  }
  await Promise.all(tasks.map(async (task) => fetch(`/seen/${task.id}`))); {PP226}
  return owners;
}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Board 📋 Planned

**Core functionality**:

```python
async def board(session: AsyncSession, tasks: list[Task]) -> list[Owner]:
    wanted = [task.owner_id for task in tasks]
    owners = []
    for owner in await session.scalars(select(Owner).where(Owner.id.in_(wanted))):
        owners.append(owner)
    for attempt in range(3):
        await session.execute(insert(Log).values(attempt=attempt))
    return owners
```

```typescript
export async function board(tasks: Task[]): Promise<Owner[]> {
  const wanted = tasks.map((task) => task.ownerId);
  for (const batch of inBatches(tasks)) {
    await fetch("/seen", { method: "POST", body: JSON.stringify(batch) });
  }
  return pool.query("SELECT * FROM owners WHERE id = ANY($1)", [wanted]);
}
```
````

## Fix
Ask once for all of them (`IN`, a join, `executemany`, eager loading, a request that takes a list), and sort the answer in memory.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.planned_code import place_of_node, place_of_python, planned_code, planned_python, root_of
from planproof.plan.queries import may_ask, queries_in_loops
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.typescript_queries import typescript_may_ask, typescript_queries_in_loops

__all__ = ["RULE"]

_HINT = "ask once for all of them"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every query of a session, connection or cursor inside a loop over rows; in TypeScript every request, too."""
    for block, tree in planned_python(plan, holding="for "):
        if not may_ask(block.content):
            continue
        for node in queries_in_loops(tree):
            yield Hit(place_of_python(block, node), "one query for each turn of a loop", _HINT)
    for block in planned_code(plan, {"tsx", "typescript"}):
        if typescript_may_ask(block.content):
            for found, what in typescript_queries_in_loops(root_of(block)):
                yield Hit(place_of_node(block, found), f"one {what} for each turn of a loop", _HINT)


RULE = Rule("PP226", "query-in-loop", Severity.WARNING, check_plan=check)
