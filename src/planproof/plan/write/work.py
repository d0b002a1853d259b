"""The work of an iteration, from the answers: tasks, testing tasks, risks, gates, assumptions, scope."""

from __future__ import annotations

from planproof.plan.interview.answers import Answers
from planproof.plan.task_types import TASK_TYPES
from planproof.plan.write.design import interface_language
from planproof.plan.write.page import Page, heading, template

__all__ = [
    "TASK_PARTS",
    "smoke_language",
    "task_language",
    "write_assumptions",
    "write_gates",
    "write_out_of_scope",
    "write_progress",
    "write_risks",
    "write_task_types",
    "write_tasks",
    "write_testing_tasks",
]

TASK_PARTS = {
    "implementation": ("files", "core", "data", "receives", "sends", "database"),
    "integration": ("files", "data", "receives", "sends", "database"),
    "wiring": ("files",),
    "spike": ("deliverable", "files"),
}
_CODE = frozenset(("c", "cpp", "go", "java", "javascript", "python", "rust", "tsx", "typescript"))
_LIMITS = "In order of priority. A task takes at most 4 hours, a research spike at most 2."


def task_language(files: str) -> str:
    """The language of the code that a task shows: that of the first source file among its key files, one a line."""
    languages = (interface_language(line.split(" ")[0]) for line in files.split("\n"))
    return next((language for language in languages if language in _CODE), "")


def write_tasks(page: Page) -> None:
    """A subsection a task with every part that its type needs."""
    numbers = page.numbers("task", "name")
    page.paragraph(heading("tasks"), *(f"task.{n}.estimate" for n in numbers))
    page.paragraph(_LIMITS)
    for n in numbers:
        _task(page, n)


def _task(page: Page, n: int) -> None:
    def at(part: str) -> str:
        return f"task.{n}.{part}"

    page.paragraph(f"### {n}. {page.get(at('name'))} 📋 Planned", at("name"))
    kind = TASK_TYPES.get(page.answers.text(at("type")), page.get(at("type")))
    page.paragraph(
        f"**Type**: {kind} **Depends on**: {page.get(at('depends'))} **Estimated time**: {page.get(at('estimate'))}",
        *(at(part) for part in ("type", "depends", "estimate")),
    )
    page.paragraph(f"**Priority**: {page.get(at('priority'))}", at("priority"))
    parts = TASK_PARTS.get(page.answers.text(at("type")), TASK_PARTS["implementation"])
    for label, part in (("What to build", "what"), ("Deliverable", "deliverable")):
        if part in ("what", *parts) and page.get(at(part)):
            page.paragraph(f"**{label}**: {page.get(at(part))}", at(part))
    _blocks(page, n, parts)
    if "receives" in parts:
        _points(page, n)
    _smoke(page, n)
    page.paragraph("**Success verification**:")
    page.steps("", at("command"), at("output"))


def _blocks(page: Page, n: int, parts: tuple[str, ...]) -> None:
    """Key files, core functionality and data structures, each where the task's type has it."""
    files = page.want(f"task.{n}.files") if "files" in parts else ""
    if files:
        page.paragraph("**Key files**:")
        page.fence("", files, f"task.{n}.files")
    core = page.want(f"task.{n}.core") if "core" in parts else ""
    if core:
        page.paragraph("**Core functionality**:")
        page.fence(task_language(files) or "text", core, f"task.{n}.core")
    data = page.want(f"task.{n}.data") if "data" in parts else ""
    if data:
        page.paragraph("**Data structures**:")
        page.fence("json", data, f"task.{n}.data")


def _points(page: Page, n: int) -> None:
    named = [(label, f"task.{n}.{label.lower()}") for label in ("Receives", "Sends", "Database")]
    if any(page.get(question) for _, question in named):
        page.paragraph("**Integration points**:")
        for label, question in named:
            if page.get(question):
                page.put(f"- {label}: " + page.get(question).replace("\n", "\n  "), question)
        page.blank()


def _smoke(page: Page, n: int) -> None:
    code = page.get(f"task.{n}.smoke")
    if code:
        page.paragraph("**One smoke test**:")
        page.fence(smoke_language(page.answers, n), code, f"task.{n}.smoke")


def smoke_language(answers: Answers, n: int) -> str:
    """The language of a task's smoke test: that of its key files, else of the planned tests and interfaces."""
    paths = [answers.given(f"task.{n}.files")]
    paths += [answers.text(f"test.{number}.file") for number in answers.numbers("test", "name")]
    paths += [answers.text(f"interface.{number}.path") for number in answers.numbers("interface", "path")]
    return task_language("\n".join(paths)) or "python"


def write_task_types(page: Page) -> None:
    """What the four types mean, as in the template."""
    page.paragraph(template("task_types"))


def write_testing_tasks(page: Page) -> None:
    """The work of testing with its estimates."""
    page.paragraph(heading("testing_tasks"))
    page.header("Task", "Estimate", "Depends on")
    for n in page.numbers("testing", "name"):
        parts = [f"testing.{n}.{part}" for part in ("name", "estimate", "depends")]
        page.row(*(page.get(part) for part in parts), sources=parts)
    page.blank()


def write_risks(page: Page) -> None:
    """What could go wrong and what is done then."""
    page.paragraph(heading("risks"))
    page.header("Risk", "Response")
    for n in page.numbers("risk", "text"):
        parts = [f"risk.{n}.text", f"risk.{n}.response"]
        page.row(*(page.get(part) for part in parts), sources=parts)
    page.blank()


def write_gates(page: Page) -> None:
    """The quality gates of the template, and the commands that this project's own linters and formatters are run by."""
    lines = template("quality_gates").split("\n")
    commands = page.look.config.commands
    own = [f"- [ ] `{command}` passes." for command in (*commands.lint, *commands.format)]
    end = next(number for number, line in enumerate(lines) if line.startswith("### Testing"))
    page.paragraph("\n".join([*lines[: end - 1], *own, "", *lines[end:]]))


def write_progress(page: Page) -> None:
    """The markers between which planproof writes the status."""
    page.paragraph(template("progress"))


def write_assumptions(page: Page) -> None:
    """What is believed, and the observation that would refute it."""
    page.paragraph(heading("assumptions"))
    for n in page.numbers("assumption", "text"):
        text, refuted = page.get(f"assumption.{n}.text").rstrip("."), page.get(f"assumption.{n}.refuted").rstrip(".")
        tail = f" Refuted if: {refuted}." if refuted else ""
        page.put(f"- **Assumption {n}**: {text}.{tail}", f"assumption.{n}.text", f"assumption.{n}.refuted")
    page.blank()


def write_out_of_scope(page: Page) -> None:
    """What is left out, and why."""
    page.paragraph(heading("out_of_scope"))
    for n in page.numbers("out", "thing"):
        reason = page.get(f"out.{n}.reason")
        tail = f" - {reason}" if reason else ""
        page.put(f"- {page.get(f'out.{n}.thing')}{tail}", f"out.{n}.thing", f"out.{n}.reason")
    page.blank()
