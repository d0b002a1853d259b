"""What an answer rests on: how much of the trace was read, what is missing, and why something that isn't seen may have happened."""

from __future__ import annotations

from planproof.trace.answer.wording import counted, short
from planproof.trace.spans.table import TraceSpans
from planproof.trace.summary import exit_text

__all__ = ["frame_data", "frame_lines", "unseen_because"]


def frame_lines(trace: TraceSpans) -> tuple[str, ...]:
    """The lines that every answer begins with."""
    manifest = trace.manifest
    command = short(" ".join(manifest.command)) or "this process"
    end = exit_text(manifest) if manifest.closed else "not closed"
    held = f"{counted(len(trace.spans), 'call')}, {counted(len(trace.tracks), 'track')}"
    read = f"{trace.events} of {trace.events_emitted} events, {held}"
    lost = ", ".join(f"{count} {reason}" for reason, count in trace.losses.items())
    lost = short(f"lost: {lost}" if lost else "nothing lost", 40)
    return (f"trace {_name(trace)}: {command}, {end}", f"{read}, {lost}, times +-{manifest.clock.error_ns} ns")


def frame_data(trace: TraceSpans) -> dict[str, object]:
    """The same as data."""
    return {
        "trace": _name(trace),
        "events": {"read": trace.events, "emitted": trace.events_emitted},
        "calls": len(trace.spans),
        "lost": {short(reason, 8): count for reason, count in list(trace.losses.items())[:8]},
        "clockErrorNs": trace.manifest.clock.error_ns,
    }


def unseen_because(trace: TraceSpans) -> list[str]:
    """Why what this trace doesn't show may have happened all the same; never empty, since no trace says all that was hooked."""
    reasons = []
    if trace.losses:
        reasons.append("some of the trace was lost (see above)")
    if not trace.manifest.closed:
        reasons.append("the trace isn't closed, so more may come")
    if not trace.manifest.processes:
        reasons.append("no Python process is known to have joined")
    if trace.manifest.warnings:
        reasons.append(f"{len(trace.manifest.warnings)} warnings of the recorder (planproof trace info)")
    reasons.append("code that `record` wasn't told to hook is not seen (default: the project's own)")
    return reasons


def _name(trace: TraceSpans) -> str:
    return short(trace.folder, 20, keep_end=True)
