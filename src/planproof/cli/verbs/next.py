"""The next task to work on: the first that isn't proved and whose dependencies are, in iterations that were started first.

A task that uses a file which isn't there and which an earlier task creates waits for that one, as in planproof order.
Tasks that somebody has claimed are passed over, and so are those that touch a key file of a claimed task; each is named with
the claim.

    planproof next --claim [--as NAME] [--for 2h]    takes the task at once: of many that ask at the same time, no two get one task
    planproof next --as NAME                         a task that NAME has claimed comes first

Exit code 0 with a task, 1 when nothing is left or everything that is left waits for something.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from planproof.cli.claim_text import (
    claim_data,
    claim_text,
    passed_over_data,
    print_own_claims_hint,
    print_passed_over,
)
from planproof.cli.face import Face
from planproof.cli.task_text import print_task, task_data
from planproof.errors import UsageError
from planproof.plan.ids import nearest_ids
from planproof.proof.choosing import Choice, choose, next_step, nothing_to_do
from planproof.proof.roster import Roster, RosterClaim, read_roster
from planproof.root import project_root

if TYPE_CHECKING:
    import argparse

__all__ = ["DEFAULTS", "ONLY_ARGUMENT", "configure", "run"]

ONLY_ARGUMENT = "iteration"
DEFAULTS = {"claim": False, "name": "", "length": "2h"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="look in this iteration only")
    parser.add_argument("--claim", action="store_true", help="claim the task")
    parser.add_argument("--as", dest="name", default="", metavar="NAME", help="who asks, as in planproof claim")
    parser.add_argument(
        "--for",
        dest="length",
        default=DEFAULTS["length"],
        metavar="TIME",
        help="how long the claim lasts (default: 2h)",
    )


def run(arguments: argparse.Namespace | SimpleNamespace, face: Face) -> int:
    """Prints the task, or why there is none."""
    root = project_root(arguments.project)
    if arguments.claim:
        return _claimed(root, arguments, face)
    roster = read_roster(root)
    _refuse_unknown(roster, arguments.iteration)
    choice = choose(roster, arguments.iteration, by=arguments.name)
    return _print(roster, arguments.iteration, choice, None, face)


def _claimed(root: str, arguments: argparse.Namespace | SimpleNamespace, face: Face) -> int:
    """Chooses and claims under one lock, so that nobody else can choose in between."""
    from pathlib import Path

    from planproof.proof.claims import claim_task, claiming, duration_of, name_of_claimer
    from planproof.proof.ledger.text import Ledger

    path = Path(root)
    length, name = duration_of(arguments.length), name_of_claimer(path, arguments.name)
    _refuse_unknown(read_roster(root), arguments.iteration)
    with claiming(path):
        roster = read_roster(root)
        choice = choose(roster, arguments.iteration)
        claim = None
        if choice.entry and choice.task:
            made = claim_task(Ledger(path, path / choice.entry.folder), choice.task.id, name, length).claim
            claim = RosterClaim(made.task, made.by, made.since, made.until)
    return _print(roster, arguments.iteration, choice, claim, face)


def _refuse_unknown(roster: Roster, identifier: str) -> None:
    if identifier and roster.entry(identifier) is None:
        near = nearest_ids(identifier, roster.ids())
        hint = f"the nearest: {', '.join(near)}" if near else "planproof show lists what there is"
        raise UsageError(f"no iteration {identifier}", hint=hint)


def _print(roster: Roster, identifier: str, choice: Choice, claim: RosterClaim | None, face: Face) -> int:
    data = {"passedOver": passed_over_data(choice.passed_over), "claim": claim_data(claim) if claim else None}
    if choice.entry and choice.task:
        print_task(face, choice.task)
        step = next_step(roster, choice.entry)
        if claim:
            face.line(f"  {claim_text(claim)}")
        print_passed_over(face, choice.passed_over)
        face.line(f"  then: {step}")
        face.document("next", {"task": task_data(choice.task), "then": step, **data})
        return 0
    face.line(nothing_to_do(roster, identifier, choice))
    print_passed_over(face, choice.passed_over)
    print_own_claims_hint(face, choice.passed_over)
    face.document("next", {"task": None, "then": "", **data})
    return 1
