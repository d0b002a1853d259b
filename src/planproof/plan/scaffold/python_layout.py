"""Where Python lies in a project: import roots, import names, test folders, how wide lines may be."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from planproof.plan.facts import FactKind
from planproof.plan.model import TestCase
from planproof.plan.scaffold.model import Work

__all__ = ["import_name", "import_root", "line_width", "roots", "test_path"]

_WIDTHS = ("ruff.line-length", "black.line-length", "flake8.max-line-length")
_USUAL_WIDTH = 88
_LEVELS = {"integration": "integration", "system": "system", "benchmark": "benchmarks"}


def roots(work: Work) -> tuple[str, ...]:
    """Folders that modules are imported from, as the project says: PYTHONPATH of its commands, pytest's `pythonpath`."""
    variables = work.ground.config.environment.variables.get("PYTHONPATH", "")
    said = [part.replace("{root}", "").strip("/") for part in re.split(r"[:;]", variables) if part]
    for fact in work.ground.facts.named(FactKind.SETTING, "pytest.pythonpath"):
        if "/" not in fact.place.path:
            said += re.split(r"[,\s]+", fact.value)
    return tuple(dict.fromkeys("" if part in (".", "") else part.removeprefix("./").strip("/") for part in said))


def import_root(work: Work, path: str) -> str:
    """The folder that a file's import name begins in; empty for the project's root."""
    named = [root for root in roots(work) if root and path.startswith(f"{root}/")]
    if named:
        return max(named, key=len)
    parts = PurePosixPath(path).parts[:-1]
    last = max((number for number, part in enumerate(parts) if part == "src"), default=-1)
    return "/".join(parts[: last + 1])


def import_name(work: Work, path: str) -> str:
    """`shortener.links` for `src/shortener/links.py`; the package itself for its `__init__.py`."""
    root = import_root(work, path)
    inside = path.removeprefix(f"{root}/") if root else path
    return inside.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def line_width(work: Work) -> int:
    """How wide lines of code may be, by the formatter's settings."""
    for name in _WIDTHS:
        for fact in work.ground.facts.named(FactKind.SETTING, name):
            if "/" not in fact.place.path and fact.value.isdecimal():
                return max(int(fact.value), 60)
    return _USUAL_WIDTH


def test_path(work: Work, case: TestCase, subject: str) -> str:
    """The file that a planned test belongs into: as planned, else by what the project does.

    Args:
        subject: stem of the module under test.
    """
    if case.file:
        return case.file.strip().strip("`").removeprefix("./")
    tests = work.ground.config.tests.folders[0].strip("/") if work.ground.config.tests.folders else "tests"
    folders = work.ground.facts.folders
    wanted = [case.level, _LEVELS.get(case.level, case.level)]
    folder = next((f"{tests}/{name}" for name in wanted if f"{tests}/{name}" in folders), "")
    if folder:
        return f"{folder}/test_{subject}.py"
    suffix = "" if case.level not in _LEVELS else f"_{case.level}"
    return f"{tests}/test_{subject}{suffix}.py"
