"""Replays an example: the successive states of its tree become the commits of a fresh git repository.

    states/0-base/…          a full tree
    states/1-planned/…       only files that are new or changed since
    states/2-prepared/…      likewise; a file named `.deleted` lists paths that go away, one a line

Author, committer and dates are fixed, so one example gives the same commits on every machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["EXAMPLES", "ReplayedState", "apply_state", "commit_all", "replay", "state_names"]

EXAMPLES = Path(__file__).resolve().parent
_DELETED = ".deleted"
_FIRST_COMMIT_AT = 1767261600  # 2026-01-01 10:00 UTC, in seconds
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class ReplayedState:
    """One state that became a commit: its name (`3-specified`) and the full commit id."""

    name: str
    commit: str


def state_names(states: Path) -> list[str]:
    """Names of an example's states, in order: `0-base`, `1-planned`, …"""
    return sorted(folder.name for folder in states.iterdir() if folder.name[:1].isdigit())


def replay(states: Path, target: Path, through: str) -> list[ReplayedState]:
    """Makes `target` a repository with one commit a state.

    Args:
        states: an example's `states` folder.
        target: folder for the repository; made if missing. When it already holds the first states (of an earlier call),
            only the ones after them are added, so that a caller can stop between two states and work there.
        through: name of the last state wanted, or its number (`3`).

    Returns:
        every state up to that one with its commit, those of earlier calls included.

    Raises:
        ValueError: no state has that name.
        subprocess.CalledProcessError: git failed; its standard error says why.
    """
    names = state_names(states)
    wanted = next((name for name in names if through in (name, name.partition("-")[0])), None)
    if wanted is None:
        raise ValueError(f"no state {through!r} in {states}; there are {', '.join(names)}")
    target.mkdir(parents=True, exist_ok=True)
    if not (target / ".git").exists():
        _git(target, "init", "--quiet", "--initial-branch=main")
    done = {state.name: state for state in _replayed(target)}
    replayed = []
    for name in names[: names.index(wanted) + 1]:
        if name not in done:
            apply_state(states / name, target)
            done[name] = ReplayedState(name, commit_all(target, f"state: {name}"))
        replayed.append(done[name])
    return replayed


def apply_state(state: Path, target: Path) -> None:
    """Lays one state's files over `target` and takes away what its `.deleted` lists; nothing is committed."""
    # Copied without their old times: a build that is older than its sources must see that it is.
    shutil.copytree(
        state,
        target,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(_DELETED, "__pycache__"),
        copy_function=shutil.copy,
    )
    deleted = state / _DELETED
    for path in deleted.read_text(encoding="utf-8").split() if deleted.exists() else []:
        (target / path).unlink()


def commit_all(target: Path, subject: str) -> str:
    """Commits everything in `target`, an hour after the commit before; returns the full commit id."""
    _git(target, "add", "--all")
    number = int(_git(target, "rev-list", "--all", "--count"))
    date = f"{_FIRST_COMMIT_AT + number * _HOUR_S} +0000"
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    _git(target, "commit", "--quiet", "--allow-empty", "--message", subject, environment=dates)
    return _git(target, "rev-parse", "HEAD")


def _replayed(target: Path) -> list[ReplayedState]:
    """The states that are commits of `target` already."""
    if not _git(target, "rev-list", "--all", "--max-count=1"):
        return []
    lines = _git(target, "log", "--reverse", "--format=%H %s").splitlines()
    pairs = [line.partition(" state: ") for line in lines]
    return [ReplayedState(name, commit) for commit, separator, name in pairs if separator]


def _git(target: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """One git command in `target`, untouched by the machine's own configuration; returns its output, stripped."""
    author = {"NAME": "Planproof example", "EMAIL": "example@planproof.invalid"}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in author.items()}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-C", str(target), "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", *arguments]
    process = subprocess.run(
        command,
        env={**inherited, **fixed, **identity, **(environment or {})},
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout.strip()
