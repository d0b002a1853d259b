"""What an iteration tests: coverage map, test matrix, planned tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Block, Cell, CodeBlock, ListItem, Place, Table
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import CoverageEntry, MatrixRow, TestCase
from planproof.plan.read.outline import Outline
from planproof.plan.read.words import cell_text, column_rows, ticked, unmarked

__all__ = ["read_coverage_map", "read_test_cases", "read_test_matrix"]

_MAP_COLUMNS = {"interface": ("interface", "symbol", "function", "unit"), "tests": ("tests", "test", "covered by")}
_MATRIX_COLUMNS = {
    "level": ("level", "kind", "type"),
    "what": ("what", "covers", "scope", "area", "subject"),
    "command": ("command", "run", "command to run"),
}
_CASE_COLUMNS = {
    "name": ("test", "test case", "name", "test name", "benchmark"),
    "level": ("level", "kind"),
    "interface": ("interface", "unit", "symbol", "function", "measures"),
    "file": ("file", "path", "test file"),
    "text": ("shows", "what it shows", "what", "description", "expected", "behavior", "behaviour"),
}
_LEVEL_OF_SECTION = {
    "unit_tests": "unit",
    "integration_tests": "integration",
    "system_tests": "system",
    "benchmarks": "benchmark",
    "test_cases": "unit",
}
_CASE_IN_CODE = late_pattern(
    r"^[ \t]*(?:TEST(?:_F|_P)?\(\s*\w+\s*,\s*(\w+)\s*\)"  # GoogleTest
    r"|(?:(?:async\s+)?(?:def|fn)|void)\s+((?:test|bench(?:mark)?)_\w+|\w+__\w+__then_\w+)\s*\()",  # pytest, Rust, plain C
    re.MULTILINE,
)
_NAMED_TEST = late_pattern(r"test|bench|__", re.IGNORECASE)
_FILE_NAME = late_pattern(r"(?:[\w@.-]{1,80}/){1,20}[\w.-]{1,120}\.[a-z]{1,5}")
_BEHIND_NAME = late_pattern(r"(?:\*\*)?\s*(?:$|[:–—([-])")
_CASE_ITEM = late_pattern(r"(?:\*\*)?`+([^`\s]+)`+(?:\*\*)?[\s:–—-]*")


def read_coverage_map(outline: Outline) -> Iterator[CoverageEntry]:
    """The rows of tables with the columns Interface and Tests."""
    for _, block in outline.blocks("coverage_map"):
        if not isinstance(block, Table):
            continue
        for row in column_rows(block, _MAP_COLUMNS, ("interface", "tests")):
            interface = cell_text(row["interface"])
            if interface:
                names = ticked(row["tests"].text) or [name.strip() for name in row["tests"].text.split(",")]
                yield CoverageEntry(interface.value, tuple([name for name in names if name]), interface.place)


def read_test_matrix(outline: Outline) -> Iterator[MatrixRow]:
    """The rows of tables with the columns Level and Command, in the matrix or beside the coverage map."""
    for _, block in outline.blocks("test_matrix", "coverage_map"):
        if not isinstance(block, Table):
            continue
        for row in column_rows(block, _MATRIX_COLUMNS, ("level",)):
            level = cell_text(row["level"])
            if level and row.keys() & {"what", "command"}:
                what = cell_text(row.get("what"))
                yield MatrixRow(
                    _level(level.value), what.value if what else "", cell_text(row.get("command")), level.place
                )


def read_test_cases(outline: Outline) -> Iterator[TestCase]:
    """The planned tests from tables with a column Test, list items that begin with a code-ticked name, and code of tests."""
    for key, usual_level in _LEVEL_OF_SECTION.items():
        for part in outline.parts(key):
            for section in outline.own(part):
                level = _named_level(section.title) or usual_level
                for block in section.blocks:
                    yield from _cases_in(block, level)


def _cases_in(block: Block, level: str) -> Iterator[TestCase]:
    if isinstance(block, Table):
        for row in column_rows(block, _CASE_COLUMNS, ("name",)):
            name = cell_text(row["name"])
            if name:
                named = cell_text(row.get("level"))
                yield TestCase(
                    name.value,
                    _level(named.value) if named else level,
                    _words(row, "interface"),
                    _words(row, "file"),
                    _words(row, "text"),
                    name.place,
                )
    elif isinstance(block, CodeBlock):
        for found in _CASE_IN_CODE.finditer(block.content):
            planned = str(found[found.lastindex or 0])
            line = block.content_line + block.content.count("\n", 0, found.start(found.lastindex or 0))
            yield TestCase(planned, level, "", "", "", Place(block.place.path, line, block.content_column))
    elif isinstance(block, ListItem):
        match = _CASE_ITEM.match(block.text)
        if match and _names_a_test(match.group(1), block.text[match.end(1) :].lstrip("`")):
            text = " ".join(block.text[match.end() :].split())
            yield TestCase(match.group(1), level, "", "", text, block.place)


def _names_a_test(name: str, behind: str) -> bool:
    """Whether a code-ticked name that begins an item is a test's: a file, `f()` and a sentence's subject are something else."""
    if _FILE_NAME.fullmatch(name):
        return False
    return bool(_NAMED_TEST.search(name) or (not name.endswith(")") and _BEHIND_NAME.match(behind)))


def _words(row: dict[str, Cell], column: str) -> str:
    text = row.get(column)
    return unmarked(text.text) if text else ""


def _level(text: str) -> str:
    """`unit`, `integration`, `system` or `benchmark` for what means it; anything else in lower case."""
    return _named_level(text) or text.lower()


def _named_level(text: str) -> str:
    lower = text.lower()
    if "benchmark" in lower or "performance" in lower:
        return "benchmark"
    return next((level for level in ("system", "integration", "unit") if level in lower), "")
