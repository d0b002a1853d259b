"""Writes down the commit that an iteration begins at.

Everything that Accept and Close show later is held against this commit: commands must fail there, and every line that
changed since must be covered.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.proof.iteration import open_iteration
from planproof.proof.prove import start_iteration

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="the iteration, for example M1_E1_I1")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the start row; returns 0."""
    iteration = open_iteration(Path(arguments.project), arguments.iteration)
    row = start_iteration(iteration)
    face.line(
        f"{iteration.plan.id} starts at {row.base_commit[:10]}; the evidence is in {iteration.plan.folder}/EVIDENCE.jsonl"
    )
    face.document("start", {"iteration": iteration.plan.id, "baseCommit": row.base_commit, "row": row.hash})
    return 0
