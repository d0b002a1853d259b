"""TypeScript any: planned TypeScript uses `any`, which switches its types off.

## Why
What is `any` is checked nowhere: a wrong field or a missing one shows when the program runs, in front of a user.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Client 📋 Planned

**Core functionality**:

```typescript
export async function createLink(body: any): Promise<Link> { {PP220}
  const answer = (await post("/links", body)) as any; {PP220}
  return answer.link;
}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Client 📋 Planned

**Core functionality**:

```typescript
// any address is taken
export async function createLink(body: NewLink): Promise<Link> {
  const answer: unknown = await post("/links", body);
  return parseLink(answer);
}
```
````

## Fix
Name the type, or take `unknown` and check it where it comes in.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.planned_code import nodes_in, place_of_node, planned_code, root_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every `any` that stands as a type in planned TypeScript."""
    for block in planned_code(plan, {"tsx", "typescript"}):
        if "any" in block.content:
            for node in nodes_in(root_of(block)):
                if node.type == "predefined_type" and node.text == b"any":
                    yield Hit(
                        place_of_node(block, node), "`any` switches the type off", "name the type, or take unknown"
                    )


RULE = Rule("PP220", "typescript-any", Severity.ERROR, check_plan=check)
