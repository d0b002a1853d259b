"""Briefs of plans that a test writes: one iteration in a folder, its first task, all in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planproof.config import load_config
from planproof.plan.brief import BriefSection, BriefTask, Standing, brief_text, build_sections, fitted
from planproof.plan.table_files import TableFiles
from planproof.plan.tree import read_project

__all__ = ["brief_within", "sections_of", "task_plan", "text_of"]

FOLDER = "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"


def task_plan(
    *, name: str = "Work", what: str = "work", files: str = "a.py - x", code: str = "x = 1", database: str = "none"
) -> str:
    """A document with one task."""
    return f"""# Iteration 1: X

## Tasks

### 1. {name} 📋 Planned

**Type**: Implementation Task **Depends on**: None **Estimated time**: 3 hours

**What to build**: {what}

**Key files**:

```
{files}
```

**Core functionality**:

```python
{code}
```

**Integration points**:

- Database: {database}

"""


def sections_of(
    root: Path, plan: str, files: Mapping[str, str | bytes] | None = None, *, task: int = 1
) -> tuple[BriefTask, dict[str, BriefSection]]:
    """The brief of a task of a plan, in a project with those files, and all its sections by name."""
    for path, content in {f"{FOLDER}/ITERATION.md": plan, **(files or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    config = load_config(root)
    (found,) = read_project(root, config).plans
    chosen = next(each for each in found.tasks if each.number == task)
    standings = tuple(Standing(f"{found.id}_T{number}", "another", "Proved") for number in chosen.depends_on)
    brief = BriefTask(found, chosen, "Planned", standings)
    with TableFiles(root) as tables:
        sections = build_sections(root, config, brief, tables)
    return brief, {section.key: section for section in sections}


def text_of(section: BriefSection) -> str:
    """All items of a section, one after the other."""
    return "\n".join(item.text for item in section.items)


def brief_within(brief: BriefTask, sections: Mapping[str, BriefSection], budget: int) -> str:
    """The brief as text."""
    return fitted(tuple(sections.values()), lambda selection: brief_text(brief, selection), budget)
