"""The nine stages, one module each; a module's `checks(bench)` lists what that stage looks at.

    1 plan  2 prepare  3 specify  4 build  5 verify  6 validate  7 accept  8 prove  9 close

Listing runs nothing: the board lists too. A check's own function does the work and returns an Outcome.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.proof.check import Check
from planproof.proof.model import Stage

if TYPE_CHECKING:
    from planproof.proof.workbench import Workbench

__all__ = ["all_checks", "checker_digest", "stage_checks"]


def stage_checks(stage: Stage, bench: Workbench) -> list[Check]:
    """The checks of one stage for the plan on the bench, in the order in which they run."""
    checks: list[Check] = import_module(f"{__name__}.{stage.name.lower()}").checks(bench)
    return checks


def all_checks(bench: Workbench) -> list[Check]:
    """The checks of all nine stages, in order."""
    return [check for stage in Stage for check in stage_checks(stage, bench)]


@lru_cache(maxsize=16)
def checker_digest(stage: Stage) -> str:
    """SHA-256 (hex) of a stage's own code: evidence says which version of a check it was taken with."""
    return hashlib.sha256((Path(__file__).parent / f"{stage.name.lower()}.py").read_bytes()).hexdigest()
