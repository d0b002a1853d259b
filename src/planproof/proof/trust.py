"""Which commands a person has approved: a plan's commands are code, and none runs before exactly that set was approved.

    command_set(plan, config) ── digest ── compared with ─┬─ what was approved at a terminal (a file outside the repository)
                                                          └─ PLANPROOF_TRUST, digests that CI passes

As direnv does, approval is by digest: one changed character, one command more or less, and it is gone until a person
has looked again. It is kept outside the repository, one file for a project's path and an iteration, so that neither a
clone nor a commit brings it along. Only what is run counts: expectations, titles and line numbers may change freely.

What it covers and what it can't stands in `docs/threat-model.md`.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from planproof.config import CONFIG_NAME, Config
from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.document import Place
from planproof.plan.model import Command, Plan
from planproof.proof.approval import APPROVAL_SCHEMA, TRUST_VARIABLE, approval_path, passed_by_ci, read_approval

__all__ = [
    "TRUST_VARIABLE",
    "CommandSet",
    "Trust",
    "TrustState",
    "TrustedCommand",
    "approve",
    "command_set",
    "revoke",
    "trust_state",
]


class Trust(StrEnum):
    """Whether a set of commands may run."""

    TRUSTED = "trusted"
    CHANGED = "changed"  # another set was approved for this iteration
    NEW = "new"  # none was


@dataclass(frozen=True, slots=True)
class TrustedCommand:
    """One thing that planproof can be made to run, or that steers what runs.

    Attributes:
        place: `file:line:column` in a document, or `planproof.toml`.
        what: what it is for: `M1_E1_I1_T2 success verification 1`, `[commands] test`.
        script: shell text as it will be run; `NAME=value` for a variable.
    """

    place: str
    what: str
    script: str


@dataclass(frozen=True, slots=True)
class CommandSet:
    """Every command of one iteration.

    Attributes:
        iteration: id of the plan.
        digest: SHA-256 (hex) over the iteration's id and, in order, each command's `what` and `script`.
        commands: in the order in which stages come to them.
    """

    iteration: str
    digest: str
    commands: tuple[TrustedCommand, ...]


@dataclass(frozen=True, slots=True)
class TrustState:
    """How a set stands to what was approved.

    Attributes:
        trust: the answer.
        added: commands that the approved set doesn't hold; all of them when none was approved.
        removed: commands of the approved set that are gone.
        approved_by: `terminal` or `PLANPROOF_TRUST`; empty when it isn't trusted.
        approved_at: RFC 3339 time of the approval at a terminal, empty without one.
        iteration: id of the plan whose commands these are.
    """

    trust: Trust
    added: tuple[TrustedCommand, ...]
    removed: tuple[TrustedCommand, ...]
    approved_by: str
    approved_at: str
    iteration: str

    @property
    def reason(self) -> str:
        """One line for the verdict of a check that was not run; empty when the set is trusted."""
        if self.trust is Trust.TRUSTED:
            return ""
        if self.trust is Trust.NEW:
            return f"not trusted: nobody has approved this plan's commands (planproof trust {self.iteration})"
        first = (*self.added, *self.removed)[0].what if self.added or self.removed else "their order"
        return f"not trusted: the commands changed since they were approved, {first} for one (planproof trust {self.iteration})"


def command_set(plan: Plan, config: Config) -> CommandSet:
    """Every command that a plan and its project's configuration can make planproof run."""
    commands = (*_of_config(config), *_of_plan(plan))
    body = [APPROVAL_SCHEMA, plan.id, [[command.what, command.script] for command in commands]]
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return CommandSet(plan.id, hashlib.sha256(text.encode("ascii")).hexdigest(), commands)


def trust_state(root: Path, commands: CommandSet, variables: Mapping[str, str] | None = None) -> TrustState:
    """How a set stands to what was approved on this machine or passed by CI.

    Args:
        root: the project's own root, also when a stage runs in a worktree of it.
        commands: from `command_set`.
        variables: where to look for PLANPROOF_TRUST; the process's environment by default.
    """
    if passed_by_ci(commands.digest, variables):
        return TrustState(Trust.TRUSTED, (), (), TRUST_VARIABLE, "", commands.iteration)
    approved = read_approval(str(_file(root, commands.iteration)))
    if approved is None:
        return TrustState(Trust.NEW, commands.commands, (), "", "", commands.iteration)
    if approved["digest"] == commands.digest:
        return TrustState(Trust.TRUSTED, (), (), "terminal", approved["approved_at"], commands.iteration)
    old = [TrustedCommand(*entry) for entry in approved["commands"]]
    added, removed = _without(commands.commands, old), _without(old, commands.commands)
    return TrustState(Trust.CHANGED, added, removed, "", approved["approved_at"], commands.iteration)


