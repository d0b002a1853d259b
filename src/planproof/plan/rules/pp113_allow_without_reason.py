"""A remark silences a rule and doesn't say why.

## Why
A rule that is off for a reason is a decision; one that is off without a reason is a hole that nobody dares to close.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

<!-- planproof: allow PP602 --> {PP113}
## Not In This Iteration
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

<!-- planproof: allow PP602 the scope is the whole of the milestone -->
## Not In This Iteration
```

## Fix
Write the reason after the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.allow import allows_of
from planproof.plan.document import Document
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each code that is silenced without a reason."""
    for allow in allows_of(document):
        if not allow.reason:
            yield Hit(allow.place, f"{allow.code} is silenced without a reason", "say why after the code")


RULE = Rule("PP113", "allow-without-reason", Severity.ERROR, check_document=check)
