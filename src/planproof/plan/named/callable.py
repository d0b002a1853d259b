"""What the repository lets a command call: the targets, scripts, recipes, files and services that it has.

A file that a plan touches may hold anything afterwards, so what it lacks today is no finding then; and a Makefile with pattern
rules, computed targets or includes may have any target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from planproof.plan.late_pattern import late_pattern
from planproof.plan.named.commands import Called
from planproof.plan.named.paths import PathBook
from planproof.plan.rule import Desk

__all__ = ["CallBook"]

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_JUSTFILES = ("justfile", "Justfile", ".justfile")
_TASKFILES = ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "taskfile.yaml")
_ANY_TARGET = late_pattern(
    r"^[^\t#=\n]{0,500}[%$][^=\n]{0,500}:(?!=)|^-?s?include\b|^\$\(|^import\b|^mod\b", re.MULTILINE
)
_COMPOSE = late_pattern(r"(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$")
_FILE_MAX_BYTES = 1_000_000


class CallBook:
    """What can be called, in the repository or by what plans add as they are read in their order.

    Args:
        desk: its facts are read at the first question.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._paths = PathBook(desk)
        self._touched: set[str] = set()

    def add(self, paths: Iterable[str]) -> None:
        """Takes in the files that a plan will have or change."""
        paths = frozenset(paths)
        self._paths.add(paths)
        self._touched |= paths

    def missing(self, call: Called) -> str:
        """Why a call can't work; empty where it may."""
        if call.kind == "script":
            return "" if self._paths.knows(call.name) else f"`{call.name}` neither exists nor is planned"
        if call.kind == "service":
            open_end = not self._composed or any(_COMPOSE.search(path) for path in self._touched)
            known = open_end or call.name in self._services
            return "" if known else f"no compose file has a service `{call.name}`"
        holders = _holders(call.kind)
        if any(path in self._touched for path in holders):
            return ""
        holder = next((path for path in holders if path in self._desk.facts.files), "")
        if not holder or self._may_have_anything(holder):
            return ""
        return "" if call.name in self._names(call.kind, holder) else f"{holder} has no `{call.name}`"

    def nearest(self, call: Called) -> str:
        """A hint with the name that looks most like it; empty when none does."""
        names = self._services if call.kind == "service" else self._of_kind.get(call.kind, frozenset())
        from difflib import get_close_matches  # only where something is missing

        near = get_close_matches(call.name[:100], sorted(names)[:1000], n=1, cutoff=0.6)
        return f"did you mean {near[0]}?" if near else ""

    def _names(self, kind: str, holder: str) -> frozenset[str]:
        if kind not in self._of_kind:
            from planproof.plan.facts.model import FactKind

            verbs = (fact for fact in self._desk.facts.all(FactKind.VERB) if fact.place.path == holder)
            self._of_kind[kind] = frozenset(verb.name.rpartition(" ")[2] for verb in verbs)
        return self._of_kind[kind]

    @cached_property
    def _of_kind(self) -> dict[str, frozenset[str]]:
        return {}

    def _may_have_anything(self, holder: str) -> bool:
        if holder not in self._open:
            self._open[holder] = not self._desk.exists(holder) or _is_open(self._text_of(holder), holder)
        return self._open[holder]

    @cached_property
    def _open(self) -> dict[str, bool]:
        return {}

    def _text_of(self, path: str) -> str | None:
        try:
            with (self._desk.root / path).open("rb") as file:
                source = file.read(_FILE_MAX_BYTES + 1)
        except OSError:
            return None  # what can't be read may hold anything
        return source.decode("utf-8", "replace") if len(source) <= _FILE_MAX_BYTES else None

    @cached_property
    def _composed(self) -> bool:
        """Whether there is a compose file, and none that takes others in."""
        files = [path for path in self._desk.facts.files if _COMPOSE.search(path)]
        texts = [self._text_of(path) if self._desk.exists(path) else None for path in files[:50]]
        return bool(files) and all(
            text is not None and not re.search(r"^include:|\bextends:", text, re.M) for text in texts
        )

    @cached_property
    def _services(self) -> frozenset[str]:
        from planproof.plan.facts.model import FactKind

        return frozenset(fact.name for fact in self._desk.facts.all(FactKind.SERVICE))


def _holders(kind: str) -> tuple[str, ...]:
    """The files that may hold what is called, the first that there is counts."""
    return {"make": _MAKEFILES, "npm": ("package.json",), "just": _JUSTFILES, "task": _TASKFILES}[kind]


def _is_open(text: str | None, holder: str) -> bool:
    """Whether a file may offer more than what is written in it."""
    if text is None:
        return True
    if holder.endswith((".yml", ".yaml")):
        return "includes:" in text
    return holder != "package.json" and _ANY_TARGET.search(text) is not None
