"""One task as an agent needs it, in at most as many tokens as it is given; without an id, the next task to work on.

    planproof brief M1_E2_I3_T4                   at most 4,000 tokens
    planproof brief M1_E2_I3_T4 --budget 1500     the same, cut by importance; the last line says what was left out
    planproof brief --json                        the next task, as one JSON document within the same budget

The goal, what to build, the commands that show success, the smoke test, the key files with what is in them today, interfaces,
tests to turn green, data, tables, what its dependencies gave, the standards of the languages it touches. Tokens are counted
exactly (o200k_base), the whole output included. Nothing of the project runs. Exit code 0, or 1 when no task is ready.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.cli.face import Face, document_text
from planproof.errors import UsageError
from planproof.plan.table_files import TableFiles
from planproof.root import project_root

if TYPE_CHECKING:
    import argparse

__all__ = ["configure", "run"]

_DEFAULT_TOKENS = 4000
_LEAST_TOKENS = 400


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument(
        "task", nargs="?", default="", metavar="ID", help="a task, or an iteration whose next task is meant"
    )
    parser.add_argument(
        "--budget",
        default=str(_DEFAULT_TOKENS),
        metavar="N",
        help=f"tokens that the whole output may cost (default: {_DEFAULT_TOKENS}, at least {_LEAST_TOKENS})",
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the brief; returns 0, or 1 when no task is ready."""
    budget = _budget(arguments.budget)
    root = project_root(arguments.project)
    with TableFiles(root) as files:  # git looks for tables while all that follows is imported
        return _print(Path(root), arguments.task, budget, files, face)


def _print(root: Path, identifier: str, budget: int, files: TableFiles, face: Face) -> int:
    from planproof.plan.brief import Selection, brief_data, brief_text, build_sections, fitted
    from planproof.proof.briefing import open_briefing
    from planproof.proof.visible import visible

    briefing = open_briefing(root, identifier)
    if briefing is None:
        face.line("no task is ready: planproof next says why")
        face.document("brief", {"task": None})
        return 1

    def rendered(selection: Selection) -> str:
        if face.json_wanted:
            text = document_text("brief", brief_data(briefing.task, selection)) + "\n"
        else:
            text = "\n".join(map(visible, brief_text(briefing.task, selection).split("\n")))
        return text.encode("utf-8", "backslashreplace").decode("utf-8")

    sections = build_sections(briefing.root, briefing.config, briefing.task, files)
    sys.stdout.write(fitted(sections, rendered, budget))
    return 0


def _budget(text: str) -> int:
    """The number of tokens asked for.

    Raises:
        UsageError: it is no number, or too small to say anything in.
    """
    plain = text.replace(",", "").replace("_", "")
    budget = int(plain) if plain.isdecimal() and len(plain) < 10 else 0
    if budget < _LEAST_TOKENS:
        raise UsageError(f"--budget {text}: at least {_LEAST_TOKENS} tokens", hint="for example --budget 4000")
    return budget
