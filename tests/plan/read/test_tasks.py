"""Tasks in the forms of both seeds, and what people write instead."""

from __future__ import annotations

import pytest

from planproof.plan import read_document, read_plan
from planproof.plan.document import Place, Text
from planproof.plan.model import Plan, Task


def plan(text: str) -> Plan:
    return read_plan("p", "M1_E1_I1_X", (read_document("p/BACKLOGS.md", text.encode()),))


def task(text: str) -> Task:
    (found,) = plan("## Tasks\n\n" + text).tasks
    return found


@pytest.mark.parametrize(
    ("heading", "number", "name", "status", "column"),
    [
        ("### 1. Store links 📋 Planned", 1, "Store links", "Planned", 22),
        ("### 1. Store links ðŸ“‹ Planned", 1, "Store links", "Planned", 25),
        ("### Task 12: Store ✅ Complete", 12, "Store", "Complete", 22),
        ("### 3) Store - In Progress", 3, "Store", "In Progress", 16),
        ("### 3. Store (done)", 3, "Store", "done", 15),
        ("### 3. A - B", 3, "A - B", None, 0),
        ("### 3. `a_b` and [c]", 3, "`a_b` and [c]", None, 0),
    ],
)
def test_task__heading__then_number_name_and_status_with_its_place(
    heading: str, number: int, name: str, status: str | None, column: int
) -> None:
    found = task(heading + "\n")
    assert (found.number, found.name, found.id) == (number, name, f"M1_E1_I1_T{number}")
    assert (found.status.value if found.status else None) == status
    if found.status:
        assert (found.status.place.line, found.status.place.column) == (3, column)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("None", ()),
        ("Task 1, Task 3", (1, 3)),
        ("1 and 3", (1, 3)),
        ("Tasks 2-4", (2, 3, 4)),
        ("M1_E1_I1_T5", (5,)),
        ("M1_E1_I0_T2, Task 1", (1,)),
        ("Task 1-999999999", (1, 999999, 999)),
    ],
)
def test_task__dependencies__then_numbers_of_this_iteration(written: str, numbers: tuple[int, ...]) -> None:
    assert task(f"### 9. A\n\n**Depends on**: {written}\n").depends_on == numbers


def test_task__key_files_in_every_form__then_path_purpose_and_new() -> None:
    text = """### 1. A

**Key files**:

```
src/a.py - keeps links
# a remark
src/b.py (new) - makes codes
```

- `src/c d.py` (new): spaces
- **src/e.py** — bold

| File | Purpose | New |
|---|---|---|
| `src/f.py` | table | yes |
"""
    assert [(f.path, f.purpose, f.new, f.place.line) for f in task(text).key_files] == [
        ("src/a.py", "keeps links", False, 8),
        ("src/b.py", "makes codes", True, 10),
        ("src/c d.py", "spaces", True, 13),
        ("src/e.py", "bold", False, 14),
        ("src/f.py", "table", True, 18),
    ]


def test_task__all_its_fields__then_where_they_belong() -> None:
    text = """### 2. A

**Type**: Research Spike **Priority**: High **Estimated time**: 90 min

**What to build**: A thing.

It goes on.

**Core functionality**:

```python
a
```

**Data structures** (from interview):

```json
{}
```

**Integration points**:

- Receives: x
- Sends:

  ```json
  {"y": 1}
  ```
- Database: z

**One smoke test**:

```python
first
```

```python
second
```

**Success verification**:

```bash
run
# Expected
1
```

**Deliverable**: a report

## Next
"""
    found = task(text)
    assert [field.value for field in (found.type, found.priority, found.estimate, found.what) if field] == [
        "Research Spike",
        "High",
        "90 min",
        "A thing.\nIt goes on.",
    ]
    assert found.estimate_hours == 1.5
    assert [[block.content for block in blocks] for blocks in (found.core, found.data, found.smoke_tests)] == [
        ["a"],
        ["{}"],
        ["first", "second"],
    ]
    assert [text.value for text in (found.receives, found.sends, found.database) if text] == ["x", '{"y": 1}', "z"]
    assert [(command.script, command.expected) for command in found.verification] == [("run", "1")]
    assert found.deliverable is not None
    assert (found.deliverable.value, found.end_line) == ("a report", 52)


