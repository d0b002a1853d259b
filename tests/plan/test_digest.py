"""Digests change with what was promised and with nothing else."""

from __future__ import annotations

from planproof.plan import digest, read_document, read_plan
from planproof.plan.digest import command_digest, part_digest, plan_digest, task_digest, text_digest
from planproof.plan.model import Plan

TEXT = """# Iteration 1: Links

## Working Software Goal

A user opens a short link.

## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Depends on**: None **Estimated time**: 2 hours

**One smoke test**:

```python
def test_store(): assert 1
```

**Success verification**:

```bash
# Look
curl -s localhost
# Expected output
ok
```

## Unit tests

- `store__twice__then_same`: one row
- `store__full__then_refused`: no row
"""


def plan_of(text: str) -> Plan:
    return read_plan(
        "plans/M1_E1_I1_LINKS", "M1_E1_I1_LINKS", (read_document("plans/M1_E1_I1_LINKS/ITERATION.md", text.encode()),)
    )


PLAN = plan_of(TEXT)


def test_text_digest__same_letters_cut_elsewhere__then_another_digest() -> None:
    assert text_digest("ab", "c") != text_digest("a", "bc")
    assert text_digest("a") == text_digest("a")
    assert len(text_digest()) == 64


def test_part_digest__nothing_and_empty_and_none__then_all_differ() -> None:
    assert (
        len({part_digest(), part_digest(""), part_digest(None), part_digest(()), part_digest("-"), part_digest(False)})
        == 6
    )


def test_task_digest__moved_down_and_status_typed__then_unchanged() -> None:
    moved = plan_of(
        TEXT.replace("## Tasks", "## Notes\n\nA paragraph.\n\n## Tasks").replace("📋 Planned", "✅ Complete")
    )
    assert moved.tasks[0].place != PLAN.tasks[0].place
    assert task_digest(moved.tasks[0], moved) == task_digest(PLAN.tasks[0], PLAN)


def test_task_digest__one_word_changed__then_changed() -> None:
    for old, new in (("2 hours", "3 hours"), ("assert 1", "assert 2"), ("A user", "A person"), ("\nok", "\nno")):
        changed = plan_of(TEXT.replace(old, new))
        assert task_digest(changed.tasks[0], changed) != task_digest(PLAN.tasks[0], PLAN), new


def test_command_digest__title_changed__then_same__expectation_changed__then_another() -> None:
    (command,) = PLAN.tasks[0].verification
    (titled,) = plan_of(TEXT.replace("# Look", "# See")).tasks[0].verification
    (other,) = plan_of(TEXT.replace("\nok", "\nno")).tasks[0].verification
    assert command_digest(titled) == command_digest(command) != command_digest(other)


def test_tests_digest__order_changed__then_same__name_changed__then_another() -> None:
    one, two = "- `store__twice__then_same`: one row\n", "- `store__full__then_refused`: no row\n"
    swapped = plan_of(TEXT.replace(one + two, two + one))
    assert digest.tests_digest(swapped) == digest.tests_digest(PLAN)
    assert digest.tests_digest(plan_of(TEXT.replace("then_same", "then_one"))) != digest.tests_digest(PLAN)


def test_plan_digest__status_table_written_and_rewritten__then_unchanged() -> None:
    before = TEXT + "\n## Progress Tracking\n\n## Last\n"
    written = before.replace(
        "Tracking\n", "Tracking\n\n<!-- planproof:status -->\n\n| a |\n|---|\n<!-- /planproof:status -->\n"
    )
    rewritten = written.replace("| a |", "| b |")
    digests = {plan_digest(plan_of(text)) for text in (before, written, rewritten)}
    assert len(digests) == 1
    assert plan_digest(plan_of(written + "more\n")) not in digests
    assert plan_digest(plan_of(before.replace("Links", "Lynx"))) not in digests
