"""Documents to a plan: every section in every form that docs/formats/plan.md names."""

from __future__ import annotations

import pytest

from planproof.plan import read_document, read_plan
from planproof.plan.document import Text
from planproof.plan.model import Plan


def plan(*texts: str, kinds: tuple[str, ...] = ("ITERATION", "TECH_DESIGN")) -> Plan:
    documents = [read_document(f"p/{kind}.md", text.encode(), kind) for text, kind in zip(texts, kinds, strict=False)]
    return read_plan("p", "M1_E2_I3_SHORT_LINKS", tuple(documents))


def where(text: Text | None) -> tuple[str, int, int] | None:
    return (text.value, text.place.line, text.place.column) if text else None


def words(text: Text | None) -> str | None:
    return text.value if text else None


def test_read_plan__names__then_without_id_and_kind() -> None:
    assert plan("# Iteration 3: Short links\n").name == "Short links"
    assert plan("# M1_E2_I3 Short links: Tech Design\n").name == "Short links"
    assert (plan("text\n").name, plan("text\n").id) == ("SHORT_LINKS", "M1_E2_I3")


def test_read_plan__id_only_on_a_document__then_taken() -> None:
    found = read_plan("p", "LINKS", (read_document("p/M2_E1_I4_ITERATION.md", b"# x\n"),))
    assert (found.id, found.documents[0].kind) == ("M2_E1_I4", "ITERATION")


def test_read_plan__goal_of_two_paragraphs__then_both() -> None:
    assert where(plan("# x\n\n## 1. Goal\n\nUsers can é.\n\nAnd more.\n").goal) == ("Users can é.\nAnd more.", 5, 1)


def test_read_plan__goal_in_bold_under_the_title__then_up_to_the_next_bold_name() -> None:
    text = "# x\n\n**For:** writers\n**Goal:** Writers get\nshort links.\n**Parts:** two\n\n## Tasks\n"
    assert where(plan(text).goal) == ("Writers get\nshort links.", 4, 11)
    assert plan("# x\n\n**Parts:** two\n").goal is None


def test_read_plan__risks_with_a_dash__then_the_response_unless_it_explains_a_name() -> None:
    text = "## Risks\n\n- Queue grows — limited to 9 entries\n- **Clock** — may jump\n- A - b. Response: c\n"
    assert [(risk.text, words(risk.response)) for risk in plan(text).risks] == [
        ("Queue grows", "limited to 9 entries"),
        ("**Clock** — may jump", None),
        ("A - b.", "c"),
    ]


def test_read_plan__risk_with_a_fallback_on_its_own_line__then_its_response() -> None:
    text = "## Risks\n\n1. **Import is slow**\n   - Buffer: half a day\n   - Fallback: import by night\n2. Ring buffer: full\n"
    assert [(risk.text, words(risk.response)) for risk in plan(text).risks] == [
        ("**Import is slow**", "half a day"),
        ("Ring buffer: full", None),
    ]


@pytest.mark.parametrize(("second", "response"), [("2. Retries\n", "Retries"), ("", "One lock")])
def test_read_plan__responses_in_a_list_of_their_own__then_each_risk_has_one(second: str, response: str) -> None:
    text = (
        f"## Risks\n\n### High\n\n1. Two writers\n2. No network\n\n### Mitigation Strategies\n\n1. One lock\n{second}"
    )
    assert [(risk.text, words(risk.response)) for risk in plan(text).risks] == [
        ("Two writers", "One lock"),
        ("No network", response),
    ]


def test_read_plan__stories_in_three_forms__then_names_texts_and_commands() -> None:
    text = """## User Stories

### S1: Shorten
As a writer.

```bash
a
# Expected
1
```

### Follow a link

```bash
b
```
"""
    found = plan(text).user_stories
    assert [(s.name, s.text, [c.script for c in s.commands]) for s in found] == [
        ("S1", "Shorten\nAs a writer.", ["a"]),
        ("S2", "Follow a link", ["b"]),
    ]
    items = plan("## User stories\n\n- **S7**: I see it\n\n  ```sh\n  a\n  ```\n- no command\n").user_stories
    assert [(s.name, s.text, len(s.commands)) for s in items] == [("S7", "I see it", 1), ("S2", "no command", 0)]
    (row,) = plan("## User stories\n\n|Story|Command|Expected|\n|-|-|-|\n|S3: I see|`a \\| b`|`1`|\n").user_stories
    assert (row.name, row.text, row.commands[0].script, row.commands[0].expected) == ("S3", "I see", "a | b", "1")


