"""A remark for planproof names no rule that exists, or says nothing planproof knows.

## Why
A misspelt remark silences nothing, and whoever wrote it believes that it does.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

<!-- planproof: allow PP999 not needed here --> {PP114}
## Tasks

<!-- planproof: ignore PP602 the scope is the milestone --> {PP114}
## Not In This Iteration
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

<!-- planproof: allow PP602 the scope is the whole of the milestone -->
## Not In This Iteration
```

## Fix
Write `planproof: allow CODE reason` with a code that `planproof explain` lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.allow import allows_of, misread_remarks_of
from planproof.plan.document import Document
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.rules import rule_module_name

__all__ = ["RULE", "check"]


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each remark that can't be obeyed."""
    for remark in misread_remarks_of(document):
        yield Hit(remark.place, f"remark not understood: {remark.text[:80]!r}", "write `planproof: allow CODE reason`")
    for allow in allows_of(document):
        if rule_module_name(allow.code) is None:
            yield Hit(allow.place, f"no rule {allow.code}", "planproof explain lists all rules")


RULE = Rule("PP114", "remark-not-understood", Severity.ERROR, check_document=check)
