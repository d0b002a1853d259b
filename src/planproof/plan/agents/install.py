"""Puts the parts of agents into a repository and takes them out again: first everything is decided, then everything is written.

A file that can't be merged stops the whole run before the first byte is written. Files of others keep every byte that isn't
ours, and what was added comes out again without a trace (`section.py`, `hook_file.py`, `own_file.py` say how).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from planproof.errors import EnvironmentFault
from planproof.plan.agents.hook_file import added_hooks, called_in, has_hooks, new_hook_file, removed_hooks
from planproof.plan.agents.model import HookFile, OwnFile, Part, Section
from planproof.plan.agents.own_file import FileState, file_state, sealed
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.section import added_section, has_section, removed_section
from planproof.plan.agents.table import AGENTS, agent_parts

__all__ = ["AgentState", "AgentStep", "agent_states", "called_by", "install_agents", "remove_agents"]

_SHARED = "AGENTS.md"  # read by most agents, so it says nothing of which one is set up


class AgentStep(msgspec.Struct, frozen=True, gc=False):
    """What was done about one file.

    Attributes:
        path: from the project's root.
        action: what was done.
        message: one line for a person.
    """

    path: str
    action: Literal["written", "changed", "kept", "deleted"]
    message: str


class AgentState(msgspec.Struct, frozen=True, gc=False):
    """How much of an agent's files lies in a repository.

    Attributes:
        agent: its name.
        missing: paths of parts that aren't there.
        outdated: paths of parts that would be written otherwise today.
        edited: paths of our files that somebody has changed.
        installed: whether any file that only this agent reads is there.
    """

    agent: str
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    edited: tuple[str, ...]
    installed: bool


class _Change(msgspec.Struct, frozen=True):
    """A file before and after; None stands for a file that isn't there."""

    path: Path
    before: bytes | None
    after: bytes | None
    step: AgentStep


def install_agents(
    root: Path, agents: Iterable[str], project: ProjectWords, *, dry_run: bool = False
) -> list[AgentStep]:
    """Writes or brings up to date what those agents read.

    Args:
        root: of the project.
        agents: names of AGENTS.
        project: what the texts say.
        dry_run: decides everything and writes nothing.

    Raises:
        EnvironmentFault: a file can't be read, merged or written; nothing was written when it can't be merged.
    """
    parts = _distinct(root, (part for agent in agents for part in agent_parts(agent, project)))
    return _carried_out(root, [_added(path, part) for path, part in parts], dry_run)


def remove_agents(
    root: Path, agents: Iterable[str], project: ProjectWords, *, dry_run: bool = False
) -> list[AgentStep]:
    """Takes out what was written for those agents, but for what another agent that stays reads too.

    Raises:
        EnvironmentFault: as for `install_agents`.
    """
    leaving = set(agents)
    staying = [agent for agent in AGENTS if agent not in leaving and _stays(root, agent, project)]
    kept = {part.path for agent in staying for part in agent_parts(agent, project)}
    parts = _distinct(root, (part for agent in sorted(leaving) for part in agent_parts(agent, project)))
    shared = [
        AgentStep(part.path, "kept", f"{' and '.join(staying)} read it too") for _, part in parts if part.path in kept
    ]
    gone = [_taken_out(path, part) for path, part in parts if part.path not in kept]
    return [*_carried_out(root, gone, dry_run), *shared]


def agent_states(root: Path, project: ProjectWords) -> list[AgentState]:
    """How things stand for each agent, in the order of AGENTS.

    Raises:
        EnvironmentFault: a file can't be read, or isn't what it should be.
    """
    return [_state(root, agent, agent_parts(agent, project)) for agent in AGENTS]


def called_by(root: Path) -> str:
    """What the hooks that are set up call planproof by; `planproof` when there is none.

    A settings file that can't be read is passed over: it may belong to an agent that nobody asked for, and for one that was
    asked for `install_agents` says what is wrong with it.
    """
    unknown = ProjectWords("", ())
    for part in (part for agent in AGENTS for part in agent_parts(agent, unknown) if isinstance(part, HookFile)):
        try:
            content = _content(_inside(root, part.path))
            found = called_in(_text(content, part.path), part) if content is not None else ""
        except EnvironmentFault:
            continue
        if found:
            return found
    return "planproof"


def _stays(root: Path, agent: str, project: ProjectWords) -> bool:
    """Whether an agent that isn't taken out is set up; where its settings can't be read, its other files say so."""
    return any(part.path != _SHARED and _is_there(root, part) for part in agent_parts(agent, project))


def _is_there(root: Path, part: Part) -> bool:
    try:
        state = _state_of(_content(_inside(root, part.path)), part)
    except EnvironmentFault:
        return False
    return state in (FileState.CURRENT, FileState.OUTDATED, FileState.EDITED)


