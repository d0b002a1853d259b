"""An iteration lacks one of the documents that the project asks for.

## Why
Each document answers its own question: how it is built, how it is tested, what is done in which order. A missing one is a
question that nobody asked.

## Bad
Without `[plans] documents`, an iteration has TECH_DESIGN, TEST_PLAN and BACKLOGS.

```markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design {PP101} {PP101}
```

## Good
```markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design
```
```markdown file=TEST_PLAN.md
# M1_E1_I1 Links: Test Plan
```
```markdown file=BACKLOGS.md
# M1_E1_I1 Links: Backlogs
```

## Good
```toml file=/planproof.toml
[plans]
documents = ["ITERATION"]
```
```markdown file=M1_E1_I1_ITERATION.md
# Iteration 1: Links
```

## Fix
Write it, with the sections that `docs/formats/plan.md` names; or name the set that the project uses in `[plans] documents`.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each document of the project's set that an iteration lacks."""
    for kind in desk.config.plans.documents:
        if plan.document(kind) is None:
            message = f"{plan.folder} has no {kind}.md"
            yield Hit(plan.place, message, "write it, or name the project's set in [plans] documents of planproof.toml")


RULE = Rule("PP101", "document-missing", Severity.ERROR, check_plan=check)