def test_task__fields_as_subsections__then_read_too() -> None:
    found = task("### 1. A\n\n#### Key files\n\n- `a.py`\n\n#### Success verification\n\n```sh\nx\n```\n")
    assert [file.path for file in found.key_files] == ["a.py"]
    assert [command.script for command in found.verification] == ["x"]


def test_task__verification_in_code_ticks__then_a_command() -> None:
    assert [c.script for c in task("### 1. A\n\n**Success verification**: `make x` passes\n").verification] == [
        "make x"
    ]


def test_tasks__groups_unnumbered_and_known_titles__then_all_tasks() -> None:
    text = """## Tasks

Some words.

### Phase one

#### 1. Benchmarks

#### 2. B

### Unnumbered

**Type**: Wiring Task

### Notes

words

### Testing tasks

- write (2 hours)
"""
    found = plan(text)
    assert [(task.number, task.name) for task in found.tasks] == [(1, "Benchmarks"), (2, "B"), (0, "Unnumbered")]
    assert found.test_cases == ()
    assert [(t.name, t.estimate_hours) for t in found.testing_tasks] == [("write", 2.0)]


def test_testing_tasks__table_and_items__then_names_estimates_and_dependencies() -> None:
    text = """## Testing Tasks

| Task | Estimate | Depends on |
|---|---|---|
| Unit tests | 3 hours | Task 1 |

- [ ] **Fuzzing** (2 hours, depends on Task 2)
- Soak: 1 day
- no estimate
"""
    found = [
        (t.name, t.estimate and t.estimate.value, t.dependencies and t.dependencies.value, t.estimate_hours)
        for t in plan(text).testing_tasks
    ]
    assert found == [
        ("Unit tests", "3 hours", "Task 1", 3.0),
        ("Fuzzing", "2 hours", "Task 2", 2.0),
        ("Soak", "1 day", None, 8.0),
        ("no estimate", None, None, None),
    ]


def test_tasks__estimate_and_priority_in_headings__then_read_with_their_places() -> None:
    first, second = plan(
        "## Implementation Tasks\n\n### Priority 0 (Core)\n\n#### T1: Clock [2 hours]\n\n"
        "**Description**: Reads the clock.\n\n"
        "### Priority 1\n\n#### T2: Flag (P2, 3h)\n\n**Dependencies**: T1, M1_E1_I0\n"
    ).tasks
    assert (first.name, first.number, first.estimate_hours) == ("Clock", 1, 2.0)
    assert first.priority == Text("Priority 0", Place("p/BACKLOGS.md", 3, 5))
    assert first.estimate == Text("2 hours", Place("p/BACKLOGS.md", 5, 17))
    assert first.what == Text("Reads the clock.", Place("p/BACKLOGS.md", 7, 18))
    assert second.priority == Text("P2", Place("p/BACKLOGS.md", 11, 16))
    assert (second.name, second.estimate_hours, second.depends_on) == ("Flag", 3.0, (1,))


def test_tasks__headings_with_a_word_before_the_number__then_number_and_name() -> None:
    found = plan("## Task Breakdown\n\n### TASK-001: Clock [2 hours]\n\nText.\n\n### TASK-002: Flag\n\nText.\n").tasks
    assert [(each.number, each.name, each.estimate_hours) for each in found] == [(1, "Clock", 2.0), (2, "Flag", None)]


def test_task__numbered_parts__then_one_task_with_their_estimates() -> None:
    found = task("### 2. Guide [7h]\n\n#### 2.1 Build [3h]\n\nText.\n\n#### 2.2 Run [4 h]\n\nText.\n")
    assert (found.estimate_hours, [part.value for part in found.part_estimates]) == (7.0, ["3h", "4 h"])


def test_testing_tasks__headings_with_estimates__then_what_they_cover_is_no_task() -> None:
    found = plan(
        "## Testing Tasks\n\n### Critical\n\n#### TT1: Unit tests [3 hours]\n\n- [ ] starts\n- [ ] stops\n\n"
        "**Dependencies**: T1-T4\n\n"
        "### Later\n\n- soak test (1 hour)\n"
    ).testing_tasks
    assert [(each.name, each.estimate_hours) for each in found] == [("Unit tests", 3.0), ("soak test", 1.0)]
    assert found[0].dependencies == Text("T1-T4", Place("p/BACKLOGS.md", 10, 19))


