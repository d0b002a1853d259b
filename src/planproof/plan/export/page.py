"""The status of what is exported as a Markdown page, the first one of every book."""

from __future__ import annotations

from planproof.plan.export.model import Subject

__all__ = ["cell", "status_page"]


def status_page(subject: Subject) -> str:
    """A heading, and a table with every iteration and task and what its evidence says."""
    lines = [
        f"# {cell(f'{subject.id} {subject.title}'.strip())}",
        "",
        "Status comes from evidence, as it was when this was made.",
        "",
    ]
    lines += ["| id | what | status |", "|---|---|---|"]
    for plan in subject.plans:
        lines.append(f"| {plan.id} | **{cell(plan.name)}** | {cell(subject.status(plan.id))} |")
        lines += [f"| {task.id} | {cell(task.name)} | {cell(subject.status(task.id))} |" for task in plan.tasks]
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Text for one cell of a table or one heading, without anything that Markdown or HTML would take for markup."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    for mark in ("\\", "|", "`", "*", "_", "[", "{"):
        plain = plain.replace(mark, f"\\{mark}")
    return plain
