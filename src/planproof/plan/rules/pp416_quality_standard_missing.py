"""Quality standard missing: the quality gates leave out one of the eight standards.

## Why
What no gate asks for is left to taste, and is found wanting in review, after it was built.

## Bad
```markdown file=ITERATION.md
## Quality Gates {PP416}

### Code Standards

- **Type Safety**: All functions typed
- **Error Handling**: No silent failures

### Testing Standards

- One smoke test per task
```

## Good
```markdown file=ITERATION.md
## Quality Gates

### Code Standards

- **Type Safety**: All functions typed
- **Error Handling**: No silent failures
- **Security**: Parameterized queries, no secrets in code
- **Performance**: One query a request

### Testing Standards

- One smoke test per task
- Integration tests with real services
- Mock only external APIs
- Run time under 10 seconds per test
```

## Fix
Add the standards that the message names, in the words of this iteration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.quality import section_of_gates
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_STANDARDS = {
    "type safety": r"\btyp(?:e|es|ed|ing)\b|annotat|mypy|pyright|-W(?:all|error)|\bcompiles?\b|clippy",
    "error handling": r"error|fail|exception|errno|panic|silent",
    "security": r"secur|secret|saniti[sz]|validat|parameteri[sz]|inject|bound values|untrusted|out of bounds|overflow|boundar",
    "performance": r"perform|quer(?:y|ies)|\bindex|pool|latency|throughput|alloc|lock|benchmark|figure|\bfast",
    "one smoke test a task": r"smoke",
    "real services": r"\breal\b|\blive\b|actual|no mock|nothing is mocked|in memory",
    "what may be mocked": r"mock|\breal\b|\bfakes?\b|stub",
    "run time of a test": r"second|run time|runtime|minute|\b\d+ ?m?s\b",
}


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for gates that name only some of the standards, with those that are left out."""
    section = section_of_gates(plan)
    if section is None or not plan.gates:
        return
    said = "\n".join(f"{gate.group} {gate.text}" for gate in plan.gates).lower()
    missing = [name for name, pattern in _STANDARDS.items() if not re.search(pattern, said, re.IGNORECASE)]
    if missing:
        yield Hit(
            section.place, f"no quality gate is about {', '.join(missing)}", "add them in the words of this iteration"
        )


RULE = Rule("PP416", "quality-standard-missing", Severity.WARNING, check_plan=check)
