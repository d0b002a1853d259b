"""Writes the documents of an iteration from its interview and from what the repository holds.

Standards are those of the project's own files with their places; coverage map, diagram and planning checklist are derived. A
document that a person wrote in is never written over: nothing is written then, or with --beside the new text goes into
NAME.md.new. What was left unanswered stands as [unanswered_…] and is listed; planproof check finds it until it is answered.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.config import find_root, load_config
from planproof.plan.interview.delivery import Delivered, deliver_plan
from planproof.plan.interview.session import open_session
from planproof.plan.rule import Severity
from planproof.plan.sharing import cores
from planproof.plan.write.whole import Written
from planproof.proof.visible import visible

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("id", metavar="ID", help="an iteration that was interviewed")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written and found, write nothing")
    parser.add_argument("--beside", action="store_true", help="put the new text beside documents that somebody changed")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes the documents; exit code 1 when questions are open, `check` has findings, or a document was kept."""
    root = find_root(Path(arguments.project)).resolve()
    progress = reading_progress(face)
    session = open_session(root, load_config(root), arguments.id, processes=cores(), progress=progress)
    delivered = deliver_plan(session, beside=arguments.beside, dry_run=arguments.dry_run)
    _report(face, arguments, delivered)
    return 1 if delivered.is_kept or delivered.unanswered or delivered.written.findings else 0


def _report(face: Face, arguments: argparse.Namespace, delivered: Delivered) -> None:
    deliveries, unanswered, written = delivered.deliveries, delivered.unanswered, delivered.written
    kept = delivered.is_kept
    would = "would be " if arguments.dry_run or kept else ""
    for delivery in deliveries:
        action = "kept: somebody wrote in it" if delivery.action == "kept" else f"{would}{delivery.action}"
        face.line(f"  {delivery.path}  {action}{'.new' if delivery.action == 'beside' else ''}")
    if kept:
        face.line("nothing was written; --beside puts the new text into NAME.md.new for you to merge")
    for question in unanswered:
        face.line(f"  unanswered  {question}")
    for finding, questions in written.findings:
        asked = f"  [{', '.join(questions)}]" if questions else ""
        face.line(visible(f"{finding.place}: {finding.code} {finding.message}{asked}"))
    if not kept and not unanswered and not written.findings:
        face.line(f"next: commit, then planproof start {arguments.id}")
    data = {
        "id": arguments.id,
        "dryRun": arguments.dry_run,
        "documents": [{"path": each.path, "action": each.action} for each in deliveries],
        "unanswered": list(unanswered),
    }
    face.document("plan", data, _diagnostics(written))


def _diagnostics(written: Written) -> list[dict[str, object]]:
    return [
        {
            "severity": "error" if finding.severity is Severity.ERROR else "warning",
            "code": finding.code,
            "message": finding.message,
            "target": str(finding.place),
            "fix": finding.hint,
            "questions": list(questions),
        }
        for finding, questions in written.findings
    ]