def test_tasks__called_by_labels__then_numbered_in_order_with_their_dependencies() -> None:
    text = """## Tasks

### Phase 1

#### Task 1.1: Store (2h)

#### Task 1.10: Page

**Depends on**: Task 1.1

### LINK-I-003: Redirect [3 hours]

**Depends on**: Task 1.10, Task 1.1
"""
    found = plan(text).tasks
    assert [(task.number, task.name, task.depends_on) for task in found] == [
        (1, "Store", ()),
        (2, "Page", (1,)),
        (3, "Redirect", (2, 1)),
    ]
    assert [task.estimate.value if task.estimate else None for task in found] == ["2h", None, "3 hours"]


def test_tasks__without_a_section_of_theirs__then_read_where_a_heading_is_called_task() -> None:
    text = "# Chess\n\n## Day 1\n\n### Task 1.1: Board\n\n### 2. Notes\n\n## Day 2\n\n### Task 2.1: Moves\n\n#### Task 2.2: inner\n"
    assert [(task.number, task.name) for task in plan(text).tasks] == [(1, "Board"), (2, "Moves")]


def listed(
    text: str, kind: str = "BACKLOGS"
) -> list[tuple[int, str, str | None, str | None, tuple[int, ...], int, int]]:
    found = read_plan("p", "M1_E1_I1_X", (read_document(f"p/{kind}.md", text.encode(), kind),)).tasks
    return [
        (
            each.number,
            each.name,
            each.estimate.value if each.estimate else None,
            each.priority.value if each.priority else None,
            each.depends_on,
            each.place.line,
            each.place.column,
        )
        for each in found
    ]


def test_tasks__numbered_list__then_items_with_what_is_indented_below_them() -> None:
    text = """## Tasks

1. [ ] **Store of links**: keeps them in a table (2h)
   - Depends on: None
   - Priority: P0
2. [x] Page of a link - 90 min

   **Success verification**:

   ```bash
   curl localhost
   ```

3. Redirect (depends on 1 and 2)
- a remark
"""
    assert listed(text) == [
        (1, "Store of links", "2h", "P0", (), 3, 8),
        (2, "Page of a link", "90 min", None, (), 6, 8),
        (3, "Redirect", None, None, (1, 2), 14, 4),
    ]
    found = plan(text).tasks
    assert found[0].what == Text("keeps them in a table", Place("p/BACKLOGS.md", 3, 28))
    assert [command.script for command in found[1].verification] == ["curl localhost"]
    assert [each.id for each in found] == ["M1_E1_I1_T1", "M1_E1_I1_T2", "M1_E1_I1_T3"]
    assert [each.end_line for each in found][:1] == [5]


def test_tasks__boxes_below_headings_that_group_them__then_tasks_and_other_lists_are_not() -> None:
    first = "### Phase 1\n\n- [ ] Store\n  - [ ] its index\n- note\n\n"
    text = f"## Tasks\n\n{first}### Remarks\n\n- [ ] none of ours\n\n### Phase 2\n\n- [ ] Page\n"
    assert listed(text) == [(1, "Store", None, None, (), 5, 7), (2, "Page", None, None, (), 15, 7)]


def test_tasks__numbers_that_begin_again__then_counted_on() -> None:
    text = "## Tasks\n\n### Phase 1\n\n1. A\n2. B\n\n### Phase 2\n\n1. C\n"
    assert [each[:2] for each in listed(text)] == [(1, "A"), (2, "B"), (3, "C")]


def test_tasks__table__then_its_columns() -> None:
    text = """## Task Breakdown

| ID | Task | Type | Priority | Est. (days) | Depends on | Files |
|---|---|---|---|---|---|---|
| LINK-2 | `Store` | Wiring Task | P1 | 0.5 | - | `src/a.py`, `src/b.py` |
| LINK-3 | Page | | | 3 hours | LINK-2 | |
"""
    assert listed(text) == [
        (1, "Store", "0.5 days", "P1", (), 5, 12),
        (2, "Page", "3 hours", None, (1,), 6, 12),
    ]
    store = plan(text).tasks[0]
    assert store.estimate_hours == 4
    assert [file.path for file in store.key_files] == ["src/a.py", "src/b.py"]
    assert store.type is not None
    assert store.type.value == "Wiring Task"


