"""The nine stages, one module each; a module's `checks(bench)` lists what that stage looks at.

    1 plan  2 prepare  3 specify  4 build  5 verify  6 validate  7 accept  8 prove  9 close

Listing runs nothing: the board lists too. A check's own function does the work and returns an Outcome.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.proof.check import Check, Key
from planproof.proof.model import Stage

if TYPE_CHECKING:
    from planproof.proof.workbench import Workbench

__all__ = ["all_checks", "checker_digest", "stage_checks"]


def stage_checks(stage: Stage, bench: Workbench) -> list[Check]:
    """The checks of one stage for the plan on the bench, in the order in which they run."""
    checks: list[Check] = import_module(f"{__name__}.{stage.name.lower()}").checks(bench)
    return _told_apart(checks)


def _told_apart(checks: Iterable[Check]) -> list[Check]:
    """The checks with a number behind a subject that two of them share, so that no row of evidence counts for both."""
    seen: Counter[Key] = Counter()
    different = []
    for check in checks:
        seen[check.key] += 1
        number = seen[check.key]
        different.append(check if number == 1 else replace(check, subject=f"{check.subject} ({number})"))
    return different


def all_checks(bench: Workbench) -> list[Check]:
    """The checks of all nine stages, in order."""
    return [check for stage in Stage for check in stage_checks(stage, bench)]


@lru_cache(maxsize=16)
def checker_digest(stage: Stage) -> str:
    """SHA-256 (hex) of a stage's own code: evidence says which version of a check it was taken with."""
    return hashlib.sha256((Path(__file__).parent / f"{stage.name.lower()}.py").read_bytes()).hexdigest()
