"""A remark silences a rule that finds nothing there.

## Why
A remark that outlives its reason hides the next finding of its rule, which may be a real one.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

<!-- planproof: allow PP602 the scope is the whole of the milestone --> {PP115}
## Not In This Iteration

- Custom short names - nobody asked for them
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

<!-- planproof: allow PP602 the scope is the whole of the milestone -->
## Not In This Iteration
```

## Fix
Remove the remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planproof.plan.allow import Allow
from planproof.plan.rule import Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(idle: Iterable[Allow]) -> Iterator[Hit]:
    """One hit for each code of a remark whose rule ran and found nothing where the remark reaches."""
    for allow in idle:
        yield Hit(allow.place, f"{allow.code} finds nothing here", "remove the remark")


RULE = Rule("PP115", "allow-silences-nothing", Severity.WARNING, check_idle_allows=check)
