"""Python Any: a planned function takes or gives `Any`.

## Why
`Any` says that nobody decided what goes in or comes out; the type checker then lets everything pass.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
def keep(link: Any) -> dict[str, Any]: {PP221} {PP221}
    return {"link": link}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
def keep(link: Link) -> dict[str, object]:
    return {"link": link}
```
````

## Fix
Name the type; `object` where anything may come and is checked, a type variable where what comes in goes out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.planned_code import place_of_python, planned_python
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each parameter and return whose type holds `Any`."""
    for block, tree in planned_python(plan, holding="Any"):
        for node in ast.walk(tree):
            annotation = node.annotation if isinstance(node, ast.arg) else getattr(node, "returns", None)
            if isinstance(annotation, ast.expr) and _holds_any(annotation):
                what = (
                    f"parameter {node.arg}"
                    if isinstance(node, ast.arg)
                    else f"what {getattr(node, 'name', 'it')} gives"
                )
                yield Hit(place_of_python(block, annotation), f"{what} is typed Any", "name the type")


def _holds_any(annotation: ast.expr) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id == "Any") or (isinstance(node, ast.Attribute) and node.attr == "Any")
        for node in ast.walk(annotation)
    )


RULE = Rule("PP221", "python-any", Severity.WARNING, check_plan=check)
