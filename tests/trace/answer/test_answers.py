"""What answers say about programs that were written down or really recorded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from planproof.errors import UsageError
from planproof.trace.answer.call import call_answer
from planproof.trace.answer.filling import filled_text
from planproof.trace.answer.search import Wanted, search_answer
from planproof.trace.answer.summary import summary_answer
from planproof.trace.answer.tree import tree_answer
from planproof.trace.atf.layout import Escape, EventKind
from planproof.trace.spans.reading import read_spans
from planproof.trace.spans.table import TraceSpans
from tests.trace import sessions
from tests.trace.spans.programs import ERROR, PID, Program


def calls(*steps: tuple[str, int, int]) -> Program:
    """A program of these steps: `call` or `return` or `raise`, the function, the ticks before it."""
    program = Program(0, 0)
    stack: list[int] = []
    for step, function, ticks in steps:
        if step == "raise" and program.events[-1] >> 61 != EventKind.UNWIND:
            program.events.append(EventKind.ESCAPE << 61 | Escape.EXCEPTION << 56 | ERROR)
            program.open_at.append(list(stack))
        kind = {"call": EventKind.CALL, "return": EventKind.RETURN, "raise": EventKind.UNWIND}[step]
        program.events.append(kind << 61 | function << 32 | ticks)
        program.open_at.append(list(stack))
        stack = [*stack, function] if step == "call" else stack[:-1]
    return program


def trace_of(tmp_path: Path, *steps: tuple[str, int, int]) -> TraceSpans:
    return read_spans(calls(*steps).write(tmp_path / "a.atf"))


def test_tree_answer__loop_of_equal_calls__then_one_line_with_quantiles(tmp_path: Path) -> None:
    loop = [step for number in range(100) for step in (("call", 2, 10), ("return", 2, 1000 * (number + 1)))]
    text = filled_text(tree_answer(trace_of(tmp_path, ("call", 1, 5), *loop, ("return", 1, 7)), "/"), 2000)
    assert "  app.f1  5.05 ms  self 1.01 us  app.py:1  #4242.1\n" in text
    line = "    app.f2 x100  p50 50 us  p99 99 us  total 5.05 ms  self 5.05 ms  app.py:2  slowest #4242.101\n"
    assert line in text
    assert text.count("app.f2") == 1


def test_tree_answer__recursion__then_one_line_with_its_depth(tmp_path: Path) -> None:
    down = [("call", 3, 10)] * 30
    up = [("return", 3, 10)] * 30
    text = filled_text(tree_answer(trace_of(tmp_path, *down, ("call", 1, 1), ("return", 1, 1), *up), "/"), 2000)
    assert "recursion 29 calls, 29 deep" in text
    assert text.count("app.f3") == text.count("app.f1") == 1


def test_tree_answer__exception_nobody_caught__then_its_way_first(tmp_path: Path) -> None:
    slow = [step for number in (2, 3, 4) for step in (("call", number, 1), ("return", number, 10_000_000))]
    failing = [("call", 5, 1), ("raise", 5, 1), ("raise", 1, 1)]
    trace = trace_of(tmp_path, ("call", 1, 1), *slow, *failing)
    text = filled_text(tree_answer(trace, "/"), 200)
    assert "app.f5  1 ns  self 1 ns  raised ValueError  app.py:5" in text
    assert "left out" in text
    summary = filled_text(summary_answer(trace, "/"), 300)
    assert "  no recorded call caught what left: app.f5  1 ns  raised ValueError  app.py:5  #4242.5" in summary


def test_summary_answer__exceptions_caught__then_where_raised_and_who_caught(tmp_path: Path) -> None:
    work = [("call", 2, 1), ("call", 3, 1), ("raise", 3, 1), ("raise", 2, 1)] * 6
    text = filled_text(summary_answer(trace_of(tmp_path, ("call", 1, 1), *work, ("return", 1, 1)), "/"), 2000)
    assert "  ValueError x6 in app.f3, caught in app.f1  app.py:3  first #4242.3" in text


def test_summary_answer__no_exception__then_not_observed_and_why(tmp_path: Path) -> None:
    text = filled_text(summary_answer(trace_of(tmp_path, ("call", 1, 1), ("return", 1, 1)), "/"), 2000)
    assert "none observed; code that `record` wasn't told to hook is not seen" in text
    program = calls(("call", 1, 1), ("return", 1, 1), ("call", 2, 1), ("return", 2, 1))
    gap = read_spans(program.write(tmp_path / "b.atf", [1, 2, 3], [1], closed=False))
    text = filled_text(summary_answer(gap, "/"), 2000)
    assert "none observed; some of the trace was lost (see above); the trace isn't closed, so more may come" in text
    assert "3 of 4 events" in text
    assert "lost: 1 pool_empty" in text


def test_call_answer__call_in_the_middle__then_the_way_to_it_and_what_it_called(tmp_path: Path) -> None:
    steps = [("call", n, 10) for n in (1, 2, 3)] + [("return", n, 10) for n in (3, 2, 1)]
    trace = trace_of(tmp_path, *steps)
    text = filled_text(call_answer(trace, "#4242.2", "/"), 2000)
    way, below = text.index("called from"), text.index("calls:")
    assert text.index("app.f2") < way < text.index("app.f1") < below < text.index("app.f3")
    for name in ("4242.9", "9.1", "x", "#4242", "1" * 90 + ".1"):
        with pytest.raises(UsageError, match="no call of this trace"):
            call_answer(trace, name, "/")


def test_search_answer__each_filter__then_the_calls_that_fit(tmp_path: Path) -> None:
    steps = (
        ("call", 1, 1),
        ("call", 2, 1),
        ("raise", 2, 5_000_000),
        ("call", 3, 1),
        ("return", 3, 1),
        ("return", 1, 1),
    )
    trace = trace_of(tmp_path, *steps)
    found = {
        "f2": (Wanted(function="app.f2"), Wanted(raised=True), Wanted(exception="Value")),
        "f3": (Wanted(function="f3"),),
    }
    for name, filters in found.items():
        for wanted in filters:
            items = search_answer(trace, wanted, "/").items
            assert [item.data["function"] for item in items] == [f"app.{name}"], wanted
    assert len(search_answer(trace, Wanted(least_ns=5_000_000), "/").items) == 2
    assert len(search_answer(trace, Wanted(file="app.py"), "/").items) == 3
    nothing = filled_text(search_answer(trace, Wanted(function="g", file="b.py", raised=True), "/"), 200)
    assert "not observed: a function with 'g' in a file with 'b.py' left by an exception" in nothing


def test_planproof_trace__questions_on_the_command_line__then_text_or_one_document(tmp_path: Path) -> None:
    program = calls(("call", 1, 5), ("call", 2, 5), ("return", 2, 5), ("return", 1, 5))
    program.write(tmp_path / ".planproof" / "traces" / "a.atf")
    (tmp_path / ".planproof" / "traces" / "last").write_text("a.atf\n")
    (tmp_path / "planproof.toml").touch()
    for question in (["summary"], ["tree", "a"], ["span", "@last", f"{PID}.2"], ["search", "--function", "f2"]):
        text = sessions.planproof(tmp_path, "trace", *question, "--budget", "400")
        assert (text.returncode, text.stderr) == (0, "")
        assert "app.f2" in text.stdout
        data = json.loads(sessions.planproof(tmp_path, "trace", *question, "--json").stdout)
        assert (data["schemaVersion"], data["kind"]) == (1, f"trace-{question[0]}")
        assert data["tokens"]["budget"] == 2000
        assert "app.f2" in {item.get("function") for item in data["items"]}
    for wrong in (["tree", "--budget", "10"], ["span", "@last", "7.7"], ["search", "--least-ms", "nan"]):
        refused = sessions.planproof(tmp_path, "trace", *wrong)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr


def test_planproof_trace__process_killed__then_innermost_call_named(each_recorder: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import os, signal\n\ndef stop():\n    os.kill(os.getpid(), signal.SIGKILL)\n\ndef main():\n    stop()\n\nmain()\n"
    )
    record = sessions.record_command(tmp_path, [sys.executable, "app.py"], "--include", "__main__")
    subprocess.run(record, cwd=tmp_path, env=sessions.environment(), capture_output=True)
    text = filled_text(summary_answer(read_spans(tmp_path / "t.atf"), str(tmp_path)), 500)
    assert "killed by signal 9" in text
    first = text.split("most worth a look:\n")[1].split("\n")[0]
    assert first.startswith("  innermost call without an end: __main__.stop ")
    assert "the process was killed  app.py:3" in first
