"""A section has its heading and nothing below it.

## Why
The heading says that the question was seen, the empty lines that nobody answered it. Whoever builds the thing answers it.

## Bad
```markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design

## Integration Architecture {PP117}

## Build vs Reuse {PP117}

<!-- to be filled -->

## Thread Safety

One thread.
```

## Good
```markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design

## Integration Architecture

### How This Iteration Connects

- **Existing Services**: `POST /links`

## Build vs Reuse

Nothing is decided here: the iteration adds no part that could be bought.
```

## Fix
Answer it. If it doesn't apply, say in one sentence why not.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Comment, Document
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

# What planproof fills itself, what PP602 looks at, and what is only a list of links.
_LEFT_OUT = frozenset(("", "progress", "out_of_scope", "template_instructions", "dependencies"))
_DEEPEST_LEVEL = 2


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each known section of the outer two levels that holds nothing but remarks."""
    for section in outline_of(document).headings:
        if section.level > _DEEPEST_LEVEL or section.key in _LEFT_OUT or section.subsections:
            continue
        if all(isinstance(block, Comment) for block in section.blocks):
            yield Hit(section.place, f"section {section.title!r} is empty", "answer it, or say why it doesn't apply")


RULE = Rule("PP117", "section-empty", Severity.ERROR, check_document=check)
