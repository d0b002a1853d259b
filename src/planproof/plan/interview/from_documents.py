"""Answers that stand in documents already: what a person wrote before the interview is read as answers, each with its place.

    TECH_DESIGN.md ── read as any plan ── Plan ── goal: "…" (…/TECH_DESIGN.md:7)     task.1.files: "…" (…/BACKLOGS.md:20)

Only documents that somebody has written in are asked: one that is a template, or still what `planproof plan` wrote, says nothing
new. Nothing is judged here; what the interview wouldn't take is asked, with this text as the proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planproof.plan.document import CodeBlock, Document, ListItem, Place, Text
from planproof.plan.interview.answers import NONE, Answer, Answers, Basis, is_none
from planproof.plan.interview.question import Group, Look
from planproof.plan.interview.table import TABLE
from planproof.plan.model import Command, Plan, Task
from planproof.plan.task_types import TASK_TYPES
from planproof.plan.write.deliver import is_template, text_digest
from planproof.plan.write.testing import ALWAYS_ACCEPTED, LEVELS

__all__ = ["answers_in_documents"]

_PLACEHOLDER = re.compile(r"\[[a-z0-9]+(?:_[a-z0-9]+)+\]")
_QUOTED_PLACE = re.compile(r"\(`[^`]+:\d+`\)$")  # `planproof plan` embeds these lines of other files by itself
_Part = tuple[str, str, Place | None]


def answers_in_documents(look: Look, written: Mapping[str, str]) -> Answers:
    """What the iteration's documents answer, by question; empty where nobody has written in them.

    Args:
        look: the project, with the iteration's plan as it was read.
        written: kind of document -> digest of the text that `planproof plan` wrote, from INTERVIEW.toml.
    """
    plan = look.project.plan(look.plan_id)
    if plan is None:
        return Answers()
    own = {document.path for document in plan.documents if _is_a_persons(document, look, written)}
    if not own:
        return Answers()
    given: dict[str, Answer] = {}
    for question, text, place in _parts(plan):
        kept = text.strip("\n").rstrip() if "\n" in text else text.strip()
        if kept and place is not None and place.path in own and not _PLACEHOLDER.search(kept):
            basis = Basis(f"{place.path}:{place.line}", "")
            given.setdefault(question, Answer(question, kept, "", basis))
    return Answers(_with_ends(given))


def _is_a_persons(document: Document, look: Look, written: Mapping[str, str]) -> bool:
    same = text_digest(document.text) == written.get(document.kind)
    return not same and not is_template(document.kind, document.text, look.config)


def _with_ends(given: dict[str, Answer]) -> dict[str, Answer]:
    """The same with every list renumbered, so that none of its items lacks its head, and ended where it has items enough."""
    found = {name: answer for name, answer in given.items() if "." not in name or not name.split(".")[1].isdigit()}
    for group in (entry for entry in TABLE if isinstance(entry, Group)):
        count = 0
        for number in sorted({int(name.split(".")[1]) for name in given if re.match(rf"{group.name}\.\d", name)}):
            head = given.get(f"{group.name}.{number}.{group.head}")
            if head is None or is_none(head.text):
                continue
            count += 1
            for name, answer in given.items():
                if name.startswith(f"{group.name}.{number}."):
                    moved = f"{group.name}.{count}.{name.split('.', 2)[2]}"
                    found[moved] = Answer(moved, answer.text, "", answer.basis)
        empty = given.get(f"{group.name}.1.{group.head}")
        if empty is not None and not count:
            found[empty.question] = empty
        if count >= max(group.least, 1):
            end = f"{group.name}.{count + 1}.{group.head}"
            found[end] = Answer(end, NONE, "", found[f"{group.name}.{count}.{group.head}"].basis)
    return found


def _parts(plan: Plan) -> Iterator[_Part]:
    """Question, text and place of everything that a plan says and a question asks for."""
    if plan.name and plan.documents:
        yield "outcome", plan.name, Place(plan.documents[0].path, 1)
    yield from _texts({"goal": plan.goal})
    yield from _stories(plan)
    if plan.context:
        context = plan.context
        yield from _texts({"context.built": context.built, "context.current": context.current_state})
        yield from _texts({"context.infrastructure": context.infrastructure, "context.next": context.now_building})
    yield from _standards(plan)
    if plan.integration:
        named = plan.integration
        yield from _texts({"integration.services": named.existing_services, "integration.points": named.new_points})
        yield from _texts({"integration.dependencies": named.dependencies})
        if named.data_flow:
            yield "integration.flow", named.data_flow.value.replace("; ", "\n"), named.data_flow.place
    yield from _messages(plan)
    yield from _design(plan)
    yield from _tests(plan)
    for number, task in enumerate(plan.tasks, 1):
        yield from _task(f"task.{number}", task)
    yield from _work(plan)


def _texts(named: Mapping[str, Text | None]) -> Iterator[_Part]:
    for question, text in named.items():
        if text is not None:
            yield question, text.value, text.place


def _stories(plan: Plan) -> Iterator[_Part]:
    for number, story in enumerate(plan.user_stories, 1):
        title, _, text = story.text.partition("\n")
        yield f"story.{number}.title", title, story.place
        yield f"story.{number}.text", text.strip() or title, story.place
        yield from _command(f"story.{number}", story.commands)
    for number, command in enumerate((each for each in plan.demo if each.expected is not None), 1):
        yield f"demo.{number}.title", command.title or command.script.split("\n", 1)[0], command.place
        yield from _command(f"demo.{number}", (command,))


def _command(item: str, commands: Sequence[Command]) -> Iterator[_Part]:
    """The first command with an expectation, behind those that only prepare it."""
    script: list[str] = []
    for command in commands:
        script.append(command.script)
        if command.expected is not None:
            yield f"{item}.command", "\n".join(script), commands[0].place
            yield f"{item}.output", _output(command), command.expected_place or command.place
            return
    if commands:
        yield f"{item}.command", "\n".join(script), commands[0].place


def _output(command: Command) -> str:
    expected = command.expected or ""
    if command.mode == "exit code":
        return f"exit code: {expected}"
    return expected if command.mode == "auto" else f"({command.mode})\n{expected}"


def _standards(plan: Plan) -> Iterator[_Part]:
    """The rules that a person wrote; those that were embedded end with the place they come from.

    Bold goes: a line that begins with `**Name**:` would be a field of the document that is written from it.
    """
    rules = [rule for each in plan.standards for rule in each.rules if not _QUOTED_PLACE.search(rule.value)]
    if rules:
        yield "standards", "\n".join(rule.value.replace("**", "") for rule in rules), rules[0].place


def _messages(plan: Plan) -> Iterator[_Part]:
    sections = (section for document in plan.documents if (section := document.find("integration")))
    named = [below for section in sections for below in section.subsections]
    examples = [(section, block) for section in named for block in section.blocks[:1] if isinstance(block, CodeBlock)]
    for number, (section, block) in enumerate(examples, 1):
        yield f"message.{number}.name", section.title, section.place
        yield f"message.{number}.example", block.content, block.place


def _design(plan: Plan) -> Iterator[_Part]:
    for number, interface in enumerate((each for each in plan.interfaces if each.path), 1):
        yield f"interface.{number}.path", interface.path or "", interface.place
        yield f"interface.{number}.code", interface.code.content, interface.code.place
    for number, layout in enumerate(plan.memory_layouts, 1):
        rows = [
            (each.name, each.type, each.offset_bytes, each.size_bytes, each.alignment_bytes) for each in layout.fields
        ]
        if layout.size_bytes is not None:
            rows.append(("total", "", None, layout.size_bytes, layout.alignment_bytes))
        lines = [" ".join(" | ".join("" if cell is None else str(cell) for cell in row).split()) for row in rows]
        yield f"layout.{number}.structure", layout.structure, layout.place
        yield f"layout.{number}.rows", "\n".join(lines), layout.place
    for number, field in enumerate(plan.shared_fields, 1):
        cells = {"field": field.name, "writer": field.writer, "readers": field.readers, "ordering": field.ordering}
        for part, text in {**cells, "partner": field.partner or NONE}.items():
            yield f"shared.{number}.{part}", text, field.place
    if plan.thread_rules and not plan.shared_fields:
        yield "shared.1.field", NONE, plan.thread_rules[0].place
    if plan.thread_rules:
        yield "threads.rules", "\n".join(rule.value for rule in plan.thread_rules), plan.thread_rules[0].place


def _tests(plan: Plan) -> Iterator[_Part]:
    for number, case in enumerate((each for each in plan.test_cases if each.level != "benchmark"), 1):
        parts = {"name": case.name, "level": case.level, "interface": case.interface, "file": case.file}
        for part, text in {**parts, "shows": case.text}.items():
            yield f"test.{number}.{part}", text, case.place
    measured = {case.name: case for case in plan.test_cases if case.level == "benchmark"}
    for number, target in enumerate(plan.performance_targets, 1):
        yield f"target.{number}.name", target.name, target.place
        yield from _texts({f"target.{number}.figure": target.figure, f"target.{number}.benchmark": target.benchmark})
        yield f"target.{number}.command", target.command.value if target.command else NONE, target.place
        benchmark = measured.get(target.benchmark.value if target.benchmark else "")
        if benchmark:
            yield f"target.{number}.interface", benchmark.interface, benchmark.place
            yield f"target.{number}.file", benchmark.file, benchmark.place
    for row in plan.test_matrix:
        if row.level in LEVELS and row.command:
            yield f"matrix.{row.level}", row.command.value, row.command.place


def _task(item: str, task: Task) -> Iterator[_Part]:
    yield f"{item}.name", task.name, task.place
    if task.type:
        kinds = (key for key, label in TASK_TYPES.items() if label.lower() == task.type.value.strip().lower())
        yield f"{item}.type", next(kinds, ""), task.type.place
    named = {"priority": task.priority, "depends": task.dependencies, "estimate": task.estimate, "what": task.what}
    points = {"receives": task.receives, "sends": task.sends, "database": task.database}
    for part, text in {**named, "deliverable": task.deliverable, **points}.items():
        if text is not None:
            yield f"{item}.{part}", text.value, text.place
    if task.key_files:
        lines = [f"{file.path}{' (new)' if file.new else ''} - {file.purpose}" for file in task.key_files]
        yield f"{item}.files", "\n".join(lines), task.key_files[0].place
    yield from _blocks(f"{item}.core", task.core)
    yield from _blocks(f"{item}.data", task.data[:1])
    yield from _blocks(f"{item}.smoke", task.smoke_tests[:1])
    yield from _command(item, task.verification)


def _blocks(question: str, blocks: Sequence[CodeBlock]) -> Iterator[_Part]:
    if blocks:
        yield question, "\n\n".join(block.content.strip("\n") for block in blocks), blocks[0].place


def _work(plan: Plan) -> Iterator[_Part]:
    for number, task in enumerate(plan.testing_tasks, 1):
        yield f"testing.{number}.name", task.name, task.place
        yield from _texts({f"testing.{number}.estimate": task.estimate, f"testing.{number}.depends": task.dependencies})
    for number, decision in enumerate(plan.decisions, 1):
        yield f"decision.{number}.subject", decision.subject, decision.place
        yield f"decision.{number}.choice", decision.choice, decision.place
        yield from _texts({f"decision.{number}.alternative": decision.alternative})
        yield from _texts({f"decision.{number}.criterion": decision.criterion})
    for number, assumption in enumerate(plan.assumptions, 1):
        yield f"assumption.{number}.text", assumption.text, assumption.place
        yield from _texts({f"assumption.{number}.refuted": assumption.refuted_if})
    for number, risk in enumerate(plan.risks, 1):
        yield f"risk.{number}.text", risk.text, risk.place
        yield from _texts({f"risk.{number}.response": risk.response})
    for number, out in enumerate(plan.out_of_scope, 1):
        yield f"out.{number}.thing", out.text, out.place
        yield from _texts({f"out.{number}.reason": out.reason})
    yield from _acceptance(plan.documents)


def _acceptance(documents: Iterable[Document]) -> Iterator[_Part]:
    """The criteria beside the two that hold always."""
    sections = [section for document in documents if (section := document.find("acceptance"))]
    items = [block for section in sections for block in section.all_blocks() if isinstance(block, ListItem)]
    kept = [item for item in items if f"- {item.text.strip()}" not in ALWAYS_ACCEPTED]
    if items:
        yield "acceptance", "\n".join(item.text for item in kept) or NONE, items[0].place
