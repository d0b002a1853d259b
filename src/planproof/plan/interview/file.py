"""`INTERVIEW.toml`: what was answered, beside the documents of its iteration. Also files of answers that somebody prepared.

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

A prepared file (TOML or JSON) may hold the same, or in short `goal = "…"`, `[[task]] name = "…"`: a table is a part of an id, a
list of tables counts from 1, a list of texts is one answer of several lines. Each answer is written at once, atomically, under
a lock; a file that can't be read is never written over.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from planproof.errors import EnvironmentFault, InterviewError
from planproof.plan.interview.answers import NONE, Answer, Answers, Basis
from planproof.plan.interview.question import Group
from planproof.plan.interview.table import TABLE

__all__ = ["INTERVIEW_NAME", "Record", "answer_place", "answers_digest", "changing", "read_answers_file", "read_record"]

INTERVIEW_NAME = "INTERVIEW.toml"
_SCHEMA = 1
_SIZE_MAX_BYTES = 4_000_000
_LEAF = frozenset(("text", "time", "fact", "skipped"))
_HEADS = {entry.name: entry.head for entry in TABLE if isinstance(entry, Group)}
_KNOWN = frozenset(
    pattern
    for entry in TABLE
    for pattern in (
        [f"{entry.name}.*.{question.id}" for question in entry.questions] if isinstance(entry, Group) else [entry.id]
    )
)


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


def pattern_of(question: str) -> str:
    """An id with its item's number as `*`: `task.2.files` gives `task.*.files`."""
    return re.sub(r"\.[1-9]\d{0,3}\.", ".*.", question)


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
    text = _text_of(path, place)
    data = _toml(text, place)
    schema = data.get("schema")
    if schema != _SCHEMA:
        raise _wrong(text, place, "schema", f"schema {schema!r} isn't known", f"this planproof reads schema {_SCHEMA}")
    for key in data:
        if key not in ("schema", "iteration", "answers", "approved", "written"):
            raise _wrong(
                text, place, key, f"{key} is no key of an interview", "allowed: iteration, answers, approved, written"
            )
    answers = _flattened(data.get("answers", {}), text, place)
    approved, written = data.get("approved", {}), data.get("written", {})
    for key, table in (("approved", approved), ("written", written)):
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise _wrong(text, place, key, f"{key} is no table of texts", "remove it; it is written again")
    iteration = str(data.get("iteration", ""))
    return Record(answers, approved.get("time", ""), approved.get("digest", ""), dict(written), iteration)


def read_answers_file(path: Path) -> tuple[Answers, dict[str, str], dict[str, int]]:
    """Reads a file of answers that somebody prepared, TOML or JSON.

    Returns:
        the answers; the names of milestone, epic and iteration that it gives for folders that aren't there yet; and the
        line of each answer.

    Raises:
        InterviewError: it isn't there, is neither TOML nor JSON, or names a question that there isn't.
    """
    place = str(path)
    text = _text_of(path, place)
    data = _json(text, place) if path.suffix.lower() == ".json" else _toml(text, place)
    names = {key: name for key in ("milestone", "epic") if (name := _name_of(data, key))}
    for key in ("schema", "iteration", "approved", "written"):
        data.pop(key, None)
    wrapped = data.pop("answers", {})
    if not isinstance(wrapped, dict):
        raise _wrong(text, place, "answers", "answers is no table", 'for example [answers] goal = "…"')
    answers = _flattened({**data, **wrapped}, text, place)
    return answers, names, {name: _line_of(text, name) for name in answers}


def _name_of(data: dict[str, Any], key: str) -> str:
    """Takes `epic = "Links"` or the name of `epic = {name = "Links", about = "…"}` out of prepared answers."""
    value = data.get(key)
    if isinstance(value, dict):
        return str(value.pop("name", ""))
    return str(data.pop(key)) if isinstance(value, str) else ""


def _text_of(path: Path, place: str) -> str:
    try:
        if path.stat().st_size > _SIZE_MAX_BYTES:
            raise InterviewError(f"is larger than {_SIZE_MAX_BYTES:,} bytes", place=place, hint="is it an interview?")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InterviewError(f"is no UTF-8: {error.reason}", place=place, hint="save it as UTF-8") from error
    except OSError as error:
        raise InterviewError(f"can't be read: {error.strerror}", place=place) from error


