"""A placeholder of the template is still there: `[snake_case]`, `{Title Case}`, `path/to/…`, `N hours`, or a sample's own words.

## Why
A placeholder is a question that the plan was meant to answer. An agent that meets one answers it by guessing.

## Bad
````markdown file=ITERATION.md
# Iteration [n]: [clear_outcome_description] {PP108} {PP108}

## Working Software Goal

[1-2_sentences_what_users_can_do] {PP108}

## Tasks

### 1. Shorten a link

**Type**: Implementation Task / Research Spike **Estimated time**: N hours {PP108} {PP108}

**Key files**:

```
path/to/specific/file.py - [what_this_file_does] {PP108} {PP108}
```

**Core functionality**:

```rust
pub fn shorten(url: &str) -> Link { ... } {PP108}
```

**One smoke test**:

```python
async def test_[feature]_actually_works(): {PP108}
    assert True
```

**Success verification**:

```bash
# Exact command to run {PP108}
[command_to_run] {PP108}
```
````

## Bad
```markdown file=TECH_DESIGN.md
# M1_E1_I1 {Iteration Name}: Tech Design {PP108}

The folder is `M{X}_{MILESTONE}/M{X}_E{Y}_{EPIC}`. {PP108}
```

## Good
Brackets and braces that belong to code, links, task boxes, lists and commands are none.

````markdown file=ITERATION.md
# Iteration 1: Short links

See [the format](docs/format.md) and [rfc_3986][uri]; `rows[row_index]`, `f"{Name}"`, `${HOME}`
and `[a-z_0-9]` are code.

- [ ] Store the link
- [x] Read the link

[uri]: https://www.rfc-editor.org/rfc/rfc3986

```python
def first(rows: list[str], row_index: int) -> dict[str, str]:
    return {"row": rows[row_index], "all": f"{rows}"}
```

```bash
if [ -f links.db ]; then rm links.db; fi
echo "${LINKS[link_id]}"
```

```json
{"links": [{"Name": "a"}]}
```
````

## Fix
Write what the placeholder asks for; where there is nothing to say, remove the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge

from planproof.plan.document import Document
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import Outline, outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_HINT = "write what it asks for, or remove the line"
_SQUARE = late_pattern(r"\[([a-z0-9]+(?:[-_'][a-z0-9]+)*)\]")
_BRACE = late_pattern(r"\{([A-Z][A-Za-z0-9]*(?:[ _][A-Z0-9][A-Za-z0-9]*)*)\}")
_CHARACTER_CLASS = late_pattern(r"(?:[a-z0-9]-[a-z0-9]|_)+")  # `[a-z_0-9]` of a regular expression
_ELIDED = late_pattern(r"\{[ \n]{0,4}(?:\.{3}|…)[ \n]{0,4}\}")
# Single words in brackets that are a placeholder in running text; any with an underscore is.
_SINGLE = frozenset("n name feature purpose description date title author owner component example".split())
# Words of the templates' samples: the text, and a word of it that is looked up before the text is searched.
_SAMPLES = {
    "path/to/": b"to",
    "N hours": b"hours",
    "N days": b"days",
    "None / Task N": b"none",
    "[ ] Task N: ": b"task",
    "Implementation Task / Research Spike": b"spike",
    "class SpecificThing": b"specificthing",
    "concrete_method": b"concrete_method",
    "ActualReturn": b"actualreturn",
    "real_param": b"real_param",
    "specific/endpoint": b"endpoint",
    '{"real": "data"}': b"real",
    '{"should": "see this"}': b"should",
    '"actual": "example"': b"actual",
    '"real": "examples"': b"real",
    "# Exact command to run": b"exact",
    "# Exact commands to run": b"exact",
    "# Exact output/behavior to verify": b"behavior",
    "# Command to verify": b"verify",
    "# Specific user actions to try": b"actions",
    "# Actual code structure from interview": b"interview",
    "# ACTUAL code structure": b"structure",
    "# Core logic described in interview": b"interview",
    "# Real integration test pattern": b"pattern",
    "# Real test that proves this works": b"proves",
    "test_feature_works": b"test_feature_works",
}
_PROGRAMMING = frozenset(
    (
        "python py c cpp c++ h hpp rust rs typescript ts tsx javascript js jsx java go kotlin swift ruby rb php "
        "scala sql yaml yml json jsonc json5 css scss html xml vue svelte zig lua perl r dart csharp cs haskell "
        "elixir make cmake"
    ).split()
)
_BRACED = frozenset("c cpp c++ rust rs typescript ts tsx javascript js java go kotlin swift csharp cs".split())
_SHELL = frozenset("bash sh shell zsh console".split())
_SECTIONED = frozenset("toml ini cfg diff".split())
_COMMENT_OR_NOTHING = late_pattern(r"\s*(?:(?:#+|//+|--|/?\*+).*)?$")
_NAMING = late_pattern(r"\b(?:def|fn|func|function|void|class|test|it)[\s(]+\w*$")


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each placeholder, wherever it stands; placeholders with no space between them count once."""
    outline = outline_of(document)
    end = -1
    for match in _marks(outline):
        if end < 0 or re.search(r"\s|\|", outline.text[end : match.start()]):
            yield _hit(outline, match.start(), match.group())
        end = match.end()
    for sample, word in _SAMPLES.items():
        if word in outline.words:
            for offset in outline.find_text(sample):
                yield _hit(outline, offset, sample.strip())
    yield from _elided(outline)


