"""Plans that hold nothing but interface blocks, for the tests of compilers and parsers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import fields

from planproof.plan.compilers import Diagnostic, LayoutProbe, diagnose, probe_layout
from planproof.plan.document import CodeBlock, Place
from planproof.plan.model import Interface, MemoryField, MemoryLayout, Plan

DOCUMENT = "docs/TECH_DESIGN.md"


def block(language: str, text: str, path: str | None = None, *, line: int = 10, column: int = 1) -> Interface:
    """An interface block whose fence stands on `line`, so that its first content line is `line + 1`."""
    code = CodeBlock(language, language, text, Place(DOCUMENT, line), line + 1, column, True)
    return Interface(language, path, "", code, Place(DOCUMENT, line))


def plan_of(*interfaces: Interface, **parts: Any) -> Plan:
    """A plan with those blocks and parts, and nothing else."""
    empty: dict[str, Any] = {field.name: () for field in fields(Plan)}
    nothing = {"goal": None, "context": None, "integration": None}
    texts = {"id": "M1_E1_I1", "name": "Demo", "folder": "docs/M1_E1_I1_DEMO"}
    return Plan(**(empty | nothing | texts | {"interfaces": interfaces} | parts))


def layout_of(structure: str, *names: str) -> MemoryLayout:
    """A layout table with rows of those names and no numbers; row n stands on line 51 + n."""
    rows = (MemoryField(name, "", None, None, None, Place(DOCUMENT, 51 + n)) for n, name in enumerate(names))
    return MemoryLayout(structure, tuple(rows), None, None, Place(DOCUMENT, 50))


class RealDesk:
    """A desk with the real compilers and the files below `root`."""

    compilers_allowed = True

    def __init__(self, root: Path) -> None:
        self.root = root

    def exists(self, path: str) -> bool:
        return (self.root / path).exists()

    def diagnose(self, interface: Interface, plan: Plan) -> list[Diagnostic]:
        return diagnose(interface, plan)

    def probe_layout(self, layout: MemoryLayout, plan: Plan) -> LayoutProbe:
        return probe_layout(layout, plan)
