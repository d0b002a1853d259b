"""What an iteration is about: name, goal, user stories, context, standards, integration, diagrams, demo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planproof.plan.document import Block, CodeBlock, Comment, Document, ListItem, Paragraph, Section, Table, Text
from planproof.plan.ids import id_from_name
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Command, Context, Integration, Standard, UserStory
from planproof.plan.read.commands import commands_of
from planproof.plan.read.fields import fields_of
from planproof.plan.read.outline import Outline
from planproof.plan.read.words import cell_text, column_rows, joined, piece, unmarked

__all__ = [
    "read_context",
    "read_demo",
    "read_diagrams",
    "read_goal",
    "read_integration",
    "read_name",
    "read_standards",
    "read_stories",
]

_CONTEXT = frozenset(("built", "current state", "infrastructure", "now building"))
_INTEGRATION = frozenset(("existing services", "new integration points", "data flow", "service dependencies"))
_NAME_LIMIT = 300
_TITLE_LEAD = late_pattern(r"(?:iteration\s+[^:]*:\s*|M\d+(?:_E\d+)?(?:_I\d+)?\b[\s:–—-]*)", re.IGNORECASE)
_TITLE_END = late_pattern(r"\s*[:–—-]\s*(?:tech(?:nical)? design|test plan|backlogs?|iteration)\s*$", re.IGNORECASE)
_GOAL_LINE = late_pattern(r"(?m)^\*\*Goal(?::\*\*|\*\*:)\s{0,9}(\S(?:[^\n]|\n(?!\*\*)){0,2000})")
_STORY_LABEL = late_pattern(
    r"(?:\*\*)?((?:US|S|Story|User story)[ -]?\d+)(?:\*\*)?\s*[:.–—-]\s*(?:\*\*)?\s*", re.IGNORECASE
)
_STORY_COLUMNS = {
    "name": ("id", "name", "no", "#"),
    "text": ("story", "user story", "text"),
    "command": ("command", "accepted by", "acceptance command"),
    "expected": ("expected", "expected output"),
}


def read_name(documents: Iterable[Document], folder_name: str) -> str:
    """Name of an iteration: from the first level-1 heading, else its folder's name without the id.

    `# Iteration 3: Short links` and `# M1_E2_I3 Short links: Tech Design` both give `Short links`.
    """
    for document in documents:
        for section in document.sections:
            if section.level == 1:
                name = _TITLE_END.sub("", _TITLE_LEAD.sub("", section.title[:_NAME_LIMIT], count=1)).strip()
                if name:
                    return name
    return folder_name.removeprefix(id_from_name(folder_name) or "").lstrip("_")


def read_goal(outline: Outline) -> Text | None:
    """All text of the goal's section, else what stands behind `**Goal:**` under the title of a document."""
    for part in outline.parts("goal"):
        text = joined(block for section in outline.own(part) for block in section.blocks)
        if text:
            return text
    for section in outline.tops:
        for block in section.blocks:
            match = _GOAL_LINE.search(block.text) if isinstance(block, Paragraph) else None
            if match and isinstance(block, Paragraph):
                return piece(block, match.start(1), match.end(1))
    return None


def read_context(outline: Outline) -> Context | None:
    """Where the iteration starts from; None without such a section."""
    for part in outline.parts("context"):
        fields = fields_of(outline.own(part), _CONTEXT)
        return Context(
            fields.text("built"),
            fields.text("current state"),
            fields.text("infrastructure"),
            fields.text("now building"),
            part.place,
        )
    return None


def read_integration(outline: Outline) -> Integration | None:
    """How the iteration connects; None without such a section."""
    for part in outline.parts("integration"):
        sections = list(outline.own(part))
        named = [section for section in sections if section.title.lower() in _INTEGRATION]
        merged = Section("", "", 0, part.place, part.end_line, _blocks(sections, named), ())
        fields = fields_of([merged, *named], _INTEGRATION)
        return Integration(
            fields.text("existing services"),
            fields.text("new integration points"),
            fields.text("data flow"),
            fields.text("service dependencies"),
            part.place,
        )
    return None


