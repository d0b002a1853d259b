"""What the roster keeps of an iteration, read from its documents and evidence; imported only when something has changed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from planproof.config import load_config
from planproof.plan.ids import id_from_name
from planproof.plan.model import Task
from planproof.plan.task_order import needs_elsewhere
from planproof.plan.tree import read_project
from planproof.proof.claims import claims_of
from planproof.proof.iteration import base_commit, latest_rows
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence
from planproof.proof.status import task_status
from planproof.proof.trust import command_set

__all__ = ["Row", "plans_folder_of", "read_rows", "storable"]

Row = tuple[str, str, str, int, str, str, int, str, str, str]
"""folder, id, name, started, proved stages as digits, tasks as JSON, tasks that aren't proved, digest of the commands, position,
claims on these tasks as JSON, empty without one."""

_NUMBER = re.compile(r"\d+")


def plans_folder_of(root: str) -> str:
    """Where the plans of a project lie, relative to its root.

    Raises:
        ConfigurationError: `planproof.toml` can't be used.
    """
    return load_config(Path(root)).plans.folder


def read_rows(root: str, folders: Collection[str]) -> Iterator[Row]:
    """What is kept of the iterations in those folders, relative to the root; one that holds no iteration gives none.

    Raises:
        LedgerError: evidence can't be relied on.
    """
    if not folders:
        return
    path = Path(root)
    config = load_config(path)
    for plan in read_project(path, config, only=folders).plans:
        if plan.folder not in folders or not plan.documents:
            continue
        # Only a folder that is named after the iteration can hold evidence.
        rows = Ledger(path, path / plan.folder).rows() if id_from_name(Path(plan.folder).name) else ()
        latest, started = latest_rows(rows), bool(base_commit(rows))
        verdicts = {key: row.verdict for key, row in latest.items()}
        tasks = [_short(plan.id, task, task_status(task.id, verdicts, started=started)) for task in plan.tasks]
        unproved = sum(task["status"] != "Proved" for task in tasks)
        yield (
            storable(plan.folder),
            plan.id,
            storable(plan.name),
            int(started),
            _proved(latest.values()),
            json.dumps(tasks),
            unproved,
            command_set(plan, config).digest,
            _position(storable(plan.folder)),
            _claims(rows, {task["id"] for task in tasks if task["status"] != "Proved"}),
        )


def storable(name: str) -> str:
    """A name as SQLite can hold it: bytes that aren't UTF-8 are spelled out, `\\udcff`."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _position(folder: str) -> str:
    """Text that orders folders as a person reads them, `M2` before `M10`."""
    return _NUMBER.sub(lambda number: number.group().zfill(9), folder)


def _proved(rows: Iterable[Evidence]) -> str:
    """The stages whose newest rows all say proved, as digits."""
    verdicts: dict[int, set[str]] = {}
    for row in rows:
        verdicts.setdefault(row.stage, set()).add(row.verdict.value)
    return "".join(str(stage) for stage in sorted(verdicts) if verdicts[stage] == {"proved"})


def _claims(rows: Iterable[Evidence], unproved: Collection[str]) -> str:
    """The claims on tasks that aren't proved, earliest first for each task; who asks leaves out those that have run out."""
    found = [claim for task, claims in claims_of(rows).items() if task in unproved for claim in claims]
    return json.dumps([[claim.task, claim.by, claim.since, claim.until] for claim in found]) if found else ""


def _short(iteration: str, task: Task, status: str) -> dict[str, Any]:
    return {
        "id": task.id,
        "number": task.number,
        "name": task.name,
        "type": task.type.value if task.type else "",
        "priority": task.priority.value if task.priority else "",
        "estimate": task.estimate.value if task.estimate else "",
        "hours": task.estimate_hours,
        "found_at": task.found_at.value if task.found_at else "",
        "status": status,
        "what": task.what.value if task.what else "",
        "depends_on": [f"{iteration}_T{number}" for number in task.depends_on] + [*needs_elsewhere(task, iteration)],
        "key_files": [file.path for file in task.key_files],
        "new_files": [file.path for file in task.key_files if file.new],
        "verification": [[command.script, command.expected] for command in task.verification],
        "path": task.place.path,
        "line": task.place.line,
    }
