"""Configuration files of tools of every other language: that the file is there says that the tool is used.

JSON, YAML and TOML files give their settings; a file that is code (`eslint.config.js`, `vitest.config.ts`) gives only the tool, and
the few settings that stand in it as plain `name: value`.
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.ini import read_ini
from planproof.plan.facts.formats.json import read_json
from planproof.plan.facts.formats.node import EMPTY, Node
from planproof.plan.facts.formats.toml import read_toml
from planproof.plan.facts.formats.yaml import read_yaml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_settings, add_tool

__all__ = ["TOOL_FILES", "read_editorconfig", "read_tool_file", "read_tsconfig"]

# How a file's name begins -> its tool; the longest beginning that fits counts.
TOOL_FILES = {
    ".clang-format": "clang-format",
    ".clang-tidy": "clang-tidy",
    ".eslintrc": "eslint",
    ".golangci": "golangci-lint",
    ".mocharc": "mocha",
    ".prettierrc": "prettier",
    ".rustfmt.toml": "rustfmt",
    ".stylelintrc": "stylelint",
    "biome.json": "biome",
    "checkstyle.xml": "checkstyle",
    "clippy.toml": "clippy",
    "cypress.config.": "cypress",
    "eslint.config.": "eslint",
    "jest.config.": "jest",
    "playwright.config.": "playwright",
    "prettier.config.": "prettier",
    "rustfmt.toml": "rustfmt",
    "stylelint.config.": "stylelint",
    "vitest.config.": "vitest",
}
_CODE = (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts")
_PLAIN = re.compile(
    r"""^\s*["']?(?P<key>[A-Za-z_]\w*)["']?\s*:\s*(?P<value>true|false|-?\d[\d_.]*|"[^"\n]*"|'[^'\n]*')\s*,?\s*(?://.*)?$"""
)


def read_tool_file(path: str, source: bytes, digest: str) -> list[Fact]:
    """The tool, and its settings; of a file that is code, only members that stand as plain `name: value`.

    Raises:
        PlanproofError: it isn't what its suffix says.
    """
    sheet = Sheet(path, digest)
    name = path.rpartition("/")[2]
    tool = max((begin for begin in TOOL_FILES if name.startswith(begin)), key=len, default="")
    if tool:
        add_tool(sheet, TOOL_FILES[tool], 1)
        add_settings(sheet, TOOL_FILES[tool], _settings(path, name, text_of(path, source)))
    return sheet.facts


def read_tsconfig(path: str, source: bytes, digest: str) -> list[Fact]:
    """TypeScript as the checker of types; SETTING facts `typescript.strict` and so on for the compiler's options.

    Raises:
        PlanproofError: it is no JSON, remarks and trailing commas allowed.
    """
    sheet = Sheet(path, digest)
    root = read_json(path, text_of(path, source))
    add_tool(sheet, "typescript", 1)
    add_settings(sheet, "typescript", root.at("compilerOptions"))
    return sheet.facts


def read_editorconfig(path: str, source: bytes, digest: str) -> list[Fact]:
    """SETTING facts `editorconfig.*.indent_size`, the section's glob in the middle; a standard as well."""
    sheet = Sheet(path, digest)
    sheet.add(FactKind.STANDARD, path, "EditorConfig")
    for section, table in read_ini(text_of(path, source)).items.items():
        for key, value in table.items.items():
            sheet.add(FactKind.SETTING, f"editorconfig.{section or 'file'}.{key}", value.text, value.line)
    return sheet.facts


def _settings(path: str, name: str, text: str) -> Node:
    """What a file sets, as its suffix or its beginning says that it is written."""
    if name.endswith(_CODE):
        return _plain_members(text)
    if name.endswith(".toml"):
        return read_toml(path, text)
    if name.endswith((".json", ".jsonc", ".json5")) or text.lstrip().startswith("{"):
        return read_json(path, text) if not name.endswith(".json5") else _plain_members(text)
    if name.endswith(".xml") or not text.strip():
        return EMPTY
    return next((document for document in read_yaml(path, text) if document.items), EMPTY)


def _plain_members(text: str) -> Node:
    """Members that stand alone on a line of code; the first of each name."""
    root = Node()
    for number, line in enumerate(text.split("\n"), 1):
        if match := _PLAIN.match(line):
            root.items.setdefault(match["key"], Node(number, match["value"].strip("\"'")))
    return root
