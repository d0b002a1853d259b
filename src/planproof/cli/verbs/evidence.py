"""Shows, verifies or rebuilds the ledger.

    planproof evidence show [ID] [--stage N] [--check C] [--output HASH]
    planproof evidence verify [ID]       exit 1 when a row was edited, dropped, moved, doubled or can't be read
    planproof evidence rebuild [--forget]

The evidence of an iteration is the text `EVIDENCE.jsonl` beside its documents. `verify` reads all of it and compares it with git's
history; `rebuild` makes the local index again from it and moves a torn last line aside.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planproof.cli.face import Face
from planproof.config import find_root
from planproof.proof.ledger.audit import audit
from planproof.proof.ledger.chain import ChainProblem
from planproof.proof.ledger.lookup import find_rows, output_named
from planproof.proof.ledger.marks import forget_marks
from planproof.proof.ledger.places import find_ledgers
from planproof.proof.ledger.row import row_members
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence

__all__ = ["configure", "run"]

_COLOURS = {"proved": "green", "refuted": "red", "vacuous": "yellow", "stale": "yellow", "unproved": "dim"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    shared = argparse.ArgumentParser(add_help=False)
    # Not set here unless given: the verb's own parser has set them already.
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    shared.add_argument("--project", metavar="DIR", default=argparse.SUPPRESS, help="the project")
    actions = parser.add_subparsers(dest="action", metavar="show|verify|rebuild", required=True)
    show = actions.add_parser("show", parents=[shared], help="rows, newest last; or one stored output")
    show.add_argument("id", nargs="?", default="", metavar="ID", help="an iteration (default: all)")
    show.add_argument("--stage", type=int, choices=range(1, 10), metavar="N", help="only rows of that stage, 1 to 9")
    show.add_argument("--check", default="", metavar="C", help="only rows of that check, or of those that begin so")
    show.add_argument("--output", default="", metavar="HASH", help="the output of that digest or row; a prefix will do")
    verify = actions.add_parser("verify", parents=[shared], help="finds edited, dropped and reordered rows")
    verify.add_argument("id", nargs="?", default="", metavar="ID", help="an iteration (default: all)")
    rebuild = actions.add_parser("rebuild", parents=[shared], help="makes the local index again from the text")
    rebuild.add_argument(
        "--forget", action="store_true", help="no longer miss rows that this machine wrote and that are gone"
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Runs the verb; 0 fine, 1 when `verify` found something."""
    root = find_root(Path(arguments.project))
    if arguments.action == "verify":
        return _verify(root, arguments.id, face)
    if arguments.action == "rebuild":
        return _rebuild(root, face, forget=arguments.forget)
    if arguments.output:
        return _show_output(root, arguments, face)
    return _show(root, arguments, face)


def _show(root: Path, arguments: argparse.Namespace, face: Face) -> int:
    rows = find_rows(root, arguments.id, stage=arguments.stage, check=arguments.check)
    for row in rows:
        face.line(_row_line(row, face))
        if row.reason:
            face.line(f"             {row.reason}")
    if not rows:
        face.line("no evidence" + (f" of {arguments.id}" if arguments.id else "") + " that fits")
    face.document("evidence", {"rows": [row_members(row) for row in rows]})
    return 0


def _row_line(row: Evidence, face: Face) -> str:
    what = f"{row.check or row.kind} {row.subject}".strip()
    verdict = face.style(f"{row.verdict:<8}", _COLOURS[row.verdict])
    output = f"  output {row.output_digest[:12]}" if row.output_digest else ""
    return (
        f"{row.hash[:12]} {row.started_at} {row.stage} {verdict} {what} ({row.origin}, {row.duration_s:.3g} s){output}"
    )


def _show_output(root: Path, arguments: argparse.Namespace, face: Face) -> int:
    digest, content = output_named(root, arguments.output, arguments.id)
    if face.json_wanted:
        face.document("evidence-output", {"digest": digest, "text": content.decode("utf-8", "replace")})
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    return 0


def _verify(root: Path, iteration: str, face: Face) -> int:
    result = audit(root, iteration)
    for problem in result.problems:
        colour = "dim" if problem.is_remark else "red"
        face.line(f"{problem.place}: {face.style(problem.kind, colour)}: {problem.message}")
        if problem.hint:
            face.line(f"  hint: {problem.hint}")
    ledgers = len(result.ledgers)
    counted = f"{result.rows} row{_s(result.rows)} in {ledgers} ledger{_s(ledgers)}"
    faults = len(result.faults)
    face.line(f"{counted}: {f'{faults} problem{_s(faults)}' if faults else 'the chain is whole'}")
    data = {
        "rows": result.rows,
        "ledgers": [{"iteration": one.iteration, "path": one.place, "rows": one.rows} for one in result.ledgers],
        "whole": not faults,
    }
    face.document("evidence-verify", data, [_diagnostic(problem) for problem in result.problems])
    return 1 if faults else 0


def _rebuild(root: Path, face: Face, *, forget: bool) -> int:
    # SQLAlchemy takes a third of a second to import; only this one needs it.
    from planproof.proof.ledger.index import rebuild_index

    torn = [aside for path in find_ledgers(root) if (aside := Ledger(root, path.parent).repair())]
    places = [aside.relative_to(root).as_posix() for aside in torn]
    for place in places:
        face.line(f"a torn last line was moved to {place}")
    if forget:
        forget_marks(root)
    counts = rebuild_index(root)
    if counts.moved_aside:
        face.line(f"the damaged index was moved to {counts.moved_aside}")
    face.line(f"index made anew: {counts.rows} row{_s(counts.rows)} in {counts.ledgers} ledger{_s(counts.ledgers)}")
    data = {"rows": counts.rows, "ledgers": counts.ledgers, "torn": places, "movedAside": counts.moved_aside}
    face.document("evidence-rebuild", data)
    return 0


def _diagnostic(problem: ChainProblem) -> Mapping[str, Any]:
    return {
        "severity": "info" if problem.is_remark else "error",
        "code": problem.kind.value,
        "message": problem.message,
        "target": problem.place,
        "fix": problem.hint,
        "row": problem.row,
    }


def _s(count: int) -> str:
    return "" if count == 1 else "s"
