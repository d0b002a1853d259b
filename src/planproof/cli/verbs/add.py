"""Adds work that was found on the way to an iteration, as a task of its own.

    planproof add M1_E1_I1 "Split the reader" --type refactor --found-at src/reader.py:112 --task T2 --estimate 2h

The task goes behind the last one of the plan under the next free number, in the form of docs/formats/plan.md, with the place
where it was found; no other line is touched. What isn't given stands as a placeholder, which planproof check finds. planproof
status counts such tasks apart: planned at first, and discovered. Since the plan has changed, what was proved of it as a whole
is stale until it is proved again; planproof amend writes down why.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root
from planproof.errors import UsageError
from planproof.plan.adding import Discovery, add_task, plan_addition
from planproof.plan.task_types import DISCOVERED_TYPES
from planproof.proof.iteration import find_plan, read_all
from planproof.proof.visible import visible

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", metavar="ID", help="the iteration")
    parser.add_argument("name", metavar="NAME", help="what the task is called")
    parser.add_argument("--type", required=True, choices=tuple(DISCOVERED_TYPES), help="what kind of work it is")
    parser.add_argument("--found-at", required=True, metavar="PATH:LINE", help="where it was found")
    parser.add_argument("--task", default="", metavar="T", help="the task that was worked on, for example T2")
    parser.add_argument("--estimate", default="", metavar="TIME", help="90m, 2h")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Adds the task; exit code 0."""
    root = find_root(Path(arguments.project))
    _, _, project = read_all(root, [arguments.iteration])
    if project.plan(arguments.iteration) is None:
        _, _, project = read_all(root)  # names the nearest
    plan = find_plan(project, arguments.iteration)
    during = _number(arguments.task, plan.id)
    found = Discovery(arguments.name, arguments.type, arguments.found_at, during, arguments.estimate)
    addition = plan_addition(root, plan, found)
    if not arguments.dry_run:
        add_task(root, addition)
    task = addition.task
    word = "would be added" if arguments.dry_run else "added"
    face.line(f"{face.style(task.id, 'bold')} {visible(task.name)}  {word} at {task.place.path}:{task.place.line}")
    face.line(f"next: fill what stands in brackets, then planproof check {plan.id} and planproof amend {plan.id}")
    data = {"id": task.id, "name": task.name, "number": task.number, "type": arguments.type, "place": str(task.place)}
    face.document("add", {**data, "foundAt": arguments.found_at, "dryRun": arguments.dry_run})
    return 0


def _number(text: str, iteration: str) -> int | None:
    if not text:
        return None
    number = text.removeprefix(f"{iteration}_").upper().removeprefix("T")
    if not number.isdecimal() or len(number) > 6:
        raise UsageError(f"{text!r} is no task of {iteration}", hint="for example --task T2")
    return int(number)
