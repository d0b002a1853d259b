"""TBD, TODO, "to be decided": the plan says itself that it isn't finished.

## Why
What is to be decided later is decided by whoever gets there first, without the others.

## Bad
````markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

A visitor opens a short link; the time it stays valid is TBD. {PP607}

## Tasks

The store is to be determined. {PP607}

```python
def expire() -> None:
    # TODO: decide how long {PP607}
    ...
```
````

## Good
The word itself may be spoken of.

```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

A user of the todo list sees what is due; the importer drops lines that hold `TODO` or "TBD".
```

## Fix
Decide, or make it a research spike with a deliverable, or an assumption with what would refute it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Document
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_WORDS = frozenset((b"tbd", b"tbc", b"tba", b"todo", b"fixme", b"determined", b"decided", b"announced"))
_SPOKEN_OF = late_pattern(r" (?:placeholder|marker|comment|remark)s?\b")
_OPEN = late_pattern(
    r"\b(?:TBD|TBC|TBA)\b|\b(?:TODO|FIXME)(?=\s*[:(])|\b[Tt]o be (?:determined|decided|announced)(?= (?:later|soon)|[.,;)\n|]|$)",
)


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each open question outside ticks and quotation marks."""
    outline = outline_of(document)
    if outline.words.isdisjoint(_WORDS):
        return
    for match in outline.find(_OPEN):
        at = match.start()
        spoken_of = outline.in_quotes(at) or (not outline.code_at(at) and outline.in_ticks(at))
        if not spoken_of and not _SPOKEN_OF.match(outline.text, match.end()):
            yield Hit(
                outline.place(at), f"{match.group()!r} leaves a question open", "decide it, or plan a spike for it"
            )


RULE = Rule("PP607", "open-question-left", Severity.ERROR, check_document=check)
