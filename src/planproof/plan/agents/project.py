"""What the texts for agents say about one project, out of its facts and its `planproof.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from planproof.config import Config
from planproof.plan.facts import Fact, FactKind, Facts

__all__ = ["ProjectWords", "ToolWords", "project_words"]

_LONGEST = 100
_READ_ANYWAY = {"AGENTS.md", "CLAUDE.md", "GEMINI.md", "copilot-instructions.md"}
_ROLES = ("build", "test", "lint", "format", "types", "coverage", "benchmark")


class ToolWords(msgspec.Struct, frozen=True, gc=False):
    """One command of the project.

    Attributes:
        role: what it is for: build, test, lint, format, types, coverage or benchmark.
        command: as it is typed.
        path: the file that says so.
    """

    role: str
    command: str
    path: str


class ProjectWords(msgspec.Struct, frozen=True):
    """A project in words.

    Attributes:
        plans: its folder of plans.
        documents: file names of the documents that an iteration has there.
        command: how planproof is called there.
        languages: `python`, `c`, as the facts name them.
        tools: its commands, in the order of `_ROLES`.
        services: names of the services that run beside it.
        standards: paths of its standards documents.
    """

    plans: str
    documents: tuple[str, ...]
    command: str = "planproof"
    languages: tuple[str, ...] = ()
    tools: tuple[ToolWords, ...] = ()
    services: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


def project_words(config: Config, facts: Facts, command: str = "planproof") -> ProjectWords:
    """What can be said of a project.

    Args:
        config: its `planproof.toml`; a command that stands there outweighs one that was found.
        facts: of its repository.
        command: how planproof is called there, for example `uv run planproof`.
    """
    return ProjectWords(
        plans=_plain(config.plans.folder),
        documents=tuple(f"{kind}.md" for kind in config.plans.documents),
        command=command,
        languages=_once(_nearest_first(facts.all(FactKind.LANGUAGE))),
        tools=tuple(_tools(config, facts)),
        services=_once(_nearest_first(facts.all(FactKind.SERVICE))),
        standards=_standards(facts),
    )


def _tools(config: Config, facts: Facts) -> Iterable[ToolWords]:
    """A command or two for each role: the project's own where `planproof.toml` has one, else those found nearest to the root."""
    commands = config.commands
    own = {
        "build": (commands.build,),
        "test": (commands.test,),
        "lint": commands.lint,
        "format": commands.format,
        "benchmark": (commands.benchmark,),
    }
    found = _nearest_first(fact for fact in facts.all(FactKind.TOOL) if fact.value)
    for role in _ROLES:
        if written := [command for command in own.get(role, ()) if command]:
            yield from (ToolWords(role, _plain(command), "planproof.toml") for command in written)
            continue
        of_role = {fact.value: fact for fact in reversed(found) if fact.get("role") == role}
        nearest = _nearest_first(of_role.values())[:2]
        yield from (ToolWords(role, _plain(fact.value), _plain(fact.place.path)) for fact in nearest)


def _standards(facts: Facts) -> tuple[str, ...]:
    """Paths of standards documents, but for those that an agent reads without being told."""
    found = dict.fromkeys(fact.place.path for fact in _nearest_first(facts.all(FactKind.STANDARD)))
    return tuple(_plain(path) for path in found if path.rpartition("/")[2] not in _READ_ANYWAY)[:5]


def _nearest_first(facts: Iterable[Fact]) -> list[Fact]:
    """Facts of files near the root first: what a subfolder says is rarely what the whole project does."""
    return sorted(facts, key=lambda fact: (fact.place.path.count("/"), fact.place.path, fact.place.line))


def _once(facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_plain(fact.name) for fact in facts))[:8]


def _plain(text: str) -> str:
    """One short line that can stand between backquotes: these words come from files of the repository and go into a prompt."""
    line = " ".join("".join(c if c.isprintable() and c != "`" else " " for c in text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
