"""The tools, one module each; at most 15, so that an agent can hold all of them in mind."""

from __future__ import annotations

from planproof.mcp.tool import Tool
from planproof.mcp.tools import (
    evidence_show,
    facts_find,
    plan_brief,
    plan_check,
    plan_interview,
    plan_next,
    plan_show,
    proof_run,
    proof_status,
    rule_explain,
    task_claim,
)

__all__ = ["TOOLS"]

_MODULES = (
    plan_next,
    plan_show,
    plan_brief,
    task_claim,
    plan_check,
    rule_explain,
    plan_interview,
    facts_find,
    proof_run,
    proof_status,
    evidence_show,
)

TOOLS: dict[str, Tool] = {module.TOOL.name: module.TOOL for module in _MODULES}
"""By name, in the order in which an agent comes to need them."""
