"""A user story has no command that accepts it.

## Why
Stage 7 runs each story's command and compares what it prints. A story without one can't be accepted, whatever was built.

## Bad
```markdown file=TEST_PLAN.md
# M1_E1_I1 Links: Test Plan

## User Stories

### S1: Shorten a link {PP605}

As a visitor I get a short link for a long one.
```

## Bad
Where no story has a command, of three or more, that is said once.

```markdown file=TEST_PLAN.md
# M1_E1_I1 Links: Test Plan

## User Stories

### S1: Shorten a link {PP605}

As a visitor I get a short link for a long one.

### S2: Follow a link

As a reader I come to the long one.

### S3: See a link's age

As an owner I see when it was made.
```

## Good
````markdown file=TEST_PLAN.md
# M1_E1_I1 Links: Test Plan

## User Stories

### S1: Shorten a link

As a visitor I get a short link for a long one.

```bash
curl -s -d url=https://example.org localhost:8000/links
# Expected output
{"code": "..."}
```
````

## Fix
Write the command that a person would use to see that the story is true, and what it prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each story without a command."""
    hint = "write the command that shows it and what it prints"
    lacking = [
        Hit(story.place, f"story {story.name!r} has no command that accepts it", hint)
        for story in plan.user_stories
        if not any(command.script.strip() for command in story.commands)
    ]
    message = f"none of the {len(plan.user_stories)} user stories has a command that accepts it"
    yield from alike(lacking, plan.user_stories, message, f"{hint}, in a shell fence below each", kind="stories")


RULE = Rule("PP605", "story-without-command", Severity.ERROR, check_plan=check)
