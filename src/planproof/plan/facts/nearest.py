"""The names that look most like one that doesn't exist, among hundreds of thousands, without looking closely at each.

    all names, one string ── the rarest pieces of three letters ── some hundred candidates ── difflib ── the nearest

Comparing one name with 300,000 others takes seconds; finding a piece of text in a string of six megabytes takes milliseconds.
A name that shares none of its rarer pieces with the one asked for isn't near it.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from difflib import SequenceMatcher

__all__ = ["Names"]

_PIECE = 3
_CANDIDATES_MAX = 400  # that difflib looks at, some tens of microseconds each
_OCCURRENCES_MAX = 20_000  # a piece that stands in more names tells nothing
_LONGEST = 300  # characters of a name that are compared


class Names:
    """Names that can be asked which of them are near another.

    Args:
        names: without line breaks; those with one are left out.
        separator: cuts off what may be left out in front of a name: with `.`, `add` is compared with `add` of `Store.add`.
    """

    def __init__(self, names: Iterable[str], separator: str = "") -> None:
        self._names = sorted({name for name in names if "\n" not in name})
        self._separator = separator

    def nearest(self, name: str, count: int, cutoff: float) -> tuple[str, ...]:
        """At most `count` names whose likeness (2 x letters in common / letters of both, 0 to 1) is `cutoff` or more."""
        from difflib import SequenceMatcher  # only where a name is missing

        name = name[:_LONGEST]
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(name.lower())
        scored = sorted((-self._likeness(matcher, each, cutoff), each) for each in self._candidates(name))
        return tuple(each for score, each in scored[:count] if -score >= cutoff)

    def _likeness(self, matcher: SequenceMatcher[str], name: str, cutoff: float) -> float:
        """How much a name, or its last part where that is nearer, looks like what the matcher holds."""
        lower = name[:_LONGEST].lower()
        best = 0.0
        for form in {lower, lower.rpartition(self._separator)[2] if self._separator else lower}:
            matcher.set_seq1(form)
            if matcher.real_quick_ratio() >= cutoff and matcher.quick_ratio() >= cutoff:
                best = max(best, matcher.ratio())
        return best

    def _candidates(self, name: str) -> list[str]:
        """The names that share the most of the rarer pieces with `name`; all names where there are few."""
        if len(self._names) <= _CANDIDATES_MAX:
            return self._names
        lower = name.lower()
        pieces = {lower[start : start + _PIECE] for start in range(max(len(lower) - _PIECE, 0) + 1)}
        shared: Counter[int] = Counter()
        for occurrences, piece in sorted((self._text.count(piece), piece) for piece in pieces if piece):
            if occurrences > _OCCURRENCES_MAX or len(shared) > 10 * _CANDIDATES_MAX:
                break
            shared.update({bisect(self._starts, at) - 1 for at in _places(piece, self._text)})
        length = len(name)
        from heapq import nsmallest

        best = nsmallest(
            _CANDIDATES_MAX,
            shared,
            key=lambda number: (-shared[number], abs(len(self._names[number]) - length), number),
        )
        return [self._names[number] for number in best]

    @cached_property
    def _text(self) -> str:
        return "\n".join(name.lower() for name in self._names)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each name begins in the text."""
        return [0, *accumulate(len(name.lower()) + 1 for name in self._names[:-1])]


def _places(piece: str, text: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)