def _toml(text: str, place: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{place}:{line.group(1) if line else text.count(chr(10)) + 1}"
        raise InterviewError(
            f"is no TOML: {error}", place=where, hint="correct the file; nothing was changed"
        ) from error


def _json(text: str, place: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InterviewError(f"is no JSON: {error.msg}", place=f"{place}:{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise InterviewError("is nested too deeply", place=place) from error
    if not isinstance(data, dict):
        raise InterviewError("is no JSON object", place=place, hint='for example {"goal": "…"}')
    return data


def _flattened(data: object, text: str, place: str) -> Answers:
    """Answers of nested tables and lists, by their whole ids."""
    if not isinstance(data, dict):
        raise _wrong(text, place, "answers", "answers is no table", 'for example [answers."goal"]')
    found: dict[str, Answer] = {}
    for name, value in _leaves("", data, 0):
        if pattern_of(name) not in _KNOWN:
            near = get_close_matches(pattern_of(name), sorted(_KNOWN), 3, 0.4)
            raise _wrong(text, place, name, f"there is no question {name!r}", f"nearest: {', '.join(near) or 'goal'}")
        found[name] = _answer(name, value, text, place)
    return Answers(found)


def _leaves(prefix: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Whole ids with their values; the head that ends a list of tables is added."""
    is_leaf = pattern_of(prefix) in _KNOWN or depth > 8 or _looks_answered(prefix, value)
    if is_leaf or not isinstance(value, (dict, list)) or (isinstance(value, list) and not _tables(value)):
        yield prefix, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{prefix}.{key}" if prefix else str(key), inner, depth + 1)
    else:
        for number, inner in enumerate(value, 1):
            yield from _leaves(f"{prefix}.{number}", inner, depth + 1)
        if prefix in _HEADS:
            yield f"{prefix}.{len(value) + 1}.{_HEADS[prefix]}", NONE


def _looks_answered(prefix: str, value: Any) -> bool:
    """Whether a table is an answer by its keys (to a question that may not exist) and not an item of a list."""
    group, _, number = prefix.rpartition(".")
    is_item = group in _HEADS and number.isdigit()
    return isinstance(value, dict) and bool(value) and value.keys() <= _LEAF and bool(prefix) and not is_item


def _tables(value: list[Any]) -> bool:
    return all(isinstance(inner, dict) for inner in value)


def _answer(name: str, value: Any, text: str, place: str) -> Answer:
    allowed = 'a text, or a table {text = "…", time = "…"}, or {skipped = true}'
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        return Answer(name, value)
    if not isinstance(value, dict) or not value.keys() <= _LEAF:
        raise _wrong(text, place, name, f"{name} is {_kind(value)}", f"allowed: {allowed}")
    basis = value.get("fact")
    if basis is not None and not (isinstance(basis, dict) and all(isinstance(part, str) for part in basis.values())):
        raise _wrong(text, place, name, f"{name}.fact is {_kind(basis)}", 'allowed: {place = "…", digest = "…"}')
    said, time, skipped = value.get("text", ""), value.get("time", ""), value.get("skipped", False)
    if not isinstance(said, str) or not isinstance(time, str) or not isinstance(skipped, bool):
        raise _wrong(text, place, name, f"{name} holds a value of another type", f"allowed: {allowed}")
    known = Basis(basis.get("place", ""), basis.get("digest", "")) if basis else None
    return Answer(name, said, time, known, skipped)


def _kind(value: object) -> str:
    names = {dict: "a table", list: "a list", bool: "true or false", float: "a number", int: "a number"}
    return names.get(type(value), type(value).__name__)


def _wrong(text: str, place: str, key: str, message: str, hint: str) -> InterviewError:
    return InterviewError(message, place=f"{place}:{_line_of(text, key)}", hint=hint)


def _line_of(text: str, key: str) -> int:
    """The line that an id, or the last part of it, stands on; 1 when it can't be found."""
    last = key.rpartition(".")[2]
    for wanted in (
        rf'^[ \t]*\[answers\."{re.escape(key)}"\]',
        rf'^[ \t]*"{re.escape(key)}"\s*[:=]',
        rf'^[ \t]*\[?"?{re.escape(last)}"?\s*[:=\]]',
    ):
        matches = list(re.finditer(wanted, text, re.MULTILINE))
        numbers = re.findall(r"\.(\d+)\.", key)
        if matches:
            match = matches[min(int(numbers[0]), len(matches)) - 1] if numbers and len(matches) > 1 else matches[0]
            return text.count("\n", 0, match.start()) + 1
    return 1


def answer_place(folder: Path, shown: str, question: str) -> str:
    """Where an answer stands, `…/INTERVIEW.toml:12`."""
    place = f"{shown}/{INTERVIEW_NAME}"
    return f"{place}:{_line_of(_text_of(folder / INTERVIEW_NAME, place), question)}"


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
        answers = _flattened(data.get("answers", {}), text, INTERVIEW_NAME)
    except (tomllib.TOMLDecodeError, InterviewError):
        return False
    approved: Mapping[str, str] = data.get("approved", {})
    same = dict(answers) == dict(record.answers) and data.get("written", {}) == record.written
    return same and approved.get("digest", "") == record.approved_digest
