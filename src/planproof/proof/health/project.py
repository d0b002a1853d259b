"""The project: its repository, settings, evidence, approvals, tools, ports, the disk it lies on, and its agents."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from planproof.config import CONFIG_NAME, Config
from planproof.plan.agents import AGENTS, ProjectWords, agent_parts, agent_states, project_words
from planproof.plan.agents.install import called_by
from planproof.plan.facts import read_facts
from planproof.plan.shell import read_script
from planproof.plan.tree import read_project
from planproof.proof.counted import counted
from planproof.proof.git import Repository
from planproof.proof.health.model import Health, Level
from planproof.proof.ledger.attributes import ATTRIBUTES_LINE, has_gitattributes
from planproof.proof.ledger.places import find_ledgers, local_folder
from planproof.proof.ledger.text import Ledger
from planproof.proof.ports import program_on_port
from planproof.proof.trust import Trust, command_set, trust_state

__all__ = ["agents", "disk", "evidence", "local_files", "ports", "repository", "settings", "tools", "trust"]

_LITTLE_BYTES = 500_000_000
_NONE_BYTES = 20_000_000
_SHELL_OWN = set(
    "[ [[ . : alias bg break cd command continue declare echo eval exec exit export false fg getopts hash jobs kill let local "
    "printf pwd read readonly return set shift source test times trap true type typeset ulimit umask unset wait".split()
)


def settings(root: Path) -> Iterator[Health]:
    """Whether there is a `planproof.toml`; that it can be read is known by then."""
    if (root / CONFIG_NAME).is_file():
        yield Health("settings", Level.FINE, str(root / CONFIG_NAME))
    else:
        yield Health("settings", Level.REMARK, f"{root} has no {CONFIG_NAME}, defaults hold", "planproof init")


def repository(root: Path) -> Iterator[Health]:
    """A repository with a commit, which has no half-done merge and merges evidence line by line."""
    found = Repository(root)
    head = found.head()
    git_folder = found.top / ".git"
    busy = [
        name
        for name in ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD")
        if (git_folder / name).exists()
    ]
    if busy:
        yield Health("repository", Level.REMARK, f"in the middle of something: {busy[0]}", "finish or abort it first")
    else:
        yield Health("repository", Level.FINE, f"{found.top} at {head[:12]}")
    if has_gitattributes(root):
        yield Health("evidence in git", Level.FINE, f".gitattributes says {ATTRIBUTES_LINE}")
    else:
        message = ".gitattributes does not say how evidence is merged"
        yield Health("evidence in git", Level.REMARK, message, f"planproof init, or add the line {ATTRIBUTES_LINE}")


def local_files(root: Path) -> Iterator[Health]:
    """Whether `.planproof/` can be written and is for its owner alone."""
    folder = local_folder(root)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="doctor-"):
        mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        fix = f"chmod 700 {folder}"
        yield Health("local files", Level.REMARK, f"{folder} is open to others ({mode:o}); it holds outputs", fix)
    else:
        yield Health("local files", Level.FINE, f"{folder} can be written")


def disk(root: Path) -> Iterator[Health]:
    """Room for worktrees and outputs, on the project's disk and where temporary files go."""
    for name, folder in (("disk", root), ("temporary files", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free
        level = Level.FAULT if free < _NONE_BYTES else Level.REMARK if free < _LITTLE_BYTES else Level.FINE
        fix = "" if level is Level.FINE else "make room: stages run in copies of the working tree"
        yield Health(name, level, f"{free / 1e9:.1f} GB free at {folder}", fix)


def evidence(root: Path) -> Iterator[Health]:
    """Whether every ledger is whole; `planproof evidence verify` looks at git's history too."""
    ledgers = find_ledgers(root)
    readings = [Ledger(root, path.parent).read() for path in ledgers]
    faults = [fault for reading in readings for fault in reading.faults]
    rows = sum(len(reading.rows) for reading in readings)
    if faults:
        message = f"{faults[0].place} {faults[0].message}" + (
            f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        )
        yield Health("evidence", Level.FAULT, message, faults[0].hint or "planproof evidence verify")
    else:
        yield Health("evidence", Level.FINE, f"{counted(rows, 'row')} in {counted(len(ledgers), 'ledger')}, whole")


def trust(root: Path, config: Config) -> Iterator[Health]:
    """Iterations whose commands nobody has approved here."""
    plans = [plan for plan in read_project(root, config).plans if plan.id]
    states = {plan.id: trust_state(root, command_set(plan, config)).trust for plan in plans}
    waiting = [identifier for identifier, state in states.items() if state is not Trust.TRUSTED]
    if waiting:
        message = f"commands of {len(waiting)} of {len(states)} iterations are not approved here: {_few(waiting)}"
        yield Health("trust", Level.REMARK, message, f"a person reads and approves them: planproof trust {waiting[0]}")
    else:
        yield Health(
            "trust",
            Level.FINE,
            f"the commands of {counted(len(states), 'iteration')} are approved"
            if states
            else "nothing asks for it yet",
        )


def tools(config: Config) -> Iterator[Health]:
    """The programs that the project's own commands begin with."""
    wanted: dict[str, str] = {}
    for where, script in _scripts(config):
        for command in read_script(script).simple_commands():
            name = command.words[0] if command.words else ""
            if name and name not in _SHELL_OWN and not any(sign in name for sign in "/$`{*~"):
                wanted.setdefault(name, where)
    missing = [f"{name} ({where})" for name, where in sorted(wanted.items()) if not shutil.which(name)]
    if missing:
        fix = "install them, or correct planproof.toml; [environment] setup may bring them into worktrees only"
        yield Health("tools", Level.REMARK, f"not on the PATH: {_few(missing)}", fix)
    else:
        yield Health("tools", Level.FINE, f"on the PATH: {_few(sorted(wanted))}" if wanted else "none are asked for")


def ports(config: Config) -> Iterator[Health]:
    """Whether the ports of the services are free."""
    asked = {name: _port(service.ready) for name, service in config.services.items()}
    taken = [f"{port} of {name}{_by(port)}" for name, port in asked.items() if port and _listens(port)]
    if taken:
        fix = "end that program, or give the service another port: a stage would ask the wrong one"
        yield Health("ports", Level.REMARK, f"taken: {_few(taken)}", fix)
    else:
        numbers = [str(port) for port in asked.values() if port]
        yield Health("ports", Level.FINE, f"free: {_few(numbers)}" if numbers else "no service asks for one")


def agents(root: Path, config: Config) -> Iterator[Health]:
    """Coding agents that are set up, and whether what they read is up to date."""
    unknown = ProjectWords(config.plans.folder, ())
    paths = {part.path for agent in AGENTS for part in agent_parts(agent, unknown)}
    states = []
    if any((root / path).exists() for path in paths):  # else no facts need be read
        words = project_words(config, read_facts(root, config), called_by(root))
        states = [state for state in agent_states(root, words) if state.installed]
        if states and not shutil.which(words.command.split()[0]):
            message = f"their hooks call `{words.command}`, and {words.command.split()[0]} is not on the PATH"
            yield Health("agents", Level.REMARK, message, "install it, or planproof init --agent … --command WORDS")
        if states and find_spec("mcp") is None:
            message = "the MCP server that they are told to start needs an extra that isn't installed here"
            yield Health("agents", Level.REMARK, message, "pip install 'planproof[mcp]'")
    for state in states:
        fix = f"planproof init --agent {state.agent}"
        if state.missing or state.outdated:
            message = f"missing or out of date: {_few([*state.missing, *state.outdated])}"
            yield Health(f"agent {state.agent}", Level.REMARK, message, fix)
        elif state.edited:
            message = f"set up; edited by hand and kept so: {_few(state.edited)}"
            yield Health(f"agent {state.agent}", Level.FINE, message)
        else:
            yield Health(f"agent {state.agent}", Level.FINE, "set up and up to date")
    if not states:
        yield Health("agents", Level.FINE, f"none is set up; planproof init --agent {'|'.join(AGENTS)} does it")


def _scripts(config: Config) -> Iterator[tuple[str, str]]:
    """Every command of `planproof.toml` with its key."""
    commands = config.commands
    yield "environment.setup", config.environment.setup
    yield "coverage.command", config.coverage.command
    for key in ("build", "test", "collect", "benchmark"):
        yield f"commands.{key}", getattr(commands, key)
    yield from (("commands.lint", script) for script in commands.lint)
    yield from (("commands.format", script) for script in commands.format)
    for name, service in config.services.items():
        yield f"services.{name}.start", service.start
        yield f"services.{name}.before", service.before
    if config.tests.framework == "pytest" and not commands.test:
        yield "tests.framework", "python -m pytest"


def _port(ready: str) -> int:
    """The port that a probe asks; 0 when it asks none of this machine that could be named."""
    url = urlsplit(
        ready if "://" in ready else f"tcp://{ready.removeprefix('tcp:')}" if ready.startswith("tcp:") else ""
    )
    with contextlib.suppress(ValueError):
        return url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
    return 0


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == os.EX_OK


def _by(port: int) -> str:
    program = program_on_port(port)
    return f" by {program}" if program else ""


def _few(names: Iterable[str]) -> str:
    """The first of many, and how many more there are."""
    known = list(names)
    more = f", and {len(known) - 4} more" if len(known) > 4 else ""
    return ", ".join(known[:4]) + more
