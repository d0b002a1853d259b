"""What ran: the three things most worth a look, then functions by their own time, exceptions, threads and modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planproof.trace.answer.evidence import frame_data, frame_lines, unseen_because
from planproof.trace.answer.items import MOST_ITEMS, Answer, Item
from planproof.trace.answer.wording import (
    call_number,
    counted,
    duration_text,
    ending_text,
    exception_name,
    function_name,
    function_place,
    quantile,
    short,
)
from planproof.trace.spans.table import Ending, TraceSpans

__all__ = ["summary_answer"]

_WORTH = 3
_CUT_OFF = (Ending.LOST, Ending.EXITED, Ending.KILLED, Ending.RUNNING)


def summary_answer(trace: TraceSpans, root: str) -> Answer:
    """What ran, in sections.

    Args:
        trace: to be asked.
        root: the project's folder, for the names of files.
    """
    sections = (
        ("most worth a look", _worth(trace, root)),
        ("functions by self time", _functions(trace, root)),
        ("exceptions", _exceptions(trace, root)),
        ("threads", _threads(trace)),
        ("modules by self time", _modules(trace)),
        ("marks", [(f"{short(trace.functions[mark.function].name)} at {duration_text(mark.time_ns)}",
                    {"mark": short(trace.functions[mark.function].name), "timeNs": mark.time_ns})
                   for mark in trace.marks[:MOST_ITEMS]]),
    )  # fmt: skip
    items: list[Item] = []
    turns: list[tuple[int, int, int]] = []  # turn, section, place: sections take turns, the first one goes first
    for number, (name, rows) in enumerate(sections):
        if not rows:
            continue
        head = len(items)
        items.append(Item(f"{name}:", {"section": name}))
        turns.append((0 if number == 0 else 1, number, head))
        for turn, (line, data) in enumerate(rows):
            turns.append((0 if number == 0 else turn + 1, number, len(items)))
            items.append(Item(f"  {line}", data, head))
    return Answer(frame_lines(trace), frame_data(trace), tuple(items), tuple(place for _, _, place in sorted(turns)))


_Row = tuple[str, dict[str, object]]


def _worth(trace: TraceSpans, root: str) -> list[_Row]:
    found: list[_Row] = []
    for candidate in _candidates(trace, root):
        found.append(candidate)
        if len(found) == _WORTH:
            break
    return found


def _candidates(trace: TraceSpans, root: str) -> Iterator[_Row]:
    """Calls that explain how a run went, the most telling first."""
    spans = trace.spans
    uncaught = [row for row in _origins(trace) if _catcher(trace, row) < 0]
    if uncaught:
        yield _call(trace, uncaught[-1], "no recorded call caught what left", root)
    cut = [row for row in range(len(spans)) if spans.ending[row] in _CUT_OFF]
    if cut:
        yield _call(trace, max(cut, key=lambda row: (spans.start_ns[row], row)), "innermost call without an end", root)
    if not len(spans):
        return
    totals = _by_function(trace)
    whole = sum(spans.self_ns) or 1
    number, rows = max(totals.items(), key=lambda entry: (sum(spans.self_ns[row] for row in entry[1]), -entry[0]))
    share = 100 * sum(spans.self_ns[row] for row in rows) // whole
    slow = max(rows, key=lambda row: (spans.self_ns[row], -row))
    yield _call(trace, slow, f"most time is this function's own ({share}%), slowest call", root)
    outliers = []
    for entries in totals.values():
        rows = [row for row in entries if not _is_recursive(trace, row)]  # those inside are shorter, by their nature
        if not rows:
            continue
        middle = quantile(sorted(spans.total_ns[row] for row in rows), 0.5)
        longest = max(rows, key=lambda row: (spans.total_ns[row], -row))
        if len(rows) > 4 and spans.total_ns[longest] > 4 * middle:
            outliers.append((spans.total_ns[longest] - middle, -longest, middle))
    if outliers:
        _, longest, middle = max(outliers)
        yield _call(trace, -longest, f"far from its p50 of {duration_text(middle)}", root)
    raised = Counter(spans.function[row] for row in _origins(trace))
    if raised:
        number, count = max(raised.items(), key=lambda entry: (entry[1], -entry[0]))
        first = next(row for row in _origins(trace) if spans.function[row] == number)
        yield _call(trace, first, f"raised {counted(count, 'time')}, first", root)


def _is_recursive(trace: TraceSpans, row: int) -> bool:
    parent = trace.spans.parent[row]
    return parent >= 0 and trace.spans.function[parent] == trace.spans.function[row]


def _call(trace: TraceSpans, row: int, why: str, root: str) -> _Row:
    spans, function = trace.spans, trace.functions[trace.spans.function[row]]
    number, ending = call_number(trace, row), ending_text(trace, row)
    parts = [f"{why}: {function_name(function)}", duration_text(spans.total_ns[row]), ending]
    data: dict[str, object] = {"why": why, "function": function_name(function), "at": function_place(function, root)}
    data |= {"totalNs": spans.total_ns[row], "ending": ending or "returned", "call": number}
    return "  ".join(filter(None, (*parts, function_place(function, root), f"#{number}"))), data


def _by_function(trace: TraceSpans) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, function in enumerate(trace.spans.function):
        found.setdefault(function, []).append(row)
    return found


def _functions(trace: TraceSpans, root: str) -> list[_Row]:
    spans = trace.spans
    found = []
    for number, rows in _by_function(trace).items():
        function, ordered = trace.functions[number], sorted(spans.total_ns[row] for row in rows)
        self_ns, middle, high = sum(spans.self_ns[row] for row in rows), quantile(ordered, 0.5), quantile(ordered, 0.99)
        name, place = function_name(function), function_place(function, root)
        line = f"{name} x{len(rows)}  self {duration_text(self_ns)}  p50 {duration_text(middle)}"
        data: dict[str, object] = {"function": name, "at": place, "calls": len(rows), "selfNs": self_ns}
        data |= {"p50Ns": middle, "p99Ns": high}
        found.append((-self_ns, number, (f"{line}  p99 {duration_text(high)}  {place}".rstrip(), data)))
    return [row for _, _, row in sorted(found, key=lambda entry: entry[:2])[:MOST_ITEMS]]


def _origins(trace: TraceSpans) -> list[int]:
    """The calls in which an exception was raised, not those that it left on its way."""
    spans = trace.spans
    return [
        row
        for row in range(len(spans))
        if spans.ending[row] == Ending.RAISED
        and not any(
            spans.ending[child] == Ending.RAISED and spans.exception[child] == spans.exception[row]
            for child in (spans.children(row) if spans.raised[row] > 1 else ())
        )
    ]


def _catcher(trace: TraceSpans, row: int) -> int:
    """The nearest call around one that its exception didn't leave; -1 for none."""
    spans = trace.spans
    while row >= 0 and spans.ending[row] == Ending.RAISED:
        row = spans.parent[row]
    return row