def _elided(outline: Outline) -> Iterator[Hit]:
    """Bodies left out of a task's code, `{ ... }`; PP219 looks at those of interfaces."""
    lines: set[int] = set()
    for section in outline.headings:
        if section.key == "tasks":
            lines.update(range(section.place.line, section.end_line + 1))
    for match in _ELIDED.finditer(outline.text) if lines else ():
        block = outline.code_at(match.start())
        if block and block.language in _BRACED and outline.line(match.start()) in lines:
            yield _hit(outline, match.start(), match.group())


def _hit(outline: Outline, offset: int, text: str) -> Hit:
    return Hit(outline.place(offset), f"placeholder {text!r} left", _HINT)


def _marks(outline: Outline) -> Iterator[re.Match[str]]:
    """Placeholders of both notations in the order in which they stand."""
    squares = (match for match in outline.find(_SQUARE) if _square(match, outline))
    braces = (match for match in outline.find(_BRACE) if _brace(match, outline))
    return merge(squares, braces, key=lambda match: match.start())


def _around(match: re.Match[str], outline: Outline) -> tuple[str, str]:
    """The text before and after a match on its line."""
    place = outline.place(match.start())
    line = outline.lines[place.line - 1]
    start = place.column - 1
    return line[max(0, start - 200) : start], line[start + len(match.group()) : start + len(match.group()) + 200]


def _square(match: re.Match[str], outline: Outline) -> bool:
    """Whether `[word]` is a placeholder: not a link, a task box, an index, a list or a usage line."""
    word = match[1]
    if ("_" not in word and word not in _SINGLE) or _CHARACTER_CLASS.fullmatch(word):
        return False
    before, after = _around(match, outline)
    if _inside_a_name(before, after) or _NAMING.search(before):
        return True
    if before[-1:].isalnum() or (before[-1:] in ("_", "]", ")", "!", "\\", "$", "}", "*") and "**" not in before[-2:]):
        return False
    if after[:1] in ("(", "[") or word in outline.references:
        return False
    block = outline.code_at(match.start())
    if block is not None:
        return _square_in_code(word, before, after, block.language)
    if outline.in_ticks(match.start()):
        return before[-1:] == "`" and after[:1] == "`" and "_" in word
    return True


def _square_in_code(word: str, before: str, after: str, language: str) -> bool:
    underscores = word.count("_")
    quoted = before[-1:] == after[:1] == '"'
    alone = not after.strip() and bool(_COMMENT_OR_NOTHING.match(before))
    if language in _SECTIONED:
        return False
    if language in _PROGRAMMING:
        return (alone and underscores > 1) or (quoted and underscores > 0)
    if language in _SHELL:
        return alone and underscores > 0
    described = before.endswith(" - ") or after.startswith(" - ")
    return underscores > 1 or described or (quoted and underscores > 0)


def _brace(match: re.Match[str], outline: Outline) -> bool:
    """Whether `{Word}` is a placeholder: not code, a format string, a URL's parameter or a formula."""
    before, after = _around(match, outline)
    if before[-1:] in ("$", "#", "\\", "%", "^", "{", "@", "=") or after[:1] == "}" or "$" in before[-12:]:
        return False
    if re.search(r"\\\w*$|\b[fF]r?[\"'`][^\"'`]*$|`[^`]*\$\{", before):
        return False
    in_code = outline.code_at(match.start())
    if in_code and in_code.language in _PROGRAMMING:
        return bool(_NAMING.search(before)) or (" " in match[1] and not before[-1:].isalnum())
    if _inside_a_name(before, after):
        return True
    if in_code or outline.in_ticks(match.start()):
        return " " in match[1] and not before[-1:].isalnum()
    return not before[-1:].isalnum() and before[-1:] not in ("_", "/", ")", "<", ">")


def _inside_a_name(before: str, after: str) -> bool:
    """Whether the brackets stand inside an identifier: `test_[feature]_works`, `M{X}_E{Y}`."""
    if not (after[:1] == "_" or after[:1].isalnum()):
        return False
    return before[-1:] == "_" or before[-1:].isalnum() or not before.strip() or before[-1:] in ("`", " ", "/")


RULE = Rule("PP108", "placeholder-left", Severity.ERROR, check_document=check)
