"""That an iteration was closed, as a line for a person."""

from __future__ import annotations

from planproof.cli.face import Face
from planproof.proof.closing import Closing
from planproof.proof.counted import counted

__all__ = ["closing_text", "print_closing"]


def print_closing(face: Face, closing: Closing | None) -> None:
    """One line under the board; nothing for an iteration that was never closed."""
    if closing is None:
        return
    day = f"{closing.commit[:10]} on {closing.at[:10]}"
    if not closing.holds:
        face.line(f" {face.style('!', 'yellow')} was closed at {day}, but {closing.problem}")
        return
    brought = "" if closing.judged_at == closing.commit else f", which {closing.judged_at[:10]} brought here"
    face.line(f" closed at {day}{brought}: judged by the files of that commit")
    if closing.changed:
        changed = counted(len(closing.changed), "file that its checks cover has", "files that its checks cover have")
        face.line(f" {changed} changed since; planproof prove --replay runs it again at its commits")


def closing_text(closing: Closing | None) -> str:
    """The same in a few words, behind the sums of an iteration; empty for one that is not closed."""
    if closing is None or not closing.holds:
        return ""
    changed = f", {counted(len(closing.changed), 'file')} changed since" if closing.changed else ""
    return f"closed at {closing.commit[:8]}{changed}"
