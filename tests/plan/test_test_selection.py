"""Test commands that can't run any test are found; those that may are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.desk import ProjectDesk
from planproof.plan.shell import read_script
from planproof.plan.test_selection import KnownTests, empty_selections
from planproof.plan.tree import read_project

DOCUMENT = """# Iteration 1: Names

## Unit Tests

| Test | File |
|---|---|
| `store_add__twice__then_one` | `tests/unit/test_store.py` |

## Tasks

### 1. Store 📋 Planned

**Key files**:

```
tests/system/test_names.py (new) - the smoke test
```

**One smoke test**:

```python
def test_name_is_kept():
    assert add("a") == 1
```
"""


@pytest.fixture
def known(tmp_path: Path) -> KnownTests:
    folder = tmp_path / "docs/progress_trackings/M1_X/M1_E1_X/M1_E1_I1_X"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_old.py").write_text("def test_what_was_there(): ...\n", encoding="utf-8")
    return KnownTests(read_project(tmp_path, Config()).plans[0], ProjectDesk(tmp_path, Config()))


@pytest.mark.parametrize(
    "script",
    [
        "pytest --collect-only",
        "python -m pytest --co -q tests",
        "uv run pytest --help",
        "pytest tests/test_gone.py",
        "pytest tests/gone -q",
        "pytest -k no_such_name",
        "pytest -k 'store_add and no_such_name'",
        "pytest -k 'no_such_name and not slow'",
        "npx jest --listTests",
        "npx vitest run --passWithNoTests",
        "ctest --test-dir build -N",
        "meson test -C build --list",
        "cargo test --no-run",
        "build/tests --gtest_list_tests",
        "python --version",
        "node --version && npm --version",
        "cd tests && pytest gone/test_a.py",
    ],
)
def test_empty_selections__runs_no_test__then_found(script: str, known: KnownTests) -> None:
    assert len(list(empty_selections(read_script(script), known))) == 1


@pytest.mark.parametrize(
    "script",
    [
        "pytest",
        "pytest -q tests",
        "pytest tests/unit/test_store.py::test_store_add__twice__then_one",
        "pytest tests/system -k name_is_kept",
        "pytest -k 'store_add or no_such_name'",
        "pytest -k 'not slow'",
        "pytest -k what_was_there -m 'not slow' -p no:cacheprovider",
        "pytest --version; pytest tests",
        "pytest $TESTS --junitxml out/results.xml",
        "pytest 'tests/**/test_*.py'",
        "cd tests && pytest unit/test_store.py",
        'cd "$DIR" && pytest unit/anything.py',
        "meson test -C build --suite unit",
        "cargo test --workspace",
        "names --version",
        "git status --short",
    ],
)
def test_empty_selections__may_run_tests__then_silent(script: str, known: KnownTests) -> None:
    assert list(empty_selections(read_script(script), known)) == []