def test_tasks__column_task_holds_labels__then_the_description_is_the_name() -> None:
    text = "## Tasks\n\n| Task | Description | Effort |\n|---|---|---|\n| T4 | Store | 2h |\n| T7 | Page | 1h |\n"
    assert [each[:3] for each in listed(text)] == [(4, "Store", "2h"), (7, "Page", "1h")]


@pytest.mark.parametrize(
    ("header", "count"),
    [
        ("| Task | Estimate |", 1),
        ("| Phase | Tasks | Estimate |", 0),
        ("| Task | Owner |", 0),
        ("| Item | Estimate |", 0),
    ],
)
def test_tasks__table_elsewhere_in_a_backlog__then_tasks_where_its_columns_say_so(header: str, count: int) -> None:
    cells = header.count("|") - 1
    table = f"{header}\n{'|---' * cells}|\n|{' x |' * cells}\n"
    assert len(listed(f"# Backlog\n\n## P0\n\n{table}")) == count
    assert len(listed(f"# Backlog\n\n## Risks\n\n{table}")) == 0


def test_tasks__one_with_a_heading__then_lists_and_tables_are_its_own() -> None:
    text = "## Tasks\n\n### 1. Store\n\n1. first step\n\n| Task | Estimate |\n|---|---|\n| x | 1h |\n"
    assert [each[:2] for each in listed(text)] == [(1, "Store")]


def test_tasks__labelled_headings_of_a_backlog__then_tasks_but_not_decisions_and_testing_tasks() -> None:
    text = """# Backlog

## High Priority

### TI-001: Store (1h)

- [ ] a table

### ADR-001: SQLite

## Testing Tasks

### TI-002: Tests (2h)
"""
    assert [each[:4] for each in listed(text)] == [(1, "Store", "1h", "High Priority")]
    assert listed(text, "TEST_PLAN") == []


def test_tasks__labelled_headings_that_nobody_planned__then_none() -> None:
    text = "# Wishes\n\n## High\n\n### B-01: Login\n\n- **Why:** safety\n\n### B-02: Dark mode\n\n- **Why:** looks\n"
    assert listed(text) == []
    assert len(listed(text.replace("Login", "Login (2h)"))) == 2


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("- make a table\n- and an index\n", "make a table"),
        ("**Priority**: P0\n\n```c\n// steps\n- [ ] make a table\n```\n", "// steps\n- [ ] make a table"),
        ("**Priority**: P0\n\n**Test Requirements**:\n- one\n", None),
        ("**Scope**: a table\n", "a table"),
        ("- **Why:** links get lost\n- **Scope:** a table\n", "a table"),
        ("Makes a table.\n\n**What to build**: A store.\n", "A store."),
    ],
)
def test_task__no_field_says_what_to_build__then_what_stands_below_its_heading(body: str, what: str | None) -> None:
    found = task(f"### 1. Store\n\n{body}").what
    assert (found.value if found else None) == what


def test_tasks__bold_paragraphs_of_a_backlog__then_tasks_with_what_follows_each() -> None:
    text = """# Backlog

## Day 1

### Morning

**Task 1.1: Store**
- [ ] make a table
- **Estimate**: 2 hours

**Task 1.2: Page**
- **Dependencies**: Task 1.1

**Note**: no task

## Risks

**Task 9: none of ours**
"""
    assert listed(text) == [(1, "Store", "2 hours", None, (), 7, 13), (2, "Page", None, None, (1,), 11, 13)]
    first, _ = plan(text).tasks
    assert first.what is not None
    assert first.what.value == "make a table"


def test_tasks__heading_above_a_table_gives_the_priority__then_each_row_has_it() -> None:
    text = (
        "## Tasks\n\n### Priority 0 - Core\n\n| ID | Description | Estimate |\n|---|---|---|\n| A-01 | Store | 2h |\n"
    )
    assert listed(text) == [(1, "Store", "2h", "Priority 0", (), 7, 10)]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("All above", (1, 2)),
        ("all previous tasks", (1, 2)),
        ("All of M1_E1_I1", ()),
        ("Day 1 tasks", ()),
        ("Task 1", (1,)),
    ],
)
def test_task__depends_on_what_stands_above__then_on_each_task_before_it(
    written: str, numbers: tuple[int, ...]
) -> None:
    text = f"## Tasks\n\n### 1. A\n\n### 2. B\n\n### 3. C\n\n**Depends on**: {written}\n\n### 4. D\n"
    assert plan(text).tasks[2].depends_on == numbers


