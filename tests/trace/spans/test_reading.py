"""Spans held against programs whose structure is known, and against traces that were cut and have gaps."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.trace.atf.manifest import Clock, read_manifest, write_manifest
from planproof.trace.spans.reading import read_spans
from planproof.trace.spans.table import Ending, TraceSpans
from tests.trace import sessions
from tests.trace.spans.programs import PID, Program, length

CUTS = st.lists(st.integers(0, 5000), max_size=12)


def columns(trace: TraceSpans) -> list[tuple[object, ...]]:
    spans, names = trace.spans, [function.name for function in trace.functions]
    return [
        (
            names[spans.function[row]],
            spans.parent[row],
            trace.tracks[spans.track[row]].task,
            spans.start_ns[row],
            spans.end_ns[row],
            spans.total_ns[row],
            spans.self_ns[row],
            Ending(spans.ending[row]),
            names[spans.exception[row]] if spans.exception[row] >= 0 else "",
        )
        for row in range(len(spans))
    ]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30), steps=st.integers(1, 300), cuts=CUTS)
def test_read_spans__random_program__then_its_calls(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int, cuts: list[int]
) -> None:
    program = Program(seed, steps)
    program.finish()
    trace = read_spans(program.write(tmp_path_factory.mktemp("trace") / "a.atf", cuts))
    assert columns(trace) == [
        (
            f"f{call.function}",
            call.parent,
            call.task,
            call.stretches[0][0],
            call.stretches[-1][1],
            length(call.stretches),
            length(call.stretches) - length(call.inside),
            call.ending,
            "ValueError" if call.exception else "",
        )
        for call in program.calls
    ]
    assert trace.losses == {}
    assert trace.events == trace.events_emitted == len(program.events)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1 << 30), cuts=CUTS, missing=st.sets(st.integers(0, 12), max_size=4))
def test_read_spans__random_program__then_family_is_consistent(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cuts: list[int], missing: set[int]
) -> None:
    program = Program(seed, 200)
    program.finish()
    folder = program.write(tmp_path_factory.mktemp("trace") / "a.atf", cuts, sorted(missing))
    trace = read_spans(folder)
    spans = trace.spans
    found = [-1] * len(spans)
    for row in range(len(spans)):
        for child in spans.children(row):
            found[child] = row
            assert spans.depth[child] == spans.depth[row] + 1
        assert spans.calls[row] == 1 + sum(spans.calls[child] for child in spans.children(row))
        assert 0 <= spans.self_ns[row] <= spans.total_ns[row] <= spans.end_ns[row] - spans.start_ns[row]
    assert found == list(spans.parent)
    assert [row for row in range(len(spans)) if found[row] < 0] == list(trace.roots)
    # Every open call has its time once: what is nobody's own lies outside of all calls.
    assert sum(spans.self_ns) <= program.ticks
    dropped = trace.losses.get("pool_empty", 0)
    assert trace.events + dropped == trace.events_emitted == len(program.events)
    assert bool(dropped) == (trace.events < len(program.events))


def test_read_spans__chunk_missing__then_ends_unseen_and_calls_begun_unseen(tmp_path: Path) -> None:
    for seed in range(30):
        program = Program(seed, 120, tasks=False)
        program.finish()
        trace = read_spans(program.write(tmp_path / f"{seed}.atf", [60, 90, 130], [1]))
        if Ending.LOST in trace.spans.ending and 1 in trace.spans.begun_unseen:
            return
    pytest.fail("no program lost the end of a call and the start of another")


def test_read_spans__cut_anywhere__then_opens_and_calls_before_are_the_same(tmp_path: Path) -> None:
    program = Program(5, 400)
    program.finish()
    folder = program.write(tmp_path / "a.atf", list(range(0, 1000, 40)))
    whole = columns(read_spans(folder))
    file = folder / f"events-{PID}.idx"
    data = file.read_bytes()
    chance = random.Random(1)
    for size in [0, 1, 63, 64, 65, *(chance.randrange(len(data)) for _ in range(40))]:
        file.write_bytes(data[:size])
        trace = read_spans(folder)
        cut = columns(trace)
        assert [row[:4] for row in cut] == [row[:4] for row in whole[: len(cut)]]
        if size < 64:
            assert trace.losses == {"unreadable_files": 1}
        else:
            assert trace.events < len(program.events)
            opened = [row for row in cut if row[7] in (Ending.LOST, Ending.EXITED, Ending.KILLED)]
            assert len(cut) > 5 or not opened


@pytest.mark.parametrize(
    ("closed", "exit_", "ending"),
    [(True, {"code": 0}, Ending.EXITED), (True, {"signal": 9}, Ending.KILLED), (False, None, Ending.RUNNING)],
)
def test_read_spans__calls_open_at_the_end__then_why(
    tmp_path: Path, closed: bool, exit_: dict[str, int] | None, ending: Ending
) -> None:
    program = next(p for p in (Program(seed, 51, tasks=False) for seed in range(99)) if p.open_at[-1])
    folder = program.write(tmp_path / "a.atf", closed=closed)
    manifest = read_manifest(str(folder))
    write_manifest(str(folder), msgspec.structs.replace(manifest, exit=exit_))
    endings = set(read_spans(folder).spans.ending)
    assert endings & {Ending.EXITED, Ending.KILLED, Ending.RUNNING} == {ending}


def test_read_spans__hostile_numbers__then_read_all_the_same(tmp_path: Path) -> None:
    program = Program(3, 60)
    program.events[10:10] = [7 << 61 | (1 << 61) - 1] * 12
    program.open_at[10:10] = [program.open_at[10]] * 12
    folder = program.write(tmp_path / "a.atf")
    manifest = read_manifest(str(folder))
    for rate, start in ((1e-300, 0), (float("1e300"), -(1 << 80)), (3.0, 1 << 70), (3.0, -(10**400))):
        clock = Clock(ticks_per_second=rate, start={"ticks": start})
        write_manifest(str(folder), type(manifest)(session="a", clock=clock))
        assert len(read_spans(folder).spans) > 5


def test_spans__column_as_numpy__then_same_numbers(tmp_path: Path) -> None:
    spans = read_spans(Program(2, 100).write(tmp_path / "a.atf")).spans
    assert np.frombuffer(spans.total_ns, "q").tolist() == list(spans.total_ns)


APP = """import asyncio


