"""Cargo.toml: edition, least Rust version, dependencies, binaries, benches, and the crates of a workspace.

Source: The Cargo Book, "The Manifest Format".
"""

from __future__ import annotations

from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.formats.toml import read_toml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_settings, add_tool

__all__ = ["read_cargo"]

_GROUPS = {"dependencies": "", "dev-dependencies": "dev", "build-dependencies": "build"}


def read_cargo(path: str, source: bytes, digest: str) -> list[Fact]:
    """Rust's version and edition, dependencies, binaries, benches and lints, workspaces included.

    Raises:
        PlanproofError: it is no TOML.
    """
    sheet = Sheet(path, digest)
    root = read_toml(path, text_of(path, source))
    sheet.add(FactKind.PACKAGE_MANAGER, "cargo", path)
    add_tool(sheet, "cargo", 1)
    workspace = root.at("workspace")
    for package in (root.at("package"), workspace.at("package")):
        _package(sheet, package)
    targets = list(root.at("target").items.values())
    for key, group in _GROUPS.items():
        for table in (root.at(key), workspace.at(key), *(target.at(key) for target in targets)):
            _dependencies(sheet, table, group)
    for kind in ("bin", "example", "bench"):
        for target in root.at(kind).elements:
            name, file = target.at("name"), target.at("path")
            sheet.add(FactKind.ENTRY_POINT, name.text, file.text, name.line, target=kind)
    for place, lints in (("lints", root.at("lints")), ("workspace.lints", workspace.at("lints"))):
        if lints.at("clippy"):
            add_tool(sheet, "clippy", lints.at("clippy").line)
        add_settings(sheet, place, lints)
    return sheet.facts


def _package(sheet: Sheet, package: Node) -> None:
    if version := package.at("rust-version"):
        sheet.add(FactKind.VERSION, "rust", version.text, version.line)
    if edition := package.at("edition"):
        sheet.add(FactKind.SETTING, "rust.edition", edition.text, edition.line)
    if (name := package.at("name")) and (version := package.at("version")):
        sheet.add(FactKind.VERSION, name.text, version.text or "workspace", version.line)


def _dependencies(sheet: Sheet, table: Node, group: str) -> None:
    for name, wanted in table.items.items():
        source = next((key for key in ("version", "path", "git", "workspace") if wanted.at(key)), "")
        range_ = wanted.text or (wanted.at(source).text if source == "version" else source)
        add_dependency(sheet, "rust", wanted.at("package").text or name, range_, wanted.line, group)
