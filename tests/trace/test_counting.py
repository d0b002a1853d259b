"""Programs whose number of events is known, recorded on each interpreter of this machine; each recording must add up."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.trace.recorded import Program

pytestmark = pytest.mark.xdist_group("recorder")


def names_exceptions(recorded: Program) -> int:
    """1 where the interpreter tells which exception unwinds a function; a profile function isn't told."""
    return int(recorded.interpreter.version >= (3, 12))


def test_compile_extension__every_interpreter__then_it_loads_there(recorded: Program) -> None:
    look = (
        f"from planproof.trace.native import load_extension; print(load_extension({str(recorded.library)!r}).__name__)"
    )
    assert recorded.python("-c", look) == "planproof.trace._recorder\n"


def test_recording__calls_and_recursion__then_counted(recorded: Program) -> None:
    if recorded.recorder == "python" and recorded.interpreter.version < (3, 12):
        pytest.skip("at the limit of recursion 3.11 takes a profile function in Python away; the trace says so")
    trace = recorded.run("recursion")
    assert trace.of("main") == {"call": 1, "return": 1}
    assert trace.of("down") == {"call": 10_000, "return": 10_000}
    bottomless = trace.of("bottomless")
    assert bottomless["call"] > 500
    assert bottomless == {"call": bottomless["call"], "unwind": bottomless["call"]}
    assert trace.count("exception", "RecursionError") == names_exceptions(recorded)


def test_recording__exceptions__then_unwound_with_their_types(recorded: Program) -> None:
    trace = recorded.run("exceptions")
    assert trace.of("dive") == {"call": 1010, "unwind": 1010}
    assert trace.of("careful") == {"call": 1, "unwind": 1}
    assert trace.of("missing") == {"call": 3, "unwind": 3}
    # Named where it was raised; once more where `finally` had let another call come between.
    assert trace.count("exception", "Deep") == 3 * names_exceptions(recorded)
    assert trace.count("exception", "KeyError") == 3 * names_exceptions(recorded)
    places = [n for n, event in enumerate(trace.events) if event.kind == "exception"]
    assert all(trace.events[place + 1].kind == "unwind" for place in places)


def test_recording__generators__then_instances_kept_apart(recorded: Program) -> None:
    trace = recorded.run("generators")
    closed_quietly = recorded.interpreter.version >= (3, 13)
    # Three: to its end, abandoned after three, to its end under `yield from`.
    quietly = {} if closed_quietly else {"unwind": 1}
    assert trace.of("numbers") == {
        "call": 3, "yield": 8, "resume": 7 + (not closed_quietly), "return": 2, **quietly,
    }  # fmt: skip
    assert trace.of("abandoned") == {"call": 1, "yield": 1} | ({} if closed_quietly else {"resume": 1, "unwind": 1})
    assert trace.of("guarded") == {"call": 1, "yield": 1, "resume": 1, "unwind": 1}
    assert trace.of("unstarted") == {"resume": 1, "unwind": 1}
    assert trace.of("delegating") == {"call": 1, "yield": 2, "resume": 2, "return": 1}
    assert trace.of("rising") == {"call": 1, "yield": 3, "resume": 3, "return": 1}
    assert trace.of("collect") == {"call": 1, "return": 1}
    started = Counter(event.instance for event in trace.events if event.kind == "call" and event.instance)
    assert set(started.values()) == {1}
    assert trace.count("call") - trace.of("main")["call"] == len(started)
    for instance in started:
        assert len({event.name for event in trace.events if event.instance == instance}) == 1


def test_recording__asyncio_tasks__then_each_has_its_own(recorded: Program) -> None:
    trace = recorded.run("tasks")
    assert trace.of("worker") == {"call": 3, "yield": 9, "resume": 9, "return": 3}
    steps = Counter(event.task for event in trace.events if event.kind == "call" and event.name == "step")
    assert sorted(steps.values()) == [1, 4, 4, 4]
    assert steps[0] == 1  # the one outside of all tasks
    assert {event.task for event in trace.events if event.name == "boss"}.isdisjoint(steps)


@pytest.mark.parametrize("threads", [1, 2, 63])
def test_recording__threads__then_every_call_counted(recorded: Program, threads: int) -> None:
    trace = recorded.run("threads", threads)
    assert trace.of("work") == {"call": 10 * threads, "return": 10 * threads}
    assert len({event.thread for event in trace.events}) == threads + 1
    assert trace.dropped() == 0


@pytest.mark.parametrize("threads", [65, 200])
def test_recording__threads_over_the_limit__then_raised_or_counted(recorded: Program, threads: int) -> None:
    kept, raised = recorded.run_each("threads", [{"max_threads": 64}, {"max_threads": 256}], threads)
    assert raised.of("work") == {"call": 10 * threads, "return": 10 * threads}
    assert raised.dropped() == 0
    assert kept.count("call") + kept.count("return") + kept.dropped() == 22 * threads + 2
    assert kept.balance["dropped"] == {"registry_full": kept.dropped()}


def test_recording__callbacks_from_c__then_counted(recorded: Program) -> None:
    assert recorded.run("callbacks").of("key") == {"call": 1000, "return": 1000}


def test_recording__spans_and_marks__then_named_and_nested(recorded: Program) -> None:
    trace = recorded.run("spans")
    assert [(event.kind, event.name) for event in trace.events] == [
        ("call", "main"),
        ("call", "load"),
        ("call", "work"),
        ("return", "work"),
        ("call", 'say "inner"\n'),
        ("call", "work"),
        ("return", "work"),
        ("return", 'say "inner"\n'),
        ("mark", "warm"),
        ("call", "work"),
        ("return", "work"),
        ("return", "load"),
        ("call", "load"),
        ("call", "fail"),
        *[("exception", "LookupError")] * names_exceptions(recorded),
        ("unwind", "fail"),
        ("return", "load"),
        ("return", "main"),
    ]
    assert {line["kind"] for line in trace.names.values()} >= {"python", "span", "mark"}


def test_recording__code_of_others__then_not_recorded(recorded: Program) -> None:
    own, every, one = recorded.run_each("libraries", [{}, {"everything": True}, {"include": ["json"]}])
    assert own.functions() == {"main", "convert"}
    assert {"main", "convert", "JSONEncoder.iterencode"} < every.functions()
    assert "JSONEncoder.iterencode" in one.functions()
    assert {line["module"] for line in one.names.values()} <= {"json", "json.encoder"}


def test_recording__second_with_other_filters__then_its_own_functions(recorded: Program) -> None:
    first, second, third = recorded.run_each("libraries", [{"include": ["json"]}, {}, {"include": ["json"]}])
    assert second.functions() == {"main", "convert"}
    assert third.events == first.events
