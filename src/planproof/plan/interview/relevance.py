"""Which facts concern an iteration: those of the whole repository, and those of the folders that the iteration works in.

A repository may hold several projects (examples, packages of a workspace); the linter settings of one say nothing about another.
"""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.facts.model import Fact
from planproof.plan.interview.answers import Answers

__all__ = ["concerning", "planned_paths"]


def planned_paths(answers: Answers) -> tuple[str, ...]:
    """The paths that the answers name: interfaces, tests, key files."""
    paths = [answers.text(f"interface.{n}.path") for n in answers.numbers("interface", "path")]
    paths += [answers.text(f"test.{n}.file") for n in answers.numbers("test", "name")]
    for n in answers.numbers("task", "name"):
        paths += [line.split(" ")[0] for line in answers.given(f"task.{n}.files").split("\n")]
    return tuple(dict.fromkeys(path for path in paths if path))


def concerning(facts: Iterable[Fact], answers: Answers) -> list[Fact]:
    """The facts that concern what is planned, those nearest to the root first; all of them when none does.

    Until a path is planned, only the root's own and those of hidden folders (`.github`) concern it.
    """
    found = sorted(dict.fromkeys(facts), key=lambda fact: fact.place.path.count("/"))
    paths = planned_paths(answers)
    return [fact for fact in found if _reaches(fact.place.path.rpartition("/")[0], paths)] or found


def _reaches(folder: str, paths: tuple[str, ...]) -> bool:
    return not folder or folder.startswith(".") or any(path.startswith(f"{folder}/") for path in paths)
