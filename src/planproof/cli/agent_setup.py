"""What `planproof init` and `planproof doctor` do about coding agents: the facts are read, the parts put in or taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.config import load_config
from planproof.errors import UsageError
from planproof.plan.agents import AGENTS, AgentStep, ProjectWords, install_agents, project_words, remove_agents
from planproof.plan.agents.install import called_by
from planproof.plan.facts import read_facts
from planproof.plan.sharing import cores
from planproof.proof.commit_hooks import CommitHook, add_commit_hook, remove_commit_hook

__all__ = [
    "AnyStep",
    "print_agent_steps",
    "print_steps",
    "set_up_agents",
    "set_up_hook",
    "step_data",
    "take_out_agents",
    "take_out_hook",
    "words_of",
]


class AnyStep(Protocol):
    """A step of `init`, about a file of planproof or of an agent."""

    @property
    def path(self) -> str:
        """The file, from the root."""

    @property
    def action(self) -> str:
        """What was done about it."""

    @property
    def message(self) -> str:
        """One line for a person."""


def words_of(root: Path, face: Face, command: str = "") -> ProjectWords:
    """What the texts for agents say about the project at `root`; without a command they call planproof as they did before.

    Raises:
        ConfigurationError: its `planproof.toml` can't be used.
        UsageError: the command is no single line that calls planproof.
    """
    call = _fitting(command or called_by(root))
    config = load_config(root)
    return project_words(config, read_facts(root, config, processes=cores(), progress=reading_progress(face)), call)


def _fitting(command: str) -> str:
    """The words by which planproof is called, refused when a shell would read more than a call into them."""
    if "planproof" not in command or not command.isprintable() or any(sign in command for sign in "`\"'$;|&<>#"):
        raise UsageError(f"--command {command!r} is no way to call planproof", hint='for example "uv run planproof"')
    return command.strip()


def set_up_agents(root: Path, agents: Sequence[str], command: str, face: Face, *, dry_run: bool) -> list[AgentStep]:
    """Writes what those agents read.

    Raises:
        EnvironmentFault: a file can't be merged; nothing was written then.
    """
    return install_agents(root, dict.fromkeys(agents), words_of(root, face, command), dry_run=dry_run)


def take_out_agents(root: Path, agents: Sequence[str], command: str, face: Face, *, dry_run: bool) -> list[AgentStep]:
    """Takes out what was written for those agents; for all of them when none is named.

    Raises:
        EnvironmentFault: a file can't be read as what it should be; nothing was written then.
    """
    return remove_agents(root, agents or AGENTS, words_of(root, face, command), dry_run=dry_run)


def set_up_hook(root: Path, command: str, *, dry_run: bool) -> CommitHook:
    """Has plans checked before each commit.

    Raises:
        EnvironmentFault: there is no repository, or nothing can be added to what runs there.
    """
    call = _fitting(command or "planproof")
    return add_commit_hook(root, load_config(root).plans.folder, call, dry_run=dry_run)


def take_out_hook(root: Path, *, dry_run: bool) -> CommitHook:
    """Has plans no longer checked before each commit.

    Raises:
        EnvironmentFault: there is no repository, or the file can't be written.
    """
    return remove_commit_hook(root, dry_run=dry_run)


def print_agent_steps(face: Face, root: Path, steps: Iterable[AnyStep], *, dry_run: bool) -> int:
    """Says what was done about agents alone, and gives the exit code."""
    steps = list(steps)
    print_steps(face, steps)
    if dry_run:
        face.note("dry run: nothing was written")
    face.document("init", {"root": str(root), "dryRun": dry_run, "agents": [step_data(step) for step in steps]})
    return 0


def print_steps(face: Face, steps: Iterable[AnyStep]) -> None:
    """A line a file: what was done about it, and why."""
    for step in steps:
        face.line(f"{step.action:<10} {step.path}  {face.style(step.message, 'dim')}")


def step_data(step: AnyStep) -> dict[str, str]:
    """A step as JSON."""
    return {"path": step.path, "action": step.action, "message": step.message}
