"""Looks whether everything that planproof stands on is there, and says what to do about what isn't.

    planproof doctor          Python, git, encoding, compilers, parsers, repository, settings, evidence, trust, tools, ports, agents
    planproof doctor --json   the same as one document

Runs none of the project's commands and changes nothing but its own `.planproof/`. A remark (!) says that something won't work or
is out of date, a fault (✗) that planproof can't do its work. Exit code 0 without a fault, else 3.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root
from planproof.errors import EnvironmentFault, UsageError
from planproof.proof.health import Health, Level, health

__all__ = ["configure", "run"]

_SIGNS = {Level.FINE: ("✓", "green"), Level.REMARK: ("!", "yellow"), Level.FAULT: ("✗", "red")}
_SEVERITIES = {Level.REMARK: "warning", Level.FAULT: "error"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds no arguments of its own."""


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints each thing as it was looked at; 3 when one is a fault."""
    start = Path(arguments.project)
    if not start.is_dir():
        raise UsageError("is no folder", place=arguments.project)
    root = find_root(start)
    found = []
    for each in health(root):
        found.append(each)
        _print(each, face)
    faults = sum(each.level is Level.FAULT for each in found)
    remarks = sum(each.level is Level.REMARK for each in found)
    face.line(f"{len(found)} looked at: {_count(faults, 'fault')}, {_count(remarks, 'remark')}")
    face.document(
        "doctor",
        {
            "root": str(root),
            "checks": [
                {"name": each.name, "level": each.level.value, "message": each.message, "fix": each.fix}
                for each in found
            ],
        },
        [
            {
                "severity": _SEVERITIES[each.level],
                "code": each.name,
                "message": each.message,
                "target": str(root),
                "fix": each.fix,
            }
            for each in found
            if each.level is not Level.FINE
        ],
    )
    return EnvironmentFault.exit_code if faults else 0


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _print(each: Health, face: Face) -> None:
    sign, colour = _SIGNS[each.level]
    face.line(f"{face.style(sign, colour)} {each.name:<16} {each.message}")
    if each.fix:
        face.line(f"  {'':<16} {face.style(each.fix, 'dim')}")
