"""Estimates against time taken, from rows with known times and from a project that was really proved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from planproof.config import Config
from planproof.plan.model import Plan
from planproof.plan.tree import read_project
from planproof.proof.ledger.row import Draft, seal
from planproof.proof.model import Evidence, Origin, RowKind, Verdict
from planproof.proof.times import times_of
from tests.proof.small_plan import FOLDER, ID, PLAN
from tests.proof.small_project import SmallProject

ONE, TWO = f"{ID}_T1", f"{ID}_T2"
SECOND = """### 2. Partings 📋 Planned

**Type**: Implementation Task **Depends on**: Task 1 **Estimated time**: 2 hours

**One smoke test**:

```python
def test_parting__a_name__then_bid(): ...
```

## Progress Tracking
"""


def row(check: str, subject: str, hour: int, verdict: str = "proved", **more: Any) -> Evidence:
    started = f"2026-01-31T{hour:02}:00:00.000Z"
    stage = {"specify": 3, "validate": 6, "accept": 7}[check.partition(".")[0]]
    draft = Draft(stage=stage, check=check, subject=subject, verdict=Verdict(verdict), started_at=started, **more)
    return seal(draft, iteration=ID, previous=())


def red(hour: int, kinds: Mapping[str, str], verdict: str = "proved") -> Evidence:
    return row("specify.red", "", hour, verdict, details={"kinds": dict(kinds)})


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Two tasks of 4 and 2 hours."""
    path = tmp_path / FOLDER / "ITERATION.md"
    path.parent.mkdir(parents=True)
    path.write_text(PLAN.replace("## Progress Tracking\n", SECOND), encoding="utf-8")
    (found,) = read_project(tmp_path, Config()).plans
    return found


BOTH = {
    "tests/test_words.py::test_greeting__a_name__then_greeted": "assertion",
    "tests/test_words.py::test_parting__a_name__then_bid": "not-implemented",
}


def test_times_of__red_then_green__then_hours_between_and_ratio(plan: Plan) -> None:
    rows = [red(8, BOTH), row("validate.smoke", ONE, 9), row("accept.task", ONE, 10)]
    times = times_of(plan, rows)
    first, second = times.tasks
    assert (first.red, first.took_h, first.estimate_h, first.ratio) == (True, 2.0, 4.0, 0.5)
    assert (second.took_h, second.unknown) == (None, "not proved yet")
    assert (times.ratio, times.ended, times.took_h) == (0.5, "", None)


def test_times_of__all_proved__then_the_iteration_from_first_red_to_last_green(plan: Plan) -> None:
    rows = [red(8, BOTH), row("accept.task", ONE, 10), row("accept.task", TWO, 14)]
    times = times_of(plan, rows)
    assert [task.took_h for task in times.tasks] == [2.0, 6.0]
    assert (times.took_h, times.ratio) == (6.0, 8.0 / 6.0)


def test_times_of__proved_again_later__then_the_first_green_counts(plan: Plan) -> None:
    rows = [red(8, BOTH), row("accept.task", ONE, 10), row("accept.task", ONE, 20)]
    assert times_of(plan, rows).tasks[0].took_h == 2.0


def test_times_of__red_for_a_wrong_reason_first__then_that_is_the_beginning(plan: Plan) -> None:
    rows = [red(7, {next(iter(BOTH)): "import"}, "refuted"), red(8, BOTH), row("accept.task", ONE, 10)]
    times = times_of(plan, rows)
    assert times.tasks[0].took_h == 3.0
    assert times.began.startswith("2026-01-31T07")


def test_times_of__no_test_was_red__then_since_the_first_run_of_a_check(plan: Plan) -> None:
    rows = [row("accept.task", ONE, 9, "refuted"), row("accept.task", ONE, 10)]
    task = times_of(plan, rows).tasks[0]
    assert (task.red, task.took_h) == (False, 1.0)


def test_times_of__first_run_was_green__then_not_known(plan: Plan) -> None:
    task = times_of(plan, [row("accept.task", ONE, 10)]).tasks[0]
    assert task.took_h is None
    assert "first run was green" in task.unknown


def test_times_of__green_before_red__then_not_known(plan: Plan) -> None:
    task = times_of(plan, [row("accept.task", ONE, 7), red(8, BOTH)]).tasks[0]
    assert task.took_h is None
    assert "before a test of it was seen to fail" in task.unknown


def test_times_of__replays__then_passed_over(plan: Plan) -> None:
    replay = row("accept.task", ONE, 23, origin=Origin.REPLAYED)
    assert times_of(plan, [red(8, BOTH), row("accept.task", ONE, 10), replay]).tasks[0].took_h == 2.0
    assert replay.kind is RowKind.CHECK


def test_times_of__nothing_ran__then_nothing_known(plan: Plan) -> None:
    times = times_of(plan, [])
    assert (times.began, times.took_h, times.ratio) == ("", None, None)
    assert {task.unknown for task in times.tasks} == {"not proved yet"}


@pytest.mark.xdist_group("small project")
def test_times_of__project_that_was_proved__then_known_for_its_task(closed: SmallProject) -> None:
    times = times_of(closed.iteration().plan, closed.rows())
    (task,) = times.tasks
    assert task.red
    assert task.took_h is not None
    assert 0 < task.took_h < 1
    assert times.took_h == task.took_h
