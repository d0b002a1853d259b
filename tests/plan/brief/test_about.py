"""What of a plan touches a task: its own interfaces and tests, the languages of its files, the names it uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.brief.written import sections_of, text_of

PLAN = """# Iteration 1: Slots

## Tech Stack & Embedded Standards

### C11

- Every atomic access names its ordering

### Python 3.11

- Every function has types

### Reviews

- Two people read

## Interfaces

### Registry: `include/registry.h`

```c
struct registry;
int registry_claim(struct registry *registry);
```

### Reader: `src/reader.py`

```python
def read_dump(path: str) -> list[int]: ...
```

## Memory Layout

### `struct registry`

| Field | Type | Offset | Size | Alignment |
|---|---|---|---|---|
| used | uint64_t | 0 | 8 | 8 |
| total | | | 8 | 8 |

## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| used | the claiming thread | all | acq_rel | used |

- Init is called once

## Performance Targets

| Target | Figure | Benchmark | Command |
|---|---|---|---|
| a claim | <1 us | `bench_registry_claim` | `build/bench` |
| a dump read | <1 s | `bench_read_dump` | `python bench.py` |

## Test Coverage Map

| Interface | Tests |
|---|---|
| `read_dump` | `test_dumps__many__then_all` |

## Test Cases

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_registry_claim__full__then_refused` | `registry_claim` | tests/test_registry.c | refused |
| `test_read_dump__empty__then_nothing` | | tests/test_reader.py | nothing |
| `test_dumps__many__then_all` | | tests/test_reader.py | all |

## Tasks

### 1. Registry

**Depends on**: None

**What to build**: The registry.

**Key files**:

```
include/registry.h (new) - the interface
src/registry.c (new) - the slots
```

### 2. Reader

**Depends on**: Task 1

**What to build**: `read_dump`, which reads what `registry_claim` left.

**Key files**:

```
src/reader.py (new) - the reader
```
"""


@pytest.mark.parametrize(
    ("task", "key", "there", "not_there"),
    [
        (1, "interfaces", "registry_claim", "read_dump"),
        (1, "tests", "test_registry_claim__full__then_refused", "dump"),
        (1, "performance", "bench_registry_claim", "bench_read_dump"),
        (1, "standards", "names its ordering", "has types"),
        (1, "standards", "Two people read", "has types"),
        (1, "thread_safety", "Init is called once", "dump"),
        (1, "memory_layouts", "- `struct registry` 8 bytes, aligned to 8", "dump"),
        (2, "interfaces", "registry_claim", "gone"),
        (2, "tests", "test_read_dump__empty__then_nothing", "test_registry"),
        (2, "tests", "test_dumps__many__then_all", "test_registry"),
        (2, "performance", "bench_read_dump", "gone"),
        (2, "standards", "has types", "names its ordering"),
        (2, "dependencies", "include/registry.h, planned: int registry_claim", "read_dump"),
    ],
)
def test_sections__a_task__then_what_touches_it(
    tmp_path: Path, task: int, key: str, there: str, not_there: str
) -> None:
    _, sections = sections_of(tmp_path, PLAN, task=task)
    said = text_of(sections[key])
    assert there in said
    assert not_there not in said


def test_sections__a_python_task__then_no_thread_rules(tmp_path: Path) -> None:
    _, sections = sections_of(tmp_path, PLAN, task=2)
    assert "thread_safety" not in sections
    assert "memory_layouts" not in sections
