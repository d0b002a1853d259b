"""A box of the planning checklist is ticked by hand.

## Why
What the checklist asks is what `planproof check` finds out. A tick that was true when it was set stays when the plan changes.

## Bad
```markdown file=BACKLOGS.md
## Planning Checklist

- [x] The estimates add up to 2 to 4 days {PP118}
- [ ] Every performance target has a benchmark
```

## Good
```markdown file=BACKLOGS.md
## Planning Checklist

- [ ] The estimates add up to 2 to 4 days
- [ ] Every performance target has a benchmark
```

## Fix
Leave the boxes empty; `planproof check` without a finding is the tick. `check --fix` clears them.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.boxes import unticked
from planproof.plan.document import Document, ListItem
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each ticked box of the checklist."""
    outline = outline_of(document)
    for section in outline.headings:
        for block in section.all_blocks() if section.key == "checklist" else ():
            if isinstance(block, ListItem) and block.checked:
                hint = "leave it empty: planproof check derives it"
                yield Hit(block.place, "a box of the checklist is ticked by hand", hint, unticked(outline, block.place))


RULE = Rule("PP118", "checklist-ticked", Severity.WARNING, check_document=check, fixes=True)
