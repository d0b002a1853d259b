"""Finds atomic operations in C and C++ code that leave their memory ordering to the default.

atomic_load(&head)               head.load()                 unordered: sequentially consistent by default
atomic_load_explicit(&head, …)   head.load(std::memory_order_acquire)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["unordered_calls"]

_NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"', re.S)
_OPERATION = r"(?:load|store|exchange|compare_exchange_(?:strong|weak)|fetch_(?:add|sub|or|xor|and))"
_C_CALL = re.compile(rf"\batomic_(?:{_OPERATION}|flag_test_and_set|flag_clear)\s*\(")
_METHOD = re.compile(rf"(?:\.|->)\s*({_OPERATION}|test_and_set|wait)\s*\(")
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
    for call in _C_CALL.finditer(plain):
        yield call.group().rstrip("( \t\n"), *_line_and_column(plain, call.start())
    for call in _METHOD.finditer(plain):
        if "memory_order" not in _arguments(plain, call.end()):
            yield call.group(1), *_line_and_column(plain, call.start(1))


def _arguments(text: str, at: int) -> str:
    """What stands between the parenthesis that opens before `at` and its partner, at most 1000 characters."""
    depth = 1
    for offset, character in enumerate(text[at : at + _LONGEST_CALL]):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[at : at + offset]
    return text[at : at + _LONGEST_CALL]


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
