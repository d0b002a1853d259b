"""A document can't be read as it stands, so that part of the plan is missing from every check.

## Why
What the reader can't take is not checked and not proved. A plan that is half read looks complete in every list.

## Bad
A fence that never ends swallows everything after it.

````markdown file=ITERATION.md
# Iteration 1: Links

```python {PP100}
def shorten(url: str) -> str: ...
````

## Good
````markdown file=ITERATION.md
# Iteration 1: Links

```python
def shorten(url: str) -> str: ...
```
````

## Fix
Close the fence, save the file as UTF-8, split a document that is too large, or remove the file if it isn't text.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Document
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_HINTS = {
    "binary": "replace it by a Markdown document, or move it out of the plans",
    "empty": "write the document, or remove it",
    "too-large": "split it: a plan that long is read by nobody",
    "not-utf8": "save it as UTF-8",
    "open-fence": "close the fence with the same number of backticks",
    "too-deep": "nest quotations and lists less deeply",
    "unreadable": "give planproof the right to read it",
}
# Repaired while reading, with nothing lost: PP116 speaks of them.
_REPAIRED = ("mojibake", "flattened-code")


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each problem that left a part of the document unread."""
    for problem in document.problems:
        if problem.slug not in _REPAIRED:
            yield Hit(problem.place, problem.message, _HINTS.get(problem.slug, ""))


RULE = Rule("PP100", "document-unreadable", Severity.ERROR, check_document=check)
