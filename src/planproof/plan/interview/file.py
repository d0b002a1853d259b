"""`INTERVIEW.toml`: what was answered, beside the documents of its iteration.

    schema = 1
    iteration = "M1_E1_I1"
    [answers."goal"]
    time = "2026-03-01T12:00:00Z"
    text = "Users can …"
    fact = {place = "pyproject.toml:12", digest = "…"}     when the answer was proposed from a fact
    [approved]
    time = "…"
    digest = "…"                                           of the answers that were approved
    [written]
    "TECH_DESIGN" = "…"                                    digest of the text that `planproof plan` wrote

Each answer is written at once, atomically, under a lock; a file that can't be read is never written over.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec

from planproof.errors import EnvironmentFault, InterviewError
from planproof.plan.interview.answers import Answer, Answers
from planproof.plan.interview.nested import flattened, line_of, refused, text_of, toml_of

__all__ = ["INTERVIEW_NAME", "Record", "answer_place", "answers_digest", "changing", "read_record"]

INTERVIEW_NAME = "INTERVIEW.toml"
_SCHEMA = 1


class Record(msgspec.Struct, frozen=True):
    """All that an INTERVIEW.toml holds.

    Attributes:
        answers: by question id.
        approved_time, approved_digest: when which answers were approved; empty while they aren't.
        written: kind of document -> digest of the text that was written for it.
        iteration: id of the iteration that the file names; empty when it names none.
    """

    answers: Answers = msgspec.field(default_factory=Answers)
    approved_time: str = ""
    approved_digest: str = ""
    written: dict[str, str] = {}
    iteration: str = ""

    @property
    def is_approved(self) -> bool:
        """Whether these very answers were approved."""
        return bool(self.approved_digest) and self.approved_digest == answers_digest(self.answers)


def answers_digest(answers: Answers) -> str:
    """SHA-256 of questions and texts, whatever their order and times."""
    pairs = sorted((name, answer.text, answer.skipped) for name, answer in answers.items())
    return sha256(json.dumps(pairs, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def read_record(folder: Path, shown: str) -> Record:
    """Reads INTERVIEW.toml.

    Args:
        folder: absolute path of the iteration's folder.
        shown: that folder relative to the root, for messages.

    Returns:
        what it holds; an empty record when there is no file.

    Raises:
        InterviewError: broken TOML, an unknown question, a value of another type; with file, line and what is allowed.
    """
    path = folder / INTERVIEW_NAME
    place = f"{shown}/{INTERVIEW_NAME}"
    if not path.exists():
        return Record()
    text = text_of(path, place)
    data = toml_of(text, place)
    schema = data.get("schema")
    if schema != _SCHEMA:
        said = "it has no schema" if schema is None else f"schema {schema!r} isn't known"
        raise refused(text, place, "schema", said, f"this planproof reads files with the line `schema = {_SCHEMA}`")
    for key in data:
        if key not in ("schema", "iteration", "answers", "approved", "written"):
            raise refused(
                text, place, key, f"{key} is no key of an interview", "allowed: iteration, answers, approved, written"
            )
    answers = flattened(data.get("answers", {}), text, place)
    approved, written = data.get("approved", {}), data.get("written", {})
    for key, table in (("approved", approved), ("written", written)):
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise refused(text, place, key, f"{key} is no table of texts", "remove it; it is written again")
    iteration = str(data.get("iteration", ""))
    return Record(answers, approved.get("time", ""), approved.get("digest", ""), dict(written), iteration)


def answer_place(folder: Path, shown: str, question: str) -> str:
    """Where an answer stands, `…/INTERVIEW.toml:12`."""
    place = f"{shown}/{INTERVIEW_NAME}"
    return f"{place}:{line_of(text_of(folder / INTERVIEW_NAME, place), question)}"


@contextmanager
def changing(folder: Path, shown: str, iteration: str) -> Iterator[list[Record]]:
    """Changes INTERVIEW.toml: reads it under a lock, and writes what stands in the list's one place afterwards.

    Raises:
        InterviewError: the file can't be read; it is left as it is.
        EnvironmentFault: the folder can't be written to.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise EnvironmentFault(f"can't be opened: {error.strerror}", place=shown) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        before = read_record(folder, shown)
        held = [before]
        yield held
        if held[0] != before:
            _write(folder / INTERVIEW_NAME, before, held[0], iteration)
    except OSError as error:
        raise EnvironmentFault(f"can't be written: {error.strerror}", place=f"{shown}/{INTERVIEW_NAME}") from error
    finally:
        os.close(descriptor)


