"""What an iteration designs, from the answers: interfaces, memory layouts, thread safety, performance targets, decisions."""

from __future__ import annotations

from planproof.plan.syntax import language_name
from planproof.plan.write.page import Page, code, heading

__all__ = [
    "interface_language",
    "layout_rows",
    "write_decisions",
    "write_interfaces",
    "write_layouts",
    "write_performance",
    "write_threads",
]

_NO_LAYOUT = "No structure's layout is shared: every field is reached through the functions above."
_NO_FIGURE = "This iteration promises no figure."


def interface_language(path: str) -> str:
    """The fence's language for a file, by its suffix; empty for one that has none."""
    suffix = path.rpartition("/")[2].rpartition(".")[2] if "." in path else ""
    return language_name(suffix) if suffix else ""


def write_interfaces(page: Page) -> None:
    """A subsection a file with its declarations."""
    page.paragraph(heading("interfaces"))
    for n in page.numbers("interface", "path"):
        path = page.get(f"interface.{n}.path")
        page.paragraph(f"### `{path}`", f"interface.{n}.path")
        page.fence(interface_language(path), page.get(f"interface.{n}.code"), f"interface.{n}.code")


def layout_rows(text: str) -> list[tuple[str, ...]]:
    """The rows of a layout as typed, `field | type | offset | size | alignment`, each with five cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n") if line.strip()]
    return [tuple((row + [""] * 5)[:5]) for row in rows]


def write_layouts(page: Page) -> None:
    """A table a structure whose bytes somebody else reads."""
    page.paragraph(heading("memory_layouts"))
    numbers = page.answers.numbers("layout", "structure")
    if not numbers:
        page.paragraph(_NO_LAYOUT)
    for n in numbers:
        page.paragraph(f"### `{page.get(f'layout.{n}.structure')}`", f"layout.{n}.structure")
        page.header("Field", "Type", "Offset", "Size", "Alignment")
        for row in layout_rows(page.get(f"layout.{n}.rows")):
            page.row(*row, sources=(f"layout.{n}.rows",))
        page.blank()


def write_threads(page: Page) -> None:
    """The fields that threads share, and the rules on who may call what."""
    page.paragraph(heading("thread_safety"))
    numbers = page.answers.numbers("shared", "field")
    if numbers:
        page.header("Field", "Writer", "Readers", "Ordering", "Synchronises with")
    for n in numbers:
        parts = [f"shared.{n}.{part}" for part in ("field", "writer", "readers", "ordering", "partner")]
        field, *rest = (page.get(part) for part in parts)
        page.row(f"`{field.strip('`')}`", *rest, sources=parts)
    page.blank()
    for rule in page.get("threads.rules").split("\n"):
        page.put(f"- {_item(rule)}", "threads.rules")
    page.blank()


def _item(line: str) -> str:
    """A line without the dash that somebody typed before it."""
    return line.strip().removeprefix("- ").strip()


def write_performance(page: Page) -> None:
    """The figures that are promised, each with the benchmark that shows it."""
    page.paragraph(heading("performance"))
    numbers = page.answers.numbers("target", "name")
    if not numbers:
        page.paragraph(f"{_NO_FIGURE} {page.get('performance.reason')}".strip(), "performance.reason")
        return
    page.header("Target", "Figure", "Benchmark", "Command")
    for n in numbers:
        parts = [f"target.{n}.{part}" for part in ("name", "figure", "benchmark", "command")]
        name, figure, benchmark, command = (page.want(part) for part in parts)
        page.row(name, figure, code(benchmark), code(command), sources=parts)
    page.blank()


def write_decisions(page: Page) -> None:
    """What is built and what is reused, with what was refused and why."""
    page.paragraph(heading("decisions"))
    page.header("Decision", "Choice", "Alternative", "Criterion")
    for n in page.numbers("decision", "subject"):
        parts = [f"decision.{n}.{part}" for part in ("subject", "choice", "alternative", "criterion")]
        page.row(*(page.get(part) for part in parts), sources=parts)
    page.blank()
