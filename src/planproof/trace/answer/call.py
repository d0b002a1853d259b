"""One call's whole life: how it went, the way to it, and what it called."""

from __future__ import annotations

import re
from array import array

from planproof.errors import UsageError
from planproof.trace.answer.evidence import frame_data, frame_lines
from planproof.trace.answer.folding import opened, shapes_of
from planproof.trace.answer.items import MOST_ITEMS, Answer, Item
from planproof.trace.answer.tree import Branch, group_data, group_text, laid_out
from planproof.trace.answer.wording import counted, duration_text, short
from planproof.trace.spans.table import TraceSpans

__all__ = ["call_answer"]

_NUMBER = re.compile(r"#?([0-9]{1,10})\.([0-9]{1,18})")


def call_answer(trace: TraceSpans, name: str, root: str) -> Answer:
    """What there is to say of one call.

    Args:
        trace: to be asked.
        name: of the call, as answers give it: `4242.17`.
        root: the project's folder, for the names of files.

    Raises:
        UsageError: that names no call of this trace.
    """
    row = _row_named(trace, name)
    shapes, spans = shapes_of(trace.spans), trace.spans
    path: list[int] = []
    above = spans.parent[row]
    while above >= 0 and len(path) < MOST_ITEMS:
        path.append(above)
        above = spans.parent[above]
    how = (shapes, root)
    items = [_one(trace, row, how, ""), *_facts(trace, row)]
    ranked = list(range(len(items)))
    if path:
        head = len(items)
        items.append(Item("called from, innermost first:", {"section": "path"}))
        items += [_one(trace, place, how, "  ", head) for place in path]
        ranked += range(head, len(items))
    branches = [Branch(rows) for rows in opened(spans, (row,), shapes).children]
    below, order, beyond = laid_out(trace, branches, shapes, root, 1)
    if below:
        head = len(items)
        items.append(Item("calls:", {"section": "calls"}))
        shift = head + 1
        items += [Item(item.line, item.data, item.parent + shift if item.parent >= 0 else head) for item in below]
        # The way to it is as long as the program is deep: beyond the nearest calls of it, what it called matters more.
        near = ranked[: len(ranked) - max(0, len(path) - 8)]
        ranked = [*near, head, *(place + shift for place in order), *ranked[len(near) :]]
    return Answer(
        frame_lines(trace), frame_data(trace), tuple(items), tuple(ranked), beyond + spans.depth[row] - len(path)
    )


def _row_named(trace: TraceSpans, name: str) -> int:
    found = _NUMBER.fullmatch(name)
    wanted = (int(found[1]), int(found[2])) if found else (-1, -1)
    for row, number in enumerate(trace.spans.number):
        if number == wanted[1] and trace.tracks[trace.spans.track[row]].pid == wanted[0]:
            return row
    hint = "summary, tree and search name calls as PROCESS.NUMBER, such as #4242.17"
    raise UsageError("no call of this trace has that number", place=short(name), hint=hint)


def _one(trace: TraceSpans, row: int, how: tuple[array[int], str], indent: str, parent: int = -1) -> Item:
    shapes, root = how
    group = opened(trace.spans, (row,), shapes).group
    return Item(indent + group_text(trace, group, root), group_data(trace, group, root), parent)


def _facts(trace: TraceSpans, row: int) -> list[Item]:
    spans, track = trace.spans, trace.tracks[trace.spans.track[row]]
    start, end = spans.start_ns[row], spans.end_ns[row]
    where = f"thread {short(track.thread, 12)} of process {track.pid}"
    data: dict[str, object] = {"thread": short(track.thread, 12), "pid": track.pid, "task": track.task}
    times = f"from {duration_text(start)} to {duration_text(end)} of the session"
    data |= {"startNs": start, "endNs": end, "depth": spans.depth[row], "callsBelow": spans.calls[row] - 1}
    away = end - start - spans.total_ns[row]
    if spans.instance[row]:
        times += f", {duration_text(away)} of it suspended"
        data |= {"suspendedNs": away}
    task = f", task {track.task}" if track.task else ""
    counts = f"{counted(spans.calls[row] - 1, 'call')} below it"
    if spans.raised[row]:
        counts += f", {counted(spans.raised[row], 'exception')} out of it or them"
    return [Item(f"  {where}{task}, {times}; depth {spans.depth[row]}; {counts}", data)]
