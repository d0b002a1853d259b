"""Interface read by nothing: no compiler or parser looks at an interface block.

## Why
A block that nothing reads can say anything, and a check that silently leaves something out looks like one that passed.
Planproof reads `c`, `cpp`, `rust`, `typescript`, `tsx` and `python`. Blocks of data and of diagrams (`json`, `yaml`, `sql`,
`mermaid`, `text`, shell) are no interfaces and are left alone. Where no C or C++ compiler is on the PATH, the rule says so
once for the project.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

``` {PP218}
int clock_open(void);
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
int clock_open(void);
```
````

## Fix
Name the language after the fence's opening backticks. Install gcc and g++ or clang, or run with `--no-compilers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planproof.plan.compilers.hits import compiler_hits
from planproof.plan.compilers.language import NATIVE, SUPPORTED, language_of
from planproof.plan.document import CodeBlock
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Frame, Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_DATA = frozenset({"http", "ini", "json", "jsonc", "sql", "toml", "xml", "yaml", "yml"})
_DRAWN_OR_SHOWN = frozenset({"bash", "console", "diff", "dot", "mermaid", "output", "sh", "shell", "text", "txt"})
_NO_INTERFACE = _DATA | _DRAWN_OR_SHOWN
_LOOKS_LIKE_CODE = late_pattern(r"[;{][ \t]*$|^[ \t]*(def|fn|func|class|interface|struct|trait|pub|export)\b", re.M)


_Unread = tuple[list[Hit], Hit | None]


def gather(plan: Plan, desk: Desk) -> _Unread:
    """Hits for a plan's interface blocks in a language that nothing here reads, and one for the first whose compiler is missing."""
    hint = "install gcc and g++ or clang, or run with --no-compilers"
    return list(_of_no_language(plan)), next(compiler_hits(plan, desk, NATIVE, "missing-tool", hint), None)


def check(frame: Frame, gathered: Sequence[_Unread], desk: Desk) -> Iterator[Hit]:
    """All of the first kind; of a missing compiler one hit is enough."""
    for hits, _ in gathered:
        yield from hits
    missing = next((hit for _, hit in gathered if hit), None)
    if missing:
        yield missing


def _of_no_language(plan: Plan) -> Iterator[Hit]:
    hint = f"name one of {', '.join(sorted(SUPPORTED))}"
    for interface in plan.interfaces:
        language = language_of(interface)
        if language and language not in SUPPORTED | _NO_INTERFACE:
            yield Hit(interface.place, f"nothing reads an interface in {language}", hint)
    # A fence without a language is no interface to the reader; here it is, when it looks like code.
    for section in (
        section for document in plan.documents for section in document.walk() if section.key == "interfaces"
    ):
        for block in section.all_blocks():
            if isinstance(block, CodeBlock) and not block.language and _LOOKS_LIKE_CODE.search(block.content):
                yield Hit(block.place, "interface block without a language", hint)


RULE = Rule(
    "PP218", "interface-read-by-nothing", Severity.WARNING, check_project=check, gather=gather, about_words=True
)
