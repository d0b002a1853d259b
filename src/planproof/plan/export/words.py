"""A task in Markdown, for forms that keep words and not our sections."""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import CodeBlock
from planproof.plan.model import Command, Task

__all__ = ["details_text", "fence", "verification_text"]


def details_text(task: Task) -> str:
    """What a task needs beside its first sentence: deliverable, files, code, data, integration points."""
    return "\n\n".join(_details(task))


def verification_text(task: Task) -> str:
    """How a task is shown: its smoke test and the commands of its success verification with what they print."""
    parts = [f"Smoke test:\n\n{_code(block)}" for block in task.smoke_tests]
    return "\n\n".join([*parts, *(_command(command) for command in task.verification)])


def fence(text: str, language: str = "") -> str:
    """A code block whose fence is longer than any in the text."""
    ticks = "```"
    while ticks in text:
        ticks += "`"
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def _details(task: Task) -> Iterator[str]:
    for name, text in (("Type", task.type), ("Estimate", task.estimate), ("Deliverable", task.deliverable)):
        if text:
            yield f"{name}: {text.value}"
    if task.key_files:
        files = [f"- `{file.path}`{' (new)' if file.new else ''} {file.purpose}".rstrip() for file in task.key_files]
        yield "Key files:\n\n" + "\n".join(files)
    for block in (*task.core, *task.data):
        yield _code(block)
    for name, text in (("Receives", task.receives), ("Sends", task.sends), ("Database", task.database)):
        if text:
            yield f"{name}: {text.value}"


def _code(block: CodeBlock) -> str:
    return fence(block.content, block.language)


def _command(command: Command) -> str:
    title = f"{command.title}:\n\n" if command.title else ""
    shown = f"{title}{fence(command.script, 'bash')}"
    return shown if command.expected is None else f"{shown}\n\nExpected:\n\n{fence(command.expected, 'text')}"
