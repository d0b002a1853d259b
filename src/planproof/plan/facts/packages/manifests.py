"""Short files that name a version or a few packages: .python-version, .nvmrc, rust-toolchain, vcpkg.json, conanfile.txt.

Source: the manuals of pyenv, nvm, asdf, rustup, vcpkg and Conan. A conanfile.py is code; only the strings of `requires` are read.
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.json import read_json
from planproof.plan.facts.formats.toml import read_toml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_conan", "read_rust_toolchain", "read_tool_versions", "read_vcpkg", "read_version_file"]

_VERSION_FILES = {".nvmrc": "node", ".node-version": "node", ".python-version": "python", ".ruby-version": "ruby"}
_REFERENCE = re.compile(r"""^[\w.+-]+/[^\s"'@]+""")
_CONAN_CALL = re.compile(
    r"""\b(?P<call>requires|tool_requires|test_requires|build_requires)\b\s*[(=]\s*\(?(?P<rest>[^)\n]*)"""
)


def read_version_file(path: str, source: bytes, digest: str) -> list[Fact]:
    """The one version that it holds."""
    sheet = Sheet(path, digest)
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            sheet.add(FactKind.VERSION, _VERSION_FILES[path.rpartition("/")[2]], line.strip(), number)
            break
    return sheet.facts


def read_tool_versions(path: str, source: bytes, digest: str) -> list[Fact]:
    """The versions of asdf or mise, a tool on a line."""
    sheet = Sheet(path, digest)
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        name, _, version = line.partition("#")[0].strip().partition(" ")
        if version:
            sheet.add(FactKind.VERSION, {"nodejs": "node", "golang": "go"}.get(name, name), version, number)
    return sheet.facts


def read_rust_toolchain(path: str, source: bytes, digest: str) -> list[Fact]:
    """Rust's version, also in the old form of one line.

    Raises:
        PlanproofError: it is neither.
    """
    sheet = Sheet(path, digest)
    text = text_of(path, source)
    if "[" not in text:
        sheet.add(FactKind.VERSION, "rust", text.strip().partition("\n")[0], 1)
        return sheet.facts
    channel = read_toml(path, text).at("toolchain", "channel")
    if channel:
        sheet.add(FactKind.VERSION, "rust", channel.text, channel.line)
    return sheet.facts


def read_vcpkg(path: str, source: bytes, digest: str) -> list[Fact]:
    """Dependencies by vcpkg.

    Raises:
        PlanproofError: it is no JSON.
    """
    sheet = Sheet(path, digest)
    root = read_json(path, text_of(path, source))
    sheet.add(FactKind.PACKAGE_MANAGER, "vcpkg", path)
    for entry in root.at("dependencies").elements:
        name, wanted = entry.at("name"), entry.at("version>=")
        range_ = f">={wanted.text}" if wanted else ""
        add_dependency(sheet, "native", entry.text or name.text, range_, name.line if name else entry.line)
    return sheet.facts


def read_conan(path: str, source: bytes, digest: str) -> list[Fact]:
    """Dependencies by Conan; of the Python form those that `requires` names as plain strings."""
    sheet = Sheet(path, digest)
    sheet.add(FactKind.PACKAGE_MANAGER, "conan", path)
    section = ""
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        stripped = line.partition("#")[0].strip()
        if path.endswith(".py"):
            if call := _CONAN_CALL.search(stripped):
                for reference in re.findall(r"""["']([^"']+)["']""", call["rest"]):
                    _reference(sheet, reference, number, call["call"])
        elif stripped.startswith("["):
            section = stripped.strip("[]")
        elif section.endswith("requires"):
            _reference(sheet, stripped, number, section)
    return sheet.facts


def _reference(sheet: Sheet, reference: str, line: int, section: str) -> None:
    if match := _REFERENCE.match(reference):
        name, _, version = match[0].partition("/")
        add_dependency(sheet, "native", name, version, line, "" if section == "requires" else section)
