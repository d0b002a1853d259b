"""Call doesn't fit: planned code or a smoke test calls a planned function with arguments that it doesn't take.

## Why
The call shows how the consumer understood the function. It was understood otherwise than it is declared, and the first run fails.

## Bad
````markdown file=ITERATION.md
## Interface Definitions

```python
def short_code(url: str, attempt: int) -> str: ...
```

```c
int ring_push(ring *r, uint32_t value);
```

## Tasks

### 1. Codes 📋 Planned

**One smoke test**:

```python
def test_short_code__same_address__then_same_code() -> None:
    assert short_code("a") == short_code("a", attempt=0) {PP807}
```

### 2. Ring 📋 Planned

**One smoke test**:

```c
static void test_ring_push__empty__then_taken(void)
{
    CHECK(ring_push(&r, 1, 2)); {PP807}
}
```
````

## Good
````markdown file=ITERATION.md
## Interface Definitions

```python
def short_code(url: str, attempt: int, *, length: int = 7) -> str: ...
def follow(code: str) -> str: ...
```

```c
int ring_push(ring *r, uint32_t value);
```

## Tasks

### 1. Codes 📋 Planned

**One smoke test**:

```python
def test_short_code__same_address__then_same_code(follow: Follow) -> None:
    assert short_code("a", 0) == short_code(*ARGUMENTS, length=3)
    assert follow("a", "b")
```

### 2. Ring 📋 Planned

**One smoke test**:

```c
static void test_ring_push__empty__then_taken(void)
{
    CHECK(ring_push(&r, 1));
}
```
````

## Fix
Call it as it is declared, or correct the declaration.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planproof.plan.calls import (
    Parameters,
    c_call_counts,
    c_parameter_counts,
    may_misfit,
    python_functions,
    python_misfits,
)
from planproof.plan.document import CodeBlock
from planproof.plan.model import Plan
from planproof.plan.planned_code import call_name, place_of_node, place_of_python, root_of
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.syntax import language_name, parse_python

__all__ = ["RULE"]

_HINT = "call it as it is declared, or correct the declaration"
_LONGEST_CHARACTERS = 100_000


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every call whose arguments don't fit the one declaration of the function, in core functionality and smoke tests."""
    declaring = [interface.code for interface in plan.interfaces] + [
        block for task in plan.tasks for block in task.core
    ]
    calling = [block for task in plan.tasks for block in (*task.core, *task.smoke_tests)]
    yield from _python(_in(declaring, "python"), _in(calling, "python"))
    yield from _c(_in(declaring, "c"), _in(calling, "c"))


def _in(blocks: list[CodeBlock], language: str) -> list[CodeBlock]:
    return [
        block
        for block in blocks
        if language_name(block.language) == language and len(block.content) <= _LONGEST_CHARACTERS
    ]


def _python(declaring: list[CodeBlock], calling: list[CodeBlock]) -> Iterator[Hit]:
    declared: dict[str, set[Parameters]] = {}
    for block in declaring if calling else ():
        for name, parameters in python_functions(block.content):
            declared.setdefault(name, set()).add(parameters)
    functions = {name: found.pop() for name, found in declared.items() if len(found) == 1}
    for block in calling:
        tree = parse_python(block.content) if may_misfit(block.content, functions) else None
        for call, wrong in python_misfits(tree, functions) if isinstance(tree, ast.Module) else ():
            yield Hit(place_of_python(block, call), f"{call_name(call)} {wrong}", _HINT)


def _c(declaring: list[CodeBlock], calling: list[CodeBlock]) -> Iterator[Hit]:
    counts: dict[str, set[int]] = {}
    for block in declaring if calling else ():
        for name, found in c_parameter_counts(root_of(block)).items():
            counts.setdefault(name, set()).update(found)
    for block in calling if counts else ():
        own = c_parameter_counts(root_of(block))
        for call, name, given in c_call_counts(root_of(block)):
            wanted = counts.get(name, set())
            if len(wanted) == 1 and -1 not in wanted and given not in wanted and name not in own:
                yield Hit(place_of_node(block, call), f"{name} gets {given} arguments and takes {min(wanted)}", _HINT)


RULE = Rule("PP807", "call-does-not-fit", Severity.ERROR, check_plan=check)
