"""What standards state: figures and names, and nothing that is denied or that only looks like one."""

from __future__ import annotations

import pytest

from planproof.plan.document import Place, Text
from planproof.plan.model import Plan, Standard
from planproof.plan.named.standards import stated_settings, stated_tools, stated_versions
from tests.plan.compilers.plans import plan_of


def plan(text: str) -> Plan:
    return plan_of(standards=(Standard("Tests and style", (Text(text, Place("A.md", 3)),), (), Place("A.md", 1)),))


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        ("lines of 100 characters", "line length", "100"),
        ("lines of up to 88 characters", "line length", "88"),
        ("line length 100", "line length", "100"),
        ("max line length: 99", "line length", "99"),
        ("120-character lines", "line length", "120"),
        ("double quotes", "quotes", "double"),
        ("at least 90% coverage", "coverage", "90"),
        ("coverage of at least 85%", "coverage", "85"),
        ("`mypy --strict` on src", "mypy strict", "strict"),
        ("strict TypeScript", "typescript strict", "strict"),
    ],
)
def test_stated_settings__a_figure_or_name__then_found(text: str, subject: str, value: str) -> None:
    assert [(each.subject, each.value) for each in stated_settings(plan(text))] == [(subject, value)]


@pytest.mark.parametrize(
    "text",
    [
        "files of 100 lines",
        "100% coverage of changed lines",
        "no line of 100 is longer",
        "not double quotes",
        "lines are short",
        "functions of 100 lines of code",
    ],
)
def test_stated_settings__anything_else__then_nothing(text: str) -> None:
    assert list(stated_settings(plan(text))) == []


def test_stated_tools__some_denied__then_the_others() -> None:
    text = "ruff, no black; pytest instead of unittest; `tests/jest/setup.js`"
    assert [each.subject for each in stated_tools(plan(text))] == ["ruff", "pytest"]


def test_stated_versions__languages_and_packages__then_the_figures() -> None:
    found = stated_versions(
        plan("Python 3.11+, Node.js 20, React 18; `httpx>=0.27`; dropped Python 3.9; pytest 10 seconds")
    )
    assert [(each.subject, each.value) for each in found] == [
        ("python", ">=3.11"),
        ("node", "20"),
        ("react", "18"),
        ("httpx", ">=0.27"),
    ]
