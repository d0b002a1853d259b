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

# Each standard by the texts that speak of it, in lower case, and a pattern for words that are part of others.
_STANDARDS: dict[str, tuple[tuple[str, ...], str]] = {
    "type safety": (
        ("annotat", "mypy", "pyright", "-wall", "-werror", "clippy"),
        r"\b(?:typ(?:e|es|ed|ing)|compiles?)\b",
    ),
    "error handling": (("error", "fail", "exception", "errno", "panic", "silent"), ""),
    "security": (
        ("secur", "secret", "validat", "inject", "bound values", "untrusted", "out of bounds", "overflow", "boundar"),
        r"saniti[sz]|parameteri[sz]",
    ),
    "performance": (
        ("perform", "query", "queries", "pool", "latency", "throughput", "alloc", "lock", "benchmark", "figure"),
        r"\b(?:index|fast)",
    ),
    "one smoke test a task": (("smoke",), ""),
    "real services": (("actual", "no mock", "nothing is mocked", "in memory"), r"\b(?:real|live)\b"),
    "what may be mocked": (("mock", "stub"), r"\b(?:real|fakes?)\b"),
    "run time of a test": (("second", "run time", "runtime", "minute"), r"\b\d+ ?m?s\b"),
}


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for gates that name only some of the standards, with those that are left out."""
    section = section_of_gates(plan)
    if section is None or not plan.gates:
        return
    said = "\n".join(f"{gate.group} {gate.text}" for gate in plan.gates).lower()
    missing = [
        name
        for name, (texts, pattern) in _STANDARDS.items()
        if not any(text in said for text in texts) and not (pattern and re.search(pattern, said))
    ]
    if missing:
        yield Hit(
            section.place, f"no quality gate is about {', '.join(missing)}", "add them in the words of this iteration"
        )


RULE = Rule("PP416", "quality-standard-missing", Severity.WARNING, check_plan=check)
