"""What is proved and what isn't, derived from evidence.

With an id: the board of that iteration, every verdict held against the plan and the code as they are now. Without: one line
an iteration. With --origin only evidence from there counts: a gate can ask for what CI has seen. Exit code 0 when everything
asked for is proved, 1 otherwise.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.board import amendments_data, print_board, state_diagnostics, states_data
from planproof.cli.face import Face
from planproof.proof.iteration import Iteration, amendments, every_iteration, open_iteration
from planproof.proof.model import Origin, Verdict
from planproof.proof.prove import states_of
from planproof.proof.status import State, by_stage, stage_verdict

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="the iteration; all of them without")
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        choices=[origin.value for origin in Origin],
        help="count only what was proved there; may be repeated",
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the board or the list."""
    start = Path(arguments.project)
    origins = tuple(map(Origin, arguments.origin)) or tuple(Origin)
    if arguments.iteration:
        return _board(open_iteration(start, arguments.iteration), origins, face)
    iterations = every_iteration(start)
    if len(iterations) < 2:
        return _board(iterations[0] if iterations else open_iteration(start, ""), origins, face)
    found = {each.plan.id: (each.plan.name, states_of(each, origins)) for each in iterations}
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


def _board(iteration: Iteration, origins: tuple[Origin, ...], face: Face) -> int:
    states = states_of(iteration, origins)
    amended = amendments(iteration.rows)
    print_board(face, f"{iteration.plan.id} {iteration.plan.name}", states, amended)
    data = {"iteration": iteration.plan.id, "stages": states_data(states), "amendments": amendments_data(amended)}
    face.document("status", data, state_diagnostics(states))
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
