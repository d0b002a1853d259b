"""Looks at everything in turn. What breaks while it is looked at is what was looked for: it becomes a fault, never a traceback."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from planproof.config import Config, load_config
from planproof.errors import PlanproofError
from planproof.proof.health import machine, project
from planproof.proof.health.model import Health, Level

__all__ = ["health"]

_BROKEN = (OSError, ValueError, subprocess.SubprocessError, sqlite3.Error, RecursionError, MemoryError)


def health(root: Path) -> Iterator[Health]:
    """Everything that was looked at, one after the other.

    Args:
        root: the project, which may be in any state, or no project at all.
    """
    for name, look in (
        ("python", machine.python),
        ("git", machine.git),
        ("encoding", machine.encoding),
        ("compilers", machine.compilers),
        ("parsers", machine.parsers),
        ("settings", lambda: project.settings(root)),
        ("repository", lambda: project.repository(root)),
        ("local files", lambda: project.local_files(root)),
        ("disk", lambda: project.disk(root)),
    ):
        yield from _looked(name, look)
    config, broken = _config(root)
    if broken:
        yield broken
        return
    for name, look in (
        ("evidence", lambda: project.evidence(root)),
        ("trust", lambda: project.trust(root, config)),
        ("tools", lambda: project.tools(config)),
        ("ports", lambda: project.ports(config)),
        ("agents", lambda: project.agents(root, config)),
    ):
        yield from _looked(name, look)


def _config(root: Path) -> tuple[Config, Health | None]:
    try:
        return load_config(root), None
    except PlanproofError as error:
        return Config(), Health("settings", Level.FAULT, str(error), error.hint or "correct the file")


def _looked(name: str, look: Callable[[], Iterator[Health]]) -> Iterator[Health]:
    try:
        yield from list(look())
    except PlanproofError as error:
        yield Health(name, Level.FAULT, str(error), error.hint or "see the message")
    except _BROKEN as error:
        yield Health(
            name,
            Level.FAULT,
            f"{type(error).__name__}: {error}",
            "see the message; the rest was looked at all the same",
        )
