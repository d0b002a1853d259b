"""Somebody typed that a task is in progress or complete; status is derived from evidence and never typed.

## Why
"Done" that is typed is true on the day it is typed at best. What planproof writes between its own markers comes from
evidence and changes when the evidence does.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

Status: Completed {PP110}

## Tasks

### 1. Shorten a link ✅ Complete {PP110}

## Progress Tracking

- [ ] Task 1: Shorten a link - 🔄 In Progress {PP110}
- [x] Task 2: Resolve a link {PP110}
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Tasks

### 1. Shorten a link 📋 Planned

## Progress Tracking

- [ ] Task 1: Shorten a link - 📋 Planned

**Status Legend**: 📋 Planned | 🔄 In Progress | ✅ Complete

<!-- planproof:status -->
| Task 1 | ✅ Complete |
<!-- /planproof:status -->
```

## Fix
Write `📋 Planned`, or nothing; `planproof status` says the rest. `check --fix` writes Planned and clears the boxes.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.boxes import unticked
from planproof.plan.document import Document, ListItem
from planproof.plan.lifecycle import typed_statuses
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Edit, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_HINT = "write Planned or nothing: planproof status derives the rest from evidence"


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each status that claims more than Planned, and for each ticked box under progress."""
    outline = outline_of(document)
    lines = set()
    for status in typed_statuses(document):
        if status.state != "planned" and not status.legend:
            lines.add(status.place.line)
            edits = (Edit(status.place, status.text, _planned(status.text)),)
            yield Hit(status.place, f"status {status.text!r} is typed by hand", _HINT, edits)
    for section in outline.headings:
        if section.key == "progress":
            for block in section.all_blocks():
                ticked = isinstance(block, ListItem) and block.checked and block.place.line not in lines
                if ticked and not outline.is_hidden(outline.offset(block.place.line)):
                    message = "a box under progress is ticked by hand"
                    yield Hit(block.place, message, _HINT, unticked(outline, block.place))


def _planned(text: str) -> str:
    """The word for Planned in the manner of the status that stands there: with a sign where it has one."""
    return "Planned" if text[:1].isascii() else "📋 Planned"


RULE = Rule("PP110", "status-typed", Severity.ERROR, check_document=check, fixes=True)
