"""Questions on the work: tasks with every part their type needs, matrix commands, testing, decisions, assumptions, risks, scope."""

from __future__ import annotations

from collections.abc import Callable

from planproof.plan.interview.proposals import (
    propose_core,
    propose_database,
    propose_depends,
    propose_files,
    propose_matrix,
    propose_priority,
    propose_testing,
)
from planproof.plan.interview.question import Group, Question, View
from planproof.plan.task_types import TASK_TYPES
from planproof.plan.write.testing import LEVELS
from planproof.plan.write.work import TASK_PARTS

__all__ = ["REASONS", "WORK"]


def _has(part: str) -> Callable[[View], bool]:
    """Whether a task of this type has that part."""

    def asks(view: View) -> bool:
        return part in TASK_PARTS.get(view.answers.text(f"task.{view.number}.type"), TASK_PARTS["implementation"])

    return asks


def _level(level: str) -> Callable[[View], bool]:
    """Whether anything is planned on that level."""

    def asks(view: View) -> bool:
        answers = view.answers
        if level == "benchmark":
            return bool(answers.numbers("target", "name"))
        return any(answers.text(f"test.{n}.level") == level for n in answers.numbers("test", "name"))

    return asks


_TASK = Group(
    "task",
    (
        Question("name", "line", "Task {n}: what is it called?", "In order of priority. `none` ends the list."),
        Question(
            "type",
            "choice",
            "Task {n}: of which type?",
            "implementation, integration, wiring: 4 hours; spike: 2 hours.",
            choices=tuple(TASK_TYPES),
            rules=("PP405", "PP413"),
        ),
        Question(
            "priority",
            "line",
            "Task {n}: its priority?",
            "A rank, 1 first.",
            rules=("PP404",),
            propose=propose_priority,
        ),
        Question(
            "depends",
            "depends",
            "Task {n}: which tasks have to be done before?",
            "",
            optional=True,
            propose=propose_depends,
        ),
        Question("estimate", "hours", "Task {n}: how many hours?", "All tasks together are 2 to 4 days of 8 hours."),
        Question("what", "text", "Task {n}: what is to be built?", "One or two sentences; what, not why."),
        Question(
            "deliverable",
            "text",
            "Task {n}: what does the spike leave behind?",
            "Code that ran, a figure, a decision.",
            rules=("PP406",),
            when=_has("deliverable"),
        ),
        Question(
            "files",
            "files",
            "Task {n}: which files? `path - purpose`, one a line.",
            "`path (new) - purpose` for a file that the task creates.",
            propose=propose_files,
            when=_has("files"),
        ),
        Question(
            "core",
            "core",
            "Task {n}: its core, as signatures and steps in code?",
            "",
            propose=propose_core,
            when=_has("core"),
        ),
        Question(
            "data",
            "json",
            "Task {n}: a real example of its data, as JSON?",
            "From the running system.",
            optional=True,
            when=_has("data"),
        ),
        Question(
            "receives",
            "text",
            "Task {n}: what does it receive, in which exact form, from whom?",
            "",
            rules=("PP418",),
            optional=True,
            when=_has("receives"),
        ),
        Question(
            "sends",
            "text",
            "Task {n}: what does it send, in which exact form, to whom?",
            "",
            rules=("PP418",),
            optional=True,
            when=_has("sends"),
        ),
        Question(
            "database",
            "text",
            "Task {n}: which tables and queries?",
            "",
            optional=True,
            propose=propose_database,
            when=_has("database"),
        ),
        Question(
            "smoke",
            "smoke",
            "Task {n}: the one smoke test?",
            "One test of real parts that fails unless the task works.",
        ),
        Question(
            "command", "script", "Task {n}: which command shows that it works?", "As it is run in the project's root."
        ),
        Question("output", "output", "Task {n}: what does that command print?", "As for a story."),
    ),
    least=1,
)

_MATRIX = tuple(
    Question(
        f"matrix.{level}",
        "script",
        f"Which command runs the {level} tests?",
        "Exactly these, and no others.",
        propose=propose_matrix(level),
        when=_level(level),
    )
    for level in LEVELS
)

_TESTING = Group(
    "testing",
    (
        Question(
            "name",
            "line",
            "Testing task {n}: which tests are written?",
            "`none` ends the list.",
            propose=propose_testing,
        ),
        Question("estimate", "hours", "Testing task {n}: how many hours?", ""),
        Question("depends", "depends", "Testing task {n}: which tasks have to be done before?", "", optional=True),
    ),
    least=1,
)

WORK: tuple[Question | Group, ...] = (_TASK, *_MATRIX, _TESTING)

REASONS: tuple[Question | Group, ...] = (
    Group(
        "decision",
        (
            Question(
                "subject",
                "line",
                "Decision {n}: what was to be decided between building and reusing?",
                "`none` ends the list.",
            ),
            Question("choice", "line", "Decision {n}: build or reuse, and what?", "reuse: SQLAlchemy 2"),
            Question(
                "alternative",
                "line",
                "Decision {n}: what was refused?",
                "",
            ),
            Question("criterion", "line", "Decision {n}: which property decided?", "", rules=("PP412",)),
        ),
        least=1,
    ),
    Group(
        "assumption",
        (
            Question(
                "text",
                "line",
                "Assumption {n}: what do you believe that this iteration will show?",
                "About users, or about the approach. `none` ends the list.",
            ),
            Question(
                "refuted",
                "line",
                "Assumption {n}: which observation would refute it?",
                "With a number or an event.",
                rules=("PP603",),
            ),
        ),
        least=1,
    ),
    Group(
        "risk",
        (
            Question("text", "line", "Risk {n}: what could go wrong or be late?", "`none` ends the list."),
            Question("response", "line", "Risk {n}: what is done then?", "", rules=("PP411",)),
        ),
        least=1,
    ),
    Group(
        "out",
        (
            Question("thing", "line", "Out of scope {n}: what is left out?", "`none` ends the list."),
            Question("reason", "line", "Out of scope {n}: why?", "", rules=("PP606",)),
        ),
        least=1,
    ),
    Question(
        "acceptance",
        "lines",
        "Which criteria must hold at the end beside tests and coverage? One a line.",
        "With a number each.",
        optional=True,
    ),
)
