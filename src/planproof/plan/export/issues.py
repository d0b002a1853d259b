"""Issues for GitHub: one Markdown file a task, and a script that creates them with `gh issue create`.

    ---
    title: "M1_E1_I1_T2 Draw the board"     quoted as JSON, which YAML reads
    labels: ["planproof", "Planned"]
    milestone: "M1_E1_I1 Short links"
    ---
    body

Keys as in GitHub's issue templates, flags as in the manual of `gh issue create` (--title, --label, --body-file).
"""

from __future__ import annotations

import json
import shlex

from planproof.plan.export.model import ExportFile, Subject, numbered_tasks
from planproof.plan.export.words import details_text, verification_text
from planproof.plan.model import Plan, Task

__all__ = ["export_issues"]

_HEAD_LINES = 6  # front matter and the blank line below it, which are not part of the body
_SCRIPT = """#!/usr/bin/env bash
# Creates one issue a file, in order; needs gh, signed in, in a clone of the repository. Labels must exist (gh label create).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
"""


def export_issues(subject: Subject) -> list[ExportFile]:
    """A file for each task, and `create.sh`."""
    files: list[ExportFile] = []
    commands: list[str] = []
    for plan in subject.plans:
        for index, number in sorted(numbered_tasks(plan).items(), key=lambda each: each[1]):
            name = f"{plan.id}_T{number}.md"
            files.append(ExportFile(name, _issue(subject, plan, plan.tasks[index], number)))
            commands.append(
                _command(name, _title(plan, plan.tasks[index], number), _labels(subject, plan.tasks[index]))
            )
    return [*files, ExportFile("create.sh", _SCRIPT + "\n".join(commands) + "\n")]


def _title(plan: Plan, task: Task, number: int) -> str:
    return f"{plan.id}_T{number} {task.name}".strip()


def _labels(subject: Subject, task: Task) -> list[str]:
    return ["planproof", subject.status(task.id)]


def _command(name: str, title: str, labels: list[str]) -> str:
    flags = " ".join(f"--label {shlex.quote(label)}" for label in labels)
    return f"tail -n +{_HEAD_LINES + 1} {shlex.quote(name)} | gh issue create --title {shlex.quote(title)} {flags} --body-file -"


def _issue(subject: Subject, plan: Plan, task: Task, number: int) -> str:
    head = [
        "---",
        f"title: {json.dumps(_title(plan, task, number), ensure_ascii=False)}",
        f"labels: {json.dumps(_labels(subject, task), ensure_ascii=False)}",
        f"milestone: {json.dumps(f'{plan.id} {plan.name}', ensure_ascii=False)}",
        "---",
    ]
    depends = ", ".join(f"{plan.id}_T{each}" for each in task.depends_on)
    body = [
        task.what.value if task.what else "",
        f"Depends on: {depends}" if depends else "",
        details_text(task),
        "## How it is shown",
        verification_text(task),
        f"From `{task.place.path}`, line {task.place.line}. `planproof prove {plan.id} --task {task.id}` shows whether it is done.",
    ]
    return "\n".join([*head, "", "\n\n".join(part for part in body if part)]) + "\n"
