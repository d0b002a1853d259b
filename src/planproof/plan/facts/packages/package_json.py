"""package.json: Node's version, dependencies, scripts, commands, the workspace, and the tools that are set up inside it.

Source: npm documentation, "package.json"; Node.js documentation, "packageManager".
"""

from __future__ import annotations

from planproof.plan.facts.formats.json import read_json
from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_settings, add_tool

__all__ = ["read_package_json"]

_GROUPS = {
    "dependencies": "",
    "devDependencies": "dev",
    "peerDependencies": "peer",
    "optionalDependencies": "optional",
}
_TOOLS = {"jest": "jest", "eslintConfig": "eslint", "prettier": "prettier", "ava": "ava", "mocha": "mocha"}


def read_package_json(path: str, source: bytes, digest: str) -> list[Fact]:
    """Versions, dependencies, commands, tools, and scripts as verbs of the package manager that it names, else of npm.

    Raises:
        PlanproofError: it is no JSON.
    """
    sheet = Sheet(path, digest)
    root = read_json(path, text_of(path, source))
    manager, _, version = root.at("packageManager").text.partition("@")
    if manager:
        sheet.add(FactKind.PACKAGE_MANAGER, manager, version.partition("+")[0], root.at("packageManager").line)
    _versions(sheet, root)
    for key, group in _GROUPS.items():
        for name, wanted in root.at(key).items.items():
            add_dependency(sheet, "node", name, wanted.text, wanted.line, group)
    folder = path.rpartition("/")[0]
    call = f"{manager or 'npm'} run" if not folder else f"{manager or 'npm'} --prefix {folder} run"
    for name, command in root.at("scripts").items.items():
        sheet.add(FactKind.VERB, f"{call} {name}", command.text, command.line, script=name)
    _entry_points(sheet, root)
    for key, tool in _TOOLS.items():
        if table := root.at(key):
            add_tool(sheet, tool, table.line)
            add_settings(sheet, tool, table)
    return sheet.facts


def _versions(sheet: Sheet, root: Node) -> None:
    for engine, wanted in [*root.at("engines").items.items(), *root.at("volta").items.items()]:
        sheet.add(FactKind.VERSION, engine, wanted.text, wanted.line)
    if (name := root.at("name")) and (version := root.at("version")):
        sheet.add(FactKind.VERSION, name.text, version.text, version.line)


def _entry_points(sheet: Sheet, root: Node) -> None:
    commands = root.at("bin")
    if commands.text:
        sheet.add(FactKind.ENTRY_POINT, root.at("name").text.rpartition("/")[2], commands.text, commands.line)
    for name, target in commands.items.items():
        sheet.add(FactKind.ENTRY_POINT, name, target.text, target.line)
    if main := root.at("main"):
        sheet.add(FactKind.ENTRY_POINT, root.at("name").text or "main", main.text, main.line, field="main")