def _write(path: Path, before: Record, after: Record, iteration: str) -> None:
    """Writes the record so that a power cut leaves the old or the new file; comments somebody wrote stay where they can."""
    text = _whole(after, iteration)
    if path.exists():
        patched = _patched(path.read_text(encoding="utf-8"), before, after)
        text = patched if _says(patched, after) else text
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _whole(record: Record, iteration: str) -> str:
    head = "# What was answered in the interview; `planproof plan` writes the documents from it.\n"
    tables = [_table(answer) for answer in record.answers.values()]
    return "\n".join([f'{head}schema = {_SCHEMA}\niteration = "{iteration}"\n', *tables, *_tail(record)])


def _tail(record: Record) -> list[str]:
    tables = []
    if record.approved_digest:
        tables.append(f'[approved]\ntime = "{record.approved_time}"\ndigest = "{record.approved_digest}"\n')
    if record.written:
        lines = [f'"{kind}" = "{digest}"' for kind, digest in record.written.items()]
        tables.append("\n".join(["[written]", *lines, ""]))
    return tables


def _table(answer: Answer) -> str:
    lines = [f'[answers."{answer.question}"]', f'time = "{answer.time}"']
    if answer.basis:
        lines.append(f"fact = {{place = {_string(answer.basis.place)}, digest = {_string(answer.basis.digest)}}}")
    lines.append("skipped = true" if answer.skipped else f"text = {_string(answer.text)}")
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A text as TOML: on several lines as it is where that is possible, else as a basic string, whose notation JSON shares."""
    if "\n" in text and "'''" not in text and not text.endswith("'"):
        return f"'''\n{text}'''"
    return json.dumps(text, ensure_ascii=False)


def _patched(text: str, before: Record, after: Record) -> str:
    """The file with only those tables changed that say something else now."""
    for name, answer in after.answers.items():
        if before.answers.get(name) == answer:
            continue
        header = re.search(rf'^\[answers\."{re.escape(name)}"\][ \t]*$', text, re.MULTILINE)
        if header is None:
            end = re.search(r"^\[(?:approved|written)\]", text, re.MULTILINE)
            at = end.start() if end else len(text)
            gap = "" if text[:at].endswith("\n\n") else "\n" if text[:at].endswith("\n") else "\n\n"
            text = text[:at] + gap + _table(answer) + ("\n" if end else "") + text[at:]
        else:
            following = re.search(r"^(?:\[|#)", text[header.end() :], re.MULTILINE)
            at = header.end() + following.start() if following else len(text)
            text = text[: header.start()] + _table(answer) + ("\n" if following else "") + text[at:]
    end = re.search(r"^\[(?:approved|written)\]", text, re.MULTILINE)
    return "\n".join([(text[: end.start()] if end else text).rstrip("\n") + "\n", *_tail(after)])


def _says(text: str, record: Record) -> bool:
    """Whether a text, read again, is that record."""
    try:
        data = tomllib.loads(text)
        answers = flattened(data.get("answers", {}), text, INTERVIEW_NAME)
    except (tomllib.TOMLDecodeError, InterviewError):
        return False
    approved: Mapping[str, str] = data.get("approved", {})
    same = dict(answers) == dict(record.answers) and data.get("written", {}) == record.written
    return same and approved.get("digest", "") == record.approved_digest
