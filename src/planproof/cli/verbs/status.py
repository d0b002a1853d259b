"""What is proved and what isn't, derived from evidence.

    planproof status M1_E1_I1     the board of an iteration: every verdict held against the plan and the code as they are now,
                                  or, once it was closed, as they were in the commit at which it closed
    planproof status M1           a milestone or epic: what is below it, summed up; without an id everything

How sums are made: a task counts once its success verification and every other check about it is proved, and half a task counts
nothing. An iteration is closed when the newest evidence of all nine stages says proved; epics and milestones are the sums
of their iterations. Hours are the plan's estimates. Tasks that were found after the plan was made (**Found at**) count
like any other and are named apart: that is how the scope grew.

Iterations of which nothing was ever proved come from the roster at once; each other one is held against plan and code: its
tasks and stages count as long as they hold. An iteration that was closed is history: later work doesn't make it stale. It is
judged by the commit at which it closed, read from git, with the number of its files that changed since as information; that a
document of its plan was edited, that this commit is no longer in the history or that a later run refuted one of its checks
reopens it, and says so.
--recorded takes these as their evidence was written, too: quick for any number of iterations, and blind to what went stale.
--times sets estimates against the time from the first failing run of a task's tests to the last of its checks that turned green, by
the clock on the wall, and says where the evidence doesn't tell.
With --origin only evidence from there counts: a gate can ask for what CI has seen. Exit code 0 when everything asked for is
proved and nothing of it stale, 1 otherwise.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from planproof.cli.board import amendments_data, print_board, state_diagnostics, states_data
from planproof.cli.claim_text import claim_data, print_claims
from planproof.cli.closing_text import print_closing
from planproof.cli.face import Face
from planproof.cli.progress_text import print_progress, progress_data, tally_data, tally_text
from planproof.cli.scope_text import print_scope, scope_data
from planproof.cli.summary_text import status_markdown
from planproof.cli.times_text import print_times, times_data
from planproof.config import find_root
from planproof.errors import UsageError
from planproof.plan.ids import id_level
from planproof.proof.below import entries_below, progress_below
from planproof.proof.claims import open_claims
from planproof.proof.closing import closing_data
from planproof.proof.iteration import Iteration, amendments, every_iteration, open_iteration
from planproof.proof.model import Origin, Verdict
from planproof.proof.prove import standing_of
from planproof.proof.roll_up import NOTHING, Progress, Tally, as_held, roll_up, tally_of
from planproof.proof.roster import RosterEntry, read_roster
from planproof.proof.scope import scope_of
from planproof.proof.status import State
from planproof.proof.times import times_of

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument(
        "iteration", nargs="?", default="", metavar="ID", help="M1, M1_E2, M1_E2_I3; everything without"
    )
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        choices=[origin.value for origin in Origin],
        help="count only what was proved there; may be repeated",
    )
    parser.add_argument(
        "--recorded",
        action="store_true",
        help="of several iterations: as the evidence was written, nothing held against the code",
    )
    parser.add_argument("--summary", action="store_true", help="the sums as Markdown, for a CI job's page")
    parser.add_argument(
        "--times", action="store_true", help="estimates against the time from first red to last green, nothing else"
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the board or the sums."""
    start = Path(arguments.project)
    origins = tuple(map(Origin, arguments.origin)) or tuple(Origin)
    if arguments.recorded and arguments.origin:
        raise UsageError("--recorded takes evidence of every origin", hint="leave out --origin or --recorded")
    if arguments.times:
        return _times(start, arguments.iteration, face)
    if arguments.summary:
        entries = entries_below(read_roster(find_root(start)), arguments.iteration)
        return _summary(start, entries, None if arguments.recorded else origins, face)
    if id_level(arguments.iteration) in ("iteration", "task"):
        if arguments.recorded:
            raise UsageError(
                "--recorded is for several iterations", hint="planproof show takes evidence as it was written"
            )
        return _board(start, open_iteration(start, arguments.iteration), origins, face)
    entries = entries_below(read_roster(find_root(start)), arguments.iteration)
    if len(entries) < 2 and not arguments.recorded and not arguments.iteration:
        return _board(start, open_iteration(start, ""), origins, face)
    return _sums(start, arguments.iteration, entries, None if arguments.recorded else origins, face)