def test_read_plan__context_and_integration__then_every_field() -> None:
    text = """## Context From Previous Iterations

- **Built**: login
- **Current State**:
  - one
  - two
- **Infrastructure**: none

## Integration Architecture

### How This Iteration Connects

- **Existing Services**: a
- **New Integration Points**: b
- **Data Flow**: c
- **Service Dependencies**: d
"""
    found = plan(text)
    assert found.context is not None
    assert (words(found.context.built), words(found.context.current_state)) == ("login", "one\ntwo")
    assert (words(found.context.infrastructure), found.context.now_building) == ("none", None)
    assert found.integration is not None
    assert words(found.integration.existing_services) == "a"
    assert words(found.integration.new_points) == "b"
    assert words(found.integration.data_flow) == "c"
    assert words(found.integration.dependencies) == "d"


def test_read_plan__standards__then_one_a_subsection_whatever_its_title() -> None:
    text = "## Standards\n\n### Architecture\n\n- **A**: b\n\n```python\nx\n```\n\n### Testing\n\n- c\n"
    assert [(s.title, len(s.rules), len(s.code)) for s in plan(text).standards] == [
        ("Architecture", 1, 1),
        ("Testing", 1, 0),
    ]


def test_read_plan__interfaces__then_language_path_and_name_by_their_precedence() -> None:
    text = """## Interfaces

### The ring: `include/ring.h`

```c
int a(void);
```

Goes into `src/lib.rs` and later:

```rs
fn a() {}
```

```c++ file=b.hpp
int b();
```

### Others

```python
# pkg/api.py
class A: ...
```

```ts
// no path here
```

```json
{}
```
"""
    assert [(i.language, i.path, i.name, i.code.content_line) for i in plan(text).interfaces] == [
        ("c", "include/ring.h", "The ring: include/ring.h", 6),
        ("rust", "src/lib.rs", "The ring: include/ring.h", 12),
        ("cpp", "b.hpp", "The ring: include/ring.h", 16),
        ("python", "pkg/api.py", "Others", 22),
        ("typescript", None, "Others", 27),
    ]


def test_read_plan__memory_layout__then_numbers_and_totals() -> None:
    text = """## Memory Layouts

### `struct slot`

| Field | Type | Offset (bytes) | Size | Alignment |
|---|---|---|---|---|
| `owner` | `uint64_t` | 0 | 8 bytes | 0x8 |
| index | uint32_t | 8 | | |
| **total** | | | 16 | 8 |

The chunk's head, `chunk_head`:

| Field | Offset | Size |
|-|-|-|
| a | 0 | 4 |
"""
    slot, head = plan(text).memory_layouts
    assert (slot.structure, slot.size_bytes, slot.alignment_bytes) == ("struct slot", 16, 8)
    assert [(f.name, f.type, f.offset_bytes, f.size_bytes, f.alignment_bytes, f.place.line) for f in slot.fields] == [
        ("owner", "uint64_t", 0, 8, 8, 7),
        ("index", "uint32_t", 8, None, None, 8),
    ]
    assert (head.structure, head.size_bytes, len(head.fields)) == ("chunk_head", None, 1)


def test_read_plan__thread_safety__then_fields_and_rules() -> None:
    text = """## Thread Safety & Memory Ordering

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `head` | owner | drain | release | `tail` |

- One owner a lane.
"""
    found = plan(text)
    (field,) = found.shared_fields
    assert (field.name, field.writer, field.readers, field.ordering, field.partner) == (
        "head",
        "owner",
        "drain",
        "release",
        "tail",
    )
    assert [where(rule) for rule in found.thread_rules] == [("One owner a lane.", 7, 3)]


