"""The goal speaks of the system and not of what somebody can do with it.

## Why
A goal such as "implement the store" is met by code that nobody can use. A goal about a user can be tried.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

Implement the storage layer and refactor the router. {PP604}
```

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal {PP604}

## Tasks
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

A visitor who opens a short link lands on the address behind it.
```

## Fix
Say in one or two sentences who can do what afterwards that they could not do before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_PERSON = late_pattern(
    r"\b(?:users?|developers?|operators?|admin\w*|customers?|teams?|leads?|agents?|visitors?|readers?|clients?|people|person"
    r"|persons|anyone|anybody|someone|somebody|everyone|everybody|engineers?|maintainers?|testers?|reviewers?|editors?|authors?"
    r"|students?|teachers?|patients?|doctors?|buyers?|sellers?|players?|members?|owners?|managers?|analysts?|callers?|programmers?"
    r"|guests?|employees?|citizens?|subscribers?|contributors?|consumers?|support staff|we|you|i|who|whoever|nobody)\b",
    re.IGNORECASE,
)
# `Payers can …`, `an auditor is able to …`: somebody whose trade the list doesn't know.
_ABLE = late_pattern(
    r"\b\w+(?:ers?|ors?|ists?|ees?|ants?|ians?|men|man)\b(?:\s+\w+){0,4}\s+(?:can|could|may|is able|are able)\b",
    re.IGNORECASE,
)
_HINT = "say who can do what afterwards that they could not do before"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit when the goal's section is empty, or when no person does anything in its text."""
    if plan.goal is None:
        section = next((found for document in plan.documents if (found := document.find("goal"))), None)
        if section:
            yield Hit(section.place, "the goal is empty", _HINT)
        return
    text = plan.goal.value
    if text.isascii() and not _PERSON.search(text) and not _ABLE.search(text):
        yield Hit(plan.goal.place, "the goal names nobody who can do something afterwards", _HINT)


RULE = Rule("PP604", "goal-without-user", Severity.WARNING, check_plan=check, about_words=True)