def numbers(count):
    for number in range(count):
        yield number


def fail(number):
    raise KeyError(number)


async def ask(number):
    await asyncio.sleep(0)
    return sum(numbers(number))


async def serve():
    await asyncio.gather(ask(2), ask(3))


def main():
    asyncio.run(serve())
    try:
        fail(1)
    except KeyError:
        pass


main()
"""


def test_read_spans__recorded_program__then_calls_tasks_and_exceptions(each_recorder: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    record = sessions.record_command(tmp_path, [sys.executable, "app.py"], "--include", "__main__")
    subprocess.run(record, cwd=tmp_path, env=sessions.environment(), check=True, capture_output=True)
    trace = read_spans(tmp_path / "t.atf")
    spans = trace.spans
    names = [trace.functions[number].name for number in spans.function]
    assert sorted(names) == sorted(["<module>", "main", "serve", "ask", "ask", "numbers", "numbers", "fail"])
    tasks = {name: trace.tracks[spans.track[row]].task for row, name in enumerate(names)}
    assert tasks["main"] == 0
    assert len({trace.tracks[track].task for track in spans.track}) == 4
    above = {(name, names[spans.parent[row]]) for row, name in enumerate(names) if spans.parent[row] >= 0}
    assert above == {("main", "<module>"), ("fail", "main"), ("numbers", "ask")}
    assert Ending(spans.ending[names.index("fail")]) == Ending.RAISED
    exception = spans.exception[names.index("fail")]
    # Python 3.11 doesn't tell which one it was.
    assert (trace.functions[exception].name if exception >= 0 else "") == "KeyError" * (sys.version_info >= (3, 12))
    assert [Ending(ending) for ending in spans.ending].count(Ending.RETURNED) == 7
