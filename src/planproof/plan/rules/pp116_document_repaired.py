"""A document reads only after a repair: its characters or line breaks were damaged on the way.

## Why
The reader can undo the usual damage, the next tool may not: an emoji that was decoded twice stays unreadable for people,
and code whose line breaks were lost can't be copied.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Progress Tracking

- [ ] Task 1: Shorten - ðŸ“‹ Planned {PP116}
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Progress Tracking

- [ ] Task 1: Shorten - 📋 Planned
```

## Fix
Write the characters again and save the file as UTF-8; give the code its line breaks back.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Document
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_HINTS = {
    "mojibake": "type the characters again and save the file as UTF-8",
    "flattened-code": "give the code its line breaks back",
}


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each problem that the reader repaired without loss."""
    for problem in document.problems:
        if problem.slug in _HINTS:
            yield Hit(problem.place, problem.message, _HINTS[problem.slug])


RULE = Rule("PP116", "document-repaired", Severity.WARNING, check_document=check)
