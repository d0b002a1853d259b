"""Plans of any size for the benchmarks: every iteration is complete and every task differs from every other."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path

__all__ = ["write_iterations", "write_planproof_tree"]

_READ = """def read_records(path: str) -> list[dict[str, int]]: ...
"""
_TASK = """### {number}. Part {key} 📋 Planned

**Type**: Implementation Task **Depends on**: {depends} **Estimated time**: {hours} hours

**Priority**: {number}

**What to build**: The function `part_{key}` that turns a record of kind {key} into {number} rows of the table `rows_{key}`.

**Key files**:

```
src/parts/part_{key}.py (new) - turns a record into rows
tests/test_part_{key}.py (new) - its tests
```

**Core functionality**:

```python
def part_{key}(record: dict[str, int]) -> list[int]:
    rows = [record["first"] + {number}]
    rows.append(record["second"] * {number})
    return sorted(rows)
```

**Data structures**:

```json
{{"first": {number}, "second": 2, "kind": "{key}"}}
```

**Integration points**:

- Receives: a record with the keys `first` and `second` from `read_{key}`
- Sends: a sorted list of {number} numbers to `write_{key}`
- Database: INSERT into `rows_{key}`, one row a number

**One smoke test**:

```python
def test_part_{key}__two_numbers__then_sorted() -> None:
    assert part_{key}({{"first": 1, "second": 1}}) == sorted([1 + {number}, {number}])
```

**Success verification**:

```bash
# Rows of one record
python -m parts.part_{key} --first 1 --second 1
# Expected output
[{number}, {next_number}]
```

"""

_HEAD = """# Iteration {number}: Records of group {key}

## Working Software Goal

Users can load a file of group {key} and see how many rows it gave.

## User Stories

### S1: Load a file

As a clerk I load a file of group {key} and read how many rows it gave.

```bash
# One file gives two rows
python -m parts load group_{key}.json
# Expected output
2 rows
```

## Context From Previous Iterations

- **Built**: the reader `read_records` in `src/parts/read.py`
- **Current State**: `python -m parts read FILE` prints the records of a file
- **Infrastructure**: one process and a SQLite file
- **Now Building**: rows of group {key} from those records

## Tech Stack & Embedded Standards

### Python 3.11

- **Types**: every function has types, checked by mypy in strict mode
- **Tests**: pytest with a real SQLite file in `tmp_path`

## Integration Architecture

- **Existing Services**: `read_records` in `src/parts/read.py`
- **New Integration Points**: the command `python -m parts load`
- **Data Flow**: file, records, `part_{key}_1` and its siblings, rows
- **Service Dependencies**: none beside the SQLite file

## Tasks

"""

_TAIL = """## Task Type Definitions

- **Implementation Task**: the approach is known; ends in a working feature

## Progress Tracking

<!-- planproof:status -->
<!-- /planproof:status -->

## Quality Gates

### Code Standards

- [ ] Every function has types
- [ ] A record without its keys gives an error that names the key
- [ ] Security: what a file holds is checked before it is kept, and every query has parameters
- [ ] Performance: one query a file

### Testing Standards

- [ ] One smoke test a task, with a real file
- [ ] Nothing is mocked
- [ ] No test runs longer than 10 seconds

### Task Completion Gates

- [ ] The task ends in something that its verification commands show
- [ ] Its smoke test passes
- [ ] Security: no file is written outside the folder that was named
- [ ] Errors name the file and the key

## Success Demo

```bash
# The whole group
python -m parts load group_{key}.json
# Expected output
2 rows
```

## What This Iteration Validates

- **Assumption 1**: A file of group {key} holds at most 10,000 records. Refuted if: one of the files of last year holds more.

## Not In This Iteration (Scope Control)

- Records of other groups - each has an iteration of its own

"""


def write_iterations(root: Path, *, iterations: int, tasks: int) -> int:
    """Writes a project with that many iterations, each one document with that many tasks.

    Returns:
        how many lines all documents have.
    """
    return _write(root, [tasks] * iterations)


def _write(root: Path, tasks_of_each: Sequence[int]) -> int:
    """Writes an iteration for each number of tasks; returns how many lines their documents have."""
    (root / "planproof.toml").write_text('[plans]\ndocuments = ["ITERATION"]\n', encoding="utf-8")
    (root / "src" / "parts").mkdir(parents=True, exist_ok=True)
    (root / "src" / "parts" / "read.py").write_text(_READ, encoding="utf-8")
    lines = 0
    for number, tasks in enumerate(tasks_of_each):
        milestone, epic, place = number // 100 + 1, number // 10 % 10 + 1, number % 10 + 1
        key = f"{milestone}_{epic}_{place}"
        epic_id = f"M{milestone}_E{epic}"
        parts = (f"M{milestone}_LOAD", f"{epic_id}_GROUPS", f"{epic_id}_I{place}_GROUP")
        folder = root.joinpath("docs", "progress_trackings", *parts)
        folder.mkdir(parents=True, exist_ok=True)
        text = _HEAD.format(number=place, key=key)
        text += "".join(_task(f"{key}_{task}", task, hours=20 / tasks) for task in range(1, tasks + 1))
        text += _TAIL.format(key=key)
        (folder / "ITERATION.md").write_text(text, encoding="utf-8")
        for above in (folder.parent, folder.parent.parent):
            (above / "README.md").write_text(f"# {above.name}\n\nGroups of records.\n", encoding="utf-8")
        lines += text.count("\n")
    return lines


def _task(key: str, number: int, *, hours: float) -> str:
    depends = "None" if number == 1 else f"Task {number - 1}"
    return _TASK.format(key=key, number=number, next_number=number + 1, depends=depends, hours=f"{hours:g}")


def write_planproof_tree(root: Path, *, documents: int, lines: int) -> tuple[int, int]:
    """Writes a project with that many documents, READMEs included, and at least that many lines in its iterations.

    Returns:
        how many documents and lines it really has.
    """
    iterations = documents
    # Each epic (ten iterations) and each milestone (a hundred) has a README.
    while iterations + ceil(iterations / 10) + ceil(iterations / 100) > documents:
        iterations -= 1
    frame = _HEAD.count("\n") + _TAIL.count("\n")
    tasks = max(iterations, ceil((lines - iterations * frame) / _TASK.count("\n")))
    written = _write(
        root, [tasks * (each + 1) // iterations - tasks * each // iterations for each in range(iterations)]
    )
    return len(list(root.rglob("*.md"))), written
