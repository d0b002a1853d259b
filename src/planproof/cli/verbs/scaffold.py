"""Writes skeletons of an iteration's planned interfaces, and one failing test for each planned name.

    planproof scaffold M1_E1_I1 --dry-run     what would be written
    planproof scaffold M1_E1_I1               writes it

What is written compiles, and each test fails for the right reason, so that Prepare and Specify can be proved once it is committed.
A file that is there already is never touched; what it lacks is printed, to be added by hand. Nothing of the project runs.
Exit code 1 when something that was planned could not be made; the rest is written all the same.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.config import find_root, load_config
from planproof.errors import UsageError
from planproof.plan.facts import read_facts
from planproof.plan.ids import nearest_ids
from planproof.plan.scaffold import LANGUAGES, Scaffold, deliver, make_scaffold
from planproof.plan.sharing import cores
from planproof.plan.tree import read_project

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", metavar="ID", help="the iteration, for example M1_E1_I1")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")
    parser.add_argument(
        "--language",
        action="append",
        choices=LANGUAGES,
        metavar="LANGUAGE",
        help=f"only this language: {', '.join(LANGUAGES)}; may be given more than once",
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the files; returns 0, or 1 when something that was planned could not be made."""
    root = find_root(Path(arguments.project))
    config = load_config(root)
    project = read_project(root, config)
    plan = project.plan(arguments.iteration)
    if plan is None:
        near = nearest_ids(arguments.iteration, [each.id for each in project.plans if each.id])
        hint = f"known: {', '.join(near)}" if near else "planproof new iteration makes one"
        raise UsageError(f"there is no iteration {arguments.iteration}", hint=hint)
    wanted = tuple(sorted(set(arguments.language))) if arguments.language else LANGUAGES
    facts = read_facts(root, config, processes=cores(), progress=reading_progress(face))
    scaffold = make_scaffold(root, plan, facts, config, wanted)
    late = () if arguments.dry_run else deliver(root, scaffold)
    _print(scaffold, late, face, dry_run=arguments.dry_run)
    face.document(
        "scaffold", _data(scaffold, late, dry_run=arguments.dry_run), [_diagnostic(each) for each in _told(scaffold)]
    )
    return 0 if scaffold.complete else 1


def _print(scaffold: Scaffold, late: tuple[str, ...], face: Face, *, dry_run: bool) -> None:
    word = "would write" if dry_run else "written"
    for file in scaffold.files:
        if file.path not in late:
            face.line(f"{word:<11}  {file.path}  {face.style(file.what, 'dim')}")
    for path in sorted({*scaffold.kept, *late}):
        face.line(f"{'kept':<11}  {path}")
    for addition in scaffold.additions:
        face.line(f"\n{face.style(addition.path, 'bold')} lacks: {addition.why}")
        face.line("\n".join(f"    {line}" if line else "" for line in addition.lines.rstrip("\n").split("\n")))
    for shortfall in scaffold.shortfalls:
        face.line(f"{shortfall.place}: {shortfall.severity}: {shortfall.message}")
    face.line(f"next: write the tests out, commit, then planproof prove {scaffold.id} --stage prepare --stage specify")


def _data(scaffold: Scaffold, late: tuple[str, ...], *, dry_run: bool) -> dict[str, Any]:
    return {
        "iteration": scaffold.id,
        "dryRun": dry_run,
        "files": [{"path": file.path, "what": file.what} for file in scaffold.files if file.path not in late],
        "kept": sorted({*scaffold.kept, *late}),
        "additions": [
            {"path": addition.path, "why": addition.why, "lines": addition.lines} for addition in scaffold.additions
        ],
    }


def _told(scaffold: Scaffold) -> list[tuple[str, str, str]]:
    return [(each.severity, each.message, str(each.place)) for each in scaffold.shortfalls]


def _diagnostic(told: tuple[str, str, str]) -> dict[str, str]:
    severity, message, target = told
    return {"severity": severity, "code": "scaffold", "message": message, "target": target, "fix": ""}
