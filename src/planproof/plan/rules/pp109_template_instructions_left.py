"""The template's own instructions are still in the document.

## Why
Instructions speak to whoever fills the template. An agent that reads the plan takes them for part of the work.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Template Instructions (Delete when using) {PP109}

This template emphasizes: {PP109}

1. **Concrete over abstract** - Actual code, real data structures
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

Users shorten a link.
```

## Fix
Delete the section. `check --fix` deletes one that is headed "Delete when using" or holds the template's own sentence, and no code.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import CodeBlock, Document, Place, Section, Table
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import Outline, outline_of
from planproof.plan.rule import Desk, Edit, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_SENTENCES = late_pattern(
    r"this template emphasizes|delete when using"
    r"|each task should be specific enough that an llm|delete this (?:section|line|comment) (?:when|before|once)"
)


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for the section of instructions and one for each of their sentences elsewhere."""
    outline = outline_of(document)
    lines = set()
    for section in outline.headings:
        if section.key == "template_instructions":
            lines.add(section.place.line)
            edits = _deletion(section, outline)
            yield Hit(section.place, f"section {section.title!r} is the template's", "delete the section", edits)
    if not outline.words.isdisjoint((b"emphasizes", b"delete", b"llm")):
        for match in _SENTENCES.finditer(outline.lowered):
            if outline.is_prose(match.start()) and outline.line(match.start()) not in lines:
                yield Hit(outline.place(match.start()), f"template instruction {match.group()!r} left", "delete it")


def _deletion(section: Section, outline: Outline) -> tuple[Edit, ...]:
    """Deletes the section where all of it is plainly the template's."""
    start, end = (
        outline.offset(section.place.line),
        outline.offset(section.end_line) + len(outline.lines[section.end_line - 1]),
    )
    text = outline.text[start:end]
    holds_more = section.subsections or any(
        type(block) is CodeBlock or type(block) is Table for block in section.blocks
    )
    if holds_more or not _SENTENCES.search(text.lower()) or "<!--" in text:
        return ()
    old = text + "\n" * (section.end_line < len(outline.lines))
    return (Edit(Place(section.place.path, section.place.line), old, ""),)


RULE = Rule("PP109", "template-instructions-left", Severity.ERROR, check_document=check, fixes=True)
