"""The tools a repository is set up with: how it builds, tests, lints, and where its code lies.

`planproof init` fills `planproof.toml` with these instead of asking. Only files are read; nothing runs.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planproof.plan.own_packages import NOT_CODE

__all__ = ["Tooling", "find_tooling"]


@dataclass(frozen=True, slots=True)
class Tooling:
    """What was found; empty where nothing was.

    Attributes:
        framework: `pytest`, `meson`, `ctest`, `cargo` or `other`.
        sources: folders with the project's code, relative to the root.
        tests: folders with its tests.
        packages: import names of its Python packages.
        build, test, benchmark: commands in the form that `[commands]` takes.
        lint, format: likewise, one for each configured tool.
        variables: environment variables that commands need.
        reasons: which file each finding rests on, one line each.
    """

    framework: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    packages: tuple[str, ...]
    build: str
    test: str
    benchmark: str
    lint: tuple[str, ...]
    format: tuple[str, ...]
    variables: dict[str, str]
    reasons: tuple[str, ...]


def find_tooling(root: Path) -> Tooling:
    """Looks at the well-known files of a repository; a file that can't be read counts as absent."""
    tools = _tools(root)
    framework, build, test, reasons = _framework(root, tools)
    sources = tuple(name for name in ("src", "lib", "app", "native", "include") if (root / name).is_dir())
    tests = tuple(name for name in ("tests", "test") if (root / name).is_dir())
    packages = tuple(sorted(path.parent.name for path in (root / "src").glob("*/__init__.py")))
    if not packages:
        packages = _flat_packages(root)
        sources += tuple(name for name in packages if name not in sources)
    lint, formatters = _linters(root, tools)
    reasons += [f"{name}/ holds code" for name in sources] + [f"{name}/ holds tests" for name in tests]
    reasons += [f"{command.split()[0]} is configured" for command in lint]
    benchmark = "pytest --benchmark-json={results} -k '{benchmarks}'" if framework == "pytest" else ""
    variables = _variables(tools)
    reasons += [f"pytest imports from {value}, so every command does (PYTHONPATH)" for value in variables.values()]
    return Tooling(
        framework, sources, tests, packages, build, test, benchmark, lint, formatters, variables, tuple(reasons)
    )


def _variables(tools: dict[str, Any]) -> dict[str, str]:
    """PYTHONPATH where pytest has one of its own: code that isn't installed is found by no other command."""
    settings = tools.get("pytest", {})
    settings = settings.get("ini_options", {}) if isinstance(settings, dict) else {}
    folders = settings.get("pythonpath", []) if isinstance(settings, dict) else []
    folders = folders.split() if isinstance(folders, str) else folders
    named = [folder for folder in folders if isinstance(folder, str)] if isinstance(folders, list) else []
    return {"PYTHONPATH": os.pathsep.join(named)} if named else {}


def _flat_packages(root: Path) -> tuple[str, ...]:
    """The packages of a Python project that has no `src`: folders in the root with an `__init__.py`, but for tests and the like."""
    names = (path.parent.name for path in root.glob("*/__init__.py"))
    return tuple(sorted(name for name in names if name.isidentifier() and name not in NOT_CODE))


def _tools(root: Path) -> dict[str, Any]:
    """The `[tool]` tables of pyproject.toml."""
    try:
        tools = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    return tools if isinstance(tools, dict) else {}


def _framework(root: Path, tools: dict[str, Any]) -> tuple[str, str, str, list[str]]:
    """Test framework, build command, test command, and what says so. Python first: a project with a C part is tested from there."""
    if "pytest" in tools or (root / "pytest.ini").is_file() or (root / "conftest.py").is_file():
        return "pytest", "", "", ["pytest is configured"]
    if next((root / "tests").glob("test_*.py"), None):
        return "pytest", "", "", ["tests/test_*.py are pytest's"]
    if (root / "meson.build").is_file():
        build = "test -d build || meson setup build; meson compile -C build"
        return "meson", build, "", ["meson.build"]
    if (root / "CMakeLists.txt").is_file():
        return "ctest", "cmake -S . -B build && cmake --build build", "", ["CMakeLists.txt"]
    if (root / "Cargo.toml").is_file():
        return "cargo", "", "", ["Cargo.toml"]
    return "other", "", "", []


def _linters(root: Path, tools: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lint, formatters = [], []
    if "ruff" in tools or (root / "ruff.toml").is_file():
        lint.append("ruff check .")
        formatters.append("ruff format --check .")
    if "black" in tools:
        formatters.append("black --check .")
    if "mypy" in tools or (root / "mypy.ini").is_file():
        lint.append("mypy")
    if (root / ".clang-format").is_file():
        formatters.append("git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror")
    return tuple(lint), tuple(formatters)