def test_read_plan__performance_targets__then_tables_and_items() -> None:
    text = """## Performance Targets

| Target | Figure | Benchmark | Command |
|---|---|---|---|
| claim | `<1 us` | `bench_claim` | `make bench` |
| free | | - | |

- **fast path**: < 10 ns, benchmark `bench_push`
- start: <= 5 ms
"""
    found = [(t.name, t.figure.value, words(t.benchmark), words(t.command)) for t in plan(text).performance_targets]
    assert found == [
        ("claim", "<1 us", "bench_claim", "make bench"),
        ("free", "", None, None),
        ("fast path", "< 10 ns", "bench_push", None),
        ("start", "<= 5 ms", None, None),
    ]
    (metric,) = plan("## Performance requirements\n\n|Metric|Target|\n|-|-|\n|claim|<1 us|\n").performance_targets
    assert (metric.name, metric.figure.value) == ("claim", "<1 us")


def test_read_plan__test_plan__then_map_matrix_and_cases() -> None:
    text = """## Test Coverage Map and Matrix

| Interface | Tests |
|---|---|
| `a_init` | `a_init__x__then_y`, `a_init__z__then_y` |

| Level | What | Command |
|---|---|---|
| Unit | a | `pytest -k "a or b"` |
| System integration | b | |

## Behavioural Test Cases

### Integration

- `a__b__then_c` - shows c

| Shows | Test | File | Level | Interface |
|---|---|---|---|---|
| x | `d__e__then_f` | `t.py` | System | `d` |

## Unit tests

- `g__h__then_i`
- plain words

## Performance benchmarks

| Benchmark | Measures |
|---|---|
| `bench_a` | a_init |
"""
    found = plan(text)
    assert [(e.interface, e.tests) for e in found.coverage_map] == [
        ("a_init", ("a_init__x__then_y", "a_init__z__then_y"))
    ]
    assert [(r.level, r.what, words(r.command)) for r in found.test_matrix] == [
        ("unit", "a", 'pytest -k "a or b"'),
        ("system", "b", None),
    ]
    assert sorted((c.name, c.level, c.interface, c.file, c.text) for c in found.test_cases) == [
        ("a__b__then_c", "integration", "", "", "shows c"),
        ("bench_a", "benchmark", "a_init", "", ""),
        ("d__e__then_f", "system", "d", "t.py", "x"),
        ("g__h__then_i", "unit", "", "", ""),
    ]


def test_read_plan__heading_promises_mitigations__then_they_stand_behind_the_colon() -> None:
    text = "## {}\n\n- Sizes differ: both are compared before use.\n- The ring: full\n"
    of = [
        [(r.text, words(r.response)) for r in plan(text.format(title)).risks]
        for title in ("Risks & Mitigations", "Risks")
    ]
    assert of[0] == [("Sizes differ", "both are compared before use."), ("The ring: full", None)]
    assert of[1] == [("Sizes differ: both are compared before use.", None), ("The ring: full", None)]


@pytest.mark.parametrize(
    ("title", "body", "risk", "response"),
    [
        (
            "Risk 1: Two writers",
            "**Impact**: High\n**Mitigation**:\n- One lock\n- A test\n",
            "Two writers",
            "One lock\nA test",
        ),
        ("Two writers", "**Impact**: High\n\n**Mitigation**: one lock\n", "Two writers", "one lock"),
        ("Risk #2", "- **Impact**: High\n", "", None),
    ],
)
def test_read_plan__risk_with_a_heading__then_its_field_is_the_response(
    title: str, body: str, risk: str, response: str | None
) -> None:
    (found,) = plan(f"## Risk Mitigation\n\n### Identified Risks\n\n#### {title}\n{body}").risks
    assert (found.text, words(found.response), found.place.line) == (risk, response, 5)


