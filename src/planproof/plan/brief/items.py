"""Parts of a plan as items of a brief: what is long is split, so that a cut keeps what fits of it.

Everything that is shown passes `quoted`: a line that looks as if it held a secret is never copied, and one of thousands of
characters is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from planproof.plan.brief.model import Item
from planproof.plan.document import CodeBlock, Place, Text
from planproof.plan.model import Command
from planproof.plan.secret_shapes import find_secrets, may_hold_secret

__all__ = ["code_items", "command_items", "field_items", "listed", "quoted", "said", "shown"]

_LINE_MAX_CHARACTERS = 1500
_LINES_OF_CODE = 10  # in one item
_KEY_END = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")


def shown(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items as they may be shown: without secrets, and without lines that nobody reads to their end."""
    return tuple(replace(item, text=quoted(item.text)) for item in items)


def quoted(text: str) -> str:
    """A text without its secrets: a line that holds one says what kind it is; overlong lines are cut."""
    lines = text.split("\n")
    if may_hold_secret(text):
        lines = _without_secrets(lines)
    return "\n".join(
        line if len(line) <= _LINE_MAX_CHARACTERS else f"{line[:_LINE_MAX_CHARACTERS]}… ({len(line)} characters)"
        for line in lines
    )


def _without_secrets(lines: Sequence[str]) -> list[str]:
    shown: list[str] = []
    in_key = False
    for line in lines:
        if in_key:
            in_key = not _KEY_END.search(line)
            continue
        secret = next(find_secrets(line), None)
        shown.append(f"({secret.kind}: not quoted)" if secret else line)
        in_key = secret is not None and secret.kind == "private key" and not _KEY_END.search(line)
    return shown


def said(lead: str, text: Text | None) -> tuple[Item, ...]:
    """A text, a paragraph an item, behind a lead such as `Deliverable: `."""
    if text is None or not text.value.strip():
        return ()
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.value) if part.strip()]
    return tuple(Item((lead if number == 0 else "") + part, place=text.place) for number, part in enumerate(paragraphs))


def field_items(fields: Iterable[tuple[str, Text | None]]) -> tuple[Item, ...]:
    """Named texts as list items; those that aren't there are left away."""
    return tuple(
        Item(f"- {name}: {text.value.strip()}", place=text.place)
        for name, text in fields
        if text and text.value.strip()
    )


def listed(texts: Iterable[Text]) -> tuple[Item, ...]:
    """Texts as list items."""
    return tuple(Item(f"- {text.value}", place=text.place) for text in texts)


def code_items(blocks: Iterable[CodeBlock]) -> tuple[Item, ...]:
    """Code blocks, some lines an item."""
    found: list[Item] = []
    for block in blocks:
        lines = quoted(block.content.rstrip("\n")).split("\n")
        found += _of_code(lines, block.language, block.place, block.content_line)
    return tuple(found)


def command_items(commands: Iterable[Command]) -> tuple[Item, ...]:
    """Commands with the output that they must give, in one fence each."""
    found: list[Item] = []
    for command in commands:
        title = [f"# {command.title}"] if command.title else []
        lines = [*title, *command.script.split("\n")]
        if command.expected is not None:
            mode = "" if command.mode == "auto" else f" ({command.mode})"
            lines += [f"# Expected output{mode}", *command.expected.split("\n")]
        found += _of_code(quoted("\n".join(lines)).split("\n"), "bash", command.place, command.place.line)
    return tuple(found)


def _of_code(lines: Sequence[str], language: str, place: Place, line: int) -> list[Item]:
    starts = range(0, len(lines), _LINES_OF_CODE)
    return [
        Item("\n".join(lines[start : start + _LINES_OF_CODE]), language, line, Place(place.path, line + start))
        for start in starts
    ]
