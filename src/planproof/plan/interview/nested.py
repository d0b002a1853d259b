"""Answers in TOML or JSON, whichever way they are nested, as answers by question id; and each error with its file and line.

goal = "…"                          one answer
[answers."goal"] text = "…"         the same with its time and fact
[[task]] name = "…"                 a list counts from 1 and ends by itself
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from planproof.errors import InterviewError
from planproof.plan.interview.answers import NONE, Answer, Answers, Basis
from planproof.plan.interview.question import Group
from planproof.plan.interview.table import TABLE

__all__ = ["flattened", "line_of", "pattern_of", "refused", "text_of", "toml_of"]

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


def pattern_of(question: str) -> str:
    """An id with its item's number as `*`: `task.2.files` gives `task.*.files`."""
    return re.sub(r"\.[1-9]\d{0,3}\.", ".*.", question)


def text_of(path: Path, place: str) -> str:
    """The text of a file of answers; InterviewError when it can't be read, isn't UTF-8 or is larger than 4 MB."""
    try:
        if path.stat().st_size > _SIZE_MAX_BYTES:
            raise InterviewError(f"is larger than {_SIZE_MAX_BYTES:,} bytes", place=place, hint="is it an interview?")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InterviewError(f"is no UTF-8: {error.reason}", place=place, hint="save it as UTF-8") from error
    except OSError as error:
        raise InterviewError(f"can't be read: {error.strerror}", place=place) from error


def toml_of(text: str, place: str) -> dict[str, Any]:
    """The tables of a TOML text; InterviewError with the line where it is none."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{place}:{line.group(1) if line else text.count(chr(10)) + 1}"
        raise InterviewError(
            f"is no TOML: {error}", place=where, hint="correct the file; nothing was changed"
        ) from error


def flattened(data: object, text: str, place: str) -> Answers:
    """Answers of nested tables and lists, by their whole ids.

    Args:
        data: as TOML or JSON gives it.
        text, place: the file, for the lines in errors.

    Raises:
        InterviewError: a question that there isn't, or a value that is no answer.
    """
    if not isinstance(data, dict):
        raise refused(text, place, "answers", "answers is no table", 'for example [answers."goal"]')
    found: dict[str, Answer] = {}
    for name, value in _leaves("", data, 0):
        if pattern_of(name) not in _KNOWN:
            near = get_close_matches(pattern_of(name), sorted(_KNOWN), 3, 0.4)
            raise refused(text, place, name, f"there is no question {name!r}", f"nearest: {', '.join(near) or 'goal'}")
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
        raise refused(text, place, name, f"{name} is {_kind(value)}", f"allowed: {allowed}")
    basis = value.get("fact")
    if basis is not None and not (isinstance(basis, dict) and all(isinstance(part, str) for part in basis.values())):
        raise refused(text, place, name, f"{name}.fact is {_kind(basis)}", 'allowed: {place = "…", digest = "…"}')
    said, time, skipped = value.get("text", ""), value.get("time", ""), value.get("skipped", False)
    if not isinstance(said, str) or not isinstance(time, str) or not isinstance(skipped, bool):
        raise refused(text, place, name, f"{name} holds a value of another type", f"allowed: {allowed}")
    known = Basis(basis.get("place", ""), basis.get("digest", "")) if basis else None
    return Answer(name, said, time, known, skipped)


def _kind(value: object) -> str:
    names = {dict: "a table", list: "a list", bool: "true or false", float: "a number", int: "a number"}
    return names.get(type(value), type(value).__name__)


def refused(text: str, place: str, key: str, message: str, hint: str) -> InterviewError:
    """The error about a key of a file, at its line."""
    return InterviewError(message, place=f"{place}:{line_of(text, key)}", hint=hint)


def line_of(text: str, key: str) -> int:
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
