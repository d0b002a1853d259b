"""Fills a budget with the items that matter most; the answer, its frame included, never costs more tokens of o200k_base.

Text costs what its lines cost: no token of o200k_base reaches over a line end into a line that begins with a space or a word.
So the cost of each item is known beforehand, with the longest remark on what is left out below it, and the items that are shown
are the longest beginning of `Answer.ranked` whose costs add up to no more than the budget leaves beside the frame. Neither order
nor costs depend on the budget, so a larger one shows whatever a smaller one shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from planproof.errors import UsageError
from planproof.tokens import count_tokens
from planproof.trace.answer.items import Answer, Item

__all__ = ["DEFAULT_TOKENS", "LEAST_TOKENS", "MOST_TOKENS", "filled_data", "filled_text"]

DEFAULT_TOKENS = 2_000
LEAST_TOKENS = 200
MOST_TOKENS = 100_000
_WIDEST = 999_999_999  # no smaller number costs more
_JOINT = 2  # tokens: what two pieces of JSON may cost beside each other more than alone

Render = Callable[[Mapping[str, object]], str]
_Form = Callable[[Sequence[int], int], str]


def filled_text(answer: Answer, budget: int) -> str:
    """The answer as text, its last line end included.

    Args:
        answer: all that there is to say.
        budget: in tokens, 200 to 100,000.

    Raises:
        UsageError: the budget is none.
    """
    costs = _costs(answer, lambda item, left: count_tokens(_line(item, left) + "\n"))

    def form(shown: Sequence[int], used: int) -> str:
        hidden = _hidden(answer, shown, costs)
        lines = [*answer.lines, *(_line(answer.items[place], hidden.get(place)) for place in sorted(shown))]
        left = len(answer.items) - len(shown)
        if left or answer.beyond:
            lines.append(_left_text(left, sum(costs) - sum(costs[place] for place in shown), answer.beyond))
        return "".join(f"{line}\n" for line in (*lines, f"tokens {used} of {budget}"))

    frame = [*answer.lines, _left_text(_WIDEST, _WIDEST, _WIDEST), f"tokens {_WIDEST} of {_WIDEST}"]
    return _filled(answer, budget, costs, form, count_tokens("".join(f"{line}\n" for line in frame)))[0]


def filled_data(answer: Answer, budget: int, render: Render) -> dict[str, object]:
    """The answer as data.

    Args:
        answer: all that there is to say.
        budget: in tokens, 200 to 100,000.
        render: makes the text of the data that is sent, JSON in one line.

    Raises:
        UsageError: the budget is none.
    """
    costs = _costs(answer, lambda item, left: count_tokens(json.dumps(_data(item, left), ensure_ascii=False)) + _JOINT)

    def data(shown: Sequence[int], used: int) -> dict[str, object]:
        hidden = _hidden(answer, shown, costs)
        items = [_data(answer.items[place], hidden.get(place)) for place in sorted(shown)]
        left = len(answer.items) - len(shown)
        more = _left_data(left, sum(costs) - sum(costs[place] for place in shown), answer.beyond)
        return {**answer.head, "items": items, "leftOut": more, "tokens": {"used": used, "budget": budget}}

    frame = {**data([], _WIDEST), "leftOut": _left_data(_WIDEST, _WIDEST, _WIDEST)}
    shown, used = _filled(
        answer, budget, costs, lambda shown, used: render(data(shown, used)), count_tokens(render(frame)) + _JOINT
    )[1:]
    return data(shown, used)


def _filled(
    answer: Answer, budget: int, costs: Sequence[int], form: _Form, frame: int
) -> tuple[str, Sequence[int], int]:
    """The text that fits, the places that it shows, and what it costs."""
    if not LEAST_TOKENS <= budget <= MOST_TOKENS:
        raise UsageError(f"--budget takes {LEAST_TOKENS} to {MOST_TOKENS} tokens", hint="the default is 2000")
    count, left = 0, budget - frame
    while count < len(answer.ranked) and costs[answer.ranked[count]] <= left:
        left -= costs[answer.ranked[count]]
        count += 1
    if sum(costs) <= budget:  # the frame's remark on what is left out may be what didn't fit
        text, used = _counted(form, answer.ranked)
        if used <= budget:
            return text, answer.ranked, used
    text, used = _counted(form, answer.ranked[:count])
    if used > budget:
        raise UsageError(f"--budget: {budget} tokens are too few for the head of this answer", hint=f"--budget {used}")
    return text, answer.ranked[:count], used


def _counted(form: _Form, shown: Sequence[int]) -> tuple[str, int]:
    """A text that says what it costs, and that number."""
    used = 0
    while (cost := count_tokens(form(shown, used))) > used:
        used = cost
    return form(shown, used), used


def _costs(answer: Answer, cost: Callable[[Item, tuple[int, int]], int]) -> list[int]:
    """What each item costs, with the remark that all below it is left out."""
    items = answer.items
    costs = [0] * len(items)
    below = [(0, 0)] * len(items)
    for place in range(len(items) - 1, -1, -1):
        count, tokens = below[place]
        costs[place] = cost(items[place], (count, tokens))
        parent = items[place].parent
        if parent >= 0:
            below[parent] = (below[parent][0] + count + 1, below[parent][1] + tokens + costs[place])
    return costs


def _hidden(answer: Answer, shown: Sequence[int], costs: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each shown item with hidden ones right below: how many there are with all below them, and what they cost."""
    seen = set(shown)
    found: dict[int, tuple[int, int]] = {}
    nearest = list(range(len(answer.items)))
    for place, item in enumerate(answer.items):
        if place in seen:
            continue
        nearest[place] = nearest[item.parent] if item.parent >= 0 else -1
        above = nearest[place]
        if above >= 0:
            count, tokens = found.get(above, (0, 0))
            found[above] = (count + 1, tokens + costs[place])
    return found


def _line(item: Item, left: tuple[int, int] | None) -> str:
    return f"{item.line} … {left[0]} more below, {left[1]} tokens" if left and left[0] else item.line


def _data(item: Item, left: tuple[int, int] | None) -> dict[str, object]:
    more = {"leftOut": {"items": left[0], "tokens": left[1]}} if left and left[0] else {}
    return {**item.data, **more}


def _left_text(count: int, tokens: int, beyond: int) -> str:
    text = f"left out: {count} lines, at most {tokens} tokens more"
    return f"{text}, and {beyond} calls that weren't laid out" if beyond else text


def _left_data(count: int, tokens: int, beyond: int) -> dict[str, int]:
    return {"items": count, "tokens": tokens, "callsNotLaidOut": beyond}
