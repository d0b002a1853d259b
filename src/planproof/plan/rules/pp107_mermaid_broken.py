"""A Mermaid block can't be drawn: no known type on its first line, or brackets, quotes or blocks that don't close.

## Why
A viewer shows a red box instead of the diagram, and the design is as good as not drawn.

## Bad
````markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design

```mermaid
api --> store {PP107}
```

```mermaid
flowchart LR
    api[The API --> store {PP107}
    cache[Cache (in memory)] --> store {PP107}
    subgraph backend {PP107}
    store
```

```mermaid
sequenceDiagram
    alt found {PP107}
    api->>store: get
```
````

## Good
````markdown file=TECH_DESIGN.md
# M1_E1_I1 Links: Tech Design

```mermaid
%%{init: {"theme": "neutral"}}%%
flowchart LR
    api["The API (v1)"] -->|reads (often)| store[(Links)]
    subgraph backend
        store --> log>Log]
    end
    api -- "text" --> cache{{Cache}}
```

```mermaid
sequenceDiagram
    participant api
    alt found
        api->>store: get (one
    else not found
        api-->>api: 404
    end
```

```mermaid
stateDiagram-v2
    [*] --> open
    state open {
        [*] --> idle
    }
```
````

## Fix
Begin with the type (`flowchart LR`, `sequenceDiagram`, …), put text that holds brackets into quotation marks, and close
what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import CodeBlock, Document, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

# Types of Mermaid 11 (https://mermaid.js.org/intro/syntax-reference.html).
_TYPES = frozenset(
    (
        "graph flowchart flowchart-elk sequenceDiagram classDiagram classDiagram-v2 stateDiagram stateDiagram-v2 "
        "erDiagram gantt pie journey gitGraph mindmap timeline quadrantChart requirementDiagram requirement "
        "C4Context C4Container C4Component C4Dynamic C4Deployment sankey sankey-beta xychart xychart-beta block "
        "block-beta packet packet-beta architecture architecture-beta kanban zenuml radar radar-beta treemap "
        "treemap-beta info"
    ).split()
)
_OPENS_BLOCK = {
    "sequence": late_pattern(r"\s*(?:alt|opt|loop|par|par_over|critical|break|rect|box)\b"),
    "flow": late_pattern(r"\s*subgraph\b"),
}
_END = late_pattern(r"\s*end\s*(?:;|$)")
_PLAIN_LINE = late_pattern(r"\s*(?:classDef|style|linkStyle|click|class|direction|accTitle|accDescr|title|subgraph)\b")
_NOT_STRUCTURE = late_pattern(r"\"[^\"]*\"|\|[^|]*\||</?\w[^<>\n]*>|%%.*|@\{[^}\n]{0,300}\}|#\w+;")
_ROUND_IN_SQUARE = late_pattern(r"\w\[(?![(/\\\[])[^\[\]\"(]*\([^\[\]\"]*\]")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_HINT = "close it, or put the text into quotation marks"


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """Hits for every Mermaid fence of a document."""
    if b"mermaid" not in outline_of(document).words:
        return
    for block, _ in outline_of(document).code_blocks:
        if block.language == "mermaid":
            yield from _diagram(block)


def _diagram(block: CodeBlock) -> Iterator[Hit]:
    lines = _significant(block.content.split("\n"))
    first = next(lines, None)
    if first is None:
        yield Hit(block.place, "the diagram is empty", "draw the parts and their arrows")
        return
    number, text = first
    kind = re.split(r"[\s:;]", text.strip(), maxsplit=1)[0]
    if kind not in _TYPES:
        known = "begin with a type such as `flowchart LR` or `sequenceDiagram`"
        yield Hit(_place(block, number, text), f"{kind[:40]!r} is no type of Mermaid diagram", known)
    elif kind in ("graph", "flowchart", "flowchart-elk"):
        rest = list(lines)
        yield from _unclosed(block, rest, "flow")
        yield from _brackets(block, rest)
    elif kind == "sequenceDiagram":
        yield from _unclosed(block, list(lines), "sequence")
    elif kind.startswith(("classDiagram", "stateDiagram")):
        yield from _braces(block, list(lines))


def _significant(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines that draw something, with their number in the block from 0: no front matter, comment or directive."""
    start = 0
    if lines and lines[0].strip() == "---":
        closing = [number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"]
        start = closing[0] + 1 if closing else 1
    directive = False
    for number, line in enumerate(lines[start:], start):
        directive = directive or line.lstrip().startswith("%%{")
        if line.strip() and not directive and not line.lstrip().startswith("%%"):
            yield number, line
        directive = directive and "}%%" not in line


def _unclosed(block: CodeBlock, lines: list[tuple[int, str]], kind: str) -> Iterator[Hit]:
    """Hits for blocks without `end`, and for an `end` of nothing."""
    opened: list[tuple[int, str]] = []
    for number, line in lines:
        if _OPENS_BLOCK[kind].match(line):
            opened.append((number, line))
        elif _END.match(line):
            if not opened:
                yield Hit(_place(block, number, line), "`end` closes nothing", "remove it")
            else:
                opened.pop()
    for number, line in opened:
        yield Hit(_place(block, number, line), f"`{line.split()[0]}` has no `end`", "write `end` after it")


def _brackets(block: CodeBlock, lines: list[tuple[int, str]]) -> Iterator[Hit]:
    """Hits for node texts whose brackets or quotation marks don't close; one a line is enough."""
    for number, line in lines:
        if _PLAIN_LINE.match(line):
            continue
        bare = _NOT_STRUCTURE.sub(lambda match: "_" * len(match.group()), line)
        if '"' in bare:
            yield Hit(_place(block, number, line, bare.index('"')), "a quotation mark doesn't close", _HINT)
        elif found := _ROUND_IN_SQUARE.search(bare):
            column = bare.index("(", found.start())
            yield Hit(_place(block, number, line, column), "a round bracket in text without quotation marks", _HINT)
        elif (partnerless := _unbalanced(bare)) is not None:
            yield Hit(_place(block, number, line, partnerless), f"{line[partnerless]!r} has no partner", _HINT)


def _unbalanced(line: str) -> int | None:
    """Index of the first bracket without a partner on a line; None when all are in pairs."""
    opened: list[tuple[str, int]] = []
    for index, character in enumerate(line):
        if character in "([{":
            opened.append((character, index))
        elif character == ">" and re.match(r"\w>[^\s|>&-]", line[max(0, index - 1) : index + 2]):
            opened.append(("[", index))  # the flag shape, `log>Log]`
        elif character in _PAIRS:
            if not opened or opened[-1][0] != _PAIRS[character]:
                return index
            opened.pop()
    return opened[0][1] if opened else None


def _braces(block: CodeBlock, lines: list[tuple[int, str]]) -> Iterator[Hit]:
    """Hits for `{` at the end of a line and `}` on a line of its own that are no pair."""
    opened: list[tuple[int, str]] = []
    for number, line in lines:
        if line.rstrip().endswith("{"):
            opened.append((number, line))
        elif line.strip() == "}":
            if not opened:
                yield Hit(_place(block, number, line), "`}` closes nothing", "remove it")
            else:
                opened.pop()
    for number, line in opened:
        yield Hit(_place(block, number, line, line.rindex("{")), "`{` has no partner", "write `}` after it")


def _place(block: CodeBlock, number: int, line: str, column: int | None = None) -> Place:
    """The place in the document of a line of the block; its first character that isn't a space when no column is given."""
    index = len(line) - len(line.lstrip()) if column is None else column
    return Place(block.place.path, block.content_line + number, block.content_column + index)


RULE = Rule("PP107", "mermaid-broken", Severity.ERROR, check_document=check)
