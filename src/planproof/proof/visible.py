"""Makes text from a document safe to show at a terminal: nothing in it can move the cursor, hide or reorder what a person reads.

A command that somebody approves must be the one that will run. `\\x1b[2K` would wipe a line, U+202E would turn one around,
a zero-width space would make two names look alike: each is shown as its code instead.
"""

from __future__ import annotations

import unicodedata

__all__ = ["visible"]

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str) -> str:
    """One line of text with every character that doesn't show as itself written as `\\x1b`, `\\u202e`; a tab stays."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _shows(character) else _escaped(character) for character in text)


def _shows(character: str) -> bool:
    if character in "\t ":
        return True
    if unicodedata.category(character) == "Zs":
        return False  # looks like a space and isn't one
    return unicodedata.category(character) not in _HIDDEN


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
