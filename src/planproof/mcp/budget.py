"""The longest cut of an answer that fits its budget, exactly counted.

What is counted is what a host puts before its model: the JSON of the text block, and the JSON of the structured content. Each
alone costs at most the budget, the frame and the line about what was left out included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from planproof.errors import UsageError
from planproof.mcp.cursor import answer_digest, cursor_text, start_of
from planproof.mcp.pages import Pages
from planproof.tokens import count_tokens, estimate_tokens

__all__ = ["DEFAULT_TOKENS", "LEAST_TOKENS", "MOST_TOKENS", "Cut", "fitted", "form_tokens"]

DEFAULT_TOKENS = 2_000
LEAST_TOKENS = 200
MOST_TOKENS = 100_000
_LENGTHS = (400, 200, 120, 80, 50, 30, 16, 8)  # characters, tried one after the other for an item that doesn't fit
_FEW = 64  # items: an answer of so many is tried whole before its digest is made
_LOOK_AHEAD = 4  # items: a number in the frame may lose a digit, so a longer cut can cost a token less


class Cut(msgspec.Struct, frozen=True):
    """One page of an answer.

    Attributes:
        data: the structured content.
        text: the text block.
        stop: number of the item after the last one in it.
    """

    data: Mapping[str, object]
    text: str
    stop: int


def fitted(pages: Pages, name: str, budget: int, cursor: str = "") -> Cut:
    """The longest page that costs at most `budget` tokens of o200k_base in either form.

    Args:
        pages: the whole answer.
        name: of the tool and what it was asked, for the cursor.
        budget: in tokens, at least 200.
        cursor: where the page before ended; empty for the first.

    Raises:
        UsageError: the cursor isn't one of this answer, or the budget is too small for it.
    """
    count = pages.count()
    if not cursor and count <= _FEW and _fits(whole := _cut(pages, 0, count, ""), budget):
        return whole
    digest = answer_digest(name, pages.identity())
    start = start_of(cursor, count, digest)
    stop = _longest(pages, start, digest, budget)
    if stop > start:
        return _cut(pages, start, stop, digest)
    if start == count:
        return _checked(_cut(pages, start, start, digest), budget)
    return _shortened(pages, start, digest, budget)


def form_tokens(data: Mapping[str, object], text: str) -> int:
    """What the dearer form of a reply costs, in tokens, as it is sent."""
    return max(count_tokens(form) for form in _forms(data, text))


def _forms(data: Mapping[str, object], text: str) -> tuple[str, str]:
    return _json([{"type": "text", "text": text}]), _json(data)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fits(cut: Cut, budget: int) -> bool:
    """Whether both forms fit; counted exactly only where an upper bound doesn't tell."""
    for form in _forms(cut.data, cut.text):
        if len(form) > 40 * budget and len(form) > 4_000:
            return False  # the longest words of the vocabulary are spaces, 128 in one token; a reply of those is not worth counting
        if estimate_tokens(form) > budget and count_tokens(form) > budget:
            return False
    return True


def _longest(pages: Pages, start: int, digest: str, budget: int) -> int:
    """Where the longest cut from `start` that fits ends; `start` when none does."""

    def fits(stop: int) -> bool:
        return _fits(_cut(pages, start, stop, digest), budget)

    count = pages.count()
    step = 1
    while start + step < count and fits(start + step):
        step *= 2
    low, high = start + step // 2, min(start + step, count)  # low fits or is the start, high doesn't or is the end
    if fits(high):
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    for stop in range(min(low + _LOOK_AHEAD, count), low, -1):
        if fits(stop):
            return stop
    return low


def _shortened(pages: Pages, start: int, digest: str, budget: int) -> Cut:
    """A page with one item, its texts cut until it fits."""
    for length in _LENGTHS:
        cut = _cut(pages.shortened(length), start, start + 1, digest)
        if _fits(cut, budget):
            return cut
    return _checked(cut, budget)


def _checked(cut: Cut, budget: int) -> Cut:
    """The cut, refused when even that is too much."""
    needed = form_tokens(cut.data, cut.text)
    if needed > budget:
        raise UsageError(f"budget: {budget} tokens are too few for this answer", hint=f"ask with budget={needed}")
    return cut


def _cut(pages: Pages, start: int, stop: int, digest: str) -> Cut:
    """A page, with what it leaves out and how to get it, and the next step."""
    data, text = dict(pages.data(start, stop)), pages.text(start, stop)
    if stop < pages.count():
        number, unit = pages.left(stop)
        cursor = cursor_text(stop, digest)
        data["more"] = {"left": number, "unit": unit, "cursor": cursor}
        text += f"\nleft out: {number} {unit}; the same call with cursor={cursor} goes on"
    if pages.then():
        data["next"] = pages.then()
        text += f"\nnext: {pages.then()}"
    return Cut(data, text, stop)
