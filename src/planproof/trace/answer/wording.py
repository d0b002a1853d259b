"""Words of answers: functions, places, durations, calls; whatever a trace says is made printable and kept short."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache

from planproof.tokens import count_tokens, estimate_tokens
from planproof.trace.atf.names import Function
from planproof.trace.spans.table import ENDING_WORDS, Ending, TraceSpans

__all__ = [
    "call_number",
    "counted",
    "duration_text",
    "ending_text",
    "exception_name",
    "function_name",
    "function_place",
    "quantile",
    "short",
]

_UNITS = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"))
_NAME_TOKENS = 24
_KEPT = 10_000  # words of functions that are made once: thousands of lines may name a few functions


@lru_cache(maxsize=_KEPT)
def short(text: str, tokens: int = _NAME_TOKENS, keep_end: bool = False) -> str:
    """A text in one printable line of at most so many tokens.

    Args:
        text: anything.
        tokens: how many it may cost at most.
        keep_end: cut its beginning off rather than its end.
    """
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text[:2000]).strip()
    if estimate_tokens(text) <= tokens or count_tokens(text) <= tokens:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if count_tokens(_cut(text, middle, keep_end)) <= tokens else (low, middle)
    return _cut(text, low, keep_end)


@lru_cache(maxsize=_KEPT)
def function_name(function: Function) -> str:
    """Module and name; `?` for a function without."""
    return short(".".join(filter(None, (function.module, function.name)))).lstrip("/") or "?"


@lru_cache(maxsize=_KEPT)
def function_place(function: Function, root: str) -> str:
    """`app.py:12`, below the project's root where it lies there; empty where nobody knows."""
    if not function.file:
        return ""
    inside = function.file.startswith(os.path.join(root, ""))
    file = os.path.relpath(function.file, root) if inside else function.file
    return short(f"{file}:{function.line}", keep_end=True)


def exception_name(trace: TraceSpans, row: int) -> str:
    """The exception that a call was left by; empty where the recorder didn't hear which."""
    number = trace.spans.exception[row]
    return short(trace.functions[number].name) if number >= 0 else ""


def call_number(trace: TraceSpans, row: int) -> str:
    """How a call is named: process and its number there, `4242.17`. It stays the same while the trace grows."""
    return f"{trace.tracks[trace.spans.track[row]].pid}.{trace.spans.number[row]}"


def ending_text(trace: TraceSpans, row: int) -> str:
    """How a call ended, where that isn't by returning."""
    ending = Ending(trace.spans.ending[row])
    if ending == Ending.RETURNED:
        return ""
    return " ".join(filter(None, (ENDING_WORDS[ending], exception_name(trace, row))))


def counted(count: int, word: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count} {word}{'s' * (count != 1)}"


def duration_text(length_ns: int) -> str:
    """`1.25 ms`; three digits that matter."""
    for size, unit in _UNITS:
        if length_ns >= size:
            return f"{length_ns / size:.3g} {unit}" if length_ns < 1000 * size else f"{length_ns // size} {unit}"
    return f"{length_ns} ns"


def quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least this share of the values don't exceed (nearest rank)."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _cut(text: str, length: int, keep_end: bool) -> str:
    return f"…{text[len(text) - length :]}" if keep_end else f"{text[:length]}…"
