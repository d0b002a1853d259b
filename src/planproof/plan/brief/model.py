"""What a brief is made of: sections in order of importance, each of them items that are taken whole or left out."""

from __future__ import annotations

import msgspec

from planproof.plan.document import Place
from planproof.plan.model import Plan, Task

__all__ = ["BriefSection", "BriefTask", "Item", "Standing"]


class Item(msgspec.Struct, frozen=True, gc=False):
    """The smallest piece that a cut leaves whole: a sentence, a signature, some lines of code.

    Attributes:
        text: its lines, without a line break at the end.
        language: of a fence that it stands in; None for prose. Items of one `block` share one fence.
        block: number of the code block that it is a part of.
        place: where it was written; None for what several places say.
    """

    text: str
    language: str | None = None
    block: int = 0
    place: Place | None = None


class BriefSection(msgspec.Struct, frozen=True, gc=False):
    """One section.

    Attributes:
        key: its name in JSON and in the list of what was left out, `key_files`.
        title: its heading.
        items: in order of importance.
        first_tokens: its items up to this many tokens go before the next section, the others after all sections had theirs.
    """

    key: str
    title: str
    items: tuple[Item, ...]
    first_tokens: int = 500


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Where something that the task depends on stands by the evidence.

    Attributes:
        id: of a task or an iteration.
        status: `Planned`, `In Progress`, `Proved`; empty when nothing has the id.
    """

    id: str
    name: str
    status: str


class BriefTask(msgspec.Struct, frozen=True, gc=False):
    """What a brief is about.

    Attributes:
        status: of the task itself.
        standings: of all that it depends on, in the order of the plan.
        notes: what else the ledger says: amendments, the iteration not started.
    """

    plan: Plan
    task: Task
    status: str
    standings: tuple[Standing, ...] = ()
    notes: tuple[str, ...] = ()