def _state(root: Path, agent: str, parts: tuple[Part, ...]) -> AgentState:
    found: dict[FileState, list[str]] = {state: [] for state in FileState}
    for path, part in _distinct(root, parts):
        found[_state_of(_content(path), part)].append(part.path)
    present = (path for state in (FileState.CURRENT, FileState.OUTDATED, FileState.EDITED) for path in found[state])
    return AgentState(
        agent,
        missing=(*found[FileState.MISSING], *found[FileState.FOREIGN]),
        outdated=tuple(found[FileState.OUTDATED]),
        edited=tuple(found[FileState.EDITED]),
        installed=any(path != _SHARED for path in present),
    )


def _state_of(content: bytes | None, part: Part) -> FileState:
    if isinstance(part, OwnFile):
        return file_state(content, part)
    if content is None:
        return FileState.MISSING
    if isinstance(part, Section):
        present, after = has_section(content, part), added_section(content, part)
    else:
        text = _text(content, part.path)
        present, after = has_hooks(text, part), added_hooks(text, part).encode()
    return FileState.MISSING if not present else FileState.CURRENT if after == content else FileState.OUTDATED


def _distinct(root: Path, parts: Iterable[Part]) -> list[tuple[Path, Part]]:
    """Parts with their real paths, one a file: `CLAUDE.md` may be a link to `AGENTS.md`."""
    found: dict[Path, Part] = {}
    for part in parts:
        found.setdefault(_inside(root, part.path), part)
    return list(found.items())


def _inside(root: Path, path: str) -> Path:
    """The file behind links; refused when it lies outside of the project."""
    real = Path(os.path.realpath(root / path))
    if not real.is_relative_to(Path(os.path.realpath(root))):
        raise EnvironmentFault(
            "leads out of the project", place=path, hint="replace the link by a file; nothing was written"
        )
    if above := next((folder for folder in real.parents if folder.exists() and not folder.is_dir()), None):
        raise EnvironmentFault(f"{above.name} is no folder", place=path, hint="move it away; nothing was written")
    return real


def _added(path: Path, part: Part) -> _Change:
    before = _content(path)
    if isinstance(part, OwnFile):
        return _own_added(path, part, before)
    if isinstance(part, Section):
        after, what = added_section(before, part), "a section between planproof's markers"
    elif before is None:
        after, what = new_hook_file(part).encode(), part.what
    else:
        after, what = added_hooks(_text(before, part.path), part).encode(), part.what
    if after == before:
        return _kept(path, part, before, "is up to date")
    action: Literal["written", "changed"] = "written" if before is None else "changed"
    return _Change(path, before, after, AgentStep(part.path, action, what))


def _own_added(path: Path, part: OwnFile, before: bytes | None) -> _Change:
    state = file_state(before, part)
    if state in (FileState.MISSING, FileState.OUTDATED):
        action: Literal["written", "changed"] = "written" if state is FileState.MISSING else "changed"
        return _Change(
            path, before, sealed(part), AgentStep(part.path, action, "brought up to date" if before else "new")
        )
    reasons = {
        FileState.EDITED: "somebody has edited it; delete it to have it written anew",
        FileState.FOREIGN: "was not written by planproof, left as it is",
    }
    return _kept(path, part, before, reasons.get(state, "is up to date"))


def _taken_out(path: Path, part: Part) -> _Change:
    before = _content(path)
    if before is None:
        return _kept(path, part, None, "is not there")
    after: bytes | None
    if isinstance(part, OwnFile):
        if file_state(before, part) in (FileState.EDITED, FileState.FOREIGN):
            return _kept(path, part, before, "somebody has edited or written it; delete it by hand if it should go")
        after = None
    elif isinstance(part, Section):
        after = removed_section(before, part)
    else:
        text = removed_hooks(_text(before, part.path), part)
        after = None if text is None else text.encode()
    if after == before:
        return _kept(path, part, before, "holds nothing of planproof")
    action: Literal["deleted", "changed"] = "deleted" if after is None else "changed"
    what = "was planproof's alone" if after is None else "planproof's part taken out, the rest as it was"
    return _Change(path, before, after, AgentStep(part.path, action, what))


def _kept(path: Path, part: Part, content: bytes | None, message: str) -> _Change:
    return _Change(path, content, content, AgentStep(part.path, "kept", message))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise EnvironmentFault(error.strerror or str(error), place=str(error.filename)) from error


def _text(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EnvironmentFault(
            "is no UTF-8 text", place=f"{path}:{line}", hint="save it as UTF-8 and run again; nothing was written"
        ) from error


def _carried_out(root: Path, changes: list[_Change], dry_run: bool) -> list[AgentStep]:
    for change in changes:
        if change.after != change.before and not dry_run:
            try:
                _write(root, change)
            except OSError as error:
                raise EnvironmentFault(error.strerror or str(error), place=change.step.path) from error
    return [change.step for change in changes]


def _write(root: Path, change: _Change) -> None:
    """Replaces the file in one step, or deletes it with the folders that it leaves empty."""
    path = change.path
    if change.after is None:
        path.unlink()
        for folder in path.parents:
            if folder == Path(os.path.realpath(root)) or any(folder.iterdir()):
                return
            folder.rmdir()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(change.after)
        os.chmod(temporary, path.stat().st_mode & 0o777 if change.before is not None else 0o644)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
