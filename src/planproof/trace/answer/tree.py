"""The call tree of every thread, repeats folded: first the way of an exception that nobody caught, then what took longest."""

from __future__ import annotations

from array import array
from heapq import heappop, heappush

import msgspec

from planproof.trace.answer.evidence import frame_data, frame_lines, unseen_because
from planproof.trace.answer.folding import Group, grouped, opened, shapes_of
from planproof.trace.answer.items import MOST_ITEMS, Answer, Item
from planproof.trace.answer.wording import (
    call_number,
    duration_text,
    ending_text,
    function_name,
    function_place,
    quantile,
    short,
)
from planproof.trace.spans.table import Ending, TraceSpans

__all__ = ["Branch", "group_data", "group_text", "laid_out", "nothing_seen", "tree_answer"]

_MOST_INDENTED = 40


class Branch(msgspec.Struct, frozen=True):
    """A line of the tree that is to be laid out.

    Attributes:
        rows: calls of one shape; none for a thread.
        line: of a thread.
        data: of a thread.
        children: groups of calls below a thread.
    """

    rows: tuple[int, ...]
    line: str = ""
    data: dict[str, object] = {}
    children: tuple[tuple[int, ...], ...] = ()


class _Laid(msgspec.Struct):
    """A branch that was laid out; `below` has what stands below it, each with its turn in the program and its place here."""

    line: str
    data: dict[str, object]
    below: list[tuple[int, int]]


def tree_answer(trace: TraceSpans, root: str) -> Answer:
    """All calls of a trace.

    Args:
        trace: to be asked.
        root: the project's folder, for the names of files.
    """
    shapes = shapes_of(trace.spans)
    tops: list[Branch] = []
    for (pid, thread), rows in _threads(trace).items():
        count = len({trace.tracks[trace.spans.track[row]][:3] for row in rows})
        name = f"{f'{count} threads' if count > 1 else 'thread'} {short(thread, 12)} of process {pid}"
        data: dict[str, object] = {"thread": short(thread, 12), "pid": pid, "depth": 0}
        tops.append(Branch(tuple(rows), name, data, grouped(rows, shapes)))
    items, ranked, beyond = laid_out(trace, tops, shapes, root)
    if not items:
        items, ranked = nothing_seen(trace, "any call")
    return Answer(frame_lines(trace), frame_data(trace), items, ranked, beyond)


def nothing_seen(trace: TraceSpans, what: str) -> tuple[tuple[Item, ...], tuple[int, ...]]:
    """Items that say that something wasn't observed, and why that is no proof that it wasn't there."""
    because = unseen_because(trace)
    head = Item(f"not observed: {what}; that it never was isn't proved, since", {"notObserved": what})
    items = (head, *(Item(f"  {reason}", {"because": reason}, 0) for reason in because))
    return items, tuple(range(len(items)))


def laid_out(
    trace: TraceSpans, tops: list[Branch], shapes: array[int], root: str, depth: int = 0
) -> tuple[tuple[Item, ...], tuple[int, ...], int]:
    """Branches and all below them as items, their ranks, and the calls that there were too many of."""
    laid: list[_Laid] = []
    heads: list[tuple[int, int]] = []
    waiting: list[tuple[tuple[bool, int, int], int, int, Branch]] = []
    order = 0
    for branch in tops:
        heappush(waiting, (_key(trace, branch.rows, True, order), -1, depth, branch))
        order += 1
    while waiting and len(laid) < MOST_ITEMS:
        key, parent, level, branch = heappop(waiting)
        place = len(laid)
        (laid[parent].below if parent >= 0 else heads).append((key[2], place))
        if branch.line:
            laid.append(_Laid("  " * level + branch.line, branch.data, []))
            groups = branch.children
        else:
            whole = opened(trace.spans, branch.rows, shapes)
            groups = whole.children
            line = "  " * min(level, _MOST_INDENTED) + group_text(trace, whole.group, root)
            laid.append(_Laid(line, {**group_data(trace, whole.group, root), "depth": level}, []))
        for rows in groups:
            heappush(waiting, (_key(trace, rows, not key[0], order), place, level + 1, Branch(rows)))
            order += 1
    beyond = sum(trace.spans.calls[row] for _, _, _, branch in waiting for row in branch.rows)
    return *_in_order(laid, heads), beyond


