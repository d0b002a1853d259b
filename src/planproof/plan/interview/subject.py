"""Questions on what the iteration is about: outcome, stories, context, standards, integration, messages."""

from __future__ import annotations

from planproof.plan.interview.proposals import (
    propose_built,
    propose_current,
    propose_dependencies,
    propose_infrastructure,
    propose_outcome,
    propose_services,
    propose_standards,
)
from planproof.plan.interview.question import Group, Question, View
from planproof.plan.write.folders import is_unsaid
from planproof.plan.write.standards import has_standards

__all__ = ["ACCEPTANCE", "DEMO", "SUBJECT"]


def _about(view: View, level: str) -> bool:
    """Whether the README above is still open, or was when the question was answered."""
    return is_unsaid(view.look, level) or f"{level}.about" in view.answers


def _no_standards(view: View) -> bool:
    return not has_standards(view.look)


SUBJECT: tuple[Question | Group, ...] = (
    Question(
        "outcome",
        "line",
        "What is the iteration called, by its outcome?",
        "Becomes the title of each document.",
        propose=propose_outcome,
    ),
    Question(
        "milestone.about",
        "text",
        "What is different for users once the milestone is done?",
        "One paragraph for the milestone's README.",
        when=lambda view: _about(view, "milestone"),
    ),
    Question(
        "epic.about",
        "text",
        "What is different for users once the epic is done?",
        "One paragraph for the epic's README.",
        when=lambda view: _about(view, "epic"),
    ),
    Question(
        "goal",
        "text",
        "What can users do after it that they couldn't before?",
        "One or two sentences about people, not about code.",
        rules=("PP604", "PP608"),
    ),
    Group(
        "story",
        (
            Question("title", "line", "User story {n}: what can the user do, in a few words?", "`none` ends the list."),
            Question(
                "text",
                "text",
                "User story {n}: who does what, and what for?",
                "As a writer I post an address and get a code, so that it fits on a slide.",
            ),
        ),
        least=1,
    ),
    Question(
        "context.built",
        "text",
        "What was built before and works today?",
        "Iterations and the code that shows it.",
        optional=True,
        propose=propose_built,
    ),
    Question(
        "context.current",
        "text",
        "Which services, interfaces, data structures and tables exist?",
        "What the work starts from, by name.",
        optional=True,
        propose=propose_current,
    ),
    Question(
        "context.infrastructure",
        "text",
        "Which databases, queues and deployment are in use?",
        "By name and version.",
        optional=True,
        propose=propose_infrastructure,
    ),
    Question("context.next", "text", "What does this iteration add to it?", "By name of module, route or table."),
    Question(
        "standards",
        "lines",
        "Which rules hold here that no configuration file states? One a line.",
        "Tool settings and standards documents are embedded by themselves.",
        optional=True,
        propose=propose_standards,
        when=lambda view: not _no_standards(view),
    ),
    Question(
        "standards",
        "lines",
        "Which standards hold here? One a line.",
        "Nothing was found: name test framework, style and what may be mocked.",
        when=_no_standards,
    ),
    Question(
        "integration.services",
        "text",
        "Which existing services and interfaces does it use?",
        "By name and path.",
        optional=True,
        propose=propose_services,
    ),
    Question(
        "integration.points",
        "text",
        "Which new interfaces, routes, commands or tables does it create?",
        "In code ticks: `POST /links`, `slots_demo`. A command named here counts as there.",
    ),
    Question(
        "integration.flow",
        "flow",
        "How does data move? One step a line, `from -> to: message`.",
        "The architecture diagram is drawn from it.",
        rules=("PP107",),
    ),
    Question(
        "integration.dependencies",
        "text",
        "What has to be running for it to work?",
        "Services with their ports.",
        optional=True,
        propose=propose_dependencies,
    ),
    Group(
        "message",
        (
            Question(
                "name",
                "line",
                "Message {n}: which one has an exact format, by name?",
                "`none` ends the list; requests, answers, lines of a protocol.",
            ),
            Question("example", "message", "Message {n}: one real example?", "JSON, or the text as it is sent."),
        ),
    ),
)

ACCEPTANCE = Group(
    "story",
    (
        Question(
            "command", "script", "User story {n}: which command accepts it?", "As it is run in the project's root."
        ),
        Question(
            "output",
            "output",
            "User story {n}: what does that command print?",
            "Literally, `...` for what may differ, JSON, /regex/, or `exit code: 3`.",
        ),
    ),
    follows="title",
)

DEMO = Group(
    "demo",
    (
        Question("title", "line", "Demo {n}: what does it show?", "`none` ends the list."),
        Question("command", "script", "Demo {n}: which command?", "Run after the iteration is complete."),
        Question("output", "output", "Demo {n}: what does it print?", "As for a story."),
    ),
    least=1,
)
