"""Writes down the commit that an iteration begins at.

Everything that Accept and Close show later is held against this commit: commands must fail there, and every line that
changed since must be covered. It can't be written twice, so the plan has to be committed first; `--allow-uncommitted` starts
without, and says which files the commit doesn't hold. A plan in which rules find errors isn't started either, since stage 1
would refuse it; `--allow-findings` starts it all the same, and the errors stand in the row.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.proof.counted import counted
from planproof.proof.iteration import open_iteration
from planproof.proof.prove import commit_command, start_iteration, uncommitted_documents

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="the iteration, for example M1_E1_I1")
    parser.add_argument("--allow-uncommitted", action="store_true", help="start at a commit that doesn't hold the plan")
    parser.add_argument("--allow-findings", action="store_true", help="start although rules find errors in the plan")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the start row; returns 0, with a remark on standard error about what is not committed."""
    iteration = open_iteration(Path(arguments.project), arguments.iteration)
    uncommitted = uncommitted_documents(iteration) if arguments.allow_uncommitted else ()
    row = start_iteration(
        iteration,
        allow_uncommitted=arguments.allow_uncommitted,
        allow_findings=arguments.allow_findings,
        progress=reading_progress(face),
    )
    errors = row.details.get("errors", [])
    face.line(
        f"{iteration.plan.id} starts at {row.base_commit[:10]}; the evidence is in {iteration.plan.folder}/EVIDENCE.jsonl"
    )
    face.line(
        f"next: planproof scaffold {iteration.plan.id} and planproof trust {iteration.plan.id}, then planproof next"
    )
    data = {"iteration": iteration.plan.id, "baseCommit": row.base_commit, "row": row.hash}
    found = [_error(*error) for error in errors]
    face.document("start", data, [*(_diagnostic(path, row.base_commit) for path in uncommitted), *found])
    if errors:
        face.note(f"planproof: its plan has {counted(len(errors), 'error')}, for which stage 1 will refuse it")
        face.note(f"  hint: planproof check {iteration.plan.id} --errors-only")
    if uncommitted:
        face.note(f"planproof: that commit does not hold {', '.join(uncommitted)}")
        face.note(f"  hint: {commit_command(uncommitted)}")
    return 0


def _error(code: str, place: str, message: str) -> dict[str, str]:
    return {"severity": "error", "code": code, "message": message, "target": place, "fix": ""}


def _diagnostic(path: str, commit: str) -> dict[str, str]:
    return {
        "severity": "warning",
        "code": "uncommitted",
        "message": f"commit {commit[:10]}, where the iteration starts, does not hold this file as it is",
        "target": path,
        "fix": commit_command([path]),
    }
