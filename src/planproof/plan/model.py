"""What a plan promises: the model read from the documents of one iteration.

    Project ── Milestone ── Epic ── Plan (one iteration)
                                      ├── goal, stories, context, standards, integration, diagrams
                                      ├── interfaces, memory layouts, shared fields, performance targets
                                      ├── coverage map, test matrix, test cases
                                      ├── tasks (each with one smoke test and its success verification), testing tasks
                                      └── risks, gates, demo, assumptions, out of scope, decisions, checklist

Every part keeps the place where it was written, so that a finding points and a proof can quote. A part that is not
in the documents is None or an empty tuple; whether that is allowed is for the rules to say. Values are as written:
`Text.value` of an estimate is `"3 hours"`, and the property beside it gives the number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from planproof.plan.document import CodeBlock, Document, Place, Text
from planproof.plan.late_pattern import late_pattern

if TYPE_CHECKING:
    from planproof.plan.foreign.model import ForeignPlan

__all__ = [
    "Assumption",
    "Command",
    "Context",
    "CoverageEntry",
    "Decision",
    "Folder",
    "Frame",
    "Gate",
    "Integration",
    "Interface",
    "KeyFile",
    "MatrixRow",
    "MemoryField",
    "MemoryLayout",
    "OutOfScope",
    "PerformanceTarget",
    "Plan",
    "Project",
    "Risk",
    "SharedField",
    "Standard",
    "Task",
    "TestCase",
    "TestingTask",
    "UserStory",
]

_HOURS = late_pattern(r"(\d+(?:\.\d+)?)\s*(h|hours?|hrs?|m|min|minutes?|d|days?)?\b", re.IGNORECASE)
_HOURS_A_DAY = 8.0


class Command(msgspec.Struct, frozen=True, gc=False):
    """One command to run as written, and what it must print.

    Attributes:
        script: shell text, possibly several lines; run with `bash -c` in the project's root.
        expected: the expectation's source (its lines joined by `\\n`); None when none was written.
        mode: `auto` unless the plan names one: `exact`, `json`, `regex`, `any order`, `exit code`.
        title: the comment or sentence above it; empty when there is none.
        place: first line of the command.
        expected_place: first line of the expectation; None when there is none.
    """

    script: str
    expected: str | None
    mode: str
    title: str
    place: Place
    expected_place: Place | None


class UserStory(msgspec.Struct, frozen=True, gc=False):
    """What a user can do after the iteration, and the commands that accept it."""

    name: str
    text: str
    commands: tuple[Command, ...]
    place: Place


class Context(msgspec.Struct, frozen=True, gc=False):
    """Where the iteration starts from."""

    built: Text | None
    current_state: Text | None
    infrastructure: Text | None
    now_building: Text | None
    place: Place


class Standard(msgspec.Struct, frozen=True, gc=False):
    """One embedded standard: a subsection's title, its bullets as written and its code."""

    title: str
    rules: tuple[Text, ...]
    code: tuple[CodeBlock, ...]
    place: Place


class Integration(msgspec.Struct, frozen=True, gc=False):
    """How the iteration connects to what is there."""

    existing_services: Text | None
    new_points: Text | None
    data_flow: Text | None
    dependencies: Text | None
    place: Place


class Interface(msgspec.Struct, frozen=True, gc=False):
    """One interface block.

    Attributes:
        language: `c`, `cpp`, `rust`, `typescript`, `python`, or whatever the fence says.
        path: the file it is planned for; None when the plan doesn't say.
        name: heading above it, without code ticks; empty when there is none.
        code: the block itself; `code.content_line` maps a compiler's line back to the document.
        place: the opening fence.
    """

    language: str
    path: str | None
    name: str
    code: CodeBlock
    place: Place


class MemoryField(msgspec.Struct, frozen=True, gc=False):
    """One row of a layout table; numbers are bytes, None when the cell is empty or no number."""

    name: str
    type: str
    offset_bytes: int | None
    size_bytes: int | None
    alignment_bytes: int | None
    place: Place


class MemoryLayout(msgspec.Struct, frozen=True, gc=False):
    """The layout table of one structure.

    Attributes:
        structure: name as in the heading or caption, code ticks dropped: `struct planproof_slot` or `planproof_slot`.
        fields: rows in order, the total row left out.
        size_bytes: from the row named `total` or `sizeof`; None without one.
        alignment_bytes: alignment in that row.
    """

    structure: str
    fields: tuple[MemoryField, ...]
    size_bytes: int | None
    alignment_bytes: int | None
    place: Place


