"""`functions-PID.jsonl` and `threads-PID.jsonl`: a line each, appended before the name is first used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["Function", "Thread", "json_lines", "read_functions", "read_threads"]


class Function(NamedTuple):
    """What a function id stands for.

    Attributes:
        id: from 1 in each process.
        kind: `python`, `native`, `span`, `mark` or `exception`.
        module: where it is from.
        name: its qualified name; the text of a mark; the type of an exception.
        file: its source, empty where there is none.
        line: its first line there.
    """

    id: int
    kind: str
    module: str
    name: str
    file: str
    line: int


class Thread(NamedTuple):
    """Which thread had a slot in which generation."""

    slot: int
    generation: int
    tid: int
    name: str


def read_functions(path: str) -> dict[int, Function]:
    """The functions of one process by id; a torn last line is left out, a file that isn't there holds none."""
    found = {}
    for line in json_lines(path):
        if _is_number(line.get("id")):
            texts = {key: _text(line, key) for key in ("kind", "module", "name", "file")}
            found[line["id"]] = Function(id=line["id"], line=_number(line, "line"), **texts)
    return found


def read_threads(path: str) -> dict[tuple[int, int], Thread]:
    """The threads of one process by slot and generation; what is torn is left out."""
    found = {}
    for line in json_lines(path):
        slot, generation, tid = (_number(line, key) for key in ("slot", "generation", "tid"))
        thread = Thread(slot, generation, tid, _text(line, "name"))
        found[thread.slot, thread.generation] = thread
    return found


def json_lines(path: str) -> Iterator[dict[str, Any]]:
    """The whole lines of a file that are JSON objects; nothing when it isn't there."""
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue  # a line that was torn in the middle of the file: its id has no name, which dump shows
        if isinstance(value, dict):
            yield value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(line: dict[str, Any], key: str) -> int:
    value = line.get(key)
    return value if isinstance(value, int) else 0


def _text(line: dict[str, Any], key: str) -> str:
    value = line.get(key)
    return value if isinstance(value, str) else ""
