"""A task's type is one of four, however it is written, and says what the task needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.plan.markdown import read_document
from planproof.plan.model import Task
from planproof.plan.read.plan import read_plan
from planproof.plan.task_types import is_spike, needed_parts, task_type

FOLDER = "docs/progress_trackings/M1_X/M1_E1_X/M1_E1_I1_X"


def task_of(written: str) -> Task:
    text = f"## Tasks\n\n### 1. Store\n\n**Type**: {written}\n"
    document = read_document(f"{FOLDER}/ITERATION.md", text.encode(), "ITERATION")
    return read_plan(FOLDER, Path(FOLDER).name, (document,)).tasks[0]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Implementation Task", "implementation"),
        ("`integration task`", "integration"),
        ("Wiring", "wiring"),
        ("Research Spike", "spike"),
        ("Spike (time-boxed)", "spike"),
        ("Implementation Task / Research Spike", None),
        ("Research", None),
        ("Improvement", None),
        ("", None),
    ],
)
def test_task_type__as_written__then_one_of_four_or_none(written: str, name: str | None) -> None:
    assert task_type(task_of(written)) == name


def test_needed_parts__types__then_fewer_for_a_spike() -> None:
    assert is_spike(task_of("Research Spike"))
    assert needed_parts(task_of("Research Spike")) == ("What to build",)
    assert needed_parts(task_of("unknown")) == ("What to build",)
    assert "Core functionality" in needed_parts(task_of("Implementation Task"))
