"""Every question there is, in the order in which they are asked.

What a command may name is asked before the command: interfaces and tests before tasks, key files before whatever runs them.
"""

from __future__ import annotations

from planproof.plan.interview.designing import DESIGN
from planproof.plan.interview.question import Group, Question
from planproof.plan.interview.subject import ACCEPTANCE, DEMO, SUBJECT
from planproof.plan.interview.working import REASONS, WORK

__all__ = ["TABLE"]

TABLE: tuple[Question | Group, ...] = (*SUBJECT, *DESIGN, *WORK, ACCEPTANCE, DEMO, *REASONS)
