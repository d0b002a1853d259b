"""Which functions open something and which close it again, told by their names.

registry_init -> registry_destroy      open_log -> close_log      ring_new_with_size -> ring_free
"""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["closing_names", "is_closing"]

_CLOSERS = {
    "init": "destroy deinit uninit fini cleanup clear free release shutdown teardown term terminate exit close",
    "initialize": "destroy deinitialize uninitialize finalize cleanup free release shutdown teardown terminate",
    "create": "destroy delete free release close",
    "new": "free delete destroy release unref",
    "alloc": "free dealloc release",
    "open": "close",
    "acquire": "release",
    "attach": "detach",
    "lock": "unlock",
    "start": "stop end finish join shutdown",
}
_ALL_CLOSERS = {closer for closers in _CLOSERS.values() for closer in closers.split()}
# `ring_new_with_size` opens as `ring_new` does; `open_calls` counts calls and opens nothing.
_LINKING = {"with", "from", "at", "in", "on", "for", "by", "default", "ex", "into"}
# `load_acquire` is a memory order; `is_open` asks.
_OTHER_MEANING = {
    "load",
    "exchange",
    "cas",
    "swap",
    "fence",
    "order",
    "is",
    "has",
    "was",
    "try",
    "needs",
    "fetch",
    "get",
}
# Pairs that make sense one by one; without a partner they are names like any other (`test_start`, `section_attach`).
_ALWAYS_PAIRED = {"init", "initialize", "create", "new", "open", "acquire", "alloc"}


def closing_names(name: str) -> list[str]:
    """The names of which one must close what the function `name` opens; empty when it opens nothing.

    `slot_acquire` gives `["slot_release"]`; in `camelCase` likewise.
    """
    words = _words(name)
    for index, word in enumerate(words):
        if word.lower() in _ALWAYS_PAIRED and _opens(words, index):
            tail = words[index + 1 :] if index == 0 else []
            joined = [[*words[:index], closer, *tail] for closer in _CLOSERS[word.lower()].split()]
            return [_like(name, each) for each in joined]
    return []


def is_closing(name: str) -> bool:
    """Whether a name has a word that closes something."""
    return any(word.lower() in _ALL_CLOSERS for word in _words(name))


def _opens(words: list[str], index: int) -> bool:
    if index and words[index - 1].lower() in _OTHER_MEANING:
        return False
    return (index == 0 and len(words) > 1) or (index == len(words) - 1 and index > 0) or _followed(words, index)


def _followed(words: Collection[str], index: int) -> bool:
    rest = list(words)[index + 1 : index + 2]
    return bool(index and rest and rest[0].lower() in _LINKING)


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"_+|(?<=[a-z0-9])(?=[A-Z])", name) if word]


def _like(name: str, words: list[str]) -> str:
    """Words joined the way `name` joins its own."""
    if "_" in name:
        return "_".join(words)
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])
