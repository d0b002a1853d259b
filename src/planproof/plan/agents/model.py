"""The three kinds of things that planproof writes for an agent.

OwnFile     a file that is ours from the first byte to the last; sealed, so that a person's edit is seen and kept
Section     lines of ours between markers in a file that belongs to somebody else
HookFile    entries of ours in a JSON file that belongs to somebody else
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["HookEntry", "HookFile", "OwnFile", "Part", "Section"]


class OwnFile(msgspec.Struct, frozen=True, gc=False):
    """A whole file.

    Attributes:
        path: from the project's root.
        text: what it says, without its seal; ends with a newline.
    """

    path: str
    text: str


class Section(msgspec.Struct, frozen=True, gc=False):
    """Lines between markers in a Markdown file.

    Attributes:
        path: from the project's root.
        body: what stands between the markers; ends with a newline.
    """

    path: str
    body: str


class HookEntry(msgspec.Struct, frozen=True):
    """One hook.

    Attributes:
        event: the agent's name for the moment, `Stop`.
        value: what is added to the list of that event.
        mark: how our command ends, `hook stop --agent claude`; by this an entry of ours is known.
    """

    event: str
    value: Mapping[str, Any]
    mark: str


class HookFile(msgspec.Struct, frozen=True):
    """Hooks in a JSON file.

    Attributes:
        path: from the project's root.
        entries: what is added below `hooks`.
        head: what a new file says before its hooks, `{"version": 1}`.
        comments: whether the agent reads JSON with comments and trailing commas there.
    """

    path: str
    entries: tuple[HookEntry, ...]
    head: Mapping[str, Any] = {}
    comments: bool = False


Part = OwnFile | Section | HookFile
