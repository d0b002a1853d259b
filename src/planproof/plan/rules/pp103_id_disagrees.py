"""The id in a title, a file name or a folder disagrees with the folder that it lies in.

## Why
Ids tie tasks, tests and evidence together. Where two of them disagree, proof of one iteration is filed under another.

## Bad
```markdown file=TECH_DESIGN.md
# M1_E1_I2 Links: Tech Design {PP103}
```

## Bad
The folder's own id isn't under that of its epic.

```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_LINKS/M1_E2_I1_SHORTEN/TECH_DESIGN.md
# Shorten: Tech Design {PP103}
```

## Bad
```markdown file=M1_E1_I4_TECH_DESIGN.md
# Links: Tech Design {PP103}
```

## Good
```markdown file=M1_E1_I1_TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design
```
```markdown file=/docs/progress_trackings/M1_DEMO/README.md
# M1 Demo
```

## Fix
Rename the folder or the file, or correct the title; the folder's name decides. `check --fix` corrects the id in a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planproof.plan.document import Document, Place
from planproof.plan.ids import id_from_name, parent_id
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Frame, Plan
from planproof.plan.rule import Desk, Edit, Hit, Rule, Severity

__all__ = ["RULE"]

_HINT = "the folder's name decides: rename, or correct the title"
_ITERATION_NUMBER = late_pattern(r"Iteration\s+(\d+)\b", re.IGNORECASE)


def gather(plan: Plan, desk: Desk) -> list[Hit]:
    """Hits for an iteration's folder, file names and titles whose id isn't the one that their place gives them."""
    hits = list(_folder(plan.folder, plan.id, plan.place))
    for document in plan.documents:
        hits += _document(document, plan.id)
    return hits


def check(frame: Frame, gathered: Sequence[list[Hit]], desk: Desk) -> Iterator[Hit]:
    """The same for milestones and epics, then what was found in the iterations."""
    for folder in (*frame.milestones, *frame.epics):
        place = Place(folder.readme.path if folder.readme else folder.path, 1)
        yield from _folder(folder.path, folder.id, place)
        if folder.readme:
            yield from _document(folder.readme, folder.id)
    for hits in gathered:
        yield from hits


def _folder(path: str, identifier: str, place: Place) -> Iterator[Hit]:
    """A hit when the folder's id isn't below the id of the folder that holds it."""
    above = id_from_name(path.rpartition("/")[0].rpartition("/")[2])
    if identifier and above and parent_id(identifier) != above:
        yield Hit(place, f"{identifier} lies in the folder of {above}", _HINT)


def _document(document: Document, identifier: str) -> Iterator[Hit]:
    """Hits for the id that leads the file's name and for the one in the first title."""
    in_name = id_from_name(document.path.rpartition("/")[2])
    if identifier and in_name and in_name != identifier:
        yield Hit(Place(document.path, 1), f"the file's name says {in_name}, its folder {identifier}", _HINT)
    heading = next((section for section in document.sections if section.level == 1), None)
    if heading is None or not identifier:
        return
    in_title = id_from_name(heading.title)
    if in_title and in_title != identifier:
        edits = _in_heading(document, heading.place, in_title, identifier)
        yield Hit(heading.place, f"the title says {in_title}, the folder {identifier}", _HINT, edits)
    number = _ITERATION_NUMBER.match(heading.title)
    if number and "_I" in identifier and not identifier.endswith(f"_I{number.group(1)}"):
        yield Hit(heading.place, f"the title says iteration {number.group(1)}, the folder {identifier}", _HINT)


def _in_heading(document: Document, place: Place, wrong: str, right: str) -> tuple[Edit, ...]:
    """The edit that puts the folder's id in place of the wrong one, where the heading holds it once and as it is."""
    line = document.lines()[place.line - 1]
    if line.count(wrong) != 1 or not line.startswith("#"):
        return ()
    return (Edit(Place(place.path, place.line, line.index(wrong) + 1), wrong, right),)


RULE = Rule("PP103", "id-disagrees", Severity.ERROR, check_project=check, gather=gather, fixes=True)
