"""A tech design has no diagram.

## Why
Prose hides which part talks to which. A diagram that can be drawn shows a missing arrow at once.

## Bad
```markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design

## Architecture Diagrams {PP106}

The API talks to the store.
```

## Good
````markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design

## Architecture Diagrams

```mermaid
flowchart LR
    api --> store
```
````

## Good
The iteration document has no section for diagrams, so it needs none.

```markdown file=ITERATION.md
# Iteration 1: Links
```

## Fix
Draw the parts and the arrows between them in a `mermaid` fence.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit when a plan with a tech design or an architecture section holds no Mermaid fence at all."""
    if plan.diagrams:
        return
    sections = (document.find("architecture") for document in plan.documents)
    section = next((section for section in sections if section), None)
    design = plan.document("TECH_DESIGN")
    if section or (design and design.sections):
        place = section.place if section else plan.place
        yield Hit(
            place, "the architecture has no diagram in Mermaid", "draw the parts and their arrows in a `mermaid` fence"
        )


RULE = Rule("PP106", "no-diagram", Severity.ERROR, check_plan=check)
