"""Acceptance without coverage: the acceptance criteria don't ask that every changed line is covered.

## Why
The stage Close asks for 100% of the changed lines. Who learns of it there, writes tests for lines and not for behavior.

## Bad
```markdown file=TEST_PLAN.md
## Acceptance Criteria {PP316}

- All tests pass
```

## Good
```markdown file=TEST_PLAN.md
## Acceptance Criteria

- All tests pass
- 100% of the changed lines are covered
```

## Fix
Add the criterion: 100% coverage on changed lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Document
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_ALL_LINES = late_pattern(r"100\s?(?:%|percent|per cent)|(?:every|all|each|no)\b[^.\n]{0,40}\blines?\b", re.IGNORECASE)
_COVERED = late_pattern(r"cover|untested|without a test", re.IGNORECASE)


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for acceptance criteria without such a line."""
    for section in outline_of(document).headings:
        if section.key != "acceptance" or section.level > 2:
            continue  # deeper ones are those of a single requirement
        texts = [getattr(block, "text", "") for block in section.all_blocks()]
        if texts and not any(_ALL_LINES.search(text) and _COVERED.search(text) for text in texts):
            yield Hit(
                section.place, "no criterion asks for all changed lines covered", "add: 100% coverage on changed lines"
            )


RULE = Rule("PP316", "acceptance-without-coverage", Severity.WARNING, check_document=check)
