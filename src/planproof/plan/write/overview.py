"""What an iteration is about, in words of the answers: goal, stories, context, integration, diagrams, demo."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from planproof.plan.write.page import Page, heading

__all__ = [
    "Flow",
    "data_flows",
    "write_architecture",
    "write_context",
    "write_demo",
    "write_goal",
    "write_integration",
    "write_stories",
]


class Flow(msgspec.Struct, frozen=True, gc=False):
    """One line of the data flow: `caller -> part: message`."""

    start: str
    end: str
    message: str


def data_flows(text: str) -> Iterator[Flow | str]:
    """The lines of a data flow; a line that has another form comes as it is."""
    for line in text.split("\n"):
        places, _, message = line.partition(": ")
        start, arrow, end = places.partition("->")
        if arrow and start.strip() and end.strip(" :") and "->" not in end and message.strip():
            yield Flow(start.strip(), end.strip(), message.strip())
        elif line.strip():
            yield line.strip()


def write_goal(page: Page) -> None:
    """What users can do afterwards."""
    page.paragraph(heading("goal"))
    page.paragraph(page.get("goal"), "goal")


def write_stories(page: Page) -> None:
    """A subsection a story, each with the command that accepts it."""
    page.paragraph(heading("user_stories"))
    for n in page.numbers("story", "title"):
        page.paragraph(f"### S{n}: {page.get(f'story.{n}.title')}", f"story.{n}.title")
        page.paragraph(page.get(f"story.{n}.text"), f"story.{n}.text")
        page.steps(page.get(f"story.{n}.title"), f"story.{n}.command", f"story.{n}.output")


def write_context(page: Page) -> None:
    """Where the iteration starts from."""
    page.paragraph(heading("context"))
    page.field("Built", "context.built")
    page.field("Current State", "context.current")
    page.field("Infrastructure", "context.infrastructure")
    page.field("Now Building", "context.next")
    page.blank()


def write_integration(page: Page) -> None:
    """How the iteration connects, and the exact form of each message."""
    page.paragraph(heading("integration"))
    page.field("Existing Services", "integration.services")
    page.field("New Integration Points", "integration.points")
    page.field("Data Flow", "integration.flow", joined_by="; ")
    page.field("Service Dependencies", "integration.dependencies")
    page.blank()
    for n in page.answers.numbers("message", "name"):
        page.paragraph(f"### {page.get(f'message.{n}.name')}", f"message.{n}.name")
        example = page.get(f"message.{n}.example")
        page.fence("json" if _is_json(example) else "text", example, f"message.{n}.example")


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def write_architecture(page: Page) -> None:
    """The data flow as a diagram."""
    page.paragraph(heading("architecture"))
    flows = [flow for flow in data_flows(page.answers.given("integration.flow")) if isinstance(flow, Flow)]
    names = list(dict.fromkeys(name for flow in flows for name in (flow.start, flow.end)))
    lines = [f'    n{number}["{_label(name)}"]' for number, name in enumerate(names, 1)]
    lines += [
        f'    n{names.index(flow.start) + 1} -->|"{_label(flow.message)}"| n{names.index(flow.end) + 1}'
        for flow in flows
    ]
    if lines or page.gaps:
        lines = lines or ['    n1["[unanswered_integration_flow]"]']
        page.fence("mermaid", "\n".join(["flowchart LR", *lines]), "integration.flow")


def _label(text: str) -> str:
    """Text that may stand in a quoted label of Mermaid."""
    return text.replace("`", "").replace('"', "#quot;").replace("[", "(").replace("]", ")")


def write_demo(page: Page) -> None:
    """The commands that show the whole."""
    page.paragraph(heading("demo"))
    for n in page.numbers("demo", "title"):
        page.steps(page.get(f"demo.{n}.title"), f"demo.{n}.command", f"demo.{n}.output")
