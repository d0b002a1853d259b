"""JSON does not parse: an example in a JSON fence is no JSON.

## Why
The example is what the code has to accept or produce. With a comma too many or an ellipsis in it, everybody mends it in
another way.

## Bad
````markdown file=ITERATION.md
## Integration Architecture

```json
{
  "name": "a",
  "tags": ["x", "y",] {PP503}
}
```
````

## Good
````markdown file=ITERATION.md
## Integration Architecture

```json
{
  "name": "a",
  "tags": ["x", "y"]
}
```

```json
{"event": "added", "name": "a"}
{"event": "added", "name": "b"}
```

```json
"extends": { "name": "a" }
```

```json
{"score": <number>, "kept": <true | false>, "error": <null | "why">}
```

```jsonc
{ "name": "a" } // with a remark
```
````

## Fix
Correct the place that the message names. Several documents, one a line, are fine, and so are members of an object without
its braces, and values that are named in angle brackets; for remarks use a `jsonc` fence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from planproof.plan.document import CodeBlock, Document, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_NAMED_VALUE = late_pattern(
    r"(?<=[:,\[])\s{0,9}<[^<>\n]{1,80}>"
)  # `"score": <number>`: the form of a record, not an example of one


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each JSON fence that doesn't parse, at the line and column where it stops being JSON."""
    if "json" not in document.text and "JSON" not in document.text:
        return
    for block, _ in outline_of(document).code_blocks:
        if block.language == "json":
            yield from _problem(block)


def _problem(block: CodeBlock) -> Iterator[Hit]:
    error = _error(block.content)
    if error and "<" in block.content and _error(_NAMED_VALUE.sub(" null", block.content)) is None:
        return
    if error is None or not block.content.strip() or _is_lines_or_members(block.content):
        return
    line, column, message = error
    place = Place(block.place.path, block.content_line + line - 1, block.content_column + column - 1)
    yield Hit(place, f"this is no JSON: {message}", "correct it; use a jsonc fence for remarks")


def _is_lines_or_members(text: str) -> bool:
    """Whether it is JSON a line, or members of an object without the braces around them."""
    lines = [line for line in text.split("\n") if line.strip()]
    by_line = len(lines) > 1 and all(_error(line) is None for line in lines)
    return by_line or (text.lstrip().startswith('"') and _error("{" + text.strip().rstrip(",") + "}") is None)


def _error(text: str) -> tuple[int, int, str] | None:
    """Line and column, from 1, and reason of what is wrong; None when the text is one JSON document."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno, error.msg
    except (RecursionError, ValueError) as error:
        return 1, 1, str(error)
    return None


RULE = Rule("PP503", "json-does-not-parse", Severity.ERROR, check_document=check)
