"""What is proved and what isn't, derived from evidence.

With an id: the board of that iteration, every verdict held against the plan and the code as they are now. Without: one line
an iteration. Exit code 0 when everything asked for is proved, 1 otherwise.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.board import print_board, state_diagnostics, states_data
from planproof.cli.face import Face
from planproof.errors import UsageError
from planproof.proof.iteration import open_iteration, read_all
from planproof.proof.model import Verdict
from planproof.proof.prove import states_of
from planproof.proof.status import State, by_stage, stage_verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="the iteration; all of them without")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the board or the list."""
    start = Path(arguments.project)
    if arguments.iteration:
        return _board(start, arguments.iteration, face)
    _, _, project = read_all(start)
    if not project.plans:
        raise UsageError(f"no iteration in {project.plans_folder}", hint="planproof new iteration writes one")
    if len(project.plans) == 1:
        return _board(start, project.plans[0].id, face)
    found = {plan.id: (plan.name, states_of(open_iteration(start, plan.id))) for plan in project.plans if plan.id}
    for identifier, (name, states) in found.items():
        face.line(f"{identifier:<12} {_strip(states)}  {name}")
    face.document(
        "status",
        {
            "iterations": [
                {"iteration": key, "name": name, "stages": _short(states)} for key, (name, states) in found.items()
            ]
        },
    )
    return 0 if all(_proved(states) for _, states in found.values()) else 1


def _board(start: Path, identifier: str, face: Face) -> int:
    iteration = open_iteration(start, identifier)
    states = states_of(iteration)
    print_board(face, f"{iteration.plan.id} {iteration.plan.name}", states)
    face.document("status", {"iteration": iteration.plan.id, "stages": states_data(states)}, state_diagnostics(states))
    return 0 if _proved(states) else 1


def _proved(states: tuple[State, ...]) -> bool:
    return bool(states) and all(state.verdict is Verdict.PROVED for state in states)


def _strip(states: tuple[State, ...]) -> str:
    """Nine digits, one a stage that is proved, a dot for one that isn't: `1234.....`."""
    return "".join(
        str(stage.value) if stage_verdict(group) is Verdict.PROVED else "." for stage, group in by_stage(states).items()
    )


def _short(states: tuple[State, ...]) -> dict[str, str]:
    return {stage.name.lower(): stage_verdict(group).value for stage, group in by_stage(states).items()}
