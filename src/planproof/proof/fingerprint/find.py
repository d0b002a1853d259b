"""Finds the fingerprint of a test that a framework lists: the framework's names and those in the source differ in small ways.

tests/a.py::TestShop::test_x[1]           test_x
Sizes/RegistryParam.claim__each__then_less/1    RegistryParam.claim__each__then_less
registry:claim_test                       claim_test (a program, named after its file)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from planproof.proof.reconcile import CollectedTest

__all__ = ["body_of"]


def body_of(test: CollectedTest, bodies: Mapping[str, Mapping[str, str]]) -> str:
    """The fingerprint of a collected test.

    Args:
        test: as the framework lists it.
        bodies: file -> name -> fingerprint, as `fingerprints_in` gives them.

    Returns:
        the fingerprint; over all of them together where several files hold a test of that name and the framework doesn't say
        which one it ran, so that an edit of any of them shows. Empty when there is none.
    """
    files = [bodies[test.file]] if test.file in bodies else list(bodies.values())
    for name in _spellings(test):
        found = sorted({names[name] for names in files if name in names})
        if found:
            return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()
    return ""


def _spellings(test: CollectedTest) -> Iterator[str]:
    """Names under which the source may hold the test, the most exact first."""
    for identifier in (test.id, test.name):
        bare = identifier.split("[", 1)[0]
        yield bare
        # GoogleTest: `Prefix/Suite.Name/0` for TEST_P, `Suite/0.Name` for TYPED_TEST.
        suite, dot, name = bare.rpartition(".")
        name = re.sub(r"/\w+$", "", name)
        if dot:
            yield f"{re.sub(r'/[0-9]+$', '', suite).rsplit('/', 1)[-1]}.{name}"
        yield re.split(r"::|[:/]", bare)[-1]
        yield name
        yield re.sub(r"^\d+ - ", "", name)