class SharedField(msgspec.Struct, frozen=True, gc=False):
    """One row of the thread-safety table: who writes, who reads, with which ordering, and its partner."""

    name: str
    writer: str
    readers: str
    ordering: str
    partner: str
    place: Place


class PerformanceTarget(msgspec.Struct, frozen=True, gc=False):
    """One promised figure.

    Attributes:
        name: what is measured.
        figure: as written, `<1 us` or `p99 <= 25 ms`; empty text when the cell is empty.
        benchmark: name of the benchmark that shows it; None when missing.
        command: the command that runs it; None when the benchmark command of `planproof.toml` does.
    """

    name: str
    figure: Text
    benchmark: Text | None
    command: Text | None
    place: Place


class CoverageEntry(msgspec.Struct, frozen=True, gc=False):
    """One row of the coverage map: an interface symbol and the tests that cover it."""

    interface: str
    tests: tuple[str, ...]
    place: Place


class MatrixRow(msgspec.Struct, frozen=True, gc=False):
    """One row of the test matrix.

    Attributes:
        level: `unit`, `integration` (modules together), `system` (real services), `benchmark`, or as written in lower case.
        what: what the row covers.
        command: command as written, code ticks dropped; None when the cell is empty.
    """

    level: str
    what: str
    command: Text | None
    place: Place


class TestCase(msgspec.Struct, frozen=True, gc=False):
    """One planned test.

    Attributes:
        name: as written, code ticks dropped: `registry_claim__full__then_refused`.
        level: `unit`, `integration`, `system` or `benchmark`.
        interface: the symbol it tests when the plan says; empty otherwise.
        file: test file when the plan says; empty otherwise.
        text: what it shows.
    """

    __test__ = False  # pytest must not collect this class

    name: str
    level: str
    interface: str
    file: str
    text: str
    place: Place


class KeyFile(msgspec.Struct, frozen=True, gc=False):
    """A file a task touches; `new` when the plan marks it as created by the task."""

    path: str
    purpose: str
    new: bool
    place: Place


class Task(msgspec.Struct, frozen=True, gc=False):
    """One implementation task.

    Attributes:
        id: `M1_E1_I1_T2`; the number is the one in its heading.
        number: from its heading; 0 when the heading has none.
        status: status text typed in its heading (`Planned`), emoji dropped; None when there is none.
        depends_on: numbers of the tasks named (`Task 1, Task 3`); empty for `None`.
        dependencies: the field as written; None when missing.
        smoke_tests: every code block under "One smoke test", in order (a plan should have exactly one).
        verification: commands under "Success verification".
        deliverable: what a spike leaves behind; None when missing.
        end_line: last line of the task in its document.
        found_at: where work that nobody had planned was found, `src/x.py:12`; None for what was planned.
        part_estimates: estimates of the numbered parts (`#### 2.1 Name [3h]`) that the task is already split into.
    """

    id: str
    number: int
    name: str
    status: Text | None
    type: Text | None
    priority: Text | None
    dependencies: Text | None
    depends_on: tuple[int, ...]
    estimate: Text | None
    what: Text | None
    key_files: tuple[KeyFile, ...]
    core: tuple[CodeBlock, ...]
    data: tuple[CodeBlock, ...]
    receives: Text | None
    sends: Text | None
    database: Text | None
    smoke_tests: tuple[CodeBlock, ...]
    verification: tuple[Command, ...]
    deliverable: Text | None
    place: Place
    end_line: int
    found_at: Text | None = None
    part_estimates: tuple[Text, ...] = ()

    @property
    def estimate_hours(self) -> float | None:
        """The estimate in hours (a day counts 8); None when it holds no number."""
        return hours(self.estimate.value) if self.estimate else None


class TestingTask(msgspec.Struct, frozen=True, gc=False):
    """One testing task with its estimate."""

    __test__ = False

    name: str
    estimate: Text | None
    dependencies: Text | None
    place: Place

    @property
    def estimate_hours(self) -> float | None:
        """The estimate in hours (a day counts 8); None when it holds no number."""
        return hours(self.estimate.value) if self.estimate else None


class Risk(msgspec.Struct, frozen=True, gc=False):
    """What could go wrong and the response; None when the response is missing."""

    text: str
    response: Text | None
    place: Place


