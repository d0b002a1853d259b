"""Shows what has changed in a plan since it was agreed on and what went stale by it, and writes down why.

    planproof amend M1_E1_I1                       what changed: parts of the plan, bodies of tests, stale checks
    planproof amend M1_E1_I1 --reason "…"          the same as a row of evidence, with the reason and who gave it

A plan is agreed on when stage 1 is proved for the first time, and with each amendment; it is held against its text in git
from then, the tests against what was seen red. An amendment proves nothing: what is stale stays stale until planproof prove has
run it again. Where the body of a test has changed, the test is specified anew in the same step: it must be red again over the
sources that it was red over first, else nothing is written (prove --stage 3 --amend REASON is this step by itself).

Exit code 0 when nothing has changed or all of it is written down, 1 when something isn't.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planproof.cli.board import amendments_data, check_line, print_amendments
from planproof.cli.face import Face
from planproof.errors import UsageError
from planproof.plan.part_changes import FieldChange, PartChange
from planproof.proof.amending import Changes, changes_of, write_amendment
from planproof.proof.iteration import Iteration, amendments, open_iteration
from planproof.proof.model import Stage
from planproof.proof.prove import ProveRequest, prove, standing_of
from planproof.proof.status import State
from planproof.proof.visible import visible

__all__ = ["configure", "run"]

_WORDS = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="the iteration")
    parser.add_argument("--reason", default=None, metavar="REASON", help="why it had to change; writes the amendment")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Shows the changes, and writes them down when there is a reason."""
    iteration = open_iteration(Path(arguments.project), arguments.iteration)
    if arguments.reason is not None and not arguments.reason.strip():
        raise UsageError("an amendment says why", hint="planproof amend ID --reason REASON")
    stands = standing_of(iteration)
    changes = changes_of(iteration, stands.states, closed=stands.closed)
    _print(face, iteration, changes)
    written = changes.open and arguments.reason is not None and _write(face, iteration, changes, arguments.reason)
    past = amendments(iteration.rows)
    print_amendments(face, past)
    if changes.open and not written:
        hint = "" if arguments.reason is not None else f'; planproof amend {iteration.plan.id} --reason "…" does'
        face.line(f"nothing says why{hint}")
    data = {"iteration": iteration.plan.id, "since": changes.commit, "exact": changes.exact, "written": written}
    data |= {"parts": [_part_data(part) for part in changes.parts], "tests": list(changes.tests)}
    data |= {"stale": [_stale_data(state) for state in changes.stale], "amendments": amendments_data(past)}
    face.document("amend", data, _diagnostics(iteration, changes) if changes.open and not written else ())
    return 1 if changes.open and not written else 0


def _write(face: Face, iteration: Iteration, changes: Changes, reason: str) -> bool:
    """Writes the amendment; a test that changed has to be seen red again first, which writes it too."""
    if not changes.tests:
        write_amendment(iteration, changes, reason)
        return True
    report = prove(iteration, ProveRequest(stages=(Stage.SPECIFY,), amendment=reason), _Quiet())
    for state in report.ran:
        face.line(check_line(face, state))
    return report.proved


def _print(face: Face, iteration: Iteration, changes: Changes) -> None:
    name = visible(f"{iteration.plan.id} {iteration.plan.name}")
    face.line(face.style(name, "bold"))
    if not changes.commit:
        face.line("  stage 1 was never proved, so there is nothing to hold the plan against")
    elif not changes.parts and not changes.tests:
        face.line("  nothing has changed in the plan and its tests since they were proved or amended")
    elif not changes.exact:
        face.line(f"  the text that was agreed on was never committed; held against {changes.commit[:10]}")
    for part in changes.parts:
        face.line(f"  {part.how:<8} {part.kind} {visible(part.name)}  ({part.place})")
        for field in part.fields:
            face.line(f"             {_field_text(field)}")
    for test in changes.tests:
        face.line(f"  changed  body of {visible(test)}")
    for state in changes.stale:
        face.line(check_line(face, state))


def _field_text(field: FieldChange) -> str:
    return f"{field.name}: {_short(field.before)} -> {_short(field.after)}"


def _short(text: str) -> str:
    words = visible(" ".join(text.split()))
    return (words if len(words) <= _WORDS else words[:_WORDS] + "…") or "nothing"


def _part_data(part: PartChange) -> dict[str, Any]:
    fields = [{"name": field.name, "before": field.before, "after": field.after} for field in part.fields]
    return {"kind": part.kind, "name": part.name, "how": part.how, "place": part.place, "fields": fields}


def _stale_data(state: State) -> dict[str, Any]:
    return {
        "check": state.check.id,
        "subject": state.check.subject,
        "stage": int(state.check.stage),
        "reason": state.reason,
        "row": state.row.hash if state.row else None,
    }


def _diagnostics(iteration: Iteration, changes: Changes) -> Iterable[dict[str, str]]:
    fix = f"planproof amend {iteration.plan.id} --reason REASON"
    for part in changes.parts:
        message = f"{part.kind} {part.name} was {part.how} after it was proved".replace("  ", " ")
        yield {"severity": "error", "code": "not-amended", "message": message, "target": part.place, "fix": fix}
    for test in changes.tests:
        message = f"{test} was edited after it was seen red"
        yield {"severity": "error", "code": "not-amended", "message": message, "target": test, "fix": fix}


class _Quiet:
    """Shows nothing while Specify runs; its checks are printed at the end."""

    def stage(self, stage: Stage, count: int) -> None:
        """A stage begins."""

    def check(self, state: State) -> None:
        """A check was run."""

    def note(self, text: str) -> None:
        """Something is under way."""
