"""What a rule is, and what it yields.

A rule is one file in `plan/rules/`, named after its code and the bad pattern (`pp108_placeholder_left.py`). Its
docstring is its documentation (see `plan/rules/__init__.py` for the form); it ends in one constant:

    RULE = Rule("PP108", "placeholder-left", Severity.ERROR, check_document=check)

Rules see the model and the `Desk` (what a rule may look at beside the plan); they run nothing themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from planproof.config import Config
from planproof.plan.document import Document, Place
from planproof.plan.model import Frame, Interface, MemoryLayout, Plan, Project

if TYPE_CHECKING:
    from planproof.plan.allow import Allow
    from planproof.plan.compilers import Diagnostic, LayoutProbe
    from planproof.plan.facts import Facts
    from planproof.plan.foreign.model import ForeignPlan

__all__ = [
    "Alike",
    "Desk",
    "Edit",
    "EvidenceSource",
    "Finding",
    "Hit",
    "Rule",
    "Severity",
    "documents_around",
    "documents_of",
]


EvidenceSource = Callable[[str], str | None]  # see `Desk.evidence`


class Severity(StrEnum):
    """How much a finding weighs: an error stops stage 1, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Edit(msgspec.Struct, frozen=True):
    """One replacement in a document, part of a fix; `plan.fixing` applies it.

    Attributes:
        place: where the old text begins; for an insertion, the character it goes in front of.
        old: what stands there, line breaks as `\\n`; empty for an insertion. Where it doesn't stand there, nothing is written.
        new: what to write instead, line breaks as `\\n`; they become those of the file.
    """

    place: Place
    old: str
    new: str


class Alike(msgspec.Struct, frozen=True):
    """What is said once, in place of a finding for each, where every part of its kind in a plan lacks the same.

    Attributes:
        first: place of the first of these findings, where it is said.
        count: how many findings it stands for: as many as there are parts.
        message, hint: what is said, as in `Hit`.
        kind: what the parts are, `tasks`.
    """

    first: Place
    count: int
    message: str
    hint: str
    kind: str


class Hit(msgspec.Struct, frozen=True):
    """What a rule's function yields: where, what is wrong there (with the offending text), what to do.

    `edits` mend it, all of them or none; empty where no safe fix is known. `alike` is set by `plan.alike.alike`.
    """

    place: Place
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()
    alike: Alike | None = None


class Finding(msgspec.Struct, frozen=True):
    """A rule fired at a place.

    Attributes:
        code: the rule's code, `PP203`.
        name: the bad pattern's name, `header-does-not-compile`.
        severity: as the rule says.
        place: where.
        message: one line that names what is wrong there.
        hint: one line, what to do; empty when the message says it.
        edits: what `check --fix` would write; empty when it wouldn't.
        alike: what is said once where all parts lack the same (`plan.folding.folded` does); None where there is no such thing.
    """

    code: str
    name: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()
    alike: Alike | None = None


class Desk(Protocol):
    """What a rule may look at beside the plan. Nothing here runs a plan's command."""

    @property
    def root(self) -> Path:
        """Absolute path of the project."""

    @property
    def config(self) -> Config:
        """`planproof.toml` as read."""

    @property
    def compilers_allowed(self) -> bool:
        """False under `--no-compilers`; the two methods below then return nothing."""

    def exists(self, path: str) -> bool:
        """Whether that path, relative to the root, is a file or folder inside the project."""

    @property
    def files(self) -> frozenset[str]:
        """Paths of all files that the repository keeps, relative to the root."""

    @property
    def facts(self) -> Facts:
        """What the repository holds. For `check_project` alone, since `gather` runs in processes that would each read it."""

    def evidence(self, identifier: str) -> str | None:
        """What evidence lacks to show an iteration or task as built; empty when it shows it, None when that isn't known."""

    def diagnose(self, interface: Interface, plan: Plan) -> list[Diagnostic]:
        """What a real compiler or parser says of one interface block, lines counted in the document."""

    def probe_layout(self, layout: MemoryLayout, plan: Plan) -> LayoutProbe:
        """The compiler's own sizes and offsets of a planned structure; compiled, never run."""


class Rule(msgspec.Struct, frozen=True):
    """One rule: its code, the bad pattern's name, its weight, and one function for what it looks at.

    Exactly one of the five `check` functions is set. It may be called on any plan, also one with most of its parts missing,
    and never raises for what stands in a document.

    A rule that holds plans against each other has two halves, since plans are read in several processes and a whole plan is slow
    to hand over: `gather` takes from one plan what the comparison needs, `check_project` compares.

    Attributes:
        check_project: gets what stands around the plans, and what `gather` gave of each plan of the project, in their order.
        gather: gives something small that can be pickled: ids, names, places, hits that are certain already. Without it
            `check_project` gets None for each plan.
        check_foreign: gets each plan of another tool.
        check_idle_allows: gets, after all other rules, the allow remarks that silenced nothing; called by `plan.check` alone.
        compiles: True when the function asks the desk for a compiler; such rules are skipped under `--no-compilers`.
        about_words: True when its findings are about the words at their place; where these are still a placeholder, `plan.check`
            reports the placeholder and nothing else.
        fixes: True when some of its hits carry edits.
    """

    code: str
    name: str
    severity: Severity
    check_document: Callable[[Document, Desk], Iterable[Hit]] | None = None
    check_plan: Callable[[Plan, Desk], Iterable[Hit]] | None = None
    check_project: Callable[[Frame, Sequence[Any], Desk], Iterable[Hit]] | None = None
    check_foreign: Callable[[ForeignPlan, Desk], Iterable[Hit]] | None = None
    check_idle_allows: Callable[[Iterable[Allow]], Iterable[Hit]] | None = None
    gather: Callable[[Plan, Desk], Any] | None = None
    compiles: bool = False
    about_words: bool = False
    fixes: bool = False

    def run(self, project: Project, desk: Desk) -> Iterator[Finding]:
        """All findings of this rule in a project."""
        for hit in self._hits(project, desk):
            yield self.finding(hit)

    def finding(self, hit: Hit) -> Finding:
        """The hit as a finding of this rule; what it quotes from the plan is folded into one line."""
        message, hint = " ".join(hit.message.split()), " ".join(hit.hint.split())
        return Finding(self.code, self.name, self.severity, hit.place, message, hint, hit.edits, hit.alike)

    def gathered(self, plan: Plan, desk: Desk) -> Any:
        """What `check_project` must know of a plan."""
        return self.gather(plan, desk) if self.gather else None

    def _hits(self, project: Project, desk: Desk) -> Iterator[Hit]:
        if self.check_project:
            yield from self.check_project(project, [self.gathered(plan, desk) for plan in project.plans], desk)
        if self.check_plan:
            for plan in project.plans:
                yield from self.check_plan(plan, desk)
        if self.check_foreign:
            for foreign in project.foreign:
                yield from self.check_foreign(foreign, desk)
        if self.check_document:
            for document in documents_of(project):
                yield from self.check_document(document, desk)


def documents_of(project: Project) -> Iterator[Document]:
    """Every document of a project, each once: those around the plans, then the plans'."""
    yield from documents_around(project)
    for plan in project.plans:
        yield from plan.documents


def documents_around(frame: Frame) -> Iterator[Document]:
    """The documents that belong to no iteration: READMEs of folders and strays."""
    for folder in (*frame.milestones, *frame.epics):
        if folder.readme:
            yield folder.readme
    yield from frame.strays
