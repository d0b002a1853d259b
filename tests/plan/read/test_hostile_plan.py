"""Plans that would make a careless pattern run for hours: long runs, openings without ends, everything on one line."""

from __future__ import annotations

import pytest

from planproof.plan import read_document, read_plan
from planproof.plan.digest import plan_digest

SIZE = 100_000
RUNS = {
    "spaces": "a" + " " * SIZE + "b",
    "colons": "a:" * (SIZE // 2),
    "fields": "**a** (" * (SIZE // 7),
    "bold": "**" + " " * SIZE + "x",
    "brackets": "(1" * (SIZE // 2) + ":",
    "dashes": "-1" * (SIZE // 2) + ":",
    "digits": "1" * SIZE,
    "ticks": "``a `b " * (SIZE // 7),
    "comments": "<!--" * (SIZE // 4),
    "closed comments": "a <!-- b --> " * (SIZE // 13),
    "markers": "<!-- planproof:status " * (SIZE // 22),
    "closed markers": "<!-- planproof:status -->" * (SIZE // 25),
    "expected": "Expected" + " " * SIZE + "x",
    "benchmark": "a: 1 us" + " " * SIZE + "x",
    "iteration": "iteration " * (SIZE // 10),
    "bars": "| a " * (SIZE // 4),
}
FORMS = (
    "# {}\n",
    "{}\n===\n",
    "## Tasks\n\n### 1. {}\n",
    "## Tasks\n\n### 1. A\n\n**Depends on**: {}\n",
    "**Type**: {}\n",
)
SECTIONS = (
    "Out of scope",
    "Assumptions",
    "Testing tasks",
    "Performance targets",
    "Decisions",
    "User stories",
    "Unit tests",
    "Demo",
)
TABLE = "## Test cases\n\n| {0} | b |\n|---|---|\n| {0} | c |\n"


@pytest.mark.parametrize("name", RUNS)
def test_read_plan__a_run_that_never_ends__then_read_to_its_end(name: str) -> None:
    run = RUNS[name]
    items = [f"## {section}\n\n- {run}\n\n{run}\n" for section in SECTIONS]
    interface = f"## Interfaces\n\n### {run}\n\n```python {run}\n# {run}\n```\n"
    for text in (*(form.format(run) for form in FORMS), TABLE.format(run), interface, *items):
        read = read_document("p/ITERATION.md", text.encode())
        found = read_plan("p", "M1_E1_I1_X", (read,))
        assert found.documents[0].text == text
        assert len(plan_digest(found)) == 64
