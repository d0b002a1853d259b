"""Real compilers and parsers, asked about interfaces without ever running what they compile.

    diagnose ──┬─ c, cpp            native.py    gcc or clang, syntax only, in an empty directory with limits
               │                                 (C++ by tree-sitter where there is no compiler)
               ├─ rust, typescript  grammar.py   tree-sitter
               └─ python            python.py    ast
    probe_layout ──────────────────  layout.py   sizes and offsets as constants of an object file that is never linked

What a header must not ask of a preprocessor is refused by `directives.py` before any compiler starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from planproof.plan.model import Interface, MemoryLayout, Plan

if TYPE_CHECKING:
    from planproof.plan.compilers.existing_headers import ExistingHeaders

__all__ = ["Diagnostic", "LayoutProbe", "ProbedField", "diagnose", "probe_layout"]


class Diagnostic(msgspec.Struct, frozen=True):
    """One line of what a compiler or parser said.

    Attributes:
        message: without paths of temporary folders.
        line: line in the document (not in the block), from 1.
        column: from 1.
        kind: `error`, `include` (absolute or `..` include and the like, refused before any compiler), `limit` (time,
            memory, size), `missing-tool`, `unknown` (a structure or field that the interfaces don't declare).
    """

    message: str
    line: int
    column: int
    kind: str


class ProbedField(msgspec.Struct, frozen=True):
    """What the compiler says of one field, in bytes."""

    name: str
    offset_bytes: int
    size_bytes: int
    alignment_bytes: int


class LayoutProbe(msgspec.Struct, frozen=True):
    """What the compiler says of a structure.

    Attributes:
        fields: those of the planned fields that the compiler knows.
        size_bytes, alignment_bytes: of the whole; None when the probe did not compile.
        problems: why there is no answer, or which planned fields it doesn't know.
    """

    fields: tuple[ProbedField, ...]
    size_bytes: int | None
    alignment_bytes: int | None
    problems: tuple[Diagnostic, ...]


def diagnose(interface: Interface, plan: Plan, headers: ExistingHeaders | None = None) -> list[Diagnostic]:
    """What a real compiler or parser says of one interface block.

    Args:
        interface: a block of the plan.
        plan: the plan; its other planned C and C++ headers can be included.
        headers: those that the project has, which can be included, too; None for none.

    Returns:
        diagnostics with lines and columns of the document, in order; empty when nothing is wrong, and for a language
        that planproof has no parser for.
    """
    from planproof.plan.compilers.language import NATIVE, PARSED, language_of

    language = language_of(interface)
    found: list[Diagnostic] = []
    if language in NATIVE:
        from planproof.plan.compilers.native import diagnose_native

        found = diagnose_native(interface, plan, headers)
        if language == "cpp" and any(diagnostic.kind == "missing-tool" for diagnostic in found):
            from planproof.plan.compilers.grammar import syntax_errors

            found = [*found, *syntax_errors(interface)]
    elif language in PARSED:
        from planproof.plan.compilers.grammar import syntax_errors

        found = syntax_errors(interface)
    elif language == "python":
        from planproof.plan.compilers.python import syntax_errors_of_python

        found = syntax_errors_of_python(interface)
    return sorted(found, key=lambda diagnostic: (diagnostic.line, diagnostic.column))


def probe_layout(layout: MemoryLayout, plan: Plan, headers: ExistingHeaders | None = None) -> LayoutProbe:
    """The compiler's own sizes, offsets and alignments of a planned structure; compiled, never linked or run.

    Args:
        layout: the table of one structure.
        plan: the plan whose C and C++ interface blocks define it, also a private block of an opaque structure.
        headers: those that the project has, which the blocks may include; None for none.

    Returns:
        what the compiler says of every field of the table that it knows, and the problems with the rest.
    """
    from planproof.plan.compilers.layout import probe

    return probe(layout, plan, headers)
