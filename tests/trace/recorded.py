"""Runs a program under the recorder in an interpreter, and reads back what was recorded."""

from __future__ import annotations

import json
import os
import subprocess
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from planproof.trace.build import compile_extension
from planproof.trace.native import load_extension
from tests.trace.interpreters import Interpreter

__all__ = ["Event", "Program", "Trace", "library_for"]

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "programs"
KINDS = ("call", "return", "unwind", "yield", "resume", "native call", "escape", "time")
SUB_KINDS = ("", "instance", "mark", "task", "exception")


class Event(NamedTuple):
    """An event that says something of a function.

    Attributes:
        kind: one of KINDS, or `mark`, `exception`.
        name: of the function, exception type or mark.
        instance: of the generator or coroutine it was announced for; 0 for none.
        task: that was running; 0 for none.
        thread: slot and generation.
    """

    kind: str
    name: str
    instance: int
    task: int
    thread: tuple[int, int]


class Trace(NamedTuple):
    """What one recording left.

    Attributes:
        events: of all threads, each thread's in order.
        names: the lines of the name table by id.
        balance: what the recorder itself says.
    """

    events: list[Event]
    names: Mapping[int, Mapping[str, object]]
    balance: Mapping[str, object]

    def count(self, kind: str, name: str | None = None) -> int:
        """How many events there are of that kind, and of that function when one is named."""
        return sum(event.kind == kind and name in (None, event.name) for event in self.events)

    def of(self, name: str) -> Counter[str]:
        """How many events of each kind a function has."""
        return Counter(event.kind for event in self.events if event.name == name)

    def functions(self) -> set[str]:
        """The functions that have events."""
        return {event.name for event in self.events}

    def dropped(self) -> int:
        """Over all reasons."""
        dropped = self.balance["dropped"]
        assert isinstance(dropped, Mapping)
        return sum(dropped.values())


def library_for(python: str) -> Path:
    """The folder of the extension that is built for an interpreter; ours when none is named."""
    return compile_extension(python, ROOT / "build" / "recorder").parent


class Program:
    """A program of `programs/` in an interpreter under one of the recorders, and the extension that is built for it, once."""

    def __init__(self, interpreter: Interpreter, folder: Path, recorder: str = "native") -> None:
        self.interpreter = interpreter
        self.folder = folder
        self.recorder = recorder

    @cached_property
    def library(self) -> Path:
        """The folder of the extension for this interpreter."""
        return library_for(self.interpreter.path)

    def run(self, name: str, *arguments: object, **options: object) -> Trace:
        """Records one run of the program; what was recorded must add up."""
        return self.run_each(name, [options], *arguments)[0]

    def run_each(self, name: str, options: list[dict[str, object]], *arguments: object) -> list[Trace]:
        """Records one run in the same process for each of the options."""
        library = str(self.library) if self.recorder == "native" else ""
        chosen = [{"library": library, "root": str(PROGRAMS), "recorder": self.recorder} | each for each in options]
        atf = self.folder / f"{name}.atf"
        output = self.python(
            str(Path(__file__).parent / "drive.py"),
            str(PROGRAMS / f"{name}.py"),
            str(atf),
            json.dumps(chosen),
            *map(str, arguments),
        )
        balances = json.loads(output.splitlines()[-1])
        return [_read(Path(f"{atf}-{number}"), balance) for number, balance in enumerate(balances)]

    def python(self, *arguments: str, **variables: str) -> str:
        """What the interpreter printed; the test fails with all of it when it does."""
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])} | variables
        ran = subprocess.run(
            [self.interpreter.path, *arguments],
            cwd=self.folder,
            env=environment,
            text=True,
            capture_output=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "Exception ignored" not in ran.stderr, ran.stderr
        return ran.stdout


def _read(atf: Path, balance: Mapping[str, object]) -> Trace:
    """Everything of a trace's folder; asserts that what was emitted is there or counted as dropped."""
    every_name: dict[int, Mapping[str, object]] = {}
    events: list[Event] = []
    persisted = 0
    extension = load_extension(str(library_for("")))
    for path in sorted(atf.glob("events-*.idx")):
        lines = path.with_name(path.name.replace("events", "functions")).with_suffix(".jsonl").read_text("utf-8")
        names = {line["id"]: line for line in map(json.loads, lines.splitlines())}
        chunks = extension.read_chunks(str(path))
        events += _events(chunks, names)
        persisted += sum(header["event_count"] for header, _ in chunks)
        every_name |= names
    trace = Trace(events, every_name, balance)
    assert balance["emitted"] == balance["persisted"] + trace.dropped()  # type: ignore[operator]
    assert persisted == balance["persisted"]
    return trace


def _events(chunks: list[tuple[dict[str, int], bytes]], names: Mapping[int, Mapping[str, object]]) -> Iterator[Event]:
    """Events thread by thread. No chunk may overlap the one before."""
    lanes: dict[tuple[int, int], list[tuple[int, array[int]]]] = {}
    for header, content in chunks:
        thread = (header["slot"], header["generation"])
        lanes.setdefault(thread, []).append((header["first_sequence"], array("Q", content)))
    for thread, parts in sorted(lanes.items()):
        instance = task = follows = 0
        for first, words in sorted(parts, key=lambda part: part[0]):
            assert first >= follows
            follows = first + len(words)
            for word in words:
                kind, function = KINDS[word >> 61], word >> 32 & 0x1FFFFFFF
                if kind == "time":
                    continue
                if kind == "escape":
                    kind, value = SUB_KINDS[word >> 56 & 31], word & (1 << 56) - 1
                    if kind in ("instance", "task"):
                        instance, task = (value, task) if kind == "instance" else (instance, value)
                        continue
                    yield Event(kind, str(names[value]["name"]), instance, task, thread)
                    continue
                yield Event(kind, str(names[function]["name"]), instance, task, thread)
                instance = 0
