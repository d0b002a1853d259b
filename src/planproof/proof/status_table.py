"""Writes the status tables inside an iteration's documents, between planproof's own markers and nowhere else.

    <!-- planproof:status -->
    …replaced whenever the ledger says something else…
    <!-- /planproof:status -->

A document without both markers, in that order, is left alone. Line ends stay what they are.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from planproof.errors import EnvironmentFault
from planproof.proof.iteration import Iteration, amendments, base_commit
from planproof.proof.model import Verdict
from planproof.proof.status import State, by_stage, stage_verdict, task_status
from planproof.proof.worktrees import own_folder

__all__ = ["replace_region", "status_lines", "write_status_tables"]

_REGION = re.compile(
    rb"(?m)^(?P<open>[ \t]*<!-- planproof:status -->[ \t]*\r?\n)(?P<body>.*?)(?P<close>^[ \t]*<!-- /planproof:status -->)",
    re.DOTALL,
)
_SIGNS = {
    Verdict.PROVED: "✅",
    Verdict.REFUTED: "❌",
    Verdict.VACUOUS: "⚪",
    Verdict.STALE: "🟡",
    Verdict.UNPROVED: "⬜",
}


def write_status_tables(iteration: Iteration, states: Sequence[State]) -> list[str]:
    """Brings every status table of an iteration up to date.

    Returns:
        paths of the documents that changed, relative to the root.
    """
    rows = iteration.rows
    stands = {state.check.key: state.verdict for state in states if state.row}
    tasks = [
        (task.number, task.name, task_status(task.id, stands, started=bool(base_commit(rows))))
        for task in iteration.plan.tasks
    ]
    lines = status_lines(states, tasks, [row.reason for row in amendments(rows)])
    changed = []
    for document in iteration.plan.documents:
        path = iteration.root / document.path
        try:
            before = path.read_bytes()
            after = replace_region(before, lines)
            if after != before:
                _write(path, after, own_folder(iteration.root))
                changed.append(document.path)
        except OSError as error:
            raise EnvironmentFault(
                f"the status table can't be written: {error.strerror}", place=document.path
            ) from error
    return changed


def status_lines(
    states: Iterable[State], tasks: Iterable[tuple[int, str, str]], amended: Sequence[str] = ()
) -> list[str]:
    """The tables as lines: one row a stage, one row a task; then why the plan or its tests were changed afterwards."""
    lines = ["| Stage | Verdict | Checks proved |", "|---|---|---|"]
    for stage, group in by_stage(states).items():
        verdict = stage_verdict(group)
        proved = sum(state.verdict is Verdict.PROVED for state in group)
        lines.append(
            f"| {stage.value} {stage.name.title()} | {_SIGNS[verdict]} {verdict.value} | {proved} of {len(group)} |"
        )
    lines += ["", "| Task | Status |", "|---|---|"]
    lines += [f"| {number}. {_cell(name)} | {status} |" for number, name, status in tasks]
    if amended:
        lines += ["", "Amended after it was proved:", "", *(f"- {_in_a_line(reason)}" for reason in amended)]
    return lines


def _in_a_line(text: str) -> str:
    """A text that can't end the region it stands in, or begin another."""
    return " ".join(text.split()).replace("<!--", "< !--")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def replace_region(document: bytes, lines: Sequence[str]) -> bytes:
    """The document with those lines in its first status region; as it was when it has none."""
    found = _REGION.search(document)
    if not found:
        return document
    end = b"\r\n" if found["open"].endswith(b"\r\n") else b"\n"
    body = b"".join(line.encode() + end for line in ["", *lines, ""])
    return document[: found.start("body")] + body + document[found.end("body") :]


def _write(path: Path, data: bytes, aside: Path) -> None:
    """Replaces a file in one step, so that a power cut leaves the old or the new document.

    The new one is made in `.planproof/`: beside the old one it would look like a change of the tree to a prove that runs meanwhile.
    """
    handle, name = tempfile.mkstemp(dir=aside, prefix="status-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, path.stat().st_mode & 0o7777)
    os.replace(name, path)
