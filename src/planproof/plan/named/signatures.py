"""Signatures that plans promise for files, to be held against those that the files have once they were made.

Only files that a plan marks as new are compared: a file that was there before has the old signatures until the work on it
begins, and nothing in a plan says when that is. Where several plans promise one symbol, the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from planproof.plan.document import Place
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.named.symbols import words_of
from planproof.plan.plain_path import plain_path
from planproof.plan.rule import Desk
from planproof.plan.symbols import declared_symbols

__all__ = ["Promise", "Promises", "promises_of"]


class Promise(msgspec.Struct, frozen=True, gc=False):
    """One symbol that an interface block declares for a file.

    Attributes:
        signature: normalised; empty for a type.
    """

    path: str
    name: str
    signature: str
    place: Place


class Promises(msgspec.Struct, frozen=True):
    """What a plan promises.

    Attributes:
        symbols: for all files that it says interfaces belong to.
        new: the files that it creates.
        words: every name in its code and between its code ticks, where one of those files is there already; else nothing.
    """

    symbols: tuple[Promise, ...]
    new: frozenset[str]
    words: frozenset[str]


def promises_of(plan: Plan, desk: Desk) -> Promises:
    """What a plan promises of its files."""
    symbols = _symbols(plan)
    new = frozenset(plain_path(file.path) for task in plan.tasks for file in task.key_files if file.new)
    made = any(path in new and desk.exists(path) for path in {promise.path for promise in symbols})
    return Promises(symbols, new, frozenset(words_of(plan)) if made else frozenset())


@of_latest_plan
def _symbols(plan: Plan) -> tuple[Promise, ...]:
    return tuple(_declared(plan))


def _declared(plan: Plan) -> Iterator[Promise]:
    for interface in plan.interfaces:
        for symbol in declared_symbols(interface) if interface.path else ():
            place = Place(
                interface.place.path,
                interface.code.content_line + symbol.line - 1,
                interface.code.content_column + symbol.column - 1,
            )
            yield Promise(plain_path(str(interface.path)), symbol.name, symbol.signature, place)
