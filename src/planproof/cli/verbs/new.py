"""Writes the documents of a milestone, an epic or an iteration from templates, under the next free number.

    planproof new milestone "Recorder"
    planproof new epic M1 "Lanes"
    planproof new iteration M1_E1 "Thread registry"

What has to be filled in stands as [snake_case]; planproof check finds each until it is filled.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root, load_config
from planproof.errors import UsageError
from planproof.plan.new import plan_new, write_new

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("level", choices=("milestone", "epic", "iteration"), help="what to make")
    parser.add_argument(
        "words", nargs="+", metavar="[PARENT] TITLE", help="id of the milestone or epic it belongs to, then its title"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the folder and its documents; exit code 0."""
    parent, title = _parent_and_title(arguments.level, arguments.words)
    root = find_root(Path(arguments.project))
    new = plan_new(root, load_config(root), arguments.level, parent, title)
    if not arguments.dry_run:
        write_new(root, new)
    face.line(f"{face.style(new.id, 'bold')} {new.title}")
    for file in new.files:
        face.line(f"  {'would write' if arguments.dry_run else 'written'}  {file.path}")
    if new.level == "iteration":
        face.line(f"next: fill the documents, then planproof check {new.id}")
    face.document(
        "new",
        {
            "id": new.id,
            "level": new.level,
            "title": new.title,
            "folder": new.folder,
            "files": [file.path for file in new.files],
            "dryRun": arguments.dry_run,
        },
    )
    return 0


def _parent_and_title(level: str, words: list[str]) -> tuple[str | None, str]:
    wanted = 1 if level == "milestone" else 2
    if len(words) != wanted:
        example = {"milestone": '"Recorder"', "epic": 'M1 "Lanes"', "iteration": 'M1_E1 "Thread registry"'}[level]
        raise UsageError(
            f"new {level} takes {'a title' if wanted == 1 else 'the id of its parent and a title'}, {len(words)} given",
            hint=f"for example: planproof new {level} {example}",
        )
    return (None, words[0]) if wanted == 1 else (words[0], words[1])