def test_task__heading_without_a_blank_before_the_number__then_a_task() -> None:
    assert listed("# Backlog\n\n## TASK1 - Reissue\n") == [(1, "Reissue", None, None, (), 3, 1)]


def test_tasks__overview_gives_the_priority_of_all__then_of_those_without_one_of_their_own() -> None:
    text = """# Backlog

## Sprint Overview

- **Priority**: P0 - critical path

## Tasks

### 1. Store

### 2. Page

**Priority**: P2
"""
    assert [each[3] for each in listed(text)] == ["P0 - critical path", "P2"]


def test_tasks__lists_not_indented_below_their_number__then_they_say_what_to_build() -> None:
    store = "1) Store (3h)\n- Keep links in a table.\n- Number them.\n"
    text = f"## Tasks\n\n{store}\n2) Docs (1h)\n- Say how.\n\nLater:\n\n- Rename it.\n"
    first, second = plan(text).tasks
    assert (first.name, first.what and first.what.value) == ("Store", "Keep links in a table.")
    assert (second.name, second.what and second.what.value, second.end_line) == ("Docs", "Say how.", 8)


def test_task__only_its_parts_say_what_to_build__then_the_first_of_them() -> None:
    found = task(
        "### 1. Reports (2 hours)\n\n#### 1.1 Module\n- [ ] Create a folder\n\n#### 1.2 Types\n- [ ] Define them\n"
    )
    assert found.what == Text("Create a folder", Place("p/BACKLOGS.md", 6, 7))


@pytest.mark.parametrize(
    ("line", "priority"),
    [("Priority: P0 (first)", "P0 (first)"), ("Priority: none yet", None), ("The Priority: P0", None)],
)
def test_tasks__overview_without_emphasis_gives_the_priority_of_all__then_each_has_it(
    line: str, priority: str | None
) -> None:
    (found,) = plan(f"## Sprint Overview\nDuration: 2 days\n{line}\n\n## Tasks\n\n### 1. A\n").tasks
    assert (found.priority and found.priority.value) == priority


def test_tasks__numbered_below_the_halves_of_a_day__then_read() -> None:
    day = "### Day 1\n\n#### Morning Session (4 hours)\n1. **Task: Store** [2 hours]\n   - [ ] Keep links\n   - Priority: P0\n"
    (found,) = plan(f"## Task Breakdown\n\n{day}").tasks
    assert (found.name, found.estimate and found.estimate.value) == ("Store", "2 hours")
    assert (found.priority and found.priority.value, found.what and found.what.value) == ("P0", "Keep links")


@pytest.mark.parametrize(
    ("depends", "numbers"),
    [
        ("Mode Detection", (1,)),
        ("Flag handlers; mode detection logic", (2, 1)),
        ("Detection", ()),
        ("None", ()),
        ("Later Things", ()),
        ("Task 2, Mode Detection", (2,)),
    ],
)
def test_task__depends_on_words_of_an_earlier_name__then_on_that_task(depends: str, numbers: tuple[int, ...]) -> None:
    earlier = "### 1. Mode Detection Logic\n\n### 2. Basic Flag Handlers\n"
    text = f"## Tasks\n\n{earlier}\n### 3. Tests\n\n**Depends on**: {depends}\n"
    assert plan(text + "\n### 4. Later Things\n").tasks[2].depends_on == numbers


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("**File**: `a.py`\n\n- [ ] Keep links\n", "Keep links"),
        ("**Priority**: P0  \n**Owner**: Ann\n\nKeeps links.\n", "Keeps links."),
        ("**File**: `a.py`\n\n**Acceptance**:\n- [ ] Links are kept\n", None),
        ("**Priority**: P0\n**Acceptance**:\n\n- [ ] Links are kept\n", None),
    ],
)
def test_task__fields_with_their_value_on_the_line_come_first__then_what_follows_is_to_build(
    body: str, what: str | None
) -> None:
    found = task("### 1. Store\n\n" + body)
    assert (found.what and found.what.value) == what
