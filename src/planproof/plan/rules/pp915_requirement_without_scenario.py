"""Requirement without scenario: its format asks for at least one, and there is none.

## Why
OpenSpec refuses an added or modified requirement without a scenario, a Kiro requirement is its criteria, and a user story of
spec-kit is accepted by them. Without one, nobody can say when the requirement is met.

## Bad
```markdown file=/openspec/changes/add-links/proposal.md
# Proposal: Links
```
```markdown file=/openspec/changes/add-links/specs/links/spec.md
## ADDED Requirements

### Requirement: Shorten {PP915}
The server SHALL answer with a code.
```

## Good
```markdown file=/openspec/changes/add-links/proposal.md
# Proposal: Links
```
```markdown file=/openspec/changes/add-links/specs/links/spec.md
## ADDED Requirements

### Requirement: Shorten
The server SHALL answer with a code.

#### Scenario: A new URL
- **WHEN** a user posts a URL
- **THEN** the server answers with a code
```

## Fix
Write down one example of it, with what comes in and what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each requirement that needs a scenario and has none."""
    for requirement in plan.requirements:
        if requirement.needs_scenario and not requirement.scenarios:
            yield Hit(requirement.place, f"{requirement.title!r} has no scenario that says when it is met")


RULE = Rule("PP915", "requirement-without-scenario", Severity.WARNING, check_foreign=check)
