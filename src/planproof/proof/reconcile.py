"""Holds the tests that a plan names against the tests that exist: found, missing, extra, probably renamed, skipped.

    planned    registry_claim__full__then_refused        also `test_…`, `Suite.name`, `file.py::name`, `name[…]`
    collected  test_registry_claim__full__then_refused   pytest       Registry.claim__full__then_refused   GoogleTest

A planned name is found under its own name with or without `test_`, or spread over suite and name
(`Registry.claim__…` for `registry_claim__…`). Nothing less exact counts as found: a similar name is a guess, and is only told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from planproof.plan.model import TestCase

__all__ = ["CollectedTest", "Reconciliation", "reconcile"]

_SIMILAR = 0.72
_MOST_PAIRS = 40_000
_DISABLED = "DISABLED_"


@dataclass(frozen=True, slots=True)
class CollectedTest:
    """One test that a framework lists.

    Attributes:
        id: as the framework selects it: `tests/a.py::TestLinks::test_x[1]`, `Registry.claim__full__then_refused`.
        name: bare name, parameters left out: `test_x`.
        file: where it is; empty when the framework doesn't say.
        skipped: True when it is marked as not to run.
    """

    id: str
    name: str
    file: str = ""
    skipped: bool = False

    @property
    def suite(self) -> str:
        """Class or suite in the id: `TestLinks`, `Registry` (without GoogleTest's `Sizes/` and the like); empty without one."""
        return _split(self.id)[0]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the two lists have in common, and what not.

    Attributes:
        found: planned test and collected test; several pairs where one planned test has parameters.
        missing: planned tests that don't exist.
        extra: collected tests that nobody planned.
        renamed: guesses: a missing test, an extra test with a similar name, and how similar (0 to 1). Both stay in their lists.
        skipped: found tests that are marked as not to run.
    """

    found: tuple[tuple[TestCase, CollectedTest], ...]
    missing: tuple[TestCase, ...]
    extra: tuple[CollectedTest, ...]
    renamed: tuple[tuple[TestCase, CollectedTest, float], ...]
    skipped: tuple[CollectedTest, ...]


def reconcile(planned: Sequence[TestCase], collected: Sequence[CollectedTest]) -> Reconciliation:
    """Holds planned tests against collected ones.

    Args:
        planned: from the plan; a name that is planned twice is looked for once.
        collected: from the framework, each parameter a test of its own.
    """
    by_key: dict[str, list[CollectedTest]] = {}
    for test in collected:
        for key in _keys_of(test):
            by_key.setdefault(key, []).append(test)
    found: list[tuple[TestCase, CollectedTest]] = []
    missing = []
    for case in {case.name: case for case in planned}.values():
        matches = _matches(case, by_key)
        found += [(case, test) for test in matches]
        missing += [] if matches else [case]
    used = {test.id for _, test in found}
    extra = [test for test in collected if test.id not in used]
    skipped = [test for _, test in found if test.skipped or _is_disabled(test)]
    return Reconciliation(tuple(found), tuple(missing), tuple(extra), _renamed(missing, extra), tuple(skipped))


def _matches(case: TestCase, by_key: dict[str, list[CollectedTest]]) -> list[CollectedTest]:
    """The collected tests that a planned name means; where the plan names a file and one of them is in it, those there."""
    suite, name = _split(case.name)
    tests = by_key.get(name, [])
    if suite:
        tests = [test for test in tests if test.suite in ("", suite)]
    in_file = [test for test in tests if case.file and test.file and _same_file(case.file, test.file)]
    return in_file or tests


def _keys_of(test: CollectedTest) -> set[str]:
    """The planned names under which a collected test is found."""
    suite, name = _split(test.id)
    plain = _plain(test.name)
    keys = {name, plain}
    if suite:
        # GoogleTest splits a name in two: `Registry.claim__full__then_refused`, `RegistryClaim.full__then_refused`.
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", suite.removesuffix("Test")).lower()
        keys |= {f"{snake}_{plain}", f"{snake}__{plain}", f"{suite}_{plain}", f"{suite}__{plain}"}
    return keys


def _split(name: str) -> tuple[str, str]:
    """Suite and plain name of any spelling: `a.py::TestLinks::test_x[1]` gives `TestLinks`, `x`."""
    bare = name.strip().strip("`").removesuffix("()").split("[", 1)[0]
    *above, last = re.split(r"::|\.(?=\w)", bare.rsplit(".py::", 1)[-1])
    # GoogleTest's parameters: `Sizes/RegistryParam.claim__each__then_less/1`.
    return (above[-1].rsplit("/", 1)[-1] if above else ""), _plain(last)


def _plain(name: str) -> str:
    """A name without parameters, TAP's number, `DISABLED_` and `test_`."""
    bare = re.sub(r"^\d+ - ", "", name.strip()).split("[", 1)[0]
    bare = re.sub(r"/\w+$", "", bare)
    return bare.removeprefix(_DISABLED).removeprefix("test_")


def _is_disabled(test: CollectedTest) -> bool:
    return any(part.startswith(_DISABLED) for part in re.split(r"[./]", test.id))


def _same_file(planned: str, collected: str) -> bool:
    """Whether one path ends with the other, folder by folder."""
    shorter, longer = sorted((planned.strip("./").split("/"), collected.strip("./").split("/")), key=len)
    return longer[-len(shorter) :] == shorter


def _renamed(
    missing: Sequence[TestCase], extra: Iterable[CollectedTest]
) -> tuple[tuple[TestCase, CollectedTest, float], ...]:
    """The best guesses first, each missing and each extra test in one guess at most."""
    names: dict[str, CollectedTest] = {}
    for test in extra:
        names.setdefault(_plain(test.name), test)
    if len(missing) * len(names) > _MOST_PAIRS:
        return ()
    scored = []
    for case in missing:
        matcher = SequenceMatcher(b=_split(case.name)[1], autojunk=False)
        for name, test in names.items():
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR:
                scored.append((matcher.ratio(), case, test))
    scored.sort(key=lambda guess: (-guess[0], guess[1].name, guess[2].id))
    guesses: list[tuple[TestCase, CollectedTest, float]] = []
    for score, case, test in scored:
        taken = any(case is other or test is another for other, another, _ in guesses)
        if score >= _SIMILAR and not taken:
            guesses.append((case, test, round(score, 3)))
    return tuple(guesses)
