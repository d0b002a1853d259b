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
Write the characters again and save the file as UTF-8; give the code its line breaks back. `check --fix` writes the characters
again where they stand in running text.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.decode import repaired
from planproof.plan.document import Document, Place
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Edit, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_HINTS = {
    "mojibake": "type the characters again and save the file as UTF-8",
    "flattened-code": "give the code its line breaks back",
}


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each problem that the reader repaired without loss."""
    for problem in document.problems:
        if problem.slug in _HINTS:
            edits = tuple(_rewritten(document)) if problem.slug == "mojibake" else ()
            yield Hit(problem.place, problem.message, _HINTS[problem.slug], edits)


def _rewritten(document: Document) -> Iterator[Edit]:
    """One edit a line with mojibake outside of code and of planproof's own tables; a line with code ticks is left as it is."""
    outline = outline_of(document)
    for number, line in enumerate(outline.lines, 1):
        offset = outline.offset(number)
        if line.isascii() or outline.code_at(offset) or outline.is_hidden(offset) or "`" in line:
            continue
        mended = repaired(line)
        if mended != line:
            yield Edit(Place(document.path, number), line, mended)


RULE = Rule("PP116", "document-repaired", Severity.WARNING, check_document=check, fixes=True)
