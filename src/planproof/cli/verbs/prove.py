"""Runs the stages that are due of an iteration and writes down the evidence.

Without options it goes on from the first stage that isn't proved and stops where one can't be; of an iteration that is closed
nothing is due, whatever later work changed (see planproof status). With --stage, --task or --check
just those checks are run, proved or not. --replay runs again what is proved, in worktrees of the commits it was proved at.
Commands run only after `planproof trust`. Exit code 0 means that all that was asked for is proved.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.board import amendments_data, check_line, print_board, state_diagnostics, states_data
from planproof.cli.closing_text import print_closing
from planproof.cli.face import Face
from planproof.errors import UsageError
from planproof.plan.ids import id_level
from planproof.proof.closing import closing_data
from planproof.proof.iteration import open_iteration
from planproof.proof.model import Stage
from planproof.proof.prove import ProveRequest, prove
from planproof.proof.status import State

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="the iteration or one of its tasks")
    parser.add_argument(
        "--stage", action="append", default=[], metavar="N", help="only this stage, by number or name; may be repeated"
    )
    parser.add_argument("--task", default="", metavar="T", help="only the checks about this task, for example T2")
    parser.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="NAME",
        help="only this check, for example build.bodies; may be repeated",
    )
    parser.add_argument(
        "--replay", action="store_true", help="run again what is proved, at the commits it was proved at"
    )
    parser.add_argument(
        "--amend", default="", metavar="REASON", help="with --stage 3: why a planned test had to change"
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Proves, prints a line a check as it goes and the board at the end."""
    iteration = open_iteration(Path(arguments.project), arguments.iteration)
    identifier = iteration.plan.id
    task = arguments.task or (arguments.iteration if id_level(arguments.iteration) == "task" else "")
    if task and not task.startswith(identifier):
        task = f"{identifier}_T{task.upper().removeprefix('T')}"
    request = ProveRequest(
        stages=tuple(sorted({_stage(text) for text in arguments.stage})),
        task=task,
        checks=tuple(arguments.check),
        replay=arguments.replay,
        amendment=arguments.amend,
    )
    report = prove(iteration, request, _Lines(face))
    face.line()
    print_board(face, f"{identifier} {iteration.plan.name}", report.states, report.amendments)
    print_closing(face, report.closing)
    if not report.ran:
        nothing = "nothing is proved yet, so there is nothing to replay" if request.replay else "nothing was run"
        face.line("nothing was due" if report.proved else nothing)
    face.document(
        "prove",
        {
            "iteration": identifier,
            "proved": report.proved,
            "stages": states_data(report.states),
            "amendments": amendments_data(report.amendments),
            "closed": closing_data(report.closing),
            "ran": [state.row.hash for state in report.ran if state.row],
        },
        state_diagnostics(report.ran),
    )
    return 0 if report.proved else 1


def _stage(text: str) -> Stage:
    names = {stage.name.lower(): stage for stage in Stage} | {str(stage.value): stage for stage in Stage}
    if text.lower() not in names:
        raise UsageError(f"no stage {text!r}", hint=", ".join(f"{stage.value} {stage.name.lower()}" for stage in Stage))
    return names[text.lower()]


class _Lines:
    """Progress as lines: results on standard output, what is under way on standard error of a terminal."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def stage(self, stage: Stage, count: int) -> None:
        self._face.line(self._face.style(f"{stage.value} {stage.name.title()}", "bold") + f"  {count} to run")

    def check(self, state: State) -> None:
        self._face.line(check_line(self._face, state))
        self._face.flush()

    def note(self, text: str) -> None:
        if self._face.interactive:
            self._face.note(f"    … {text}")
