"""The events of a trace as rows with names and times, in each thread's own order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from planproof.trace.atf.events import decode_chunks
from planproof.trace.atf.layout import Escape, EventKind
from planproof.trace.atf.manifest import Clock, read_manifest
from planproof.trace.atf.names import Function, read_functions, read_threads
from planproof.trace.atf.reader import EventFile

__all__ = ["Row", "rows_of"]


class Row(NamedTuple):
    """One event as a person reads it.

    Attributes:
        pid: the process.
        thread: the thread's name, or its slot and generation.
        sequence: its number in its lane.
        time_s: seconds since the session began.
        kind: `call`, `return`, `unwind`, `yield`, `resume`, `native_call`, `mark`, `exception`.
        name: module and name of the function, or the text of a mark.
        file: where the function is,
        line: and at which line; 0 where nobody knows.
        instance: the generator or coroutine; 0 for none.
        task: the asyncio task; 0 for none.
        depth: how many calls of its thread are open around it.
    """

    pid: int
    thread: str
    sequence: int
    time_s: float
    kind: str
    name: str
    file: str
    line: int
    instance: int
    task: int
    depth: int


_OPENING = (EventKind.CALL, EventKind.RESUME, EventKind.NATIVE_CALL)
_CLOSING = (EventKind.RETURN, EventKind.UNWIND, EventKind.YIELD)


def rows_of(folder: Path, pid: int | None = None) -> Iterator[Row]:
    """Every event of a trace, process by process and block by block.

    Args:
        folder: the trace.
        pid: only that process.

    Raises:
        TraceError: a file can't be read.
    """
    clock = read_manifest(str(folder)).clock
    for path in sorted(folder.glob("events-*.idx")):
        file = EventFile(str(path))
        if pid is None or file.pid == pid:
            yield from _rows_of_file(folder, file, clock)


def _rows_of_file(folder: Path, file: EventFile, clock: Clock) -> Iterator[Row]:
    functions = read_functions(str(folder / f"functions-{file.pid}.jsonl"))
    threads = read_threads(str(folder / f"threads-{file.pid}.jsonl"))
    zero, rate = clock.start.get("ticks", 0), clock.ticks_per_second or 1e9
    for chunk, events in decode_chunks(file.chunks()):
        thread = threads.get((chunk.slot, chunk.generation))
        name = thread.name if thread and thread.name else f"{chunk.slot}.{chunk.generation}"
        depth = chunk.depth
        for event in events:
            depth -= event.kind in _CLOSING
            function = functions.get(event.function) or Function(event.function, "", "", f"#{event.function}", "", 0)
            yield Row(
                pid=file.pid,
                thread=name,
                sequence=event.sequence,
                time_s=(event.ticks - zero) / rate,
                kind=_kind(event.kind, event.escape),
                name=".".join(filter(None, (function.module, function.name))),
                file=function.file,
                line=function.line,
                instance=event.instance,
                task=event.task,
                depth=max(depth, 0),
            )
            depth += event.kind in _OPENING


def _kind(kind: int, escape: int) -> str:
    if kind != EventKind.ESCAPE:
        return EventKind(kind).name.lower()
    return Escape(escape).name.lower() if escape in set(Escape) else f"escape-{escape}"
