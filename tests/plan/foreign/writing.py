"""Small plans of other tools on disk, written by hand from the formats' public documentation."""

from __future__ import annotations

import json
from pathlib import Path

SPEC_KIT = {
    "specs/001-links/spec.md": """# Feature Specification: Short links

**Feature Branch**: `001-links`
**Status**: Complete

### User Story 1 - Shorten a URL (Priority: P1)

A visitor posts a URL and gets a short one.

**Acceptance Scenarios**:

1. **Given** no links, **When** a URL is posted with `curl -d url=https://a.example localhost:8000/links`, **Then** a code comes
2. **Given** a known URL, **When** it is posted again, **Then** the same code comes

### User Story 2 - Follow a link (Priority: P2)

**Acceptance Scenarios**:

1. **Given** a code, **When** it is opened, **Then** the browser is redirected

## Requirements

- **FR-001**: System MUST keep links
- **FR-002**: System MUST count visits

## Success Criteria

- **SC-001**: A link is made within 50 ms
""",
    "specs/001-links/plan.md": "# Implementation Plan: Short links\n\n## Summary\n\nPython and SQLite.\n",
    "specs/001-links/tasks.md": """# Tasks: Short links

## Phase 1: Setup

- [x] T001 Create `src/store.py` with the table

## Phase 2: User Story 1 - Shorten

- [x] T002 [P] [US1] Contract test in `tests/contract/test_links.py`
- [x] T003 [US1] Implement FR-001 in src/links.py (depends on T001, T002)

## Phase 3: User Story 2 - Follow

- [ ] T004 [US2] Redirect in `src/links.py` (depends on T001–T003)

  ```bash
  curl -I localhost:8000/abc
  ```
""",
    "specs/001-links/checklists/requirements.md": "# Checklist\n\n- [x] No [NEEDS CLARIFICATION] markers remain\n- [ ] Reviewed\n",
    "specs/001-links/contracts/links.json": '{"post": "/links"}\n',
}
OPENSPEC = {
    "openspec/changes/add-links/proposal.md": """# Proposal: Add links

## Why

Links are long.

## What Changes

- Short links
""",
    "openspec/changes/add-links/design.md": "## Decisions\n\n### Decision: SQLite\nOne file is enough.\n",
    "openspec/changes/add-links/tasks.md": """## 1. Store
- [x] 1.1 Create `src/store.py`
- [ ] 1.2 Index the codes

## 2. Follow
- [ ] 2.1 Redirect; depends on 1.1 and 1.2
""",
    "openspec/changes/add-links/specs/links/spec.md": """## ADDED Requirements

### Requirement: Shorten
The server SHALL answer with a code.

#### Scenario: A new URL
- **WHEN** a URL is posted
- **THEN** a code comes

## REMOVED Requirements

### Requirement: Remember me
""",
    "openspec/changes/archive/2026-01-02-old/proposal.md": "# Old\n",
    "openspec/changes/archive/2026-01-02-old/tasks.md": "## 1. All\n- [x] 1.1 One\n- [ ] 1.2 Two\n",
}
KIRO = {
    ".kiro/specs/links/requirements.md": """# Requirements Document

### Requirement 1: Shorten

**User Story:** As a visitor, I want short links, so that I can say them

#### Acceptance Criteria

1. WHEN a URL is posted THEN the server SHALL answer with a code
2. The same URL gives the same code

### Requirement 2: Follow

#### Acceptance Criteria

1. WHEN a code is opened THEN the server SHALL redirect
""",
    ".kiro/specs/links/design.md": "# Design\n\n## Overview\n\nOne table.\n",
    ".kiro/specs/links/tasks.md": """# Implementation Plan

- [ ] 1. Store
- [x] 1.1 Make the table
  - with an index
  - _Requirements: 1.1, 1.2_
- [ ]* 1.2 Write property tests
  - _Requirements: 1.2_
- [-] 2. Redirect
  - _Requirements: 2.1_
""",
    ".kiro/specs/links/spec.json": '{\n  "phase": "tasks-generated",\n  "ready_for_implementation": true\n}\n',
}
TASK_MASTER = {
    ".taskmaster/tasks/tasks.json": json.dumps(
        {
            "master": {
                "tasks": [
                    {
                        "id": 1,
                        "title": "Store",
                        "description": "Keeps links",
                        "status": "done",
                        "dependencies": [],
                        "priority": "high",
                        "details": "Create `src/store.py`.",
                        "testStrategy": "Run `pytest tests/test_store.py`.",
                        "subtasks": [
                            {"id": 1, "title": "Table", "status": "done", "dependencies": []},
                            {"id": 2, "title": "Index", "status": "pending", "dependencies": [1]},
                        ],
                    },
                    {"id": 2, "title": "Board", "status": "pending", "dependencies": [1, "1.2"], "priority": "low"},
                    {"id": 3, "title": "Confetti", "status": "cancelled", "dependencies": []},
                ],
                "metadata": {"created": "2026-01-01T00:00:00Z", "description": "Links"},
            },
            "later": {"tasks": [{"id": 1, "title": "Statistics", "status": "pending", "dependencies": [9]}]},
        },
        indent=2,
    ),
    ".taskmaster/tasks/task_001.txt": "# Task ID: 1\n# Title: Store\n# Status: pending\n\n## 2. Index [done]\n",
}
MARKDOWN = {
    "docs/superpowers/plans/2026-01-10-links.md": """# Short Links Implementation Plan

**Goal:** Visitors get short links.

## Task 1: Store ✅

**Files:**
- Create: `src/store.py`
- Test: `tests/test_store.py`

- [x] **Step 1: Write the failing test**

```python
def test_store_keeps_order():
    assert False
```

- [ ] **Step 2: Run it**

Run: `pytest tests/test_store.py`
Expected: FAIL

## Task 2: Board

**Depends on:** Task 1

- [ ] Draw it

## Progress

| Task | Status |
|---|---|
| 2 | ✅ Done |
""",
}


def write(root: Path, *plans: dict[str, str]) -> Path:
    """Writes the files of some plans below a folder, and gives the folder."""
    for plan in plans:
        for name, text in plan.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root
