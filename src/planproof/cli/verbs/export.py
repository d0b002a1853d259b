"""Writes a milestone, epic or iteration in a form that another tool reads.

    taskmaster   tasks.json for Task Master
    issues       one Markdown file a task, and create.sh, which makes GitHub issues of them
    html         one page without scripts that needs no network
    mdbook       sources for mdBook
    sphinx       sources for Sphinx with MyST

Status in an export is what the evidence said when it was made. Files that are there already are never written over. Exit code 0.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root, load_config
from planproof.plan.export.model import ExportFile, Subject, subject_of, write_files
from planproof.plan.report.text import visible
from planproof.plan.tree import read_project
from planproof.proof.roster import read_roster

__all__ = ["configure", "run"]

FORMS = {
    "taskmaster": "tasks.json",
    "issues": "issues",
    "html": "{id}.html",
    "mdbook": "{id}-book",
    "sphinx": "{id}-sphinx",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("id", metavar="ID", help="for example M1, M1_E2, M1_E2_I3")
    parser.add_argument("--to", required=True, choices=list(FORMS), help="the form")
    parser.add_argument(
        "-o", "--output", default="", metavar="PATH", help="the file or folder (default: named after the form)"
    )


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the export and names its files."""
    root = find_root(Path(arguments.project))
    config = load_config(root)
    subject = subject_of(read_project(root, config), arguments.id, _statuses(root))
    target = Path(arguments.output or FORMS[arguments.to].format(id=arguments.id))
    written = write_files(target, _files(subject, arguments.to))
    for path in written:
        face.line(f"written  {visible(str(path))}")
    face.document(
        "export",
        {
            "id": subject.id,
            "form": arguments.to,
            "files": [str(path) for path in written],
            "iterations": [plan.id for plan in subject.plans],
            "tasks": sum(len(plan.tasks) for plan in subject.plans),
        },
    )
    return 0


def _statuses(root: Path) -> dict[str, str]:
    """By id what the evidence says: of a task its status, of an iteration how many of the nine stages are proved."""
    roster = read_roster(str(root))
    found: dict[str, str] = {}
    for identifier in roster.ids():
        entry = roster.entry(identifier)
        if entry:
            found[identifier] = f"{len(entry.proved)} of 9 stages proved"
            found |= {task.id: task.status for task in entry.tasks}
    return found


def _files(subject: Subject, form: str) -> list[ExportFile]:
    if form == "taskmaster":
        from planproof.plan.export.taskmaster import export_task_master

        return export_task_master(subject)
    if form == "issues":
        from planproof.plan.export.issues import export_issues

        return export_issues(subject)
    if form == "html":
        from planproof.plan.export.html import export_html

        return export_html(subject)
    from planproof.plan.export.books import export_mdbook, export_sphinx

    return export_mdbook(subject) if form == "mdbook" else export_sphinx(subject)