def _exceptions(trace: TraceSpans, root: str) -> list[_Row]:
    found: dict[tuple[str, int, int], list[int]] = {}
    for row in _origins(trace):
        caught = _catcher(trace, row)
        by = trace.spans.function[caught] if caught >= 0 else -1
        found.setdefault((exception_name(trace, row), trace.spans.function[row], by), []).append(row)
    if not found:
        reasons = unseen_because(trace)
        return [(f"none observed; {'; '.join(reasons)}", {"notObserved": "exceptions", "because": reasons})]
    lines: list[tuple[int, _Row]] = []
    for (name, number, by), rows in found.items():
        function = trace.functions[number]
        name = name or "an exception whose type the recorder didn't hear"
        where = f"caught in {function_name(trace.functions[by])}" if by >= 0 else "caught by no recorded call"
        data: dict[str, object] = {"exception": name, "function": function_name(function), "times": len(rows)}
        data |= {"at": function_place(function, root), "outcome": where, "first": call_number(trace, rows[0])}
        line = f"{name} x{len(rows)} in {function_name(function)}, {where}  {function_place(function, root)}"
        lines.append((-len(rows), (f"{line}  first #{call_number(trace, rows[0])}", data)))
    return [row for _, row in sorted(lines, key=lambda entry: entry[0])[:MOST_ITEMS]]


def _threads(trace: TraceSpans) -> list[_Row]:
    calls: Counter[tuple[int, int, int, str]] = Counter()
    time: Counter[tuple[int, int, int, str]] = Counter()
    tasks: dict[tuple[int, int, int, str], set[int]] = {}
    for row, track in enumerate(trace.spans.track):
        pid, slot, generation, task, name = trace.tracks[track]
        key = (pid, slot, generation, name)
        calls[key] += 1
        time[key] += trace.spans.self_ns[row]
        tasks.setdefault(key, set()).add(task)
    found = []
    for key in sorted(calls, key=lambda key: (-time[key], key))[:MOST_ITEMS]:
        pid, name, count = key[0], short(key[3], 12), len(tasks[key] - {0})
        line = f"{name} of process {pid}: {counted(calls[key], 'call')}, {duration_text(time[key])}"
        data: dict[str, object] = {"thread": name, "pid": pid, "calls": calls[key], "timeNs": time[key], "tasks": count}
        found.append((f"{line}, {counted(count, 'task')}" if count else line, data))
    return found


def _modules(trace: TraceSpans) -> list[_Row]:
    calls: Counter[str] = Counter()
    time: Counter[str] = Counter()
    for row, number in enumerate(trace.spans.function):
        module = trace.functions[number].module
        calls[module] += 1
        time[module] += trace.spans.self_ns[row]
    found: list[_Row] = []
    for module in sorted(calls, key=lambda module: (-time[module], module))[:MOST_ITEMS]:
        name = short(module) or "?"
        data: dict[str, object] = {"module": name, "calls": calls[module], "selfNs": time[module]}
        found.append((f"{name}: {counted(calls[module], 'call')}, self {duration_text(time[module])}", data))
    return found
