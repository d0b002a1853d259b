"""Tools of Python projects, wherever they are set up: pyproject.toml, setup.cfg, tox.ini, files of their own.

One name for one setting in all of these places: `pytest.addopts`, `ruff.line-length`, `coverage.report.fail_under`.
"""

from __future__ import annotations

import ast
import re

from planproof.errors import PlanproofError
from planproof.plan.facts.formats.ini import read_ini
from planproof.plan.facts.formats.json import read_json
from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.formats.toml import read_toml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_settings, add_tool
from planproof.plan.syntax import SyntaxProblem, parse_python

__all__ = [
    "add_python_tools",
    "read_conftest",
    "read_noxfile",
    "read_tool_ini",
    "read_tool_json",
    "read_tool_toml",
    "read_unittest",
]

_TABLES = (
    "bandit",
    "black",
    "coverage",
    "flake8",
    "isort",
    "mypy",
    "pylint",
    "pyright",
    "pytest",
    "ruff",
    "tox",
    "yapf",
)
# A section of an INI file -> the tool; `coverage:run` is `coverage.run`.
_SECTIONS = {"tool:pytest": "pytest", "pytest": "pytest", "settings": "isort", "MASTER": "pylint", "style": "yapf"}
_COVERAGE = ("run", "report", "html", "xml", "json", "lcov", "paths")
_FILES = {
    ".coveragerc": "coverage",
    ".flake8": "flake8",
    ".isort.cfg": "isort",
    ".mypy.ini": "mypy",
    ".pylintrc": "pylint",
    ".ruff.toml": "ruff",
    "mypy.ini": "mypy",
    "pylintrc": "pylint",
    "pyrightconfig.json": "pyright",
    "pytest.ini": "pytest",
    "ruff.toml": "ruff",
    "tox.ini": "tox",
}


def add_python_tools(sheet: Sheet, tool: Node) -> None:
    """TOOL and SETTING facts of the `[tool]` tables of a pyproject.toml."""
    for name in _TABLES:
        if table := tool.at(name):
            add_tool(sheet, name, table.line)
            add_settings(sheet, name, table.at("ini_options") or table)


def read_tool_toml(path: str, source: bytes, digest: str) -> list[Fact]:
    """The settings of ruff.

    Raises:
        PlanproofError: it is no TOML.
    """
    return _whole_file(path, digest, read_toml(path, text_of(path, source)))


def read_tool_json(path: str, source: bytes, digest: str) -> list[Fact]:
    """The settings of pyright.

    Raises:
        PlanproofError: it is no JSON.
    """
    return _whole_file(path, digest, read_json(path, text_of(path, source)))


def read_tool_ini(path: str, source: bytes, digest: str) -> list[Fact]:
    """Tools and their settings, a section for each tool."""
    sheet = Sheet(path, digest)
    own = _FILES.get(path.rpartition("/")[2], "")
    seen: set[str] = set()
    for section, table in read_ini(text_of(path, source)).items.items():
        name, prefix = _tool_of(section, own)
        if name and table.items:
            if name not in seen:
                seen.add(name)
                add_tool(sheet, name, table.line)
            add_settings(sheet, prefix, table)
    return sheet.facts


def read_conftest(path: str, source: bytes, digest: str) -> list[Fact]:
    """A conftest.py says that pytest runs the tests, whatever is in it."""
    sheet = Sheet(path, digest)
    add_tool(sheet, "pytest", 1)
    return sheet.facts


def read_noxfile(path: str, source: bytes, digest: str) -> list[Fact]:
    """A verb `nox -s NAME` for each session; nothing in the file runs.

    Raises:
        PlanproofError: it is no Python.
    """
    sheet = Sheet(path, digest)
    add_tool(sheet, "nox", 1)
    tree = parse_python(text_of(path, source))
    if isinstance(tree, SyntaxProblem):
        raise PlanproofError(f"is no Python: {tree.message}", place=f"{path}:{tree.line}")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any("session" in ast.unparse(each) for each in node.decorator_list):
            sheet.add(FactKind.VERB, f"nox -s {node.name}", (ast.get_docstring(node) or "").split("\n")[0], node.lineno)
    return sheet.facts


def read_unittest(path: str, source: bytes, digest: str) -> list[Fact]:
    """A test file with a `unittest.TestCase` in it: `facts.settle` keeps the first of a project."""
    sheet = Sheet(path, digest)
    name = path.rpartition("/")[2]
    match = (
        re.search(rb"^class \w+\((?:unittest\.)?TestCase\)", source, re.MULTILINE) if b"unittest" in source else None
    )
    if match and (name.startswith("test") or name.endswith("_test.py")):
        add_tool(sheet, "unittest", source.count(b"\n", 0, match.start()) + 1)
    return sheet.facts


def _whole_file(path: str, digest: str, root: Node) -> list[Fact]:
    sheet = Sheet(path, digest)
    name = _FILES[path.rpartition("/")[2]]
    add_tool(sheet, name, 1)
    add_settings(sheet, name, root)
    return sheet.facts


def _tool_of(section: str, own: str) -> tuple[str, str]:
    """The tool that a section sets up and the name its settings begin with; empty for a section of something else."""
    section = section.strip()
    if own == "coverage" and section in _COVERAGE:
        return own, f"coverage.{section}"
    if own == "tox" and section.startswith(("testenv", "tox", "gh-actions")):
        return "tox", "tox" if section == "tox" else f"tox.{section}"
    head, _, rest = section.partition(":")
    tool, _, inner = head.partition("-")
    if section in _SECTIONS and (section != "settings" or own == "isort"):
        return _SECTIONS[section], _SECTIONS[section]
    if tool in _TABLES:
        detail = rest or inner
        return tool, f"{tool}.{detail}" if detail else tool
    return ("pylint", f"pylint.{section.lower()}") if own == "pylint" and section else ("", "")
