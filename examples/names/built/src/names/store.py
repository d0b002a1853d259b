"""Keeps the names."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Names(Protocol):
    """The names that are kept."""

    def add(self, name: str) -> int:
        """Keeps a name and gives how many there are; ValueError for an empty one."""
        ...

    def count(self) -> int:
        """How many names are kept."""
        ...


class NameFile:
    """Names in a text file, one a line.

    Args:
        path: of the file, which the first name makes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, name: str) -> int:
        """Keeps a name and gives how many there are; ValueError for an empty one."""
        if not name.strip():
            raise ValueError("a name has at least one letter")
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(f"{name}\n")
        return self.count()

    def count(self) -> int:
        """How many names are kept."""
        try:
            with self.path.open(encoding="utf-8") as stream:
                return sum(1 for _ in stream)
        except FileNotFoundError:
            return 0


def open_names(path: Path) -> Names:
    """The names that a file keeps; nothing is made before the first of them."""
    return NameFile(path)
