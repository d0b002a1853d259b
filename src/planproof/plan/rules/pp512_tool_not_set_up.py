"""Tool not set up: an embedded standard names a linter, formatter or test framework that the repository doesn't use.

## Why
The gate can't be run: nothing installs the tool and nothing configures it. Or the tests are written for another framework than the
one that runs them.

## Bad
````markdown file=ITERATION.md
## Tech Stack & Embedded Standards

### Python

- **Style**: formatted with black, linted by ruff {PP512}
- **Tests**: unittest with a real database {PP512}
````
```toml file=/pyproject.toml
[tool.ruff]
line-length = 100

[tool.pytest.ini_options]
testpaths = ["tests"]
```

## Good
````markdown file=ITERATION.md
## Tech Stack & Embedded Standards

### Python

- **Style**: formatted and linted by ruff, no black
- **Types**: `mypy src`, from the Makefile
- **Tests**: pytest instead of unittest
````
```toml file=/pyproject.toml
[tool.ruff]
line-length = 100

[tool.pytest.ini_options]
testpaths = ["tests"]
```
```make file=/Makefile
types:
        uvx mypy src
```

## Fix
Name the tool that is set up; or let a task set the other one up, and name its configuration among the key files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.paths import planned_paths
from planproof.plan.named.standards import Stated, stated_tools
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_SAME = {"googletest": "gtest", "google test": "gtest"}
_GROUPS = (
    frozenset({"pytest", "unittest", "nose2"}),
    frozenset({"jest", "vitest", "mocha", "jasmine"}),
    frozenset({"gtest", "catch2"}),
    frozenset({"ruff", "black", "flake8", "pylint", "isort"}),
    frozenset({"mypy", "pyright"}),
    frozenset({"eslint", "prettier", "biome", "stylelint"}),
    frozenset({"clang-format", "clang-tidy"}),
)
_CONFIGURATION = (
    ".pre-commit-config.yaml",
    "CMakeLists.txt",
    "Makefile",
    "meson.build",
    "package.json",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
)


class _Gathered(msgspec.Struct, frozen=True):
    """The files that a plan will have or change, and the tools that it states."""

    paths: frozenset[str]
    stated: tuple[Stated, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The tools of a plan."""
    stated = {each.subject: each for each in reversed(list(stated_tools(plan)))}
    return _Gathered(frozenset(planned_paths(plan)) if stated else frozenset(), tuple(stated.values()))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each tool that nothing sets up or calls, where others of its kind are set up.

    A repository without any tool of that kind is at its beginning, and a plan that touches configuration may set it up.
    """
    if not any(each.stated for each in gathered):
        return
    from planproof.plan.named.configured import tool_names, where_named

    tools = tool_names(desk.facts)
    touched = False
    for each in gathered:
        touched = touched or any(path.rpartition("/")[2] in _CONFIGURATION for path in each.paths)
        for stated in each.stated if not touched else ():
            tool = _SAME.get(stated.subject, stated.subject)
            others = sorted(other for group in _GROUPS if tool in group for other in group & tools)
            if others and tool not in tools and not where_named(tool, desk.facts):
                message = f"{stated.subject} is neither set up nor called in this repository"
                yield Hit(stated.place, message, f"{' and '.join(others)} {'is' if len(others) == 1 else 'are'}")


RULE = Rule("PP512", "tool-not-set-up", Severity.WARNING, check_project=check, gather=gather)
