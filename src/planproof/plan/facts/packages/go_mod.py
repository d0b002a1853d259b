"""go.mod: the module, Go's version, and the modules it requires.

Source: Go Modules Reference, "go.mod files".
"""

from __future__ import annotations

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_tool

__all__ = ["read_go_mod"]


def read_go_mod(path: str, source: bytes, digest: str) -> list[Fact]:
    """The module, Go's version, and dependencies; what only others require is in the group `indirect`."""
    sheet = Sheet(path, digest)
    sheet.add(FactKind.PACKAGE_MANAGER, "go", path)
    add_tool(sheet, "go", 1)
    block = ""
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        statement, _, remark = line.partition("//")
        words = statement.split()
        if not words:
            continue
        if words[0] == ")":
            block = ""
        elif words[-1] == "(":
            block = words[0]
        else:
            verb, values = (block, words) if block else (words[0], words[1:])
            _statement(sheet, verb, values, number, remark)
    return sheet.facts


def _statement(sheet: Sheet, verb: str, values: list[str], number: int, remark: str) -> None:
    if verb == "go" and values:
        sheet.add(FactKind.VERSION, "go", values[0], number)
    elif verb == "module" and values:
        sheet.add(FactKind.MODULE, values[0].strip('"'), sheet.path.rpartition("/")[0] or ".", number)
    elif verb == "require" and len(values) >= 2:
        group = "indirect" if "indirect" in remark else ""
        add_dependency(sheet, "go", values[0].strip('"'), values[1], number, group)
    elif verb == "tool" and values:
        sheet.add(FactKind.VERB, f"go tool {values[0].rpartition('/')[2]}", values[0], number)
