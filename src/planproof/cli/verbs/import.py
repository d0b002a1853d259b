"""Brings a plan of another tool in: an iteration with our documents, and a report of where each of its lines went.

    planproof import specs/001-links --as M1_E1
    planproof import .taskmaster/tasks/tasks.json --dry-run

What it claims to be done comes along as a claim: the status stays Planned until there is evidence. What our documents have no
place for is kept as written in IMPORTED_NOTES.md, what the plan doesn't say stays a gap that planproof check finds, and
IMPORT_REPORT.md says where everything went. The plan itself and files that are there already are left as they are. Exit
code 0; 1 when a part of the plan couldn't be read; 2 when there is no plan at PATH.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root, load_config
from planproof.errors import UsageError
from planproof.plan.foreign.detect import found_at
from planproof.plan.foreign.import_report import by_source
from planproof.plan.foreign.importing import REPORT, Import, epic_for, plan_import
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.foreign.read import IMPORT_LIMIT_BYTES, read_foreign
from planproof.plan.new import write_new
from planproof.plan.report.text import visible

__all__ = ["configure", "run"]

_CIRCLES_SHOWN = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument(
        "path", metavar="PATH", help="a file or folder of spec-kit, OpenSpec, Kiro, Task Master or Markdown"
    )
    parser.add_argument(
        "--as", dest="epic", default="", metavar="EPIC", help="the epic that gets it (default: the only one)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the iteration and says where everything went."""
    root = find_root(Path(arguments.project)).resolve()
    config = load_config(root)
    plan = _plan(root, arguments.path)
    done = plan_import(root, config, plan, epic_for(root, config, arguments.epic))
    if not arguments.dry_run:
        write_new(root, done.new)
    _print(done, face, dry_run=arguments.dry_run)
    face.document("import", _data(done, dry_run=arguments.dry_run), _diagnostics(done))
    return 1 if done.problems else 0


def _plan(root: Path, name: str) -> ForeignPlan:
    path = Path(name).resolve()
    if not path.exists():
        raise UsageError("is no file or folder", place=name, hint="name a plan's file or folder")
    found = found_at(path)
    if not found:
        raise UsageError(
            "holds no plan that planproof knows", place=name, hint="docs/formats/foreign.md lists the forms"
        )
    if len(found) > 1:
        names = ", ".join(each.path.relative_to(path).as_posix() for each in found[:5])
        raise UsageError(f"holds {len(found)} plans", place=name, hint=f"import one at a time: {names}")
    base = root if path.is_relative_to(root) else found[0].path.parent
    return read_foreign(base, found, IMPORT_LIMIT_BYTES)[0]


def _print(done: Import, face: Face, *, dry_run: bool) -> None:
    face.line(f"{face.style(done.new.id, 'bold')} {visible(done.new.title)}")
    for file in done.new.files:
        face.line(f"  {'would write' if dry_run else 'written'}  {visible(file.path)}")
    face.line(f"{done.tasks_count} tasks from {done.plan.format}; stretches of text by file, each named in {REPORT}:")
    for source, words in by_source(done.entries).items():
        face.line(f"  {visible(source)}: {words}")
    if done.claims:
        face.line(f"{len(done.claims)} claims of progress came along as claims; nothing is proved by them")
    for problem in done.problems:
        face.note(visible(f"{problem.place}: {problem.message}"))
    for place, message in done.circles[:_CIRCLES_SHOWN]:
        face.note(visible(f"{place}: {message}"))
    if len(done.circles) > _CIRCLES_SHOWN:
        face.note(f"and {len(done.circles) - _CIRCLES_SHOWN} more circles of tasks, which planproof check names")
    face.line(f"next: planproof check {done.new.id}")


def _data(done: Import, *, dry_run: bool) -> dict[str, object]:
    return {
        "id": done.new.id,
        "title": done.new.title,
        "format": str(done.plan.format),
        "source": done.plan.path,
        "folder": done.new.folder,
        "files": [file.path for file in done.new.files],
        "tasks": done.tasks_count,
        "dryRun": dry_run,
        "entries": [
            {
                "source": entry.source,
                "firstLine": entry.first_line,
                "lastLine": entry.last_line,
                "section": entry.section,
                "fate": str(entry.fate),
                "target": entry.target,
                "reason": entry.reason,
            }
            for entry in done.entries
        ],
        "claims": list(done.claims),
    }


def _diagnostics(done: Import) -> list[dict[str, str]]:
    return [
        {"severity": severity, "code": code, "message": message, "target": str(place), "fix": ""}
        for severity, code, message, place in (
            *(("error", "PP900", problem.message, problem.place) for problem in done.problems),
            *(("warning", "PP906", message, place) for place, message in done.circles),
        )
    ]
