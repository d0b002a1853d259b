"""A small project in a temporary git repository, proved in this very process: a whole `prove` takes a few seconds.

states()          the five states of the project, each with the evidence that belongs to it, made once a session
project.prove()   what `planproof prove` does, without a command line around it
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import planproof
from planproof.config import load_config
from planproof.plan.tree import read_project
from planproof.proof.iteration import Iteration, find_plan, open_iteration
from planproof.proof.model import Evidence, Stage
from planproof.proof.prove import ProveReport, ProveRequest, prove, start_iteration, states_of
from planproof.proof.status import State
from planproof.proof.trust import TRUST_VARIABLE, command_set
from tests.proof.conftest import commit_all, git
from tests.proof.small_plan import BASE, BUILT, CLOSED, FOLDER, ID, PLANNED, PREPARED, SPECIFIED

__all__ = ["STATES", "Silent", "SmallProject", "make_states"]

STATES = {"planned": PLANNED, "prepared": PREPARED, "specified": SPECIFIED, "built": BUILT, "closed": CLOSED}


@dataclass
class Silent:
    """Progress that nobody watches, kept for a test to look at."""

    notes: list[str] = field(default_factory=list)
    checks: list[State] = field(default_factory=list)

    def stage(self, stage: Stage, count: int) -> None:
        """A stage begins."""

    def check(self, state: State) -> None:
        """A check was run."""
        self.checks.append(state)

    def note(self, text: str) -> None:
        """Something is under way."""
        self.notes.append(text)


@dataclass(frozen=True)
class SmallProject:
    """The project in one folder.

    Attributes:
        root: the repository.
    """

    root: Path

    @property
    def plan(self) -> Path:
        """The plan's document."""
        return self.root / FOLDER / "ITERATION.md"

    @property
    def evidence(self) -> Path:
        """The ledger."""
        return self.root / FOLDER / "EVIDENCE.jsonl"

    def write(self, files: Mapping[str, str], *, commit: bool = True) -> None:
        """Writes files, and commits everything unless told not to."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if commit:
            commit_all(self.root)

    def edit(self, name: str, old: str, new: str, *, commit: bool = True) -> None:
        """Replaces one text in a file, which must hold it."""
        before = (self.root / name).read_text(encoding="utf-8")
        assert old in before, f"{name} does not hold {old!r}"
        self.write({name: before.replace(old, new)}, commit=commit)

    def edit_plan(self, old: str, new: str, *, commit: bool = True) -> None:
        """Replaces one text in the plan."""
        self.edit(f"{FOLDER}/ITERATION.md", old, new, commit=commit)

    def settings(self, old: str, new: str) -> None:
        """Replaces one text in planproof.toml, and trusts the commands that come of it."""
        self.edit("planproof.toml", old, new)

    def add_settings(self, text: str) -> None:
        """Adds tables to planproof.toml."""
        path = self.root / "planproof.toml"
        self.write({"planproof.toml": path.read_text(encoding="utf-8") + text})

    def digest(self) -> str:
        """Digest of all commands as they are now."""
        config = load_config(self.root)
        return command_set(find_plan(read_project(self.root, config), ID), config).digest

    def iteration(self) -> Iteration:
        """The iteration as it is now."""
        return open_iteration(self.root, ID)

    def prove(self, *stages: Stage, trusted: bool = True, **asked: object) -> ProveReport:
        """Runs what is due, or just these stages, with the commands as they are now approved unless told otherwise."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(TRUST_VARIABLE, self.digest() if trusted else "")
            patch.setenv("PATH", own_path())
            patch.delenv("CI", raising=False)
            return prove(self.iteration(), ProveRequest(stages=stages, **asked), Silent())  # type: ignore[arg-type]

    def check(self, name: str, *, subject: str = "", **asked: object) -> State:
        """Runs one check and gives where it stands; an amendment is made by the whole stage."""
        stage = Stage[name.partition(".")[0].upper()]
        return found(self.prove(stage, checks=(name,), **asked).states, name, subject)  # type: ignore[arg-type]

    def stands(self, name: str, subject: str = "") -> State:
        """Where a check stands, with nothing run."""
        return found(states_of(self.iteration()), name, subject)

    def rows(self) -> tuple[Evidence, ...]:
        """All evidence."""
        return self.iteration().rows

    def copy(self, target: Path) -> SmallProject:
        """The same project, history and evidence in another folder."""
        shutil.copytree(self.root, target, symlinks=True)
        return SmallProject(target)

    def command(self, *arguments: str, **more: str) -> list[str]:
        """The command line of a planproof process on this project."""
        return [sys.executable, "-m", "planproof", *arguments]

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of such a process; commands as they are now are approved."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLANPROOF", "CI", "GIT_"))}
        source = str(Path(planproof.__file__).resolve().parents[1])
        return {**kept, "PATH": own_path(), "PYTHONPATH": source, TRUST_VARIABLE: self.digest(), **more}

    def planproof(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs one planproof process to its end, no terminal anywhere."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def own_path() -> str:
    """PATH with the Python first that runs the tests, so that `python` in the project's commands has pytest and coverage."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def found(states: tuple[State, ...], name: str, subject: str = "") -> State:
    """The one state of a check; of any subject when none is named."""
    return next(state for state in states if state.check.id == name and subject in ("", state.check.subject))


def make_states(home: Path) -> dict[str, SmallProject]:
    """The project after each of its states, with all evidence that could be had by then."""
    project = SmallProject(home / "project")
    project.root.mkdir()
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    project.write(BASE)
    result = {}
    for name, files in STATES.items():
        project.write(files)
        if name == "planned":
            start_iteration(project.iteration())
        project.prove()
        commit_all(project.root, "evidence")
        result[name] = project.copy(home / name)
    return result
