"""Planned tests that are written out as code are read by their names."""

from __future__ import annotations

from planproof.plan import read_document, read_plan
from planproof.plan.model import Plan


def plan(text: str, kind: str = "TEST_PLAN") -> Plan:
    return read_plan("p", "M1_E1_I1_X", (read_document(f"p/{kind}.md", text.encode()),))


def test_test_cases__code_in_three_languages__then_names_levels_and_lines() -> None:
    text = (
        "## Unit Tests\n\n```cpp\n// how it starts\nTEST(Clock, clock_start__no_time__then_refused) {\n  start();\n}\n```\n\n"
        "## Integration Tests\n\n```rust\n#[test]\nfn test_clock__two_threads__then_one() {}\nfn helper() {}\n```\n\n"
        "## Performance Tests\n\n```python\nasync def bench_clock():\n    pass\n```\n"
    )
    assert [(case.name, case.level, case.place.line) for case in plan(text).test_cases] == [
        ("clock_start__no_time__then_refused", "unit", 5),
        ("test_clock__two_threads__then_one", "integration", 14),
        ("bench_clock", "benchmark", 21),
    ]


def test_interfaces__a_block_of_a_files_own_functions__then_none() -> None:
    text = "## API Design\n\n```c\nint clock_start(void);\n```\n\n```c\n// inside\nstatic int tick(void);\n```\n"
    assert [each.code.content.strip() for each in plan(text, "TECH_DESIGN").interfaces] == ["int clock_start(void);"]


def test_test_cases__list_items__then_only_what_names_a_test() -> None:
    text = (
        "## Unit Tests\n\n- `clock_start()` function\n- `ticks` counts every tick\n- `--once` stops it\n"
        "- `clock_stops`: after one second\n- **`clock__twice__then_same`** shows that\n- `test_clock` is quick\n- `drift`\n"
    )
    assert [case.name for case in plan(text).test_cases] == [
        "clock_stops",
        "clock__twice__then_same",
        "test_clock",
        "drift",
    ]
