"""Where a plan holds its quality gates."""

from __future__ import annotations

from planproof.plan.document import Section
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan

__all__ = ["section_of_gates"]


@of_latest_plan
def section_of_gates(plan: Plan) -> Section | None:
    """The first section of quality gates in the plan's documents; None without one."""
    return next((section for document in plan.documents if (section := document.find("quality_gates"))), None)
