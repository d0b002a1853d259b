"""Signature spelled otherwise: a function has one signature where it is produced and another where it is used.

## Why
One task produces the function, another uses it, in this iteration or in a later one. Each follows the signature it was given,
and the two don't fit.

## Bad
````markdown file=ITERATION.md
## Interface Definitions

```python
def short_code(url: str, attempt: int) -> str: ...
```

## Tasks

### 1. Codes 📋 Planned

**Core functionality**:

```python
def short_code(url: str) -> str: {PP806}
    return digest(url)[:7]
```
````

## Bad
An iteration that names another one spells a function of that one's interfaces otherwise.

````markdown file=ITERATION.md
## Interface Definitions

File `src/codes.py`:

```python
class Codes(Protocol):
    def short_code(self, url: str, attempt: int) -> str: ...
```
````

````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I2_NEXT/ITERATION.md
## Tasks

### 1. Page 📋 Planned

**Depends on**: M1_E1_I1

**Core functionality**:

```python
class Codes(Protocol):
    def short_code(self, url: str) -> str: ... {PP806}
```
````

## Good
````markdown file=ITERATION.md
## Interface Definitions

```python
def short_code(url: str, attempt: int) -> str: ...
```

```c
void *region_carve(region *from, uint64_t size_bytes);
```

## Tasks

### 1. Codes 📋 Planned

**Core functionality**:

```python
def short_code(url: str, attempt: int) -> str:
    return digest(url, attempt)[:7]
```

### 2. Region 📋 Planned

**Core functionality**:

```c
void *region_carve(region *r, uint64_t size)
{
    return r->memory + size;
}
```
````

## Good
An iteration may change a function of an earlier one: it declares the file's interface anew. A function of the same name in an
iteration that has nothing to do with this one is another function.

````markdown file=ITERATION.md
## Interface Definitions

File `src/codes.py`:

```python
def short_code(url: str) -> str: ...
```
````

````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I2_RETRY/ITERATION.md
M1_E1_I1 made the codes.

## Interface Definitions

File `src/codes.py`:

```python
def short_code(url: str, attempt: int) -> str: ...
```

## Tasks

### 1. Retry 📋 Planned

**Core functionality**:

```python
def short_code(url: str, attempt: int) -> str:
    return digest(url, attempt)[:7]
```
````

````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I3_OTHER/ITERATION.md
## Tasks

### 1. Labels 📋 Planned

**Core functionality**:

```python
def short_code(label: str) -> int: ...
```
````

## Fix
Write the same signature in both places; the interface decides. Where this iteration changes the function, declare it anew under
Interfaces, with the file it is in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from planproof.errors import PlanproofError
from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Frame, Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.spelled import Spelled, signature_of, spelled_functions
from planproof.plan.symbols import Symbol, symbols_in_source
from planproof.plan.syntax import language_name

__all__ = ["RULE"]

_LONGEST_CHARACTERS = 100_000
# Languages without overloading, in which a name has one signature; what a function's name stands behind in each.
_DECLARED = {
    "python": late_pattern(
        r"def (?<!\wdef )(\w+)"
    ),  # `\bdef`, but what begins with plain letters is found in a quarter of the time
    "rust": late_pattern(r"fn (?<!\wfn )(\w+)"),
    "c": late_pattern(r"\b(\w+)\s*\("),
}


_BEHIND_MILESTONE = late_pattern(
    r"_E\d{1,6}_I\d{1,6}"
)  # begins with what is rare, so that a long text is run through fast
_MILESTONE = late_pattern(r"\bM\d{1,6}\Z")


class _Told(msgspec.Struct, frozen=True):
    """What one iteration spells.

    Attributes:
        hits: where it contradicts itself.
        produced: the functions of its interfaces, each name once.
        used: the functions that its tasks spell and its interfaces don't.
        refers_to: ids of other iterations that it names.
        files: paths that its tasks touch.
    """

    plan_id: str
    hits: tuple[Hit, ...]
    produced: tuple[Spelled, ...]
    used: tuple[Spelled, ...]
    refers_to: frozenset[str]
    files: frozenset[str]


def gather(plan: Plan, desk: Desk) -> _Told:
    """What an iteration spells, and where it contradicts itself."""
    produced: dict[tuple[str, str], Spelled] = {}
    for interface in plan.interfaces:
        for function in spelled_functions(interface.code, interface.path):
            produced.setdefault((function.language, function.name), function)
    cores = [block for task in plan.tasks for block in task.core]
    spelled = [function for block in cores for function in spelled_functions(block)]
    used = {(function.language, function.name): function for function in reversed(spelled)}
    others = tuple([function for name, function in used.items() if name not in produced])
    return _Told(
        plan.id,
        tuple(_inside(plan)),
        tuple(produced.values()),
        others,
        _named_iterations(plan) if produced or others else frozenset(),
        frozenset(file.path for task in plan.tasks for file in task.key_files),
    )


def _named_iterations(plan: Plan) -> frozenset[str]:
    """The ids of other iterations that the plan's documents name."""
    found = set()
    for document in plan.documents:
        for match in _BEHIND_MILESTONE.finditer(document.text):
            milestone = _MILESTONE.search(document.text, max(0, match.start() - 8), match.start())
            if milestone:
                found.add(milestone.group() + match.group())
    return frozenset(found - {plan.id})


