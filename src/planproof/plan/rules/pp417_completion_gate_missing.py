"""Completion gate missing: the task completion gates leave out one of the five.

## Why
A task is done when it can be shown, its smoke test passed, it is secure, its errors speak to users and its commands print what the
plan says. A gate that is left out isn't asked for when somebody says "done".

## Bad
```markdown file=ITERATION.md
## Quality Gates

### Task Completion Gates {PP417}

- [ ] Pass its smoke test with real services
- [ ] Include success verification commands
```

## Good
```markdown file=ITERATION.md
## Quality Gates

### Task Completion Gates

Each task must:

- [ ] Build working software that can be demoed
- [ ] Pass its smoke test with real services
- [ ] Meet security standards for its scope
- [ ] Handle errors gracefully with user-friendly messages
- [ ] Include success verification commands
```

## Fix
Add the gates that the message names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.quality import section_of_gates
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_GATES = {
    "working software that can be shown": r"demo|\bshow|working software|end to end",
    "its smoke test": r"smoke",
    "security": r"secur|secret",
    "errors that users understand": r"error|failure",
    "its verification commands": r"verif|command",
}


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for completion gates that lack some of the five, or for quality gates without any."""
    section = section_of_gates(plan)
    if section is None or not plan.gates:
        return
    group = next((part for part in section.walk() if "completion" in part.title.lower()), None)
    said = "\n".join(gate.text for gate in plan.gates if "completion" in gate.group.lower()).lower()
    missing = [name for name, pattern in _GATES.items() if not re.search(pattern, said)]
    if missing:
        place = group.place if group else section.place
        yield Hit(place, f"no completion gate asks for {', '.join(missing)}", "add it under Task Completion Gates")


RULE = Rule("PP417", "completion-gate-missing", Severity.WARNING, check_plan=check)
