"""One task as an agent needs it, cut to a budget of tokens.

    plan, task ─┬─ about (what of the plan touches the task) ──┐
    code today ─┴─ key_files, tables                           ├─ sections, the most important first ─ fit (to the budget) ─ text
    standing of what it depends on (from the ledger) ──────────┘

The same state gives the same brief, byte for byte: no times, no absolute paths, nothing that depends on a cache.
"""

from planproof.plan.brief.build import build_sections
from planproof.plan.brief.fit import fitted
from planproof.plan.brief.model import BriefSection, BriefTask, Item, Standing
from planproof.plan.brief.text import Selection, brief_data, brief_text

__all__ = [
    "BriefSection",
    "BriefTask",
    "Item",
    "Selection",
    "Standing",
    "brief_data",
    "brief_text",
    "build_sections",
    "fitted",
]
