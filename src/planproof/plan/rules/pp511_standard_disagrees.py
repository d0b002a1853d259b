"""Standard disagrees: an embedded standard states a setting otherwise than the configuration of the repository.

## Why
An agent writes lines of 79 characters and the formatter writes them again, or code that the linter refuses at Close. Standards
are to be copied from the configuration, not from memory.

## Bad
````markdown file=ITERATION.md
## Tech Stack & Embedded Standards

### Python

- **Style**: lines of 79 characters and single quotes, by ruff {PP511} {PP511}
- **Tests**: 80% coverage {PP511}
- **Types**: mypy in strict mode {PP511}
````
```toml file=/pyproject.toml
[tool.ruff]
line-length = 100

[tool.ruff.format]
quote-style = "double"

[tool.mypy]
strict = false

[tool.coverage.report]
fail_under = 95
```

## Good
````markdown file=ITERATION.md
## Tech Stack & Embedded Standards

### Python

- **Style**: lines of 100 characters and double quotes, by ruff
- **Tests**: 95% coverage, and 100% of changed lines
- **Types**: mypy strict

### TypeScript

- **Style**: lines of 80 characters
````
```toml file=/pyproject.toml
[tool.ruff]
line-length = 100

[tool.ruff.format]
quote-style = "double"

[tool.mypy]
strict = true

[tool.coverage.report]
fail_under = 95
```

## Fix
Copy the setting from the configuration; or let a task change the configuration, and name its file among the key files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.paths import planned_paths
from planproof.plan.named.standards import Stated, stated_settings
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


class _Gathered(msgspec.Struct, frozen=True):
    """The files that a plan will have or change, and the settings that it states."""

    paths: frozenset[str]
    stated: tuple[Stated, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The settings of a plan."""
    stated = tuple(stated_settings(plan))
    return _Gathered(frozenset(planned_paths(plan)) if stated else frozenset(), stated)


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each setting that every configuration of it has otherwise."""
    if not any(each.stated for each in gathered):
        return
    from planproof.plan.named.configured import settings_about

    touched: set[str] = set()
    for each in gathered:
        touched |= each.paths
        for stated in each.stated:
            settings = settings_about(stated.subject, stated.about, desk.facts)
            if settings and not any(
                setting.value == stated.value or setting.fact.place.path in touched for setting in settings
            ):
                fact = settings[0].fact
                configured = f"`{fact.name} = {fact.value}` in {fact.place.path}:{fact.place.line}"
                message = f"{stated.subject} {stated.value} here, {configured}"
                yield Hit(stated.place, message, "copy the setting, or let a task change the configuration")


RULE = Rule("PP511", "standard-disagrees", Severity.ERROR, check_project=check, gather=gather)
