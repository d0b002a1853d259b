"""`functions-PID.jsonl` and `threads-PID.jsonl`: a line each, appended before the name is first used."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Function", "read_functions"]


class Function(NamedTuple):
    """What a function id stands for."""

    id: int
    kind: str
    module: str
    name: str
    file: str
    line: int


def read_functions(path: str) -> dict[int, Function]:
    """The functions of one process by id; a torn last line is left out, a file that isn't there holds none."""
    raise NotImplementedError
