"""Shows every command that a plan can make planproof run, and approves exactly that set.

    planproof trust                   how each iteration stands
    planproof trust M1_E1_I1          shows the commands and asks, at a terminal only
    planproof trust M1_E1_I1 --show   shows them and asks nothing
    planproof trust M1_E1_I1 --revoke takes the approval back

No command runs before a person has approved it here; one changed character takes the approval away. Continuous
integration sets PLANPROOF_TRUST to the digest that the base branch has (several: with commas between), so that a change
that touches commands is not trusted until somebody has looked. Exit code 0 when all that was asked about is trusted, else 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planproof.cli.face import Face
from planproof.config import Config, find_root, load_config
from planproof.errors import UsageError
from planproof.plan.ids import nearest_ids
from planproof.plan.model import Project
from planproof.plan.tree import read_project
from planproof.proof.trust import (
    CommandSet,
    Trust,
    TrustedCommand,
    TrustState,
    approve,
    command_set,
    revoke,
    trust_state,
)
from planproof.proof.visible import visible

__all__ = ["configure", "run"]

_COLOUR = {Trust.TRUSTED: "green", Trust.CHANGED: "yellow", Trust.NEW: "yellow"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("id", nargs="?", metavar="ID", help="the iteration; without one, how each of them stands")
    parser.add_argument("--show", action="store_true", help="show the commands, ask nothing")
    parser.add_argument("--revoke", action="store_true", help="take the approval back")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Lists, shows and asks, or revokes; 0 when all is trusted (or was revoked), else 1."""
    root = find_root(Path(arguments.project))
    config = load_config(root)
    project = read_project(root, config)
    if arguments.id is None:
        if arguments.revoke:
            raise UsageError("--revoke needs the id of an iteration", hint="planproof trust lists them")
        return _list(project, config, face)
    commands = _commands(arguments.id, project, config)
    if arguments.revoke:
        return _revoke(root, commands, face)
    state = trust_state(root, commands)
    _show(commands, state, face)
    if not arguments.show and state.trust is not Trust.TRUSTED:
        state = _ask(root, commands, state, face)
    face.document("trust", {"iterations": [_described(commands, state, whole=True)]})
    return 0 if state.trust is Trust.TRUSTED else 1


def _commands(identifier: str, project: Project, config: Config) -> CommandSet:
    plan = project.plan(identifier)
    if plan is None:
        near = nearest_ids(identifier, (plan.id for plan in project.plans if plan.id))
        hint = f"nearest: {', '.join(near)}" if near else "planproof trust lists the iterations"
        raise UsageError(f"there is no iteration {identifier!r}", hint=hint)
    return command_set(plan, config)


def _list(project: Project, config: Config, face: Face) -> int:
    """One line an iteration."""
    sets = [command_set(plan, config) for plan in project.plans if plan.id]
    states = [(commands, trust_state(project.root, commands)) for commands in sets]
    for commands, state in states:
        word = face.style(f"{state.trust:<8}", _COLOUR[state.trust])
        face.line(f"{commands.iteration:<12} {word} {len(commands.commands):>4} commands  {commands.digest}")
    if not states:
        face.line("no iteration is planned yet")
    face.document("trust", {"iterations": [_described(commands, state, whole=False) for commands, state in states]})
    return 0 if all(state.trust is Trust.TRUSTED for _, state in states) else 1


def _revoke(root: Path, commands: CommandSet, face: Face) -> int:
    was_there = revoke(root, commands.iteration)
    face.line(f"{commands.iteration}: {'the approval is taken back' if was_there else 'nothing was approved'}")
    state = trust_state(root, commands)
    if state.trust is Trust.TRUSTED:
        face.note("planproof: PLANPROOF_TRUST still names this digest")
    face.document("trust", {"revoked": was_there, "iterations": [_described(commands, state, whole=False)]})
    return 0


def _show(commands: CommandSet, state: TrustState, face: Face) -> None:
    """Every command, or what changed since the approval and then the rest by number."""
    if state.trust is Trust.CHANGED:
        face.line(face.style("changed since the approval:", "bold"))
        _lines(state.removed, face, "- ", "red")
        _lines(state.added, face, "+ ", "green")
        face.line()
    face.line(face.style(f"all {len(commands.commands)} commands of {commands.iteration}:", "bold"))
    _lines(commands.commands, face, "  ", "")
    face.line()
    face.line(f"digest {commands.digest}")
    word = face.style(state.trust, _COLOUR[state.trust])
    by = f", by {state.approved_by} {state.approved_at}".rstrip() if state.approved_by else ""
    face.line(f"{commands.iteration} is {word}{by}")


def _lines(commands: Iterable[TrustedCommand], face: Face, lead: str, colour: str) -> None:
    for command in commands:
        face.line(face.style(f"{lead}{visible(command.place)}  {visible(command.what)}", "dim"))
        for line in command.script.rstrip("\n").split("\n"):
            text = f"{lead}    {visible(line)}"
            face.line(face.style(text, colour) if colour else text)


def _ask(root: Path, commands: CommandSet, state: TrustState, face: Face) -> TrustState:
    """Asks on standard error and approves on the whole word `yes`; without a terminal `approve` refuses."""
    if face.interactive:
        sys.stderr.write(f"approve exactly these {len(commands.commands)} commands? Type yes: ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() != "yes":
            face.line("nothing was approved")
            return state
    file = approve(root, commands, terminal=face.interactive)
    face.line(f"approved, written to {file}")
    return trust_state(root, commands)


def _described(commands: CommandSet, state: TrustState, *, whole: bool) -> dict[str, Any]:
    """One iteration for `--json`; `whole` adds the commands themselves."""
    body: dict[str, Any] = {
        "id": commands.iteration,
        "digest": commands.digest,
        "trust": state.trust.value,
        "approvedBy": state.approved_by,
        "approvedAt": state.approved_at,
        "commandCount": len(commands.commands),
    }
    if whole:
        for name, found in (("commands", commands.commands), ("added", state.added), ("removed", state.removed)):
            body[name] = [{"place": command.place, "what": command.what, "script": command.script} for command in found]
    return body
