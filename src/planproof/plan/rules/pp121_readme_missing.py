"""A milestone or an epic has no README that says what it is for.

## Why
An iteration says what it adds; why anybody wants it stands one floor up. Without it nobody can tell whether the iterations of an
epic reach what the epic is for.

## Bad
```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/README.md
# M1_E1 Demo {PP121}
```
```markdown file=/docs/progress_trackings/M1_DEMO/README.md
# M1 Demo

People shorten links.
```

## Good
```markdown file=/docs/progress_trackings/M1_DEMO/README.md
# M1 Demo

People shorten links.
```

## Fix
Write `README.md` with one or two sentences: who can do what, once the milestone or epic is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planproof.plan.document import Comment, Document, Place
from planproof.plan.model import Frame
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_HINT = "say in a sentence who can do what once it is there"


def check(frame: Frame, gathered: Sequence[None], desk: Desk) -> Iterator[Hit]:
    """One hit for each milestone and epic folder without a README, or with one that holds headings alone."""
    for level, folders in (("milestone", frame.milestones), ("epic", frame.epics)):
        for folder in folders:
            if folder.readme is None:
                yield Hit(Place(f"{folder.path}/README.md", 1), f"{level} {folder.id} has no README", _HINT)
            elif not folder.readme.problems and not _says_something(folder.readme):
                yield Hit(
                    Place(folder.readme.path, 1), f"the README of {level} {folder.id} doesn't say what it is for", _HINT
                )


def _says_something(document: Document) -> bool:
    return any(not isinstance(block, Comment) for section in document.walk() for block in section.blocks)


RULE = Rule("PP121", "readme-missing", Severity.WARNING, check_project=check)
