"""No text in a plan makes a rule raise: the rules on tests, tasks, facts and commands on documents made by chance."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.config import Config
from planproof.plan.desk import ProjectDesk
from planproof.plan.markdown import read_document
from planproof.plan.model import Project
from planproof.plan.read.plan import read_plan
from planproof.plan.rules import all_rules

FOLDER = "docs/progress_trackings/M1_X/M1_E1_X/M1_E1_I1_X"
RULES = [rule for rule in all_rules() if rule.code.startswith(("PP3", "PP4", "PP5", "PP7"))]
PIECES = st.one_of(
    st.sampled_from(
        [
            *(
                "a | b || true",
                "grep -c x y || echo 0",
                "pytest -k x tests/a.py",
                "set +e",
                "exit 0",
                "$(",
                "'",
                '"',
                "`",
                "\\",
            ),
            *(
                "# Expected output",
                "# Expected exit code: 3",
                "The server starts.",
                "<<EOF",
                "EOF",
                "{",
                "}",
                "(",
                ")",
                "(((",
            ),
            *(
                "def test_a():",
                "    assert f(1)",
                "    time.sleep(99)",
                "patch('a.b')",
                "jest.mock('./a')",
                "int f(int a);",
                "[",
                "{]",
            ),
            *(
                "sk-abc://a:b@c",
                "Task 1, Task 9",
                "M1_E1_I1",
                "3 hours",
                "Research Spike",
                "<1 us",
                "x__y__then_z",
                "\0",
                "é📋",
                "- ",
                "| |",
            ),
        ]
    ),
    st.text(max_size=12),
)
TEXTS = st.lists(PIECES, max_size=6).map(" ".join)
LINES = st.lists(TEXTS, max_size=5).map("\n".join)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document with chance text wherever one of the rules looks."""
    language = draw(st.sampled_from(["python", "c", "cpp", "rust", "typescript", "bash", "json", ""]))
    return f"""# Iteration 1: {draw(TEXTS)}

## Interfaces

```{language}
{draw(LINES)}
```

## Performance Targets

| Target | Figure | Benchmark | Command |
|---|---|---|---|
| {draw(TEXTS)} | {draw(TEXTS)} | {draw(TEXTS)} | {draw(TEXTS)} |

## Unit Tests

- `{draw(TEXTS)}`
- `x__y__then_z` {draw(TEXTS)}

## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | {draw(TEXTS)} | {draw(TEXTS)} |

## Tasks

### 1. {draw(TEXTS)}

**Type**: {draw(TEXTS)} **Depends on**: {draw(TEXTS)} **Estimated time**: {draw(TEXTS)}

**Key files**:

```
{draw(LINES)}
```

**One smoke test**:

```{language}
{draw(LINES)}
```

**Success verification**:

```bash
{draw(LINES)}
```

## Risks

| Risk | Response |
|---|---|
| {draw(TEXTS)} | {draw(TEXTS)} |

```json
{draw(LINES)}
```
"""


@settings(deadline=None, max_examples=60)
@given(text=documents())
def test_rules__any_text__then_findings_inside_the_document(text: str) -> None:
    document = read_document(f"{FOLDER}/ITERATION.md", text.encode("utf-8", "replace"), "ITERATION")
    plan = read_plan(FOLDER, "M1_E1_I1_X", (document,))
    root = Path(__file__).parent
    project = Project(root, "docs/progress_trackings", ("ITERATION",), (), (), (), plans=(plan,))
    last_line = len(document.lines()) + 1
    for rule in RULES:
        for finding in rule.run(project, ProjectDesk(root, Config())):
            assert finding.place.path == document.path
            assert 1 <= finding.place.line <= last_line, finding
            assert finding.place.column >= 1
            assert finding.message
            assert "\n" not in finding.message + finding.hint
