"""Names of planned tests: `<unit>__<condition>__then_<expected>`, and which declared symbol a unit stands for.

    test_registry_claim__all_slots_taken__then_refused[64]
         └─ unit ──────┘  └─ condition ──┘  └ then_expected

The prefix `test_`, a GoogleTest suite or a class before it (`Registry.claim__…`) and parameters behind it are allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from planproof.plan.late_pattern import late_pattern

__all__ = ["NameIndex", "TestName", "bare_test_name", "parse_test_name", "plain_name", "unit_covers"]

_PARAMETERS = late_pattern(r"(\[.*\]|\(.*\)|/\d+)$")
_PART = late_pattern(r"[A-Za-z0-9]\w*?")
_LONGEST = 300  # characters; a name that is longer is none
_CAMEL = late_pattern(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class TestName(msgspec.Struct, frozen=True):
    """The parts of a test's name; `expected` without `then_`."""

    __test__ = False  # pytest must not collect this class

    unit: str
    condition: str
    expected: str


@lru_cache(maxsize=8192)
def parse_test_name(name: str) -> TestName | None:
    """The parts of a name, or None when it isn't `<unit>__<condition>__then_<expected>`.

    A suite or class name belongs to the unit: `Registry.claim__full__then_refused` has the unit `Registry.claim`.
    """
    if len(name) > _LONGEST:
        return None
    plain = _PARAMETERS.sub("", name.strip())
    if "::" in plain:
        plain = plain.partition(".py::")[2] or plain
    suite, _, last = plain.replace("::", ".").rpartition(".")
    parts = last.removeprefix("test_").split("__")
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts) or not parts[2].startswith("then_"):
        return None
    suite = suite.rpartition("/")[2].rpartition(".")[2].removesuffix("Test").removesuffix("Tests").removeprefix("Test")
    expected = parts[2].removeprefix("then_")
    return TestName(f"{suite}.{parts[0]}" if suite else parts[0], parts[1], expected) if expected else None


def unit_covers(unit: str, symbol: str) -> bool:
    """Whether a test's unit (or interface column) names that symbol.

    Case style doesn't matter, and a common prefix may be left out on either side: `registry_claim` names
    `planproof_registry_claim`, `links_create` and `create` name `LinkStore.create`, `registry_claim_race` names `registry_claim`.
    """
    wanted = plain_name(unit)
    full, last = _whole_and_last(symbol)
    if not wanted or not last:
        return False
    named = wanted in (full, last) or full.endswith(f"_{wanted}") or wanted.endswith((f"_{full}", f"_{last}"))
    return named or wanted.startswith((f"{full}_", f"{last}_"))


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """A name in one style: `ShortLinksProtocol.create` gives `short_links_create`."""
    words = re.split(r"[^a-z0-9]+", _CAMEL.sub("_", name[:_LONGEST]).lower())
    return "_".join(word for word in words if word and word != "protocol")


def _whole_and_last(name: str) -> tuple[str, str]:
    """A dotted name in plain style, and its last part (the whole where the last part holds no letter)."""
    full = plain_name(name)
    return full, plain_name(name.rpartition(".")[2]) or full


class NameIndex:
    """Answers `unit_covers` for many names at once, without comparing each with each.

    Args:
        names: either units or symbols; which of them decides what may be asked.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._full: set[str] = set()
        self._last: set[str] = set()
        self._heads: set[str] = set()
        self._tails: set[str] = set()
        for name in names:
            full, last = _whole_and_last(name)
            if full:
                self._full.add(full)
                self._last.add(last)
                self._heads.update(_heads(full))
                self._tails.update(_tails(full))

    def cover(self, symbol: str) -> bool:
        """With units in the index: whether one of them covers that symbol."""
        full, last = _whole_and_last(symbol)
        if not last:
            return False
        whole = full in self._full or last in self._full or not self._full.isdisjoint(_tails(full))
        return whole or any(name in part for name in (full, last) for part in (self._tails, self._heads))

    def are_covered_by(self, unit: str) -> bool:
        """With symbols in the index: whether that unit covers one of them."""
        wanted = plain_name(unit)
        if wanted in self._full or wanted in self._last or wanted in self._tails:
            return bool(wanted)
        return any(
            part in self._full or part in self._last for parts in (_heads(wanted), _tails(wanted)) for part in parts
        )


def _heads(name: str) -> Iterator[str]:
    """The beginnings of a plain name: `a_b_c` gives `a` and `a_b`."""
    return (name[: match.start()] for match in re.finditer("_", name))


def _tails(name: str) -> Iterator[str]:
    """The ends of a plain name: `a_b_c` gives `b_c` and `c`."""
    return (name[match.end() :] for match in re.finditer("_", name))


def bare_test_name(name: str) -> str:
    """A test's name alone: without file, suite or class before it, the prefix `test_`, and parameters behind it."""
    bare = _PARAMETERS.sub("", name.strip("` \t")[:_LONGEST]).rpartition("::")[2].rpartition(".")[2]
    return bare.removeprefix("test_")
