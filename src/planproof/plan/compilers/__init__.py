"""Real compilers and parsers, asked about interfaces without ever running what they compile."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Diagnostic", "LayoutProbe", "ProbedField"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One line of what a compiler or parser said.

    Attributes:
        message: without paths of temporary folders.
        line: line in the document (not in the block), from 1.
        column: from 1.
        kind: `error`, `include` (absolute or `..` include, refused before any compiler), `limit` (time, memory), `missing-tool`.
    """

    message: str
    line: int
    column: int
    kind: str


@dataclass(frozen=True, slots=True)
class ProbedField:
    """What the compiler says of one field, in bytes."""

    name: str
    offset_bytes: int
    size_bytes: int
    alignment_bytes: int


@dataclass(frozen=True, slots=True)
class LayoutProbe:
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
