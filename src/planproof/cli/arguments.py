"""The arguments of a verb by argparse, imported only where a command line needs it."""

from __future__ import annotations

import argparse
import os
import sys
from types import ModuleType
from typing import NoReturn

from planproof.errors import UsageError

__all__ = ["parsed_arguments"]


def parsed_arguments(verb: str, module: ModuleType, argv: list[str]) -> argparse.Namespace:
    """What a command line asks of its verb.

    Args:
        verb: name of the verb.
        module: its module, whose docstring is its help and whose `configure` adds its own arguments.
        argv: what follows the verb.

    Raises:
        UsageError: a word that the verb doesn't take.
    """
    parser = _Parser(prog=f"planproof {verb}", description=module.__doc__, formatter_class=_Formatter)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--project", metavar="DIR", default=".", help="the project (default: this folder and upwards)")
    module.configure(parser)
    return parser.parse_args(argv)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps a verb's docstring as it was written, but for paragraphs that are wider than the terminal.

    One is made for every argument that is added, each time asking for the width; `shutil`, which argparse asks, loads three
    compressors to answer.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(_fitting(part, width) for part in text.strip("\n").split("\n\n"))


def _fitting(paragraph: str, width: int) -> str:
    """A paragraph in lines of at most that width; indented ones are commands and tables, which stay as they are."""
    lines = paragraph.split("\n")
    if all(len(line) <= width for line in lines) or any(line.startswith(" ") for line in lines):
        return paragraph
    import textwrap  # argparse has loaded it by now

    return textwrap.fill(" ".join(lines), width, break_long_words=False, break_on_hyphens=False)


def _columns() -> int:
    """Width of the terminal, or what `COLUMNS` says; 80 where there is none."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80


class _Parser(argparse.ArgumentParser):
    """Raises our error where argparse would print and exit."""

    def error(self, message: str) -> NoReturn:
        """Raises a UsageError."""
        raise UsageError(message, hint=f"{self.prog} --help shows what it takes")
