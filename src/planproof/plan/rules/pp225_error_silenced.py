"""Error silenced: planned code catches every error and does nothing with it.

## Why
The failure happens all the same; nobody sees it. The user gets a wrong answer, and the log has no line to look for.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
def load(path: str) -> dict[str, str]:
    try:
        return read(path)
    except: {PP225}
        return {}

def save(path: str) -> None:
    try:
        write(path)
    except Exception: {PP225}
        pass
```

```typescript
try {
  await save(link);
} catch (error) {} {PP225}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
def load(path: str) -> dict[str, str]:
    try:
        return read(path)
    except FileNotFoundError:
        pass
    try:
        return read(path + ".old")
    except:
        close(path)
        raise
```

```typescript
try {
  await save(link);
} catch (error) {
  log.error("link not saved", error);
  throw error;
}
```
````

## Fix
Catch the error that can be answered, and say what the user sees and what is logged; let the others through.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.planned_code import nodes_in, place_of_node, place_of_python, planned_code, planned_python, root_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_EVERYTHING = {"Exception", "BaseException"}
_HINT = "catch the error that can be answered, and say what the user sees and what is logged"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Bare `except` that doesn't raise again, `except Exception` that does nothing, empty `catch` blocks."""
    for block, tree in planned_python(plan, holding="except"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and _silences(node):
                yield Hit(place_of_python(block, node), "every error is caught and none is reported", _HINT)
    for code in planned_code(plan, {"typescript", "cpp"}):
        if "catch" in code.content:
            for found in nodes_in(root_of(code)):
                body = found.child_by_field_name("body") if found.type == "catch_clause" else None
                if body is not None and not body.named_children:
                    yield Hit(place_of_node(code, found), "an error is caught and nothing is done with it", _HINT)


def _silences(handler: ast.ExceptHandler) -> bool:
    named = handler.type
    if named is None:
        return not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    everything = isinstance(named, ast.Name) and named.id in _EVERYTHING
    return everything and all(
        isinstance(node, ast.Pass | ast.Continue)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in handler.body
    )


RULE = Rule("PP225", "error-silenced", Severity.ERROR, check_plan=check)
