"""The next task to work on: the first that isn't proved and whose dependencies are, in iterations that were started first.

Exit code 0 with a task, 1 when nothing is left or everything that is left waits for something.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.cli.task_text import print_task, task_data
from planproof.config import find_root, load_config
from planproof.proof.roster import RosterEntry, RosterTask, read_roster

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="look in this iteration only")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the task, or why there is none."""
    root = find_root(Path(arguments.project))
    roster = read_roster(root, load_config(root))
    for entry in roster.open_entries():
        if arguments.iteration and entry.id != arguments.iteration:
            continue
        task = _first(entry)
        if task:
            print_task(face, task)
            step = f"planproof prove {entry.id}" if entry.started else f"planproof start {entry.id}"
            face.line(f"  then: {step}")
            face.document("next", {"task": task_data(task), "then": step})
            return 0
    face.line("nothing is left to do" if not arguments.iteration else f"nothing is left to do in {arguments.iteration}")
    face.document("next", {"task": None, "then": ""})
    return 1


def _first(entry: RosterEntry) -> RosterTask | None:
    proved = {task.id for task in entry.tasks if task.status == "Proved"}
    ready = (task for task in entry.tasks if task.id not in proved and proved.issuperset(task.depends_on))
    return next(ready, None)
