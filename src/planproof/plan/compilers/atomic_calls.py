"""Finds atomic operations in C and C++ code that leave their memory ordering to the default.

atomic_load(&head)               head.load()                 unordered: sequentially consistent by default
atomic_load_explicit(&head, …)   head.load(std::memory_order_acquire)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["unordered_calls"]

_NOT_CODE = re.compile(r'/\*.*?(?:\*/|\Z)|//[^\n]*|"(?:[^"\\\n]|\\.)*"', re.S)
_OPERATION = r"(?:load|store|exchange|compare_exchange_(?:strong|weak)|fetch_(?:add|sub|or|xor|and))"
_CALL = re.compile(
    rf"\b(?P<c_name>atomic_(?:{_OPERATION}|flag_test_and_set|flag_clear))\s*\("
    rf"|(?:\.|->)\s*(?P<method>{_OPERATION}|test_and_set|wait)\s*\("
)
_ATOMICS_ARE_USED = re.compile(r"\batomic\b|\batomic_|\bmemory_order")
_LONGEST_CALL = 1000


def unordered_calls(code: str) -> Iterator[tuple[str, int, int]]:
    """Every atomic operation without a named ordering.

    Args:
        code: C or C++; comments and strings are passed over.

    Returns:
        the operation's name as written, its line and column from 1, in characters.
    """
    plain = _NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), code)
    if not _ATOMICS_ARE_USED.search(plain):
        return
    for name, at, line, column in _placed(plain):
        if name.startswith("atomic_") or "memory_order" not in _arguments(plain, at):
            yield name, line, column


def _placed(text: str) -> Iterator[tuple[str, int, int, int]]:
    """Every operation: its name, the offset behind its opening parenthesis, line and column."""
    line, line_start, counted = 1, 0, 0
    for call in _CALL.finditer(text):
        start = call.start("c_name") if call["c_name"] else call.start("method")
        line += text.count("\n", counted, start)
        line_start = max(line_start, text.rfind("\n", counted, start) + 1)
        counted = start
        yield call["c_name"] or call["method"], call.end(), line, start - line_start + 1


def _arguments(text: str, at: int) -> str:
    """What stands between the parenthesis that opens before `at` and its partner, at most 1000 characters."""
    depth = 1
    for offset, character in enumerate(text[at : at + _LONGEST_CALL]):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[at : at + offset]
    return text[at : at + _LONGEST_CALL]
