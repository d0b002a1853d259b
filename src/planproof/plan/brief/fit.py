"""Cuts a brief to its budget: the longest prefix, in order of importance, whose whole output fits.

    sections   goal  what  verification  smoke  files …        each item has its cost
    order      the first tokens of every section, then what is left of every section
    cut        after the k-th item, the largest k whose rendered text, head and list of what was left out included, is within

What is rendered for k doesn't depend on the budget, so a larger budget never holds less. Counting is exact: the sum of the items'
costs only tells where to begin looking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from planproof.errors import UsageError
from planproof.plan.brief.model import BriefSection
from planproof.plan.brief.text import Selection
from planproof.tokens import count_tokens

__all__ = ["Cuts", "fitted"]

_JOINTS_TOKENS = 40  # by how much a text may cost less than its items and its head together

Render = Callable[[Selection], str]


def fitted(sections: tuple[BriefSection, ...], render: Render, budget: int) -> str:
    """What `render` makes of the largest cut that costs at most `budget` tokens.

    Args:
        sections: the most important first.
        render: the whole output for a cut, the same for the same cut.
        budget: in tokens of o200k_base.

    Raises:
        UsageError: the budget is below what the shortest form of this brief needs.
    """
    cuts = Cuts(sections, render)
    for count in range(cuts.most(budget), -1, -1):
        text = render(cuts.selection(count))
        if count_tokens(text) <= budget:
            return text
    text = render(cuts.selection(0, short=True))
    least = count_tokens(text)
    if least > budget:
        raise UsageError(f"a budget of {budget} tokens is too small", hint=f"this brief needs at least {least}")
    return text


class Cuts:
    """All cuts of one brief: after the first item in order of importance, after the second, …

    Args:
        sections: the most important first.
        render: the whole output for a cut; tells what a budget for all of it would be.

    Attributes:
        count: of the items in all sections.
    """

    def __init__(self, sections: tuple[BriefSection, ...], render: Render) -> None:
        self._sections = sections
        self._tokens = tuple(tuple(count_tokens(f"{item.text}\n") for item in section.items) for section in sections)
        self._order = _order(sections, self._tokens)
        self.count = len(self._order)
        self._whole_tokens = 0
        # The number that tells what all of it costs stands in every cut but the whole one, where nothing is left out.
        self._whole_tokens = -(-(count_tokens(render(self.selection(self.count))) + 10) // 100) * 100

    def most(self, budget: int) -> int:
        """More items than can fit, or as many: where to begin looking."""
        spent, count = 0, 0
        for tokens in self._in_order():
            spent += tokens
            if spent > budget + _JOINTS_TOKENS + 2 * count:
                break
            count += 1
        return count

    def selection(self, count: int, *, start: int = 0, short: bool = False) -> Selection:
        """The items from number `start` up to `count`, in order of importance."""
        return Selection(
            self._sections, self._taken(count), self._tokens, self._whole_tokens, short, self._taken(start)
        )

    def tokens_after(self, count: int) -> int:
        """What the items after the first `count` cost."""
        return sum(list(self._in_order())[count:])

    def _taken(self, count: int) -> tuple[int, ...]:
        taken = [0] * len(self._sections)
        for number in self._order[:count]:
            taken[number] += 1
        return tuple(taken)

    def _in_order(self) -> Iterator[int]:
        """The cost of each item, the most important first."""
        next_items = [iter(tokens) for tokens in self._tokens]
        return (next(next_items[number]) for number in self._order)


def _order(sections: Sequence[BriefSection], tokens: Sequence[Sequence[int]]) -> list[int]:
    """For each item its section's number: the first tokens of each section, then the rest of each."""
    first: list[int] = []
    rest: list[int] = []
    for number, section in enumerate(sections):
        spent = 0
        for position, cost in enumerate(tokens[number]):
            spent += cost
            early = position == 0 or spent <= section.first_tokens
            (first if early else rest).append(number)
    return first + rest
