"""Corners of the interpreters that a recorder has to know."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from planproof.errors import EnvironmentFault
from planproof.trace.build import compile_extension
from tests.trace.recorded import Program

pytestmark = pytest.mark.xdist_group("recorder")


def test_recording__exceptions_through_code_of_others__then_still_recorded_after(recorded: Program) -> None:
    """DISABLE from an unwind would take the callback away; the next exception would go unseen."""
    trace = recorded.run("corners")
    assert trace.of("refuse") == {"call": 4, "unwind": 4}
    assert trace.of("caught_twice") == {"call": 1, "unwind": 1}
    assert trace.of("after") == {"call": 5, "return": 5}
    assert trace.of("leave") == {"call": 1, "unwind": 1}


def test_recording__generator_outlives_its_caller__then_the_same_instance(recorded: Program) -> None:
    trace = recorded.run("corners")
    assert trace.of("kept") == {"call": 1, "yield": 1, "resume": 1, "return": 1}
    assert len({event.instance for event in trace.events if event.name == "kept"} - {0}) == 1


def test_recording__everything__then_nothing_of_the_recorders_own(native: Program) -> None:
    trace = native.run("callbacks", everything=True)
    assert trace.functions() == {"main", "key"}


def test_recording__native_calls_asked_for__then_begun_and_ended(native: Program) -> None:
    trace, without = native.run_each("natives", [{"native_calls": True}, {}])
    lines = [line for line in trace.names.values() if line["kind"] == "native"]
    names = {str(line["name"]) for line in lines}
    assert {"sorted", "len", "abs"} <= names
    assert any(name.endswith("append") for name in names)
    assert trace.of("abs") == {"native call": 4, "return": 4}
    assert trace.of("len") == trace.of("sorted") == {"native call": 1, "return": 1}
    if native.interpreter.version >= (3, 12):
        # A profile function isn't told of types that are called.
        assert trace.of("int") == {"native call": 1, "unwind": 1}
        assert trace.of("Thing") == {"native call": 1, "return": 1}
    assert without.count("native call") == 0


def test_recording__native_calls_under_frame__then_refused(native: Program) -> None:
    with pytest.raises(AssertionError, match="hears of no calls of C functions"):
        native.run("natives", native_calls=True, backend="frame")


def test_recording__thread_behind_threadings_back__then_seen_or_warned_of(native: Program) -> None:
    trace = native.run("raw_threads")
    notes = [note for path in native.folder.rglob("notes-*.jsonl") for note in path.read_text("utf-8").splitlines()]
    seen = native.interpreter.version >= (3, 12)
    assert trace.of("work")["call"] == 1 + seen
    assert len(notes) == 1 - seen
    assert seen or "1 threads that still run were not recorded" in notes[0]


def test_recording__forked_in_a_thread__then_parent_and_child_complete(native: Program) -> None:
    """The child ends by os._exit, which hands nothing over: what it wrote lies in the lanes."""
    trace = native.run("forks")
    assert trace.of("work") == {"call": 10_025, "return": 10_025}
    assert trace.of("in_child") == {"call": 1, "return": 1}
    assert trace.of("fork") == {"call": 1, "return": 1}


def test_recording__every_event__then_calls_open_and_close_in_order(native: Program) -> None:
    for program in ("corners", "exceptions", "recursion", "generators"):
        open_calls: list[str] = []
        for event in native.run(program).events:
            if event.kind in ("call", "resume"):
                open_calls.append(event.name)
            elif event.kind in ("return", "unwind", "yield"):
                assert open_calls.pop() == event.name
        assert open_calls == []


def fake_python(folder: Path, **said: object) -> str:
    """A program that says of itself what an interpreter would."""
    answer = {"version": [3, 13], "suffix": ".so", "include": "", "free_threaded": False, "kind": "cpython"} | said
    path = folder / "python"
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"free_threaded": True}, "cpython 3.13 without its lock"),
        ({"version": [3, 15]}, "cpython 3.15 can't be recorded"),
        ({"kind": "pypy"}, "pypy 3.13 can't be recorded"),
        ({"include": "/nowhere"}, "headers of Python 3.13 are missing"),
    ],
)
def test_compile_extension__interpreter_that_cannot__then_refused_by_name(
    tmp_path: Path, said: dict[str, object], expected: str
) -> None:
    with pytest.raises(EnvironmentFault, match=expected):
        compile_extension(fake_python(tmp_path, **said), tmp_path / "made")


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_compile_extension__no_interpreter__then_its_path_is_named(tmp_path: Path, python: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        compile_extension(python, tmp_path)
    assert caught.value.place == python
