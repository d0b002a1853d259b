"""meson.build and CMakeLists.txt: language standards, dependencies, executables, tests. Both are programs; plain calls are read.

A call whose name or argument is calculated says nothing here.
Source: Meson reference manual; CMake reference documentation, cmake-commands(7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from planproof.plan.facts.formats.node import DEPTH_MAX
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_tool

__all__ = ["read_cmake", "read_meson"]

_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*\(")
_TOKEN = re.compile(
    r"'''.*?'''|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|#[^\n]*|[()\[\]{},]|:(?=\s)|(?:[^\s()\[\]{},:'\"#]|:(?!\s))+",
    re.DOTALL,
)
_CALL_MAX = 20_000  # characters of one call that are looked at
_CALLS_MAX = 20_000  # of one file


class _Call(msgspec.Struct):
    """A call: its plain arguments and, in Meson, its named ones."""

    name: str
    line: int
    arguments: list[str]
    named: dict[str, list[str]]


def read_meson(path: str, source: bytes, digest: str) -> list[Fact]:
    """Language standards, version, dependencies, executables, tests, benchmarks and run targets of a Meson project."""
    sheet = Sheet(path, digest)
    for call in _calls(text_of(path, source), ":"):
        first = call.arguments[0] if call.arguments else ""
        if call.name == "project":
            _builder(sheet, "meson", call.line)
            _meson_project(sheet, call)
        elif call.name == "dependency" and first:
            add_dependency(sheet, "native", first, " ".join(call.named.get("version", [])), call.line)
        elif call.name == "executable" and first:
            sheet.add(FactKind.ENTRY_POINT, first, " ".join(call.arguments[1:]), call.line)
        elif call.name in ("test", "benchmark", "run_target") and first:
            _meson_verb(sheet, call, first)
    return sheet.facts


def read_cmake(path: str, source: bytes, digest: str) -> list[Fact]:
    """Language standards, version, packages, executables, custom targets and CTest of a CMake project."""
    sheet = Sheet(path, digest)
    for call in _calls(text_of(path, source)):
        name, arguments = call.name.lower(), call.arguments
        first = arguments[0] if arguments else ""
        if name == "project":
            _builder(sheet, "cmake", call.line)
            sheet.add(
                FactKind.VERSION, first if "VERSION" in arguments else "", _after(arguments, "VERSION"), call.line
            )
        elif name == "cmake_minimum_required" and "VERSION" in arguments[:-1]:
            sheet.add(FactKind.VERSION, "cmake", f">={_after(arguments, 'VERSION')}", call.line)
        elif name == "set" and re.fullmatch(r"CMAKE_(?:C|CXX)_STANDARD", first) and len(arguments) > 1:
            sheet.add(FactKind.VERSION, "c++" if "CXX" in first else "c", arguments[1], call.line)
        elif name in ("find_package", "fetchcontent_declare") and first:
            wanted = (
                arguments[1] if len(arguments) > 1 and re.match(r"\d", arguments[1]) else _after(arguments, "GIT_TAG")
            )
            add_dependency(sheet, "native", first, wanted, call.line)
        elif name == "add_executable" and first and "$" not in first:
            sheet.add(FactKind.ENTRY_POINT, first, " ".join(arguments[1:]), call.line)
        elif name == "enable_testing" or (name == "include" and first == "CTest"):
            add_tool(sheet, "ctest", call.line)
        elif name == "add_custom_target" and first:
            sheet.add(FactKind.VERB, f"cmake --build build --target {first}", _after(arguments, "COMMENT"), call.line)
    return sheet.facts


def _builder(sheet: Sheet, name: str, line: int) -> None:
    """What builds a project; the files of its folders below have no `project` and say nothing new."""
    sheet.add(FactKind.PACKAGE_MANAGER, name, sheet.path, line)
    if "/" not in sheet.path:
        add_tool(sheet, name, line)


def _meson_project(sheet: Sheet, call: _Call) -> None:
    for option in call.named.get("default_options", []):
        key, _, value = option.partition("=")
        if key in ("c_std", "cpp_std", "rust_std"):
            sheet.add(FactKind.VERSION, {"c_std": "c", "cpp_std": "c++"}.get(key, "rust"), value, call.line)
        sheet.add(FactKind.SETTING, f"meson.{key}", value, call.line)
    for wanted in call.named.get("meson_version", []):
        sheet.add(FactKind.VERSION, "meson", wanted, call.line)
    for version in call.named.get("version", []):
        sheet.add(FactKind.VERSION, call.arguments[0] if call.arguments else "", version, call.line)


def _meson_verb(sheet: Sheet, call: _Call, name: str) -> None:
    command = {"test": "meson test -C build", "benchmark": "meson test -C build --benchmark"}.get(
        call.name, "meson compile -C build"
    )
    sheet.add(FactKind.VERB, f"{command} {name}", "", call.line, target=call.name)
    if call.name == "benchmark":
        sheet.add(FactKind.TOOL, "meson", command, call.line, role="benchmark")


def _after(arguments: list[str], word: str) -> str:
    """The argument that follows a word; empty when there is none."""
    return arguments[arguments.index(word) + 1] if word in arguments[:-1] else ""


def _calls(text: str, separator: str = "") -> Iterator[_Call]:
    """Every call of a file in order of places, calls inside calls too; what stands in remarks and strings is no call.

    Args:
        text: the file.
        separator: what stands between the name and the value of an argument; empty for a language that has no named ones.
    """
    line = position = 0
    for match in islice(_CALL.finditer(_without_remarks(text)), _CALLS_MAX):
        line += text.count("\n", position, match.start())
        position = match.start()
        yield _call(match[1], line + 1, text[match.end() : match.end() + _CALL_MAX], separator)


def _without_remarks(text: str) -> str:
    """The text with remarks and strings as spaces, every other character where it was."""
    return re.sub(
        r"'''.*?'''|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|#[^\n]*",
        lambda match: re.sub(r"[^\n]", " ", match[0]),
        text,
        flags=re.DOTALL,
    )


def _call(name: str, line: int, text: str, separator: str) -> _Call:
    """The call whose arguments begin the text; words inside an inner call are none of its arguments, those of a list are."""
    call = _Call(name, line, [], {})
    target = call.arguments
    open_brackets: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "([{":
            # The word before a bracket is the name of an inner call.
            if len(open_brackets) >= DEPTH_MAX:
                break
            if token == "(" and target and "(" not in open_brackets:
                target.pop()
            open_brackets.append(token)
        elif token in ")]}":
            if not open_brackets:
                break
            open_brackets.pop()
        elif "(" in open_brackets or token == "," or token.startswith("#"):
            target = target if open_brackets or token != "," else call.arguments
        elif separator and token == separator and target:
            target = call.named.setdefault(target.pop(), [])
        else:
            target.append(token.strip("'\""))
    return call