def _times(start: Path, identifier: str, face: Face) -> int:
    """Prints the times of the iterations below an id that were started; exit code 0, since there is nothing to pass."""
    if id_level(identifier) in ("iteration", "task"):
        iterations: Sequence[Iteration] = [open_iteration(start, identifier)]
    else:
        started = [entry.folder for entry in entries_below(read_roster(find_root(start)), identifier) if entry.started]
        iterations = every_iteration(start, started) if started else ()
    found = [times_of(iteration.plan, iteration.rows) for iteration in iterations]
    for times in found:
        print_times(face, times)
    if not found:
        face.line("nothing was started, so nothing took time")
    face.document("status", {"id": identifier, "times": [times_data(times) for times in found]})
    return 0


def _sums(
    start: Path, identifier: str, entries: Sequence[RosterEntry], origins: tuple[Origin, ...] | None, face: Face
) -> int:
    """Prints what is below an id; `origins` None takes evidence as it was written."""
    milestones = roll_up(_progress(start, entries, origins, face))
    total = sum((milestone.tally for milestone in milestones), NOTHING)
    found = milestones if id_level(identifier) != "epic" else milestones[0].below
    print_progress(face, found)
    if not identifier:
        face.line(f"{face.style('all', 'bold')}  {tally_text(total)}")
    if origins is None:
        face.line("as the evidence was written; without --recorded it is held against plan and code")
    face.document(
        "status",
        {
            "id": identifier,
            "recorded": origins is None,
            "progress": tally_data(total),
            "epics" if id_level(identifier) == "epic" else "milestones": [progress_data(each) for each in found],
        },
    )
    return 0 if total.iterations and total.closed == total.iterations and not total.stale else 1


def _summary(start: Path, entries: Sequence[RosterEntry], origins: tuple[Origin, ...] | None, face: Face) -> int:
    """Prints the sums as Markdown; the exit code is that of the sums."""
    milestones = roll_up(_progress(start, entries, origins, face))
    total = sum((milestone.tally for milestone in milestones), NOTHING)
    lines = list(status_markdown(milestones, total))
    for line in lines:
        face.line(line)
    face.document("status", {"markdown": "\n".join(lines), "progress": tally_data(total)})
    return 0 if total.iterations and total.closed == total.iterations and not total.stale else 1


def _progress(
    start: Path, entries: Sequence[RosterEntry], origins: tuple[Origin, ...] | None, face: Face
) -> Iterable[tuple[Progress, str]]:
    notify = (lambda text: face.note(f"    … {text}")) if face.interactive else None
    return progress_below(start, entries, origins, notify)


def _board(start: Path, iteration: Iteration, origins: tuple[Origin, ...], face: Face) -> int:
    stands = standing_of(iteration, origins)
    states = stands.states
    amended = amendments(iteration.rows)
    tally = _tally(iteration, states)
    print_board(face, f"{iteration.plan.id} {iteration.plan.name}", states, amended)
    print_closing(face, stands.closing)
    face.line(f" {tally_text(tally, short=True)}")
    scope = scope_of(iteration)
    print_scope(face, scope)
    claims = open_claims(iteration)
    for task, found in claims.items():
        face.line(f" {task}")
        print_claims(face, found)
    data: dict[str, Any] = {
        "iteration": iteration.plan.id,
        "stages": states_data(states),
        "amendments": amendments_data(amended),
        "closed": closing_data(stands.closing),
    }
    data["progress"] = tally_data(tally)
    data["scope"] = scope_data(scope)
    data["claims"] = [claim_data(claim) for found in claims.values() for claim in found]
    face.document("status", data, state_diagnostics(states))
    return 0 if _proved(states) else 1


def _tally(iteration: Iteration, states: Sequence[State]) -> Tally:
    entry = read_roster(iteration.root).entry(iteration.plan.id)
    return tally_of(as_held(entry, states)[0]) if entry else NOTHING


def _proved(states: tuple[State, ...]) -> bool:
    return bool(states) and all(state.verdict is Verdict.PROVED for state in states)
