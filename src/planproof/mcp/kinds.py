"""The kinds of pages that tools give.

ListPages    head, items, the step that comes next      findings, tasks, rows of evidence
TextPages    head, one long text in pieces              a rule's page, the output of a command
BriefPages   the sections of a brief, the most important first
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from planproof.errors import UsageError
from planproof.mcp.pages import Pages
from planproof.plan.brief import BriefTask, Selection, brief_data, brief_text
from planproof.plan.brief.fit import Cuts
from planproof.proof.visible import visible
from planproof.tokens import count_tokens, estimate_tokens

__all__ = ["BriefPages", "ListPages", "TextPages", "clipped", "clipped_block", "text_pages"]

_PIECE_TOKENS = 32
_SHORT_BELOW_TOKENS = 1000


class ListPages(msgspec.Struct, frozen=True):
    """A list, with what is said in any case.

    Attributes:
        head: members of the structured form beside `items`.
        lines: the same for the text.
        items: flat members each.
        line: an item as text.
        unit: what the items are, in the plural.
        next_step: see `Pages.then`.
    """

    head: Mapping[str, object]
    lines: tuple[str, ...]
    items: tuple[Mapping[str, object], ...]
    line: Callable[[Mapping[str, object]], str]
    unit: str
    next_step: str = ""

    def count(self) -> int:
        """How many items there are."""
        return len(self.items)

    def data(self, start: int, stop: int) -> Mapping[str, object]:
        """Head and items."""
        return {**self.head, "items": list(self.items[start:stop])}

    def text(self, start: int, stop: int) -> str:
        """The head's lines, and a line an item."""
        return "\n".join((*self.lines, *map(self.line, self.items[start:stop])))

    def left(self, stop: int) -> tuple[int, str]:
        """Items that come after."""
        return len(self.items) - stop, self.unit

    def then(self) -> str:
        """The step that comes next."""
        return self.next_step

    def identity(self) -> Sequence[object]:
        """Head and items."""
        return (self.head, *self.items)

    def shortened(self, length: int) -> ListPages:
        """Every text of every item cut."""
        cut = tuple({name: _cut(value, length) for name, value in item.items()} for item in self.items)
        return msgspec.structs.replace(self, items=cut)


class TextPages(msgspec.Struct, frozen=True):
    """A long text, in pieces that each cost little; made by `text_pages`.

    Attributes:
        head: members of the structured form beside `text`.
        lines: the same for the text form.
        pieces: joined they are the text.
        next_step: see `Pages.then`.
    """

    head: Mapping[str, object]
    lines: tuple[str, ...]
    pieces: tuple[str, ...]
    next_step: str = ""

    def count(self) -> int:
        """How many pieces there are."""
        return len(self.pieces)

    def data(self, start: int, stop: int) -> Mapping[str, object]:
        """Head and text."""
        return {**self.head, "text": "".join(self.pieces[start:stop])}

    def text(self, start: int, stop: int) -> str:
        """The head's lines, then the text."""
        return "\n".join((*self.lines, "".join(self.pieces[start:stop]).rstrip("\n")))

    def left(self, stop: int) -> tuple[int, str]:
        """Characters that come after."""
        return sum(map(len, self.pieces[stop:])), "characters"

    def then(self) -> str:
        """The step that comes next."""
        return self.next_step

    def identity(self) -> Sequence[object]:
        """Head and text."""
        return (self.head, *self.pieces)

    def shortened(self, length: int) -> Pages:
        """Never: a piece always fits once the head does."""
        raise UsageError("budget: too small for what this answer says in any case", hint="ask with budget=400")


class BriefPages(msgspec.Struct, frozen=True):
    """A brief, its items in order of importance.

    Attributes:
        task: what it is about.
        cuts: its sections and their order.
        budget: that was asked for, in tokens; a small one names what was left out in one number.
        next_step: see `Pages.then`.
    """

    task: BriefTask
    cuts: Cuts
    budget: int
    next_step: str

    def count(self) -> int:
        """How many items there are."""
        return self.cuts.count

    def data(self, start: int, stop: int) -> Mapping[str, object]:
        """What `planproof brief --json` prints, without its frame."""
        found = brief_data(self.task, self._selection(start, stop))
        return {name: value for name, value in found.items() if name != "wholeTokens" and value != []}

    def text(self, start: int, stop: int) -> str:
        """The Markdown that `planproof brief` prints."""
        lines = brief_text(self.task, self._selection(start, stop), whole="").rstrip("\n").split("\n")
        return "\n".join(map(visible, lines))

    def left(self, stop: int) -> tuple[int, str]:
        """Tokens of the items that come after."""
        return self.cuts.tokens_after(stop), "tokens"

    def then(self) -> str:
        """The step that comes next."""
        return self.next_step

    def identity(self) -> Sequence[object]:
        """The whole brief."""
        return (brief_text(self.task, self._selection(0, self.cuts.count)),)

    def shortened(self, length: int) -> Pages:
        """Never: half a signature or half a command misleads."""
        raise UsageError(
            f"budget: the next part of this brief doesn't fit into {self.budget} tokens",
            hint=f"ask with budget={min(2 * self.budget + 400, 100_000)}",
        )

    def _selection(self, start: int, stop: int) -> Selection:
        return self.cuts.selection(stop, start=start, short=self.budget < _SHORT_BELOW_TOKENS)


def text_pages(head: Mapping[str, object], lines: Sequence[str], text: str, next_step: str = "") -> TextPages:
    """Pages over a text of any length; what could act on a terminal is shown as its code."""
    pieces: list[str] = []
    for line in text.splitlines():
        pieces += _pieces(visible(line))
        pieces[-1] += "\n"
    return TextPages(head, tuple(lines), tuple(pieces), next_step)


def clipped(text: str, length: int = 120) -> str:
    """One line of at most so many characters, an ellipsis at its end where it was longer."""
    line = visible(" ".join(text[: 4 * length].split()))
    return line if len(line) <= length and len(text) <= 4 * length else line[: length - 1] + "…"


def clipped_block(text: str, length: int) -> str:
    """Text of several lines, at most so many characters of it."""
    shown = "\n".join(map(visible, text[:length].split("\n")))
    return shown if len(text) <= length else f"{shown}…"


def _cut(value: object, length: int) -> object:
    if isinstance(value, str) and len(value) > length:
        return value[: length - 1] + "…"
    return [_cut(each, length) for each in value[:3]] if isinstance(value, list) else value


def _pieces(line: str) -> list[str]:
    """A line in parts of which each costs at most 32 tokens."""
    if estimate_tokens(line) <= _PIECE_TOKENS or count_tokens(line) <= _PIECE_TOKENS:
        return [line]
    middle = len(line) // 2
    return _pieces(line[:middle]) + _pieces(line[middle:])
