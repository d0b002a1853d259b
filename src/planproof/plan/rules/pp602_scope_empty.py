"""The section that says what is left out is empty.

## Why
What is not excluded is built. The section is where an agent learns to stop.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Not In This Iteration (Scope Control) {PP602}
```

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Not In This Iteration

None. {PP602}
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Not In This Iteration

- Custom short names - nobody has asked for them yet
```

## Fix
Name what a reader could expect and will not get, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Comment, Document, Paragraph, Place, Section
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_NOTHING = late_pattern(r"\W*(?:none|nothing|n/?a|not applicable|to follow)?\W*", re.IGNORECASE)
_NOTHING_MAX = 40  # characters; what says nothing is short, and the pattern is not made for long texts
_HINT = "name what a reader could expect and will not get, each with its reason"


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each scope section that names nothing."""
    for section in outline_of(document).headings:
        if section.key == "out_of_scope":
            place = _empty_at(section)
            if place:
                yield Hit(place, "the scope section excludes nothing", _HINT)


def _empty_at(section: Section) -> Place | None:
    """Where the section says nothing: its heading, or the words that stand for nothing; None when it says something."""
    place = section.place
    for block in section.all_blocks():
        if isinstance(block, Comment):
            continue
        text = getattr(block, "text", None)
        if text is None or len(text) > _NOTHING_MAX or not _NOTHING.fullmatch(text):
            return None
        if isinstance(block, Paragraph):
            place = block.place
    return place


RULE = Rule("PP602", "scope-empty", Severity.ERROR, check_document=check)