def _blocks(sections: list[Section], without: list[Section]) -> tuple[Block, ...]:
    return tuple([block for section in sections if section not in without for block in section.blocks])


def read_standards(outline: Outline) -> Iterator[Standard]:
    """One standard a subsection; the section's own list and code, if it has any, is one too."""
    for part in outline.parts("standards"):
        if any(isinstance(block, (ListItem, CodeBlock)) for block in part.blocks):
            yield _standard(part, part.blocks)
        for section in part.subsections:
            yield _standard(section, section.all_blocks())


def _standard(section: Section, blocks: Iterable[Block]) -> Standard:
    blocks = list(blocks)
    rules = [text for block in blocks if isinstance(block, ListItem) and (text := piece(block))]
    code = [block for block in blocks if isinstance(block, CodeBlock)]
    return Standard(section.title, tuple(rules), tuple(code), section.place)


def read_diagrams(documents: Iterable[Document]) -> Iterator[CodeBlock]:
    """Every `mermaid` fence, wherever it stands."""
    for document in documents:
        for section in document.walk() if "mermaid" in document.text or "Mermaid" in document.text else ():
            for block in section.blocks:
                if block.__class__ is CodeBlock and block.language == "mermaid":
                    yield block


def read_demo(outline: Outline) -> Iterator[Command]:
    """The commands of the success demo."""
    for part in outline.parts("demo"):
        yield from commands_of(block for section in outline.own(part) for block in section.blocks)


def read_stories(outline: Outline) -> Iterator[UserStory]:
    """User stories from subsections, list items or table rows; those without a label of their own are `S1`, `S2`, …"""
    number = 0
    for part in outline.parts("user_stories"):
        for story in _stories_of(part):
            number += 1
            yield UserStory(story.name or f"S{number}", story.text, story.commands, story.place)


def _stories_of(part: Section) -> Iterator[UserStory]:
    yield from _stories_in_blocks(part.blocks)
    for section in part.subsections:
        label = _STORY_LABEL.match(section.title)
        blocks = list(section.all_blocks())
        text = joined(block for block in blocks if isinstance(block, (Paragraph, ListItem)))
        title = section.title[label.end() :] if label else section.title
        words = f"{title}\n{text.value}" if text else title
        yield UserStory(label.group(1) if label else "", words, commands_of(blocks), section.place)


def _stories_in_blocks(blocks: tuple[Block, ...]) -> Iterator[UserStory]:
    item: ListItem | None = None
    below: list[Block] = []
    for block in blocks:
        if isinstance(block, ListItem) and block.depth == 0:
            if item:
                yield _story_of_item(item, below)
            item, below = block, []
        elif isinstance(block, Table):
            yield from _stories_in_table(block)
        elif not isinstance(block, Comment):
            below.append(block)
    if item:
        yield _story_of_item(item, below)


def _story_of_item(item: ListItem, below: list[Block]) -> UserStory:
    label = _STORY_LABEL.match(item.text)
    text = piece(item, label.end() if label else 0)
    name = label.group(1) if label else ""
    return UserStory(name, text.value if text else "", commands_of(below), item.place)


def _stories_in_table(table: Table) -> Iterator[UserStory]:
    for row in column_rows(table, _STORY_COLUMNS):
        text = cell_text(row.get("text"))
        if not text:
            continue
        label = _STORY_LABEL.match(text.value)
        name = cell_text(row.get("name"))
        script, expected = cell_text(row.get("command")), cell_text(row.get("expected"))
        command = script and Command(
            script.value,
            expected.value if expected else None,
            "auto",
            "",
            script.place,
            expected.place if expected else None,
        )
        yield UserStory(
            name.value if name else label.group(1) if label else "",
            unmarked(text.value[label.end() :] if label else text.value),
            (command,) if command else (),
            text.place,
        )
