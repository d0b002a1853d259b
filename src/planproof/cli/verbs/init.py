"""Makes this repository ready for plans: planproof.toml with what was found here, the plans' folder, two lines for git.

Nothing that is there already is overwritten; every file says whether it was written or kept.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root
from planproof.plan.initialise import DOCUMENT_SETS, initialise

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument(
        "--documents",
        choices=sorted(DOCUMENT_SETS),
        help="three: tech design, test plan, backlogs; iteration: one document; both (default: three)",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes what is missing and says what was there; exit code 0."""
    start = Path(arguments.project).resolve()
    root = find_root(start)
    in_git = any((folder / ".git").exists() for folder in (root, *root.parents))
    facts, steps = initialise(root, arguments.documents or "three", dry_run=arguments.dry_run)
    face.line(f"project  {root}")
    for reason in facts.reasons:
        face.line(f"found    {reason}")
    for step in steps:
        face.line(f"{step.action:<10} {step.path}  {face.style(step.message, 'dim')}")
    if not in_git:
        face.note(f"{root} is in no git repository: planproof start and prove need one (git init)")
    if arguments.documents and steps[0].action == "kept":
        face.note(f"{steps[0].path} was there already: --documents changes nothing, edit [plans] documents in it")
    if arguments.dry_run:
        face.note("dry run: nothing was written")
    face.line('next: planproof new milestone "…"')
    face.document(
        "init",
        {
            "root": str(root),
            "git": in_git,
            "dryRun": arguments.dry_run,
            "facts": asdict(facts),
            "steps": [asdict(step) for step in steps],
        },
    )
    return 0
