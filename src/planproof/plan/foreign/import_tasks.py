"""Imported tasks in our form: known fields filled, gaps as the template leaves them, the original text below.

The status stays Planned, whatever was ticked; the tick is noted as a claim.
"""

from __future__ import annotations

import re

from planproof.plan.document import Place
from planproof.plan.foreign.account import Account
from planproof.plan.foreign.model import ForeignPlan, ForeignTask, State
from planproof.plan.foreign.quoting import fenced, plain_line

__all__ = ["imported_tasks", "tasks_section"]

_WHAT_LENGTH = 300
_FILES_GAP = (
    "[path_of_a_file_to_change] - [what_this_file_does]\n[path_of_a_file_to_create] (new) - [what_this_file_does]"
)

_APART = "Its text as it was stands in `IMPORTED_NOTES.md`."


def imported_tasks(plan: ForeignPlan) -> list[ForeignTask]:
    """The tasks that become tasks of ours: not steps, not groups of other tasks, not cancelled ones."""
    return [
        task
        for task in plan.tasks
        if not task.is_step
        and task.state is not State.DROPPED
        and not any(not part.is_step for part in plan.children.get(task.key, ()))
    ]


def tasks_section(
    plan: ForeignPlan, accounts: dict[str, Account], originals: dict[Place, str], target: str, template: str
) -> str:
    """The section Tasks.

    Args:
        accounts: by source; the lines of each task move.
        originals: by place the text of a task whose lines aren't its own (JSON); empty where it is kept elsewhere.
        target: document that holds the section.
        template: of the section, with one task.
    """
    head, _, one = template.partition("### 1. ")
    numbers = {task.key: number for number, task in enumerate(imported_tasks(plan), 1)}
    parts = [head.strip()]
    for key, number in numbers.items():
        task = plan.by_key[key]
        lines = accounts[task.place.path].take(task.place.line, task.end_line, f"{target}: task {number}")
        original = originals.get(task.place)
        if original == "":
            quoted = _APART
        else:
            quoted = fenced(original.split("\n"), "json") if original else fenced(lines, "markdown") if lines else ""
        parts += [_task(plan, task, numbers, one), quoted]
    return "\n\n".join(part for part in parts if part)


def _task(plan: ForeignPlan, task: ForeignTask, numbers: dict[str, int], template: str) -> str:
    filled = f"### {numbers[task.key]}. {template}"
    for gap, value in _values(plan, task, numbers).items():
        filled = filled.replace(gap, value, 1)
    said = [f"**Imported from**: `{task.place.path}`, line {task.place.line}, {_name(task)}"]
    if task.status:
        said.append(f"**Claimed there**: `{task.status}`; a claim, no evidence")
    return "\n\n".join([filled, *said])


def _name(task: ForeignTask) -> str:
    return f"id {plain_line(task.id)}" if task.id else "without an id"


def _values(plan: ForeignPlan, task: ForeignTask, numbers: dict[str, int]) -> dict[str, str]:
    """What the template's gaps become; a gap that the task says nothing of stays."""
    title = plain_line(task.title) or f"Imported task {task.label}"
    values = {"[name_of_the_component]": title, "[one_or_two_sentences_what_it_does]": _what(task) or title}
    awaited = sorted({numbers[key] for each in task.depends_on if (key := _owner(plan, each.key, numbers))})
    own = numbers[task.key]
    if named := [f"Task {number}" for number in awaited if number != own]:
        values["**Depends on**: None"] = f"**Depends on**: {', '.join(named)}"
    if files := _files(plan, task):
        values[_FILES_GAP] = "\n".join(files)
    if commands := list(
        dict.fromkeys(each.value for part in (task, *plan.parts_of(task.key)) for each in part.commands)
    ):
        values["[command_to_run]"] = commands[0]
        more = "".join(
            f"\n# [what_this_command_shows]\n{command}\n# Expected output\n[what_it_prints]" for command in commands[1:]
        )
        values["[what_it_prints]\n```"] = f"[what_it_prints]{more}\n```"
    return values


def _what(task: ForeignTask) -> str:
    first = plain_line(re.split(r"\n\s*\n|\n\s*[-*] ", task.text)[0])
    return first if len(first) <= _WHAT_LENGTH else first[: _WHAT_LENGTH - 1].rstrip() + "…"


def _owner(plan: ForeignPlan, key: str | None, numbers: dict[str, int]) -> str:
    """The imported task that a key belongs to: itself, or the task it is a step of."""
    seen: set[str] = set()
    while key and key not in numbers and key in plan.by_key and key not in seen:
        seen.add(key)
        key = plan.by_key[key].parent
    return key if key in numbers else ""


def _files(plan: ForeignPlan, task: ForeignTask) -> list[str]:
    found: dict[str, bool] = {}
    for part in (task, *plan.parts_of(task.key)):
        for file in part.files:
            found[file.path] = found.get(file.path, False) or file.created
    return [f"{path}{' (new)' if created else ''} - [what_this_file_does]" for path, created in found.items()]
