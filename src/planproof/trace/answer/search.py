"""Calls by function, file, duration and exception, the longest first; none is an answer too, with what it is worth."""

from __future__ import annotations

import msgspec

from planproof.trace.answer.evidence import frame_data, frame_lines
from planproof.trace.answer.items import MOST_ITEMS, Answer, Item
from planproof.trace.answer.tree import nothing_seen
from planproof.trace.answer.wording import (
    call_number,
    counted,
    duration_text,
    ending_text,
    exception_name,
    function_name,
    function_place,
    short,
)
from planproof.trace.spans.table import Ending, TraceSpans

__all__ = ["Wanted", "search_answer"]


class Wanted(msgspec.Struct, frozen=True):
    """Which calls are looked for; each field narrows.

    Attributes:
        function: part of module and name.
        file: part of its file.
        least_ns: how long it was on the stack at least.
        raised: only calls that an exception left.
        exception: part of the name of that exception.
    """

    function: str = ""
    file: str = ""
    least_ns: int = 0
    raised: bool = False
    exception: str = ""

    def text(self) -> str:
        """What is looked for, in words."""
        parts = [f"a function with {short(self.function)!r}" if self.function else "any call"]
        parts.append(f"in a file with {short(self.file)!r}" if self.file else "")
        parts.append(f"of at least {duration_text(self.least_ns)}" if self.least_ns else "")
        parts.append(f"left by {short(self.exception)!r}" if self.exception else "left by an exception" * self.raised)
        return " ".join(filter(None, parts))


def search_answer(trace: TraceSpans, wanted: Wanted, root: str) -> Answer:
    """The calls that are looked for.

    Args:
        trace: to be asked.
        wanted: which.
        root: the project's folder, for the names of files.
    """
    spans = trace.spans
    fitting = {
        number
        for number, function in enumerate(trace.functions)
        if wanted.function in f"{function.module}.{function.name}" and wanted.file in function.file
    }
    rows = [row for row in range(len(spans)) if spans.function[row] in fitting and _fits(trace, row, wanted)]
    lines, head = frame_lines(trace), frame_data(trace)
    if not rows:
        items, ranked = nothing_seen(trace, wanted.text())
        return Answer(lines, head, items, ranked)
    rows.sort(key=lambda row: (-spans.total_ns[row], row))
    kept = sorted(rows[:MOST_ITEMS])
    place = {row: number for number, row in enumerate(kept)}
    functions = len({spans.function[row] for row in rows})
    found = f"found {counted(len(rows), 'call')} of {counted(functions, 'function')}: {wanted.text()}"
    return Answer(
        (*lines, found),
        {**head, "found": len(rows)},
        tuple(_item(trace, row, root) for row in kept),
        tuple(place[row] for row in rows[:MOST_ITEMS]),
        len(rows) - len(kept),
    )


def _fits(trace: TraceSpans, row: int, wanted: Wanted) -> bool:
    spans = trace.spans
    if spans.total_ns[row] < wanted.least_ns:
        return False
    if (wanted.raised or wanted.exception) and spans.ending[row] != Ending.RAISED:
        return False
    return not wanted.exception or wanted.exception in exception_name(trace, row)


def _item(trace: TraceSpans, row: int, root: str) -> Item:
    spans, function = trace.spans, trace.functions[trace.spans.function[row]]
    name, place, ending = function_name(function), function_place(function, root), ending_text(trace, row)
    number = call_number(trace, row)
    data: dict[str, object] = {"function": name, "at": place, "startNs": spans.start_ns[row]}
    data |= {"totalNs": spans.total_ns[row], "ending": ending or "returned", "call": number}
    parts = (name, duration_text(spans.total_ns[row]), f"at {duration_text(spans.start_ns[row])}", ending, place)
    return Item("  ".join(filter(None, (*parts, f"#{number}"))), data)
