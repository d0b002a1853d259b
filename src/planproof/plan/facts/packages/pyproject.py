"""pyproject.toml: the project's Python, dependencies, scripts and entry points, and the tables of its tools.

Source: PyPA specification "pyproject.toml" (PEP 518, 621, 735); the manuals of Poetry, PDM, Hatch and uv for what is theirs.
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.formats.toml import read_toml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.python_tools import add_python_tools

__all__ = ["add_requirement", "read_pyproject"]

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;#]*)")
_MANAGERS = ("poetry", "uv", "pdm", "hatch", "rye", "pixi")
_BUILDERS = {"mesonpy": "meson", "maturin": "maturin", "scikit_build_core": "scikit-build"}


def read_pyproject(path: str, source: bytes, digest: str) -> list[Fact]:
    """Python's version, dependencies with their groups, scripts, entry points, package manager, and the tables of tools.

    Raises:
        PlanproofError: it is no TOML.
    """
    sheet = Sheet(path, digest)
    root = read_toml(path, text_of(path, source))
    _project(sheet, root.at("project"))
    for group, entries in root.at("dependency-groups").items.items():
        _requirements(sheet, entries, group)
    tool = root.at("tool")
    _poetry(sheet, tool.at("poetry"))
    _others(sheet, tool)
    _managers(sheet, root)
    add_python_tools(sheet, tool)
    return sheet.facts


def add_requirement(sheet: Sheet, requirement: str, line: int, group: str = "") -> None:
    """A dependency as PEP 508 writes it (`fastapi[all]>=0.115,<1; python_version > "3.8"`); markers and extras left out."""
    match = _REQUIREMENT.match(requirement.strip())
    if match:
        add_dependency(sheet, "python", match[1], match[2].strip().strip("()").removeprefix("@").strip(), line, group)


def _project(sheet: Sheet, project: Node) -> None:
    if python := project.at("requires-python"):
        sheet.add(FactKind.VERSION, "python", python.text, python.line)
    if (name := project.at("name")) and (version := project.at("version")):
        sheet.add(FactKind.VERSION, name.text, version.text, version.line)
    _requirements(sheet, project.at("dependencies"))
    for group, entries in project.at("optional-dependencies").items.items():
        _requirements(sheet, entries, group)
    for table in ("scripts", "gui-scripts"):
        for script, target in project.at(table).items.items():
            sheet.add(FactKind.ENTRY_POINT, script, target.text, target.line)
    for group, points in project.at("entry-points").items.items():
        for point, target in points.items.items():
            sheet.add(FactKind.ENTRY_POINT, point, target.text, target.line, group=group)


def _requirements(sheet: Sheet, entries: Node, group: str = "") -> None:
    for entry in entries.each():
        if entry.text:
            add_requirement(sheet, entry.text, entry.line, group)


def _poetry(sheet: Sheet, poetry: Node) -> None:
    """Poetry's own tables, which it takes beside those of PEP 621."""
    if (name := poetry.at("name")) and (version := poetry.at("version")):
        sheet.add(FactKind.VERSION, name.text, version.text, version.line)
    tables = [("", poetry.at("dependencies")), ("dev", poetry.at("dev-dependencies"))]
    tables += [(group, table.at("dependencies")) for group, table in poetry.at("group").items.items()]
    for group, table in tables:
        for package, wanted in table.items.items():
            range_ = wanted.text or wanted.at("version").text or wanted.at("git").text or wanted.at("path").text
            if package == "python":
                sheet.add(FactKind.VERSION, "python", range_, wanted.line)
            else:
                add_dependency(sheet, "python", package, range_, wanted.line, group)
    for script, target in poetry.at("scripts").items.items():
        sheet.add(FactKind.ENTRY_POINT, script, target.text or target.at("callable").text, target.line)


def _others(sheet: Sheet, tool: Node) -> None:
    """Development dependencies of uv and PDM, and the scripts of PDM, Hatch, Poe and taskipy."""
    _requirements(sheet, tool.at("uv", "dev-dependencies"), "dev")
    for group, entries in tool.at("pdm", "dev-dependencies").items.items():
        _requirements(sheet, entries, group)
    calls = {"pdm run": tool.at("pdm", "scripts"), "poe": tool.at("poe", "tasks"), "task": tool.at("taskipy", "tasks")}
    for name, environment in tool.at("hatch", "envs").items.items():
        _requirements(sheet, environment.at("dependencies"), name)
        calls["hatch run" if name == "default" else f"hatch run {name}:"] = environment.at("scripts")
    for call, scripts in calls.items():
        for script, command in scripts.items.items():
            name = f"{call}{'' if call.endswith(':') else ' '}{script}"
            words = (command.at("cmd") or command.at("shell") or command).texts()
            sheet.add(FactKind.VERB, name, " ".join(words), command.line)


def _managers(sheet: Sheet, root: Node) -> None:
    backend = root.at("build-system", "build-backend")
    for name in _MANAGERS:
        table = root.at("tool", name)
        built = backend.text.startswith((f"{name}.", f"{name}_", f"{name}ling"))
        # uv and hatch set up no more than building, where only the backend is theirs.
        if table or (built and name not in ("hatch", "uv")):
            sheet.add(FactKind.PACKAGE_MANAGER, name, backend.text if built else "", (table or backend).line)
    if builder := _BUILDERS.get(backend.text.partition(".")[0]):
        sheet.add(FactKind.PACKAGE_MANAGER, builder, backend.text, backend.line)
