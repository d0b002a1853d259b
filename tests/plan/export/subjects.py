"""A small plan on disk to export, with words in it that a careless renderer would run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planproof.config import Config
from planproof.plan.export.model import Subject, subject_of
from planproof.plan.tree import read_project

FOLDER = "docs/progress_trackings/M1_LINKS/M1_E1_SHORT/M1_E1_I1_STORE"
TEXT = """# Iteration 1: Short "links" & <b>more</b>

## Working Software Goal

Visitors get <script>alert(1)</script> short links. <img src=x onerror=alert(2)> See <https://a.example>.

<!--><script>alert(3)</script> -->

<div onclick="alert(4)">

[click](javascript:alert(5)) and {raw}`<script>alert(6)</script>` and {{#include /etc/hostname}}

```{raw} html
<script>alert(7)</script>
```

```{include} /etc/hostname
```

## Architecture

```mermaid
graph TD
  A["<script>alert(8)</script>"] --> B
```

## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Depends on**: None **Estimated time**: 2 hours

**Priority**: 1

**What to build**: A table that keeps 'links'; $(touch pwned) `id`.

**Key files**:

```
src/store.py (new) - the store
```

**One smoke test**:

```python
def test_store(): ...
```

**Success verification**:

```bash
# the store answers
curl localhost
# Expected output
ok
```

### 2. Board's page "x" $(touch pwned) 📋 Planned

**Type**: Wiring Task **Depends on**: Task 1 **Estimated time**: 1 hours

**Priority**: 3

**What to build**: Shows them.
"""


def small_subject(root: Path, statuses: Mapping[str, str] | None = None, identifier: str = "M1_E1_I1") -> Subject:
    """The subject of an export of that plan, written below `root`."""
    folder = root / FOLDER
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(TEXT, encoding="utf-8")
    (root / "docs/progress_trackings/M1_LINKS/README.md").write_text("# M1 Links\n", encoding="utf-8")
    return subject_of(read_project(root, Config()), identifier, statuses or {})
