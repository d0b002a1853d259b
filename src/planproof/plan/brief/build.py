"""Puts the sections of a brief together, the most important first, from the plan and the code as it is today."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec.structs import replace

from planproof.config import Config
from planproof.plan.brief.about import About, named_in
from planproof.plan.brief.dependencies import dependency_items
from planproof.plan.brief.items import code_items, command_items, field_items, listed, said, shown
from planproof.plan.brief.key_files import file_items
from planproof.plan.brief.model import BriefSection, BriefTask, Item
from planproof.plan.brief.tables import table_lines
from planproof.plan.document import Text
from planproof.plan.table_files import TableFiles

__all__ = ["build_sections"]

_NO_TABLE = frozenset(
    "none nothing no table tables row rows insert update delete select into from where values".split()
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def build_sections(root: Path, config: Config, brief: BriefTask, files: TableFiles) -> tuple[BriefSection, ...]:
    """All that a brief could hold, whatever its budget; sections without an item are left away.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`.
        brief: the task, its plan, and where stands what it depends on.
        files: a search of this project for files that declare tables, as early as it could begin.
    """
    task, plan = brief.task, brief.plan
    about = About(plan, task)
    key_files = file_items(root, plan, task)
    dependencies = dependency_items(root, brief, about)
    tables = table_lines(root, config, _table_names(task.database), files)
    sections = (
        BriefSection("goal", "Goal of the iteration", said("", plan.goal), 200),
        BriefSection("what", "What to build", (*said("", task.what), *said("Deliverable: ", task.deliverable)), 800),
        BriefSection(
            "verification", "Shows success: run these, compare the output", command_items(task.verification), 900
        ),
        BriefSection("smoke_test", "The one smoke test", code_items(task.smoke_tests), 600),
        BriefSection("prove", "Prove it", _prove(brief), 200),
        BriefSection("key_files", "Key files, and what is in them today", tuple(key_files), 900),
        BriefSection("interfaces", "Interfaces", _interfaces(about), 900),
        BriefSection("tests", "Tests to turn green", _tests(about), 600),
        BriefSection("core", "Core functionality as planned", code_items(task.core), 600),
        BriefSection("data", "Data structures", code_items(task.data), 400),
        BriefSection("integration", "Integration points", _integration(brief, tables), 500),
        BriefSection("dependencies", "Depends on", dependencies, 500),
        BriefSection("performance", "Performance targets", _targets(brief, about), 300),
        BriefSection("memory_layouts", "Memory layouts", _layouts(brief, about), 400),
        BriefSection("thread_safety", "Thread rules", _threads(brief, about), 400),
        BriefSection("standards", "Standards", _standards(brief, about), 500),
        BriefSection("out_of_scope", "Out of scope", _out_of_scope(brief), 250),
        BriefSection("quality_gates", "Quality gates", _gates(brief), 300),
        BriefSection("risks", "Risks", _risks(brief), 250),
        BriefSection("decisions", "Decided", _decisions(brief), 250),
        BriefSection("context", "Around it", _context(brief), 300),
    )
    return tuple(replace(section, items=shown(section.items)) for section in sections if section.items)


def _table_names(database: Text | None) -> list[str]:
    """Words of a Database field that may be a table: those marked as code, or all where none is."""
    if database is None:
        return []
    words = sorted(named_in(database.value)) or _WORD.findall(database.value)
    return [word for word in words[:20] if word.lower() not in _NO_TABLE and len(word) > 2]


def _interfaces(about: About) -> tuple[Item, ...]:
    found: list[Item] = []
    for interface in about.interfaces:
        called = interface.name or interface.language
        where = f" (`{interface.path}`)" if interface.path and interface.path not in called else ""
        found.append(Item(f"{called}{where}:", place=interface.place))
        found += code_items([interface.code])
    return tuple(found)


def _tests(about: About) -> tuple[Item, ...]:
    return tuple(
        Item(
            f"- `{case.name}` ({case.level}{f', {case.file}' if case.file else ''})"
            + (f": {case.text}" if case.text else ""),
            place=case.place,
        )
        for case in about.tests()
    )


def _integration(brief: BriefTask, tables: list[str]) -> tuple[Item, ...]:
    task = brief.task
    items = [*field_items((("Receives", task.receives), ("Sends", task.sends), ("Database", task.database)))]
    return (*items, *(Item(line, place=task.database.place if task.database else None) for line in tables))


def _prove(brief: BriefTask) -> tuple[Item, ...]:
    """The command that runs what is due, and what has to be done once before."""
    plan, task = brief.plan, brief.task
    begin = "" if brief.status != "Planned" else f"planproof start {plan.id}  # once, before any code\n"
    return (Item(f"{begin}planproof prove {plan.id} --task T{task.number}", "bash", block=1),)


def _targets(brief: BriefTask, about: About) -> tuple[Item, ...]:
    found = []
    for target in brief.plan.performance_targets:
        by = [text.value for text in (target.benchmark, target.command) if text]
        if about.names_any(target.name) or any(map(about.measures, by)):
            shown = f", shown by {' with '.join(f'`{each}`' for each in by)}" if by else ""
            found.append(Item(f"- {target.name}: {target.figure.value}{shown}", place=target.place))
    return tuple(found)


def _layouts(brief: BriefTask, about: About) -> tuple[Item, ...]:
    found = []
    for layout in brief.plan.memory_layouts:
        if about.holds(layout.structure):
            total = f" {layout.size_bytes} bytes, aligned to {layout.alignment_bytes}" if layout.size_bytes else ""
            found.append(Item(f"- `{layout.structure}`{total}", place=layout.place))
            found += [
                Item(f"  {field.offset_bytes}: {field.type} {field.name}, {field.size_bytes} bytes", place=field.place)
                for field in layout.fields
            ]
    return tuple(found)


def _threads(brief: BriefTask, about: About) -> tuple[Item, ...]:
    plan = brief.plan
    touched = [field for field in plan.shared_fields if about.is_native() or about.holds(field.name)]
    fields = [
        Item(
            f"- `{field.name}`: written by {field.writer}, read by {field.readers}, {field.ordering}"
            + (f", synchronises with {field.partner}" if field.partner else ""),
            place=field.place,
        )
        for field in touched
    ]
    wanted = about.is_native() or touched
    return (*fields, *(listed(plan.thread_rules) if wanted else ()))


def _standards(brief: BriefTask, about: About) -> tuple[Item, ...]:
    found: list[Item] = []
    for standard in brief.plan.standards:
        if about.applies(standard):
            found.append(Item(f"{standard.title}:", place=standard.place))
            found += listed(standard.rules)
            found += code_items(standard.code)
    return tuple(found)


def _out_of_scope(brief: BriefTask) -> tuple[Item, ...]:
    return tuple(
        Item(f"- {each.text}" + (f" ({each.reason.value})" if each.reason else ""), place=each.place)
        for each in brief.plan.out_of_scope
    )


def _gates(brief: BriefTask) -> tuple[Item, ...]:
    return tuple(Item(f"- {gate.text}", place=gate.place) for gate in brief.plan.gates)


def _risks(brief: BriefTask) -> tuple[Item, ...]:
    return tuple(
        Item(f"- {risk.text}" + (f": {risk.response.value}" if risk.response else ""), place=risk.place)
        for risk in brief.plan.risks
    )


def _decisions(brief: BriefTask) -> tuple[Item, ...]:
    found = []
    for each in brief.plan.decisions:
        against = f", not {each.alternative.value}" if each.alternative else ""
        why = f", since {each.criterion.value}" if each.criterion else ""
        found.append(Item(f"- {each.subject}: {each.choice}{against}{why}", place=each.place))
    return tuple(found)


def _context(brief: BriefTask) -> tuple[Item, ...]:
    plan = brief.plan
    fields: list[tuple[str, Text | None]] = []
    if plan.context:
        fields += [("Built", plan.context.built), ("Current state", plan.context.current_state)]
        fields += [("Infrastructure", plan.context.infrastructure)]
    if plan.integration:
        fields += [("Existing services", plan.integration.existing_services), ("Data flow", plan.integration.data_flow)]
        fields += [("Service dependencies", plan.integration.dependencies)]
    return field_items(fields)
