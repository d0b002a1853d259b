"""Context or integration leaves one of its four questions out.

## Why
What is there, how it is in use, what it runs on and what comes now are four answers; where one is missing, the first task begins
with finding it out.

## Bad
```markdown file=ITERATION.md
## Context From Previous Iterations {PP120}

- **Built**: `create_app` in `src/app.py`
- **Now Building**: links

## Integration Architecture {PP120}

- **Existing Services**: `create_app`
- **Data Flow**: address, `Links.shorten`, a row of `links`
```

## Good
```markdown file=ITERATION.md
## Context From Previous Iterations

- **Built**: `create_app` in `src/app.py`
- **Current State**: `python -m app` serves it
- **Infrastructure**: one process, no database
- **Now Building**: links

## Integration Architecture

- **Existing Services**: `create_app`
- **New Integration Points**: `POST /links`
- **Data Flow**: address, `Links.shorten`, a row of `links`
- **Service Dependencies**: none
```

## Fix
Add the field; `none` is an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place, Text
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each of the two sections that has some of its fields and not all."""
    if plan.context:
        context = plan.context
        fields = {
            "Built": context.built,
            "Current State": context.current_state,
            "Infrastructure": context.infrastructure,
            "Now Building": context.now_building,
        }
        yield from _lacking("the context", context.place, fields)
    if plan.integration:
        integration = plan.integration
        fields = {
            "Existing Services": integration.existing_services,
            "New Integration Points": integration.new_points,
            "Data Flow": integration.data_flow,
            "Service Dependencies": integration.dependencies,
        }
        yield from _lacking("the integration", integration.place, fields)


def _lacking(what: str, place: Place, fields: dict[str, Text | None]) -> Iterator[Hit]:
    missing = [name for name, text in fields.items() if text is None or not text.value.strip()]
    if missing and len(missing) < len(fields):
        yield Hit(place, f"{what} doesn't say: {', '.join(missing)}", "add the field; none is an answer")


RULE = Rule("PP120", "overview-incomplete", Severity.WARNING, check_plan=check)
