"""All parts of one iteration put together.

When an iteration is written in both document forms, the same part stands in two documents. It is taken once, from the first
of them; parts that differ are both kept, so that rules can point at the contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from planproof.plan.document import Document, Place
from planproof.plan.ids import id_from_name, id_level
from planproof.plan.model import Plan
from planproof.plan.read import design, overview, scope, tasks, tests
from planproof.plan.read.outline import Outline
from planproof.plan.sections import DOCUMENT_KINDS

__all__ = ["read_plan"]


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


_Part = TypeVar("_Part", bound=_Placed)


def read_plan(folder: str, name_of_folder: str, documents: tuple[Document, ...]) -> Plan:
    """Reads one iteration.

    Args:
        folder: of the iteration, relative to the project's root.
        name_of_folder: its last part, `M1_E2_I3_SHORT_LINKS`.
        documents: all that lies in it; only the kinds a plan is written in are read for parts, the others are kept.
    """
    order = {kind: number for number, kind in enumerate(DOCUMENT_KINDS)}
    documents = tuple(sorted(documents, key=lambda document: (order.get(document.kind, len(order)), document.path)))
    planned = [document for document in documents if document.kind and document.kind != "README"]
    plan_id = _id_of(name_of_folder, documents)
    outline = Outline(planned)
    return Plan(
        id=plan_id,
        name=overview.read_name(planned, name_of_folder),
        folder=folder,
        documents=documents,
        goal=overview.read_goal(outline),
        user_stories=_once(overview.read_stories(outline), lambda story: (story.name, story.text)),
        context=overview.read_context(outline),
        standards=_once(overview.read_standards(outline), lambda standard: standard.title),
        integration=overview.read_integration(outline),
        diagrams=_once(overview.read_diagrams(planned), lambda diagram: diagram.content),
        interfaces=_once(design.read_interfaces(outline), lambda interface: interface.code.content),
        memory_layouts=_once(design.read_layouts(outline), lambda layout: layout.structure),
        shared_fields=_once(design.read_shared_fields(outline), lambda field: field.name),
        thread_rules=_once(design.read_thread_rules(outline), lambda rule: rule.value),
        performance_targets=_once(design.read_targets(outline), lambda target: (target.name, target.figure.value)),
        coverage_map=_once(tests.read_coverage_map(outline), lambda entry: (entry.interface, entry.tests)),
        test_matrix=_once(tests.read_test_matrix(outline), lambda row: (row.level, row.what)),
        test_cases=_once(tests.read_test_cases(outline), lambda case: (case.name, case.level)),
        tasks=_once(tasks.read_tasks(outline, plan_id, planned), lambda task: (task.number, task.name)),
        testing_tasks=_once(tasks.read_testing_tasks(outline), lambda task: task.name),
        risks=_once(scope.read_risks(outline), lambda risk: risk.text),
        gates=_once(scope.read_gates(outline), lambda gate: (gate.group, gate.text)),
        demo=_once(overview.read_demo(outline), lambda command: command.script),
        assumptions=_once(scope.read_assumptions(outline), lambda assumption: (assumption.name, assumption.text)),
        out_of_scope=_once(scope.read_out_of_scope(outline), lambda thing: thing.text),
        decisions=_once(scope.read_decisions(outline), lambda decision: (decision.subject, decision.choice)),
        checklist=_once(scope.read_checklist(outline), lambda gate: gate.text),
    )


def _id_of(name_of_folder: str, documents: Iterable[Document]) -> str:
    """The id that leads the folder's name, else a document's; empty when neither has one."""
    names = (name_of_folder, *(document.path.rpartition("/")[2] for document in documents))
    found = (id_from_name(name) for name in names)
    return next((identifier for identifier in found if identifier and id_level(identifier) == "iteration"), "")


def _once(parts: Iterable[_Part], identity: Callable[[_Part], Hashable]) -> tuple[_Part, ...]:
    """The parts in order, without those that an earlier document already holds; repetitions inside one document stay."""
    parts = tuple(parts)
    if len({part.place.path for part in parts}) < 2:
        return parts
    first_path: dict[Hashable, str] = {}
    return tuple([part for part in parts if first_path.setdefault(identity(part), part.place.path) == part.place.path])