def approve(root: Path, commands: CommandSet, *, terminal: bool) -> Path:
    """Writes down that a person has approved exactly this set; gives the file.

    Args:
        root: the project's root.
        commands: the set that was shown.
        terminal: True when a person answered at a terminal; there is no other way.

    Raises:
        UsageError: without a terminal.
        EnvironmentFault: the file can't be written.
    """
    if not terminal:
        raise UsageError(
            "commands are approved by a person at a terminal",
            hint=f"planproof trust {commands.iteration} at a terminal; CI sets {TRUST_VARIABLE} to what the base branch has",
        )
    file = _file(root, commands.iteration)
    body = {
        "schema": APPROVAL_SCHEMA,
        "project": str(root.resolve()),
        "iteration": commands.iteration,
        "digest": commands.digest,
        "approved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commands": [[command.place, command.what, command.script] for command in commands.commands],
    }
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as writing:
            json.dump(body, writing, indent=1)
        os.replace(fresh, file)
    except OSError as error:
        raise EnvironmentFault(
            f"the approval can't be written: {error.strerror}", place=str(file), hint="check permissions"
        ) from error
    return file


def revoke(root: Path, iteration: str) -> bool:
    """Takes an approval back; False when there was none.

    Raises:
        EnvironmentFault: the file can't be removed.
    """
    file = _file(root, iteration)
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise EnvironmentFault(f"the approval can't be removed: {error.strerror}", place=str(file)) from error
    return True


def _of_config(config: Config) -> Iterator[TrustedCommand]:
    """What `planproof.toml` makes planproof run, and the variables that steer it."""
    environment = config.environment
    named = [("[environment] pass_variables", " ".join(environment.pass_variables))]
    named += [(f"[environment] variable {name}", f"{name}={value}") for name, value in environment.variables.items()]
    named += [("[environment] setup", environment.setup)]
    if not config.commands.test:
        named.append(("[tests] framework, run by planproof's own command line", config.tests.framework))
    for key in ("build", "test", "collect", "benchmark"):
        named.append((f"[commands] {key}", getattr(config.commands, key)))
    for key in ("lint", "format"):
        scripts = getattr(config.commands, key)
        named += [(f"[commands] {key} {number}", script) for number, script in enumerate(scripts, 1)]
    named.append(("[coverage] command", config.coverage.command))
    for name, service in config.services.items():
        named += [(f"[services.{name}] {key}", getattr(service, key)) for key in ("before", "start", "ready")]
    for what, script in named:
        if script:
            yield TrustedCommand(CONFIG_NAME, what, script)


def _of_plan(plan: Plan) -> Iterator[TrustedCommand]:
    """What the documents of a plan make planproof run; smoke tests too, in whatever language they are."""
    for task in plan.tasks:
        for number, block in enumerate(task.smoke_tests, 1):
            yield _entry(f"{task.id} smoke test {number}", block.content, block.place)
        yield from _entries(f"{task.id} success verification", task.verification)
    for row in plan.test_matrix:
        if row.command:
            yield _entry(f"test matrix, {row.level}: {row.what}", row.command.value, row.command.place)
    for story in plan.user_stories:
        yield from _entries(f"story {story.name}", story.commands)
    yield from _entries("success demo", plan.demo)
    for target in plan.performance_targets:
        if target.command:
            yield _entry(f"target {target.name}", target.command.value, target.command.place)


def _entries(what: str, commands: Iterable[Command]) -> Iterator[TrustedCommand]:
    for number, command in enumerate(commands, 1):
        yield _entry(f"{what} {number}", command.script, command.place)


def _entry(what: str, script: str, place: Place) -> TrustedCommand:
    return TrustedCommand(str(place), what, script)


def _without(commands: Iterable[TrustedCommand], others: Iterable[TrustedCommand]) -> tuple[TrustedCommand, ...]:
    """Those that the others don't hold; where they stand doesn't matter."""
    known = {(other.what, other.script) for other in others}
    return tuple(command for command in commands if (command.what, command.script) not in known)


def _file(root: Path, iteration: str) -> Path:
    return Path(approval_path(str(root), iteration))
