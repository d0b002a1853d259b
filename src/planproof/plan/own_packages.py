"""What a project calls its own: the Python packages that it holds or plans.

`[tests] internal_packages` of `planproof.toml` says it; where that is empty, the packages and modules directly under `src/` and in
the root count, and those that a plan will create there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from planproof.config import Config
from planproof.plan.model import Plan

__all__ = ["NOT_CODE", "own_packages", "planned_packages"]

# Folders and modules of a project that hold no code of the program itself.
NOT_CODE = {
    "tests",
    "test",
    "docs",
    "setup",
    "conftest",
    "noxfile",
    "examples",
    "scripts",
    "bench",
    "benchmarks",
    "src",
    "lib",
}


def own_packages(root: Path, config: Config, planned: Iterable[str] = ()) -> tuple[str, ...]:
    """Import names of a project's own code, sorted.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`; packages that it names are the whole answer.
        planned: names that `planned_packages` found in its plans.
    """
    return tuple(sorted(config.tests.internal_packages or {*_present(root), *planned}))


def _present(root: Path) -> Iterator[str]:
    """Packages and modules in `src/` and in the root; in the root only folders with an `__init__.py`."""
    for path in (*root.glob("src/*"), *root.glob("*.py"), *(init.parent for init in root.glob("*/__init__.py"))):
        name = path.name.removesuffix(".py")
        holds_code = path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))
        if holds_code and name.isidentifier() and name not in NOT_CODE:
            yield name


def planned_packages(plan: Plan) -> tuple[str, ...]:
    """Import names of the packages and modules that the key files of a plan lie in, sorted."""
    names = set()
    for task in plan.tasks:
        for file in task.key_files:
            if not file.path.endswith(".py") or not file.path.startswith(("src/", "./")):
                continue
            parts = [part for part in file.path.split("/") if part not in ("", ".")]
            name = parts[1].removesuffix(".py") if len(parts) > 1 and parts[0] == "src" else ""
            if name.isidentifier() and name not in NOT_CODE:
                names.add(name)
    return tuple(sorted(names))
