"""Claims a task for a time, so that two agents don't take it; renews, releases and lists claims.

    planproof claim                                  who has claimed what
    planproof claim M1_E1_I1_T2 --as ada --for 3h    ada works on it for the next three hours
    planproof claim M1_E1_I1_T2 --as ada --renew     three more
    planproof claim M1_E1_I1_T2 --as ada --release   gives it back

Without --as the name is `PLANPROOF_NAME`, else git's `user.name`, else the user of this machine. Agents that run side by
side need a name each. A claim
runs out by itself, and means nothing any more once the task is proved. It is a row of the iteration's evidence, so commit and
push it for others to see. In one clone only one ever gets a task; where two clones claimed the same, the earlier claim counts
after the merge, and planproof names the one that lost it.

Exit code 0; 1 when somebody else has the task, or there was nothing to release.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.claim_text import AnyClaim, claim_data, claim_text, print_claims
from planproof.cli.face import Face
from planproof.errors import UsageError
from planproof.proof.choosing import task_named
from planproof.proof.claims import ClaimAttempt, claim_task, claiming, duration_of, name_of_claimer, release_task
from planproof.proof.ledger.text import Ledger
from planproof.proof.roster import Roster, RosterTask, read_roster
from planproof.proof.visible import visible
from planproof.root import project_root

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("task", nargs="?", default="", metavar="TASK", help="the task's id; lists all claims without")
    parser.add_argument("--as", dest="name", default="", metavar="NAME", help="who claims")
    parser.add_argument("--for", dest="length", default="2h", metavar="TIME", help="90m, 2h, 1d (default: 2h)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--renew", action="store_true", help="an own claim runs from now on")
    what.add_argument("--release", action="store_true", help="gives the task back")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Claims, renews, releases or lists."""
    root = Path(project_root(arguments.project))
    roster = read_roster(root)
    if not arguments.task:
        return _list(roster, face)
    entry, task = task_named(roster, arguments.task)
    name = name_of_claimer(root, arguments.name)
    ledger = Ledger(root, root / entry.folder)
    if arguments.release:
        return _release(root, ledger, task, name, face)
    if task.status == "Proved":
        raise UsageError(f"{task.id} is proved already", hint="planproof next names a task that isn't")
    length = duration_of(arguments.length)
    with claiming(root):
        attempt = claim_task(ledger, task.id, name, length, renew=arguments.renew)
    return _said(attempt, task, name, face)


def _list(roster: Roster, face: Face) -> int:
    claims = roster.claims()
    for task, found in sorted(claims.items()):
        face.line(task)
        print_claims(face, found)
    if not claims:
        face.line("no task is claimed")
    data = [
        {**claim_data(claim), "counts": not place} for found in claims.values() for place, claim in enumerate(found)
    ]
    face.document("claim", {"claims": data})
    return 0


def _said(attempt: ClaimAttempt, task: RosterTask, name: str, face: Face) -> int:
    claim: AnyClaim = attempt.claim
    face.document("claim", {"taken": attempt.taken, "claim": claim_data(claim)}, _diagnostics(attempt, name))
    if attempt.taken:
        face.line(f"{task.id} {visible(task.name)}: {claim_text(claim)}")
        return 0
    face.line(f"{task.id} is {claim_text(claim)}")
    if claim.by == name:
        face.line(
            "  that is your own name: --renew lets the claim run from now on; another agent takes another name by --as"
        )
    return 1


def _diagnostics(attempt: ClaimAttempt, name: str) -> list[dict[str, str]]:
    if attempt.taken:
        return []
    fix = "--renew, or another name by --as" if attempt.claim.by == name else "planproof next names a free task"
    message = f"{attempt.claim.task} is {claim_text(attempt.claim)}"
    return [{"severity": "error", "code": "claimed", "message": message, "target": attempt.claim.task, "fix": fix}]


def _release(root: Path, ledger: Ledger, task: RosterTask, name: str, face: Face) -> int:
    with claiming(root):
        released = release_task(ledger, task.id, name)
    face.line(f"{task.id} is free again" if released else f"{visible(name)} has no claim on {task.id}")
    face.document("claim", {"released": [claim_data(claim) for claim in released]})
    return 0 if released else 1
