"""The interview in a terminal: one question after the other, with what was found to keep by Enter.

Everything goes through the session's state machine; here are only the prompt, the commands that begin with a colon, and answers of
several lines (ended by a line `.`, or written in $EDITOR).
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from planproof.cli.face import Face
from planproof.errors import Cancelled, UsageError
from planproof.plan.interview.agenda import agenda, allowed_values
from planproof.plan.interview.answers import is_none
from planproof.plan.interview.kinds import MULTILINE
from planproof.plan.interview.question import Asked, Proposal
from planproof.plan.interview.session import Session
from planproof.proof.visible import visible

__all__ = ["ask_name", "converse"]

_PLAIN = frozenset(("text", "lines", "flow", "files"))
_COMMANDS = frozenset((":back", ":skip", ":why", ":list", ":editor", ":none", ":quit"))
_HELP = ":back  :edit ID  :skip  :why  :list  :editor  :none  :quit"


def ask_name(kind: str, identifier: str) -> str:
    """The name of a milestone, epic or iteration that isn't there yet, typed at the terminal.

    Raises:
        Cancelled: the input ended.
    """
    try:
        while not (name := input(f"{identifier} isn't there yet. What is this {kind} called? > ").strip()):
            pass
    except EOFError as error:
        raise Cancelled("the input ended; nothing was made") from error
    return name


def converse(session: Session, face: Face) -> None:
    """Asks until nothing is open, then shows the summary to approve; returns at `:quit`, with all that was answered kept.

    Raises:
        Cancelled: the input ended.
    """
    face.note(f"{session.look.plan_id} {session.look.name}   ({_HELP})")
    history: list[str] = []
    asked = session.next()
    while asked is not None:
        word = _ask(session, face, asked)
        if word == "quit":
            return
        if word == "back":
            history = [name for name in history if name != asked.id]
            asked = session.question(history.pop()) if history else asked
            continue
        if word.startswith("edit "):
            asked = _found(session, face, word.removeprefix("edit ").strip()) or asked
            continue
        history.append(asked.id)
        asked = session.next()
    _summary(session, face)


def _found(session: Session, face: Face, identifier: str) -> Asked | None:
    try:
        return session.question(identifier)
    except UsageError as error:
        face.note(f"  {error.message}; {error.hint}")
        return None


def _ask(session: Session, face: Face, asked: Asked) -> str:
    """Asks one question until it is answered; `quit`, `back` or `edit ID` when that was typed instead, else empty."""
    proposal = session.proposal(asked)
    _show(session, face, asked, proposal)
    while True:
        text = _read(face, asked)
        if text.startswith(":"):
            word = text[1:].strip()
            if word in ("quit", "back") or word.startswith("edit "):
                return word
            if word == "skip":
                session.skip(asked)
                return ""
            if word not in ("none", "editor"):
                _tell(session, face, asked, word)
                continue
            text = "none" if word == "none" else _edited(face, proposal.text if proposal else "")
        elif not text and proposal:
            text = proposal.text
        refusals = session.give(asked, text)
        if not refusals:
            return ""
        for refusal in refusals:
            face.note(f"  no: {refusal.message}" + (f"\n      {refusal.hint}" if refusal.hint else ""))


def _show(session: Session, face: Face, asked: Asked, proposal: Proposal | None) -> None:
    face.note(f"\n[{session.progress().remaining} open] {face.style(asked.text, 'bold')}  ({asked.id})")
    allowed = allowed_values(asked, session.record.answers, session.look)
    if allowed:
        face.note(f"  one of: {', '.join(allowed)}")
    if asked.question.kind in MULTILINE:
        face.note("  several lines; a line `.` ends them")
    if proposal:
        lines = [visible(line) for line in proposal.text.split("\n")]
        shown = lines[0] if len(lines) == 1 else "\n    " + "\n    ".join(lines) + "\n "
        face.note(f"  found: {shown}  ({proposal.reason}; Enter keeps it)")


def _read(face: Face, asked: Asked) -> str:
    """One answer from the terminal.

    Several lines end with a line `.`, and those of plain text with an empty line too; `none`, a command and an empty first line
    are enough by themselves.
    """
    ends = (".", "") if asked.question.kind in _PLAIN else (".",)
    try:
        first = input("> ")
        if asked.question.kind not in MULTILINE or not first or first.startswith(":") or is_none(first):
            return first.strip()
        lines = [first]
        while (line := input("| ")) not in ends:
            if line in _COMMANDS:
                face.note(f"  {line} is taken at the beginning of an answer only; a line `.` ends this one")
            else:
                lines.append(line)
        return "\n".join(lines)
    except EOFError as error:
        raise Cancelled("the input ended; every answer until here is kept") from error


def _edited(face: Face, text: str) -> str:
    """What somebody leaves in $EDITOR; the text as it was when the editor can't be used."""
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.txt"
        path.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*editor, str(path)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            face.note(f"  {editor[0]} can't be used: {error}; set EDITOR to a program of yours")
        return path.read_text(encoding="utf-8", errors="replace")


def _tell(session: Session, face: Face, asked: Asked, word: str) -> None:
    if word == "why":
        face.note(f"  {asked.question.why or 'It goes into the plan as it stands.'}")
    elif word == "list":
        for each in agenda(session.record.answers, session.look):
            answer = session.record.answers.get(each.id)
            state = "skipped" if answer and answer.skipped else answer.text.split("\n")[0][:70] if answer else "?"
            face.note(f"  {each.id:<24} {visible(state)}")
    else:
        face.note(f"  {_HELP}")


def _summary(session: Session, face: Face) -> None:
    """All answers, and whether they are approved."""
    face.note("")
    for asked in agenda(session.record.answers, session.look):
        answer = session.record.answers.get(asked.id)
        if answer and answer.text:
            lines = [visible(line) for line in answer.text.split("\n")]
            face.note(f"  {asked.id:<24} " + f"\n{'':<27}".join(lines))
    for question in session.progress().skipped:
        face.note(f"  {question:<24} skipped")
    for finding, questions in session.written().findings:
        face.note(visible(f"  check will find {finding.code}: {finding.message}  [{', '.join(questions)}]"))
    try:
        if input("Approve these answers? [y/N] ").strip().lower() in ("y", "yes"):
            session.approve()
    except EOFError as error:
        raise Cancelled("the input ended; every answer until here is kept") from error
