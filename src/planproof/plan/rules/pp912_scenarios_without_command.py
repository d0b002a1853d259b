"""Scenarios without command: nothing in a plan says by which command its scenarios are shown.

## Why
A scenario in words is agreed upon and then believed. With a command somebody can look.

## Bad
```markdown file=/openspec/changes/add-links/proposal.md
# Proposal: Links
```
```markdown file=/openspec/changes/add-links/specs/links/spec.md
## ADDED Requirements

### Requirement: Shorten
The server SHALL answer with a code.

#### Scenario: A new URL {PP912}
- **WHEN** a user posts a URL
- **THEN** the server answers with a code
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
- **WHEN** a user runs `curl -d url=https://a.example localhost:8000/links`
- **THEN** the server answers with a code
```

## Fix
Name a command for each scenario and what it prints, or bring the plan in with `planproof import`, which has a place for both.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for a plan with scenarios in which neither a scenario nor a task names a command."""
    scenarios = [scenario for requirement in plan.requirements for scenario in requirement.scenarios]
    commands = any(scenario.commands for scenario in scenarios) or any(task.commands for task in plan.tasks)
    if scenarios and not commands:
        count = "its one scenario is" if len(scenarios) == 1 else f"its {len(scenarios)} scenarios are"
        yield Hit(scenarios[0].place, f"no command of this plan would show that {count} so")


RULE = Rule("PP912", "scenarios-without-command", Severity.WARNING, check_foreign=check)