class Gate(msgspec.Struct, frozen=True, gc=False):
    """One quality gate: its group (`Code Standards`), text and tick."""

    group: str
    text: str
    checked: bool | None
    place: Place


class Assumption(msgspec.Struct, frozen=True, gc=False):
    """What is believed, the observation that would refute it, and at Close its outcome."""

    name: str
    text: str
    refuted_if: Text | None
    outcome: Text | None
    place: Place


class OutOfScope(msgspec.Struct, frozen=True, gc=False):
    """What is not done in this iteration and why; None when no reason is given."""

    text: str
    reason: Text | None
    place: Place


class Decision(msgspec.Struct, frozen=True, gc=False):
    """A build-or-reuse decision.

    Attributes:
        subject: what it is about.
        choice: `build`, `reuse` or as written.
        alternative: what was refused; None when missing.
        criterion: why; None when missing.
    """

    subject: str
    choice: str
    alternative: Text | None
    criterion: Text | None
    place: Place


class Plan(msgspec.Struct, frozen=True, gc=False):
    """Everything one iteration promises.

    Attributes:
        id: from the folder's name, else from a document's name; empty when neither has one.
        folder: relative to the project's root.
        documents: what the folder holds, known kinds first.
    """

    id: str
    name: str
    folder: str
    documents: tuple[Document, ...]
    goal: Text | None
    user_stories: tuple[UserStory, ...]
    context: Context | None
    standards: tuple[Standard, ...]
    integration: Integration | None
    diagrams: tuple[CodeBlock, ...]
    interfaces: tuple[Interface, ...]
    memory_layouts: tuple[MemoryLayout, ...]
    shared_fields: tuple[SharedField, ...]
    thread_rules: tuple[Text, ...]
    performance_targets: tuple[PerformanceTarget, ...]
    coverage_map: tuple[CoverageEntry, ...]
    test_matrix: tuple[MatrixRow, ...]
    test_cases: tuple[TestCase, ...]
    tasks: tuple[Task, ...]
    testing_tasks: tuple[TestingTask, ...]
    risks: tuple[Risk, ...]
    gates: tuple[Gate, ...]
    demo: tuple[Command, ...]
    assumptions: tuple[Assumption, ...]
    out_of_scope: tuple[OutOfScope, ...]
    decisions: tuple[Decision, ...]
    checklist: tuple[Gate, ...]

    @property
    def place(self) -> Place:
        """Where a finding about the plan as a whole points: its first document, else its folder."""
        return Place(self.documents[0].path if self.documents else self.folder, 1)

    def document(self, kind: str) -> Document | None:
        """The document of that kind, or None."""
        return next((document for document in self.documents if document.kind == kind), None)


class Folder(msgspec.Struct, frozen=True, gc=False):
    """A milestone or epic folder: its id (empty when the name has none), path and README."""

    id: str
    path: str
    readme: Document | None


class Frame(msgspec.Struct, frozen=True, gc=False):
    """What stands around the iterations of one repository.

    Attributes:
        root: absolute path of the project.
        plans_folder: relative to the root, `docs/progress_trackings` by default.
        document_kinds: the set of documents that an iteration must have, from `planproof.toml`.
        strays: Markdown documents of a known kind found where no iteration folder is.
        foreign: plans of other tools, when they were read too (`plan.foreign.read.with_foreign`).
    """

    root: Path
    plans_folder: str
    document_kinds: tuple[str, ...]
    milestones: tuple[Folder, ...]
    epics: tuple[Folder, ...]
    strays: tuple[Document, ...]
    foreign: tuple[ForeignPlan, ...] = ()


class Project(Frame, frozen=True, gc=False, kw_only=True):
    """All that is planned in one repository.

    Attributes:
        plans: every iteration, in order of path.
    """

    plans: tuple[Plan, ...]

    def plan(self, identifier: str) -> Plan | None:
        """The plan with that id, or None."""
        return next((plan for plan in self.plans if plan.id == identifier), None)


@lru_cache(maxsize=256)  # a plan has few estimates that differ, and several rules add them up
def hours(text: str) -> float | None:
    """Hours in an estimate such as `3 hours`, `90 min`, `0.5 day`, `2-3 h` (the larger counts); None without a number."""
    found = _HOURS.findall(text)
    if not found:
        return None
    unit = next((unit for _, unit in reversed(found) if unit), "h").lower()
    factor = 1 / 60 if unit.startswith("m") else _HOURS_A_DAY if unit.startswith("d") else 1.0
    return max(float(number) for number, _ in found) * factor
