"""What the words of a task name: files, tests, commands, and how far it claims to be.

Formats differ in their headings and marks; a path, a test's name and "Complete" look the same in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planproof.plan.document import CodeBlock, Place, Text
from planproof.plan.foreign.model import ForeignFile, State

__all__ = ["commands_in_code", "commands_in_text", "declared_tests", "files_in_text", "named_tests", "state_of_words"]

_TICKED = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]{1,300})\1(?!`)")
_PATH = re.compile(r"(?<![\w/.:@~$-])((?:[\w.@+-]{1,80}/){1,12}[\w.@+-]{1,80}\.[A-Za-z]\w{0,7})(?![\w/({\[<*-])")
_MADE = re.compile(
    r"^(?:\W|\b(?:T\d+[a-z]?|P|US\d+|[\d.]+)\b)*(?:create[sd]?|scaffold|generate|write|add new)\b|\bCreate:",
    re.IGNORECASE,
)
_UNMADE = re.compile(r"\b(?:delet|remov|renam|mov[ei]|drop|replac|migrat|extract|merg|split)", re.IGNORECASE)
_TEST_NAME = re.compile(r"(?:[\w./-]+::)?(test_\w{3,150}|[A-Za-z]\w{0,80}__\w{1,80}__then_\w{1,80})(?:\(\))?")
_PYTHON_TEST = re.compile(r"^[ \t]*(?:async )?(?:def|fn|void) (test_\w+)\s*\(", re.MULTILINE)
_GOOGLE_TEST = re.compile(r"^\s*TEST(?:_F|_P)?\s*\(\s*\w+\s*,\s*(\w+)\s*\)", re.MULTILINE)
_SCRIPT_TEST = re.compile(r"^[ \t]*(?:await )?(?:test|it)(?:\.only)?\(\s*(['\"`])(.{3,200}?)\1\s*,", re.MULTILINE)
_SHELLS = {"bash", "sh", "shell", "zsh", "console", "accept"}
_RUNNERS = frozenset(
    """ant bash behave bun bundle cargo clang cmake composer ctest curl cypress deno docker docker-compose dotnet flutter gcc gh
    git go gradle grep helm jest just kubectl make meson mvn mypy newman next ninja nox npm npx nx openspec phpunit pip planproof
    playwright pnpm poetry prisma psql pytest python python3 rails rake ruff ruby rustc sh shellcheck specify sqlite3 swift
    terraform tox tsc turbo uv uvx vitest wrk xcodebuild yarn""".split()
)
_DONE = re.compile(
    r"(?:fully |all |now )?(?:complete(?:d)?|done|implemented|finished|shipped|delivered|closed|merged|archived|released)"
    r"(?![\w-])(?!\s+(?:but|except|if|only|once|until|unless|when|for|in|the|a|by|with|before)\b)(?!\s*\?)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:not (?:yet )?(?:started|done|complete|implemented)|to ?do|planned|pending|open|draft|proposed|proposal|in[ -_]?progress|"
    r"wip|ongoing|started|blocked|incomplete|ready|review|in review|not ready|partial(?:ly complete)?|active)(?![\w-])",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"(?:cancel(?:l)?ed|deferred|dropped|won'?t do|obsolete|abandoned|superseded|rejected)(?!\w)", re.I
)
_DONE_MARKS = "✅☑✔"
_OPEN_MARKS = "🔄🚧📋⏳⬜☐❌⏸🕐"
_ENDS = re.compile(r"\s*(?:$|[(\[—–.,;:|!-])")


def state_of_words(text: str) -> State:
    """What a status says, from its first words: `✅ Complete (2026-07-07)` is done, `Complete once merged` is unstated."""
    plain = text.replace("*", "").strip().strip("_`\"' ").strip()
    mark = next((character for character in plain[:2] if character in _DONE_MARKS + _OPEN_MARKS), "")
    words = re.sub(r"^[^\w]+", "", plain).strip()
    for pattern, state in ((_OPEN, State.OPEN), (_DROPPED, State.DROPPED), (_DONE, State.DONE)):
        found = pattern.match(words)
        if found and _ENDS.match(words, found.end()):
            return state
    if mark and not words:
        return State.DONE if mark in _DONE_MARKS else State.OPEN
    return State.UNSTATED


def files_in_text(text: str, place: Place) -> Iterator[ForeignFile]:
    """The paths with a folder and an ending that a text names, in order, each once."""
    seen: set[str] = set()
    for match in _PATH.finditer(text):
        path = match[1].removeprefix("./")
        if (
            path in seen
            or ".." in path.strip("./")
            or "://" in text[max(0, match.start() - 8) : match.start()]
            or path.startswith("www.")
        ):
            continue
        seen.add(path)
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.end()]
        # Of several paths on a line, the first is what the verb speaks of; the others are where it looks.
        created = not _PATH.search(line[: -len(match[1])]) and bool(_MADE.search(line) and not _UNMADE.search(line))
        yield ForeignFile(path, created, _place(text, match.start(), place))


def named_tests(text: str, place: Place) -> Iterator[Text]:
    """Names of tests that stand in code ticks."""
    for match in _TICKED.finditer(text):
        found = _TEST_NAME.fullmatch(match[2].strip())
        if found:
            yield Text(found[1], _place(text, match.start(2), place))


def declared_tests(blocks: Iterable[CodeBlock]) -> Iterator[Text]:
    """Names of the tests that code blocks declare."""
    for block in blocks:
        for pattern, group in ((_PYTHON_TEST, 1), (_GOOGLE_TEST, 1), (_SCRIPT_TEST, 2)):
            for match in pattern.finditer(block.content):
                line = block.content_line + block.content.count("\n", 0, match.start(group))
                yield Text(match[group], Place(block.place.path, line))


def commands_in_text(text: str, place: Place) -> Iterator[Text]:
    """What stands in code ticks and begins as a command line does."""
    for match in _TICKED.finditer(text):
        words = match[2].split()
        if len(words) > 1 and (words[0] in _RUNNERS or words[0].startswith("./")):
            yield Text(match[2].strip(), _place(text, match.start(2), place))


def commands_in_code(blocks: Iterable[CodeBlock]) -> Iterator[Text]:
    """Blocks of shell code; an `accept` block is one that spec-gates runs."""
    for block in blocks:
        if block.language in _SHELLS and block.content.strip():
            yield Text(block.content.strip(), Place(block.place.path, block.content_line))


def _place(text: str, offset: int, place: Place) -> Place:
    """Place of a character of a text that begins at `place`."""
    lines = text.count("\n", 0, offset)
    if not lines:
        return Place(place.path, place.line, place.column + offset)
    return Place(place.path, place.line + lines)
