"""Stage 5, Verify: module integration tests pass, and they would not have passed before the work."""

from __future__ import annotations

from planproof.proof.check import Check
from planproof.proof.model import Stage
from planproof.proof.stages.levels import level_checks
from planproof.proof.workbench import Workbench

__all__ = ["checks"]


def checks(bench: Workbench) -> list[Check]:
    """The planned integration tests, the same against the stub, and each command of the matrix at that level."""
    return level_checks(bench, Stage.VERIFY, "integration", services="verify")
