"""What a project calls its own: configured, present in its tree, or planned."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Config, Tests
from planproof.plan.own_packages import own_packages, planned_packages
from planproof.plan.tree import read_project

DOCUMENT = """## Tasks

### 1. Store

**Key files**:

```
src/planned/store.py (new) - the store
src/native/ring.c (new) - C
```
"""


def test_own_packages__nothing_configured__then_present_and_planned(tmp_path: Path) -> None:
    for name in (
        "src/shop/__init__.py",
        "src/single.py",
        "legacy/__init__.py",
        "tests/__init__.py",
        "docs/a.md",
        "manage.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    folder = tmp_path / "docs/progress_trackings/M1_X/M1_E1_X/M1_E1_I1_X"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(DOCUMENT, encoding="utf-8")
    (plan,) = read_project(tmp_path, Config()).plans
    assert planned_packages(plan) == ("planned",)
    assert own_packages(tmp_path, Config(), planned_packages(plan)) == ("legacy", "manage", "planned", "shop", "single")


def test_own_packages__configured__then_only_those(tmp_path: Path) -> None:
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/__init__.py").write_text("", encoding="utf-8")
    config = Config(tests=Tests(internal_packages=("names",)))
    assert own_packages(tmp_path, config) == ("names",)
