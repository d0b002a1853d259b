"""A box of the planning checklist is ticked, and the plan shows that it isn't so.

## Why
A tick that was true when it was set stays when the plan changes. What the checklist asks is what other rules find out.

## Bad
```markdown file=BACKLOGS.md
## Tasks

### 1. Shorten a link 📋 Planned

**Estimated time**: 3 hours

## Build vs Reuse

| Decision | Choice | Alternative | Criterion |
|---|---|---|---|
| Codes | build | | |

## Planning Checklist

- [x] 2-4 day iteration scope {PP118}
- [x] Build vs reuse decisions made {PP118}
```

## Good
```markdown file=BACKLOGS.md
## Tasks

### 1. Shorten a link 📋 Planned

**Estimated time**: 3 hours

## Planning Checklist

- [ ] The estimates add up to 2 to 4 days
- [x] Documents lie in the folder of this iteration
```

## Fix
Mend what the message names; until then the box stays empty. `check --fix` clears it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from planproof.plan.boxes import unticked
from planproof.plan.document import ListItem
from planproof.plan.model import Plan
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

# What a box is about -> the rules that find out whether it is so; none of them asks a compiler.
_FOUND_OUT_BY = {
    r"forward declaration|interface definitions|interfaces are complete": ("PP205", "PP219"),
    r"behaviou?ral naming|are named|test specifications": ("PP301",),
    r"memory ordering|thread safety": ("PP801", "PP802", "PP803"),
    r"performance (?:requirements|targets?)": ("PP305", "PP311", "PP312"),
    r"reuse": ("PP412",),
    r"\bdays?\b": ("PP409",),
}


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each ticked box that one of its rules refutes, with what that rule says first."""

    @cache
    def refuted_by(code: str) -> str:
        from planproof.plan.rules import all_rules

        rule = next(rule for rule in all_rules() if rule.code == code)
        hit = next(iter(rule.check_plan(plan, desk)), None) if rule.check_plan else None
        return f"{code} {hit.message}" if hit else ""

    for document in plan.documents:
        outline = outline_of(document)
        for section in outline.headings:
            for block in section.all_blocks() if section.key == "checklist" else ():
                if isinstance(block, ListItem) and block.checked:
                    reason = next(filter(None, map(refuted_by, _rules_of(block.text))), "")
                    if reason:
                        edits = unticked(outline, block.place)
                        yield Hit(
                            block.place, f"this box is ticked, but {reason}", "mend that, or clear the box", edits
                        )


def _rules_of(text: str) -> list[str]:
    return [code for about, codes in _FOUND_OUT_BY.items() if re.search(about, text, re.IGNORECASE) for code in codes]


RULE = Rule("PP118", "checklist-box-refuted", Severity.ERROR, check_plan=check, fixes=True)
