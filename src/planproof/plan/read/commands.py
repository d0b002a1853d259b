"""Commands with what they must print, from the fences of a section.

    ```bash
    # Store a link                  a comment starts a step and is its title
    curl -s localhost:8000/links    the lines after it are one script
    # Expected output (json)        starts the expectation, here with a mode
    {"code": "..."}                 up to the next comment line
    ```

In a `console` fence `$ ` starts a command and other lines are its output. The expectation may also be a fence of its own
behind the command's (`text`, `json`, `output` or no language), directly or after a line "Expected:".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from planproof.plan.document import Block, CodeBlock, ListItem, Paragraph, Place, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Command
from planproof.plan.read.words import piece, ticked, unmarked

__all__ = ["SHELLS", "commands_of", "inline_command"]

SHELLS = frozenset(("bash", "sh", "shell", "console"))

_OUTPUTS = frozenset(("", "text", "json", "output", "txt"))
_EXPECTED = late_pattern(
    r"#+\s*expected\b(?P<what>[^:(\n]*)(?:\((?P<mode>[^)\n]*)\))?\s*(?P<rest>:?.*)$", re.IGNORECASE
)
_EXPECTED_TEXT = late_pattern(
    r"(?:\*\*|__)?expected\b(?P<what>[^:(\n*]{0,60})(?:\((?P<mode>[^)\n]{0,60})\))?(?:\*\*|__)?[ \t]{0,9}:(?:\*\*|__)?[ \t]*",
    re.IGNORECASE,
)
_MODES = ("exact", "json", "regex", "any order")
_SHELL_TOKEN = late_pattern(r"\\.|['\"]|(?<![<\d(])<<(?!<)-?\s*(['\"]?)([A-Za-z_]\w*)\1|(?<!\S)#.*")


class _ShellLines:
    """Whether the shell waits for more after the lines it got: in quotes, in a here-document, behind a backslash."""

    def __init__(self) -> None:
        self._quote = self._here = ""
        self._continued = False

    @property
    def is_open(self) -> bool:
        return bool(self._quote or self._here or self._continued)

    def feed(self, line: str) -> None:
        """Takes the next line."""
        if self._here:
            self._here = "" if line.strip() == self._here else self._here
            return
        if self._quote or "'" in line or '"' in line or "<<" in line:
            self._feed_tokens(line)
        self._continued = not self._quote and len(line) - len(line.rstrip("\\")) == 1

    def _feed_tokens(self, line: str) -> None:
        for match in _SHELL_TOKEN.finditer(line):
            token = match.group()
            if self._quote:  # a backslash escapes inside double quotes, not inside single ones
                self._quote = "" if token == self._quote or (self._quote == "'" and token == "\\'") else self._quote
            elif token in ("'", '"'):
                self._quote = token
            elif token.startswith("<<"):
                self._here = match.group(2)
            elif token.startswith("#"):
                return


class _Step(msgspec.Struct):
    """A command while its lines are collected."""

    title: str = ""
    mode: str = "auto"
    place: Place | None = None
    lines: list[str] = []
    expected: list[str] | None = None
    expected_place: Place | None = None
    shell: _ShellLines = msgspec.field(default_factory=_ShellLines)

    def command(self, fence: CodeBlock) -> Command | None:
        """The command; None for a comment that nothing follows."""
        script = "\n".join(self.lines).strip("\n")
        if not script.strip() and self.expected is None:
            return None
        expected = None if self.expected is None else "\n".join(self.expected).strip("\n")
        return Command(script, expected, self.mode, self.title, self.place or fence.place, self.expected_place)


def commands_of(blocks: Iterable[Block]) -> tuple[Command, ...]:
    """The commands in some blocks, in order.

    A paragraph or list item right above a fence is the title of its first command when no comment names one.
    """
    commands: list[Command] = []
    lead: Text | None = None
    mode: str | None = None  # set behind a line "Expected:", which waits for its fence
    for block in blocks:
        if isinstance(block, CodeBlock):
            if block.language in SHELLS and mode is None:
                commands += _titled(_fence(block), lead)
            elif block.language in _OUTPUTS and commands and commands[-1].expected is None:
                commands[-1] = _with_output(commands[-1], block, mode or "auto")
            lead = mode = None
        elif isinstance(block, (Paragraph, ListItem)):
            match = _EXPECTED_TEXT.match(block.text)
            if not match:
                lead, mode = piece(block), None
                continue
            mode = _mode(match["what"], match["mode"])
            said = piece(block, match.end())
            if said and commands and commands[-1].expected is None:
                value = unmarked(said.value)
                commands[-1] = replace(commands[-1], expected=value, mode=mode, expected_place=said.place)
                mode = None
    return tuple(commands)


def inline_command(text: Text | None) -> tuple[Command, ...]:
    """The command that a field names in code ticks on its own line; nothing when it names none."""
    found = ticked(text.value) if text else []
    return (Command(found[0], None, "auto", "", text.place, None),) if text and found else ()


def _titled(commands: list[Command], lead: Text | None) -> list[Command]:
    if commands and lead and not commands[0].title:
        title = unmarked(lead.value.split("\n")[-1]).rstrip(": ")
        commands[0] = replace(commands[0], title=title)
    return commands


def _with_output(command: Command, block: CodeBlock, mode: str) -> Command:
    if mode == "auto" and block.language == "json":
        mode = "json"
    place = Place(block.place.path, block.content_line, block.content_column)
    return replace(command, expected=block.content.strip("\n"), mode=mode, expected_place=place)


def _fence(fence: CodeBlock) -> list[Command]:
    lines = fence.content.split("\n")
    is_session = fence.language == "console" and any(line.lstrip().startswith("$ ") for line in lines)
    steps = _session(fence, lines) if is_session else _script(fence, lines)
    return [command for step in steps if (command := step.command(fence))]


def _script(fence: CodeBlock, lines: list[str]) -> list[_Step]:
    steps = [_Step()]
    for number, line in enumerate(lines):
        step = steps[-1]
        is_comment = line.startswith("#") and not line.startswith("#!") and not step.shell.is_open
        if not is_comment:
            if step.expected is not None:
                if not any(step.expected):
                    step.expected_place = _line_place(fence, number)
                step.expected.append(line)
            elif line.strip() or step.lines:
                step.place = step.place or _line_place(fence, number)
                step.lines.append(line)
                step.shell.feed(line)
            continue
        match = _EXPECTED.match(line)
        if not match:
            title = line.lstrip("# \t").rstrip()
            follows_title = step.title and not step.lines and step.expected is None
            steps.append(_Step(title=f"{step.title} {title}" if follows_title else title))
            continue
        place = _line_place(fence, number)
        if step.expected is not None:  # a second expectation belongs to a command of its own, which is empty
            step = _Step(place=place)
            steps.append(step)
        step.place = step.place or place
        step.expected_place = place
        step.mode = _mode(match["what"], match["mode"])
        said = match["rest"].lstrip(": \t").rstrip() if match["rest"].startswith(":") else ""
        step.expected = [said] if said else []
    return steps


def _line_place(fence: CodeBlock, number: int) -> Place:
    """The place of a line of a fence's content, counted from 0."""
    return Place(fence.place.path, fence.content_line + number, fence.content_column)


def _session(fence: CodeBlock, lines: list[str]) -> list[_Step]:
    """The steps of a terminal session: `$ ` before commands, `> ` before their further lines, output in between."""
    steps: list[_Step] = []
    title = ""
    for number, line in enumerate(lines):
        place = Place(fence.place.path, fence.content_line + number, fence.content_column)
        step = steps[-1] if steps else None
        if line.startswith("$ "):
            column = fence.content_column + 2
            steps.append(_Step(title=title, place=Place(place.path, place.line, column), lines=[line[2:]]))
            steps[-1].shell.feed(line[2:])
            title = ""
        elif step and step.expected is None and step.shell.is_open:
            step.lines.append(line.removeprefix("> "))
            step.shell.feed(step.lines[-1])
        elif line.startswith("# ") and (step is None or not line.strip("# \t")):
            title = line.lstrip("# \t")
        elif step:
            if step.expected is None:
                step.expected, step.expected_place = [], place
            step.expected.append(line)
    return steps


def _mode(what: str | None, named: str | None) -> str:
    if what and "exit" in what.lower():
        return "exit code"
    wanted = (named or "").strip().lower()
    return wanted if wanted in _MODES else "auto"
