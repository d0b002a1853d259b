"""Every command that a plan promises is met once, with what it is for, and without what merely launches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.commands import place_in_script, planned_commands, runner_arguments
from planproof.plan.document import Place
from planproof.plan.model import Command, Plan
from planproof.plan.shell import read_script
from planproof.plan.tree import read_project

DOCUMENT = """# Iteration 1: Names

## User Stories

### S1: Add a name

A user adds a name.

```bash
names add a
# Expected output
added a
```

## Performance Targets

| Target | Figure | Benchmark | Command |
|---|---|---|---|
| add | <1 ms | `bench_add` | `names bench` |

## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | names | `pytest tests` |
| system | names | |

## Tasks

### 1. Store 📋 Planned

**Success verification**:

```bash
# prepare
names reset
# add
names add b
# Expected output
added b
```

## Success Demo

```bash
names list
# Expected output
a
```
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    folder = tmp_path / "docs/progress_trackings/M1_X/M1_E1_X/M1_E1_I1_X"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(DOCUMENT, encoding="utf-8")
    return read_project(tmp_path, Config()).plans[0]


def test_planned_commands__plan__then_each_with_its_role(plan: Plan) -> None:
    found = [(planned.role, planned.command.script, planned.proves) for planned in planned_commands(plan)]
    assert found == [
        ("story", "names add a", True),
        ("verification", "names reset", False),
        ("verification", "names add b", True),
        ("demo", "names list", True),
        ("matrix", "pytest tests", True),
        ("performance", "names bench", True),
    ]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("pytest -q", ("pytest", "-q")),
        ("python -m pytest -q", ("pytest", "-q")),
        (".venv/bin/python3.11 -m pytest", ("pytest",)),
        ("uv run --frozen pytest -q", ("pytest", "-q")),
        ("poetry run python -m pytest", ("pytest",)),
        ("timeout 60 pytest", ("pytest",)),
        ("env -i A=1 pytest", ("pytest",)),
        ("A=1 time -p pytest", ("pytest",)),
        ("npx jest", ("jest",)),
        ("coverage run -m pytest tests", ("pytest", "tests")),
        ("python run.py", ("python", "run.py")),
        ("A=1", ()),
    ],
)
def test_runner_arguments__launchers_around_it__then_only_the_program(script: str, words: tuple[str, ...]) -> None:
    (simple,) = read_script(script).simple_commands()
    assert runner_arguments(simple) == words


def test_place_in_script__third_line__then_line_and_column_in_the_document() -> None:
    command = Command("a\nb\n  c", None, "auto", "", Place("ITERATION.md", 10, 5), None)
    assert place_in_script(command, 2, 2) == Place("ITERATION.md", 12, 7)
