"""Secret in planned code: code, configuration or data in a plan holds a token, a private key or a password.

## Why
Plans are committed, copied into briefs and shown to agents, and what they hold is built as it stands. A secret in one is
published twice.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Client 📋 Planned

**Core functionality**:

```python
TOKEN = "ghp_R7q2Lw9ZkT4mVb8XcN3sYd6FhJ1gPa5Ue0Qi" {PP224}
```

**Data structures**:

```json
{"database": "postgresql://names:tR4vqZ81@db.names-hosting.net/names"} {PP224}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Client 📋 Planned

**Core functionality**:

```python
TOKEN = os.environ["NAMES_TOKEN"]
```

**Data structures**:

```json
{"database": "postgresql://postgres:postgres@localhost/names", "key": "sk-EXAMPLE0000000000000000"}
```
````

## Fix
Take it from the environment, write a plain dummy into examples, and have the published one revoked.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Document, Place
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.secret_shapes import find_secrets, may_hold_secret
from planproof.plan.syntax import language_name

__all__ = ["RULE"]


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each secret in a code block that holds no commands (those are PP708's); it is not repeated."""
    blocks = [block for block, _ in outline_of(document).code_blocks if language_name(block.language) != "bash"]
    if not may_hold_secret("\n".join([block.content for block in blocks])):
        return
    for block in blocks:
        for secret in find_secrets(block.content):
            before = block.content[: secret.offset]
            line = before.count("\n")
            place = Place(
                document.path, block.content_line + line, block.content_column + len(before) - before.rfind("\n") - 1
            )
            yield Hit(place, f"{secret.kind} ({secret.shown}) in planned code", "take it from the environment")


RULE = Rule("PP224", "secret-in-planned-code", Severity.ERROR, check_document=check)