def check(frame: Frame, gathered: Sequence[_Told], desk: Desk) -> Iterator[Hit]:
    """Each plan's contradictions, then one hit for each function that a plan spells otherwise than the one that produces it."""
    producers: dict[tuple[str, str], list[tuple[int, Spelled]]] = {}
    for number, told in enumerate(gathered):
        yield from told.hits
        for function in told.produced:
            producers.setdefault((function.language, function.name), []).append((number, function))
    for number, told in enumerate(gathered):
        for function in (*told.produced, *told.used):
            known = [
                (other, produced)
                for other, produced in producers.get((function.language, function.name), ())
                if other != number and _uses(told, gathered[other], function, produced, other < number)
            ]
            if len({other for other, _ in known}) == 1:
                yield from _compared(function, known[0][1], gathered[known[0][0]].plan_id)


def _uses(told: _Told, other: _Told, function: Spelled, produced: Spelled, is_earlier: bool) -> bool:
    """Whether a plan's function is the one that another plan produces: it names that plan or touches that file.

    A plan that declares the function itself changes it, unless it says that it declares it for another file, as a user of an
    earlier plan's does.
    """
    if function in told.produced and (not is_earlier or function.path in (None, produced.path)):
        return False
    return other.plan_id in told.refers_to or (produced.path is not None and produced.path in told.files)


def _compared(function: Spelled, produced: Spelled, plan_id: str) -> Iterator[Hit]:
    if function.head == produced.head:
        return
    here, there = signature_of(function), signature_of(produced)
    if here and there and here != there:
        message = f"{function.name} is `{here}` here and `{there}` in {produced.place.path}:{produced.place.line}"
        hint = f"write the signature of {plan_id or 'that iteration'}, or declare the changed one under Interfaces with its file"
        yield Hit(function.place, message, hint)


def _inside(plan: Plan) -> Iterator[Hit]:
    """One hit for each function whose signature isn't the one that the plan spells first, interfaces before tasks."""
    spelled: dict[tuple[str, str], tuple[Symbol, Place]] = {}
    blocks = [interface.code for interface in plan.interfaces] + [block for task in plan.tasks for block in task.core]
    for block in _with_shared_names(blocks):
        language = language_name(block.language)
        for symbol in _functions(block):
            place = Place(block.place.path, block.content_line + symbol.line - 1, block.content_column)
            first, where = spelled.setdefault((language, symbol.name), (symbol, place))
            if first.signature != symbol.signature:
                message = (
                    f"{symbol.name} is `{symbol.signature}` here and `{first.signature}` in {where.path}:{where.line}"
                )
                yield Hit(place, message, "write the same signature in both places")


def _with_shared_names(blocks: list[CodeBlock]) -> list[CodeBlock]:
    """The blocks that may declare a function which another one declares too, by a quick look; most of a plan's don't."""
    patterns = [_DECLARED.get(language_name(block.language)) for block in blocks]
    pairs = zip(blocks, patterns, strict=True)
    names = [set(pattern.findall(block.content)) if pattern else set() for block, pattern in pairs]
    counts = Counter(name for found in names for name in found)
    return [block for block, found in zip(blocks, names, strict=True) if any(counts[name] > 1 for name in found)]


def _functions(block: CodeBlock) -> list[Symbol]:
    """The functions of a block that have one signature in it: a property with its setter, or an overloaded one, has several."""
    if len(block.content) > _LONGEST_CHARACTERS:
        return []
    try:
        symbols = symbols_in_source(language_name(block.language), block.content.encode("utf-8", "replace"))
    except PlanproofError:
        return []  # PP209 and PP309 say that it doesn't parse
    named = [symbol for symbol in symbols if symbol.callable and symbol.signature]
    counts = Counter(symbol.name for symbol in named)
    return [symbol for symbol in named if counts[symbol.name] == 1]


RULE = Rule("PP806", "signature-spelled-otherwise", Severity.ERROR, check_project=check, gather=gather)
