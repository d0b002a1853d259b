"""Names of planned tests: `<unit>__<condition>__then_<expected>`, and which declared symbol a unit stands for.

    test_registry_claim__all_slots_taken__then_refused[64]
         └─ unit ──────┘  └─ condition ──┘  └ then_expected

The prefix `test_`, a GoogleTest suite or a class before it (`Registry.claim__…`) and parameters behind it are allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["TestName", "parse_test_name", "unit_covers"]

_PARAMETERS = re.compile(r"(\[.*\]|\(.*\)|/\d+)$")
_PART = re.compile(r"[A-Za-z0-9]\w*?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class TestName:
    """The parts of a test's name; `expected` without `then_`."""

    __test__ = False  # pytest must not collect this class

    unit: str
    condition: str
    expected: str


def parse_test_name(name: str) -> TestName | None:
    """The parts of a name, or None when it isn't `<unit>__<condition>__then_<expected>`.

    A suite or class name belongs to the unit: `Registry.claim__full__then_refused` has the unit `Registry.claim`.
    """
    plain = _PARAMETERS.sub("", name.strip())
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
    wanted, full, last = _plain(unit), _plain(symbol), _plain(symbol.rpartition(".")[2])
    if not wanted or not last:
        return False
    named = wanted in (full, last) or full.endswith(f"_{wanted}") or wanted.endswith((f"_{full}", f"_{last}"))
    return named or wanted.startswith((f"{full}_", f"{last}_"))


@lru_cache(maxsize=8192)
def _plain(name: str) -> str:
    """`ShortLinksProtocol.create` as `short_links_create`."""
    words = re.split(r"[^a-z0-9]+", _CAMEL.sub("_", name).lower())
    return "_".join(word for word in words if word and word != "protocol")
