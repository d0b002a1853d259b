"""Smoke test mocks own code: a smoke test replaces a part of the project instead of using it.

## Why
A test of a mock shows that the mock works. Smoke tests are there to see the real parts work together; only what belongs to others
(an external API) or destroys something may be replaced.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```python
from unittest.mock import patch


def test_name_is_kept():
    with patch("names.store.save", return_value=True): {PP308}
        assert keep("a") == "kept"
```

### 2. Page 📋 Planned

**One smoke test**:

```typescript
jest.mock("./store"); {PP308}
test("page lists names", () => {
  expect(render()).toContain("a");
});
```
````
```python file=/src/names/store.py
def save(name: str) -> bool: ...
```

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```python
from unittest.mock import patch


def test_mail_is_sent():
    with patch("smtplib.SMTP"):
        assert invite("a@example.org") == "sent"
```

### 2. Page 📋 Planned

**One smoke test**:

```typescript
vi.mock("stripe");
test("page lists names", () => {
  expect(render()).toContain("a");
});
```
````
```python file=/src/names/store.py
def save(name: str) -> bool: ...
```

## Fix
Use the real part, with a database or a folder made for the test. What the project calls its own is `[tests] internal_packages` in
`planproof.toml`, else the packages under `src/` and in the root.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Frame, Plan
from planproof.plan.own_packages import own_packages, planned_packages
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.syntax import SyntaxProblem, language_name, line_breaks, parse_python

__all__ = ["RULE"]

_OF_MOCKS = ("mock", "patch", "overrides", "sys.modules")
_MODULE_MOCK = late_pattern(
    r"\b(?:jest|vi)\.(?:do)?[mM]ock\(\s*(?:import\(\s*)?(['\"])(?P<path>(?:\.{1,2}/|[~@]/|src/)[^'\"]*)\1"
)


class _Gathered(msgspec.Struct, frozen=True):
    """Packages that a plan will create, and its smoke tests that speak of mocks, each with its task's number."""

    packages: tuple[str, ...]
    tests: list[tuple[int, CodeBlock]]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """What may mock, and what may be mocked."""
    tests = [
        (task.number, block) for task in plan.tasks for block in task.smoke_tests if _speaks_of_mocks(block.content)
    ]
    return _Gathered(planned_packages(plan), tests)


def _speaks_of_mocks(code: str) -> bool:
    lowered = code.lower()
    return any(word in lowered for word in _OF_MOCKS)


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each mock of the project's own code in a smoke test, at its line."""
    tests = [test for each in gathered for test in each.tests]
    if not tests:
        return
    packages = own_packages(desk.root, desk.config, {name for each in gathered for name in each.packages})
    hint = "use the real part; replace only external APIs and what destroys something"
    for number, block in tests:
        for line, target in _mocks(block, packages):
            place = Place(block.place.path, block.content_line + line - 1, block.content_column)
            yield Hit(place, f"the smoke test of task {number} mocks `{target}`, which is the project's own", hint)


def _mocks(block: CodeBlock, packages: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line in the block and target of each mock of own code."""
    language = language_name(block.language)
    if language == "python" and packages and not isinstance(parse_python(block.content), SyntaxProblem):
        from planproof.plan.mocks import internal_mocks  # only where a smoke test speaks of mocks

        yield from (
            (mock.place.line, mock.target) for mock in internal_mocks(block.content, block.place.path, packages)
        )
    elif language in ("typescript", "javascript", "js", "tsx", "jsx"):
        breaks = line_breaks(block.content)
        for match in _MODULE_MOCK.finditer(block.content):
            yield bisect(breaks, match.start()) + 1, match["path"]


RULE = Rule("PP308", "smoke-test-mocks-own-code", Severity.ERROR, check_project=check, gather=gather)