def test_read_plan__scope__then_risks_gates_assumptions_and_decisions() -> None:
    text = """## Dependencies & Risks

### Dependencies

- git

### Risks

- disk full - Response: alert
- no answer yet

## Quality Gates

### Code Standards

- [x] typed

## What This Iteration Validates

- **Assumption 1**: Users want it. Refuted if: nobody comes. Outcome: they came
- **A2**: Fast.
  - Refuted if: it takes 1 s
- Plain one

## Not In This Iteration (Scope Control)

- feature x - waits for y
- **Accounts**: later
- feature z

## Build vs. Reuse Decisions

| Decision | Choice | Alternative | Criterion |
|---|---|---|---|
| parser | reuse: pyromark | own | speed |

**BUILD (Core)**:

- tracer. Alternative: none. Criterion: core

## Planning Checklist

- [ ] paths
"""
    found = plan(text.replace("Build vs. Reuse", "Build vs Reuse"))
    assert [(r.text, words(r.response)) for r in found.risks] == [("disk full", "alert"), ("no answer yet", None)]
    assert [(g.group, g.text, g.checked) for g in found.gates] == [("Code Standards", "typed", True)]
    assert [(a.name, a.text, words(a.refuted_if), words(a.outcome)) for a in found.assumptions] == [
        ("Assumption 1", "Users want it.", "nobody comes.", "they came"),
        ("A2", "Fast.", "it takes 1 s", None),
        ("Assumption 3", "Plain one", None, None),
    ]
    assert [(o.text, words(o.reason)) for o in found.out_of_scope] == [
        ("feature x", "waits for y"),
        ("Accounts", "later"),
        ("feature z", None),
    ]
    assert [(d.subject, d.choice, words(d.alternative), words(d.criterion)) for d in found.decisions] == [
        ("parser", "reuse: pyromark", "own", "speed"),
        ("tracer.", "build", "none.", "core"),
    ]
    assert [(g.text, g.checked) for g in found.checklist] == [("paths", False)]


def test_read_plan__nested_label__then_its_own_place() -> None:
    (assumption,) = plan("## Assumptions\n\n- **A2**: Fast.\n\n  - **Refuted if**: é 1 s\n").assumptions
    assert where(assumption.refuted_if) == ("é 1 s", 5, 21)


def test_read_plan__one_iteration_in_both_forms__then_each_part_once() -> None:
    shared = "## Out of scope\n\n- x - y\n\n## Tasks\n\n### 1. A\n\n**Type**: Wiring Task\n"
    found = plan(shared, shared + "\n### 2. B\n\n### 2. B\n")
    assert [(task.number, task.place.path) for task in found.tasks] == [
        (1, "p/TECH_DESIGN.md"),
        (2, "p/TECH_DESIGN.md"),
        (2, "p/TECH_DESIGN.md"),
    ]
    assert len(found.out_of_scope) == 1
    differing = plan(shared, shared.replace("1. A", "1. Z"))
    assert [task.name for task in differing.tasks] == ["Z", "A"]


def test_read_plan__documents_of_no_known_kind__then_kept_and_not_read() -> None:
    notes = read_document("p/NOTES.md", b"## Tasks\n\n### 1. A\n")
    found = read_plan("p", "M1_E1_I1_X", (notes, read_document("p/ITERATION.md", b"# x\n")))
    assert [document.path for document in found.documents] == ["p/ITERATION.md", "p/NOTES.md"]
    assert found.tasks == ()


def test_read_plan__mermaid_anywhere__then_a_diagram() -> None:
    assert len(plan("## Notes\n\n```mermaid\ngraph TD\n```\n").diagrams) == 1


def test_read_plan__status_region__then_not_planned() -> None:
    text = "## Tasks\n\n### 1. A\n\n<!-- planproof:status -->\n### 2. B\n<!-- /planproof:status -->\n"
    assert [task.number for task in plan(text).tasks] == [1]


def test_out_of_scope__reason_in_brackets_at_the_end__then_read_unless_it_is_one_word() -> None:
    text = (
        "## Out of Scope\n\n- Import (done by M1_E1_I0)\n- Builds (macOS)\n- Themes (`dark` mode) later\n"
        "- Search (later) - too slow\n"
    )
    found = read_plan("p", "M1_E1_I1_X", (read_document("p/ITERATION.md", text.encode()),)).out_of_scope
    assert [(each.text, each.reason.value if each.reason else None) for each in found] == [
        ("Import", "done by M1_E1_I0"),
        ("Builds (macOS)", None),
        ("Themes (`dark` mode) later", None),
        ("Search (later)", "too slow"),
    ]
