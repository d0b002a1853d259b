"""What a scaffold is made from, and what comes of it.

Work   what one language gets: its interfaces by file, its tests by file, its smoke tests, its other new files
Made   what it gives back: files, lines for files that are there already, what it could not do
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import msgspec

from planproof.config import Config
from planproof.plan.document import CodeBlock, Place
from planproof.plan.facts import Facts
from planproof.plan.model import Interface, KeyFile, Plan, TestCase

__all__ = [
    "Addition",
    "CodeFile",
    "Ground",
    "Language",
    "Made",
    "Scaffold",
    "ScaffoldFile",
    "Shortfall",
    "SmokeTest",
    "Work",
]


class ScaffoldFile(msgspec.Struct, frozen=True, gc=False):
    """A file of the scaffold.

    Attributes:
        path: relative to the root.
        text: all of it, with a line end at its end.
        what: `interface`, `test`, `benchmark`, `smoke test`, `build` or `key file`.
    """

    path: str
    text: str
    what: str


class Addition(msgspec.Struct, frozen=True, gc=False):
    """Lines that a file which is there already lacks; nobody but its owner adds them."""

    path: str
    lines: str
    why: str


class Shortfall(msgspec.Struct, frozen=True, gc=False):
    """Something that could not be made as planned.

    Attributes:
        message: one line, what and why.
        place: where the plan asks for it.
        severity: `error` when something that was planned is missing from the scaffold, `warning` otherwise.
    """

    message: str
    place: Place
    severity: str = "error"


class Made(msgspec.Struct, gc=False):
    """What one language gives back, gathered while it works."""

    files: list[ScaffoldFile] = msgspec.field(default_factory=list)
    additions: list[Addition] = msgspec.field(default_factory=list)
    shortfalls: list[Shortfall] = msgspec.field(default_factory=list)


class Scaffold(msgspec.Struct, frozen=True, gc=False):
    """Everything that a plan gives.

    Attributes:
        id: the iteration.
        files: those to write, in order of path; none of them exists.
        kept: paths that the scaffold would have written and that are there already.
        additions: what these files lack.
        shortfalls: errors first.
    """

    id: str
    files: tuple[ScaffoldFile, ...]
    kept: tuple[str, ...]
    additions: tuple[Addition, ...]
    shortfalls: tuple[Shortfall, ...]

    @property
    def complete(self) -> bool:
        """True when nothing that was planned is missing."""
        return not any(shortfall.severity == "error" for shortfall in self.shortfalls)


class Ground(msgspec.Struct, frozen=True, gc=False):
    """The project that the scaffold goes into: looked at, never changed."""

    root: Path
    facts: Facts
    config: Config

    def exists(self, path: str) -> bool:
        """Whether anything is at that path, a broken link included."""
        full = self.root / path
        return full.is_symlink() or full.exists()

    def text(self, path: str) -> str:
        """The text of a file, wrong bytes replaced; empty when there is none that can be read."""
        try:
            return (self.root / path).read_bytes().decode("utf-8", "replace")
        except OSError:
            return ""


class CodeFile(msgspec.Struct, frozen=True, gc=False):
    """A source file with the interface blocks that are planned for it, in order; none of them twice."""

    path: str
    language: str
    interfaces: tuple[Interface, ...]
    purpose: str

    @property
    def place(self) -> Place:
        """Where its first block stands."""
        return self.interfaces[0].place


class SmokeTest(msgspec.Struct, frozen=True, gc=False):
    """The one smoke test of a task."""

    task: str
    title: str
    code: CodeBlock


class Work(msgspec.Struct, frozen=True, gc=False):
    """What one language has to do.

    Attributes:
        language: `python`, `native` (C and C++ together, since they test each other), `rust` or `typescript`.
        code: files with interfaces of this language.
        cases: planned tests, benchmarks included, that belong into files of this language.
        smoke: smoke tests in this language.
        key_files: other new key files of this language, each path once.
        ground: the project.
        plan: all of it, for what the above don't say.
    """

    language: str
    code: tuple[CodeFile, ...]
    cases: tuple[TestCase, ...]
    smoke: tuple[SmokeTest, ...]
    key_files: tuple[KeyFile, ...]
    ground: Ground
    plan: Plan


class Language(Protocol):
    """One language: a function in a module of its name, which is loaded when a plan needs it."""

    def __call__(self, work: Work) -> Made:
        """The files of one plan in this language; writes nothing."""