def group_text(trace: TraceSpans, group: Group, root: str) -> str:
    """A group of calls in one line."""
    spans, row = trace.spans, slowest(trace, group.rows)
    function = trace.functions[spans.function[row]]
    ordered = sorted(spans.total_ns[row] for row in group.rows)
    parts = [function_name(function)]
    if len(group.rows) > 1:
        parts[0] += f" x{len(group.rows)}"
        parts += [f"p50 {duration_text(quantile(ordered, 0.5))}", f"p99 {duration_text(quantile(ordered, 0.99))}"]
        parts.append(f"total {duration_text(group.total_ns)}")
    else:
        parts.append(duration_text(group.total_ns))
    parts.append(f"self {duration_text(group.self_ns)}")
    if group.recursive:
        parts.append(f"recursion {group.recursive} calls, {group.levels} deep")
    parts.append(ending_text(trace, row))
    parts.append("start not seen" if any(spans.begun_unseen[row] for row in group.rows) else "")
    tasks = {trace.tracks[spans.track[row]].task for row in group.rows} - {0} if spans.parent[row] < 0 else set()
    parts.append(f"task {min(tasks)}" if len(tasks) == 1 else f"{len(tasks)} tasks" if tasks else "")
    parts += [function_place(function, root), f"{'slowest ' * (len(group.rows) > 1)}#{call_number(trace, row)}"]
    return "  ".join(filter(None, parts))


def group_data(trace: TraceSpans, group: Group, root: str) -> dict[str, object]:
    """The same as data."""
    row = slowest(trace, group.rows)
    function = trace.functions[trace.spans.function[row]]
    ordered = sorted(trace.spans.total_ns[row] for row in group.rows)
    data: dict[str, object] = {"function": function_name(function), "at": function_place(function, root)}
    data |= {"calls": len(group.rows), "totalNs": group.total_ns, "selfNs": group.self_ns}
    if len(group.rows) > 1:
        data |= {"p50Ns": quantile(ordered, 0.5), "p99Ns": quantile(ordered, 0.99)}
    if group.recursive:
        data |= {"recursive": group.recursive, "levels": group.levels}
    return {**data, "ending": ending_text(trace, row) or "returned", "slowest": call_number(trace, row)}


def slowest(trace: TraceSpans, rows: tuple[int, ...]) -> int:
    """The row of the call that took longest, the first of several."""
    return max(rows, key=lambda row: (trace.spans.total_ns[row], -row))


def _threads(trace: TraceSpans) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = {}
    for row in trace.roots:
        track = trace.tracks[trace.spans.track[row]]
        found.setdefault((track.pid, track.thread), []).append(row)
    return found


def _key(trace: TraceSpans, rows: tuple[int, ...], above: bool, order: int) -> tuple[bool, int, int]:
    """What matters more is smaller: the way of an exception that left all around it too, then what took long or raised."""
    spans = trace.spans
    failing = above and any(spans.ending[row] == Ending.RAISED for row in rows)
    raising = any(spans.raised[row] for row in rows)
    return not failing, -(1 + raising) * sum(spans.total_ns[row] for row in rows), order


def _in_order(laid: list[_Laid], heads: list[tuple[int, int]]) -> tuple[tuple[Item, ...], tuple[int, ...]]:
    """Items in the order of the tree; what is laid out first matters most."""
    items: list[Item] = []
    shown_at = [0] * len(laid)
    waiting = [(place, -1) for _, place in sorted(heads, reverse=True)]
    while waiting:
        place, parent = waiting.pop()
        shown_at[place] = len(items)
        items.append(Item(laid[place].line, laid[place].data, parent))
        waiting += [(below, shown_at[place]) for _, below in sorted(laid[place].below, reverse=True)]
    return tuple(items), tuple(shown_at)
