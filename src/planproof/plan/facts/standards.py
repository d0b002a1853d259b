"""Documents that say how code in this repository is written: for people (CONTRIBUTING), for agents (AGENTS.md, CLAUDE.md)."""

from __future__ import annotations

import re

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["STANDARD_PATHS", "read_standard"]

STANDARD_PATHS = re.compile(
    r"""(?ix)
    (?:^|/)(?:contributing|styleguide|style_guide|style-guide|style|coding[_-]?(?:style|standards?|conventions?)|conventions)\.(?:md|rst|txt|adoc)$
    | (?:^|/)(?:agents|claude|gemini|copilot-instructions)\.md$ | (?:^|/)\.(?:cursorrules|windsurfrules|clinerules)$
    | ^\.cursor/rules/.*\.mdc?$ | ^\.github/instructions/.*\.md$
    | ^(?:docs?|documentation|\.github)/(?:.*/)?[^/]*(?:style|standard|convention|guideline)[^/]*\.(?:md|rst|txt|adoc)$
    | ^(?:docs?|documentation)/(?:.*/)?(?:standards|conventions|guidelines)/[^/]*\.(?:md|rst|txt|adoc)$
    """
)


def read_standard(path: str, source: bytes, digest: str) -> list[Fact]:
    """One STANDARD fact: the path, and the first heading or else the first line."""
    sheet = Sheet(path, digest)
    lines = text_of(path, source).split("\n")
    # Front matter has no title of its own.
    first = lines.index("---", 1) + 1 if lines[0].strip() == "---" and "---" in lines[1:] else 0
    written = [(number, line.strip()) for number, line in enumerate(lines[first:], first + 1) if line.strip()]
    heading = next(((number, line) for number, line in written if re.match(r"#{1,6}\s|=\s", line)), None)
    number, line = heading or (written[0] if written else (1, ""))
    sheet.add(FactKind.STANDARD, path, line.lstrip("#= ").strip(), number)
    return sheet.facts
