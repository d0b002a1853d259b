"""`claim` and `next --claim` as processes: many at once, and what is said to whom."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import planproof
from bench.trees import write_iterations

TASK = "M1_E1_I1_T1"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Four iterations, each with one task that can begin and one that waits for it."""
    write_iterations(tmp_path, iterations=4, tasks=2)
    return tmp_path


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    source = str(Path(planproof.__file__).resolve().parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "planproof", *arguments, "--json"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    printed, said = process.communicate(timeout=120)
    assert printed, said
    return process.returncode, json.loads(printed)


def run(project: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    return ended(start(project, *arguments))


def text(project: Path, *arguments: str) -> str:
    source = str(Path(planproof.__file__).resolve().parents[1])
    command = [sys.executable, "-m", "planproof", *arguments]
    environment = {**os.environ, "PYTHONPATH": source}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False).stdout


def test_claim__two_processes_at_once__then_exactly_one_has_it(project: Path) -> None:
    both = [ended(process) for process in [start(project, "claim", TASK, "--as", name) for name in ("ada", "bob")]]
    assert sorted(code for code, _ in both) == [0, 1]
    winner = next(found["claim"]["by"] for code, found in both if code == 0)
    loser = next(found for code, found in both if code == 1)
    assert loser["claim"]["by"] == winner
    assert loser["diagnostics"][0]["code"] == "claimed"


def test_next_claim__twenty_processes_under_one_name__then_no_task_twice(project: Path) -> None:
    all_of_them = [start(project, "next", "--claim", "--as", "same") for _ in range(20)]
    found = [ended(process) for process in all_of_them]
    taken = Counter(document["task"]["id"] for code, document in found if code == 0)
    assert taken == {f"M1_E1_I{number}_T1": 1 for number in range(1, 5)}
    assert sum(code == 1 for code, _ in found) == 16
    assert len(run(project, "claim")[1]["claims"]) == 4


def test_next__first_task_is_claimed__then_the_second_and_why(project: Path) -> None:
    run(project, "claim", TASK, "--as", "ada")
    code, found = run(project, "next")
    assert (code, found["task"]["id"], found["claim"]) == (0, "M1_E1_I2_T1", None)
    (passed,) = found["passedOver"]
    assert (passed["task"], passed["claim"]["by"], passed["files"]) == (TASK, "ada", [])
    shown = text(project, "next")
    assert f"passed over {TASK}: claimed by ada until 20" in shown


def test_next__task_touches_a_file_of_a_claimed_one__then_passed_over_with_the_file(project: Path) -> None:
    second = next(project.rglob("M1_E1_I2_*/ITERATION.md"))
    second.write_text(
        second.read_text("utf-8").replace("src/parts/part_1_1_2_1.py", "./src/parts/part_1_1_1_1.py"), "utf-8"
    )
    run(project, "claim", TASK, "--as", "ada")
    code, found = run(project, "next")
    assert (code, found["task"]["id"]) == (0, "M1_E1_I3_T1")
    assert found["passedOver"][1]["files"] == ["src/parts/part_1_1_1_1.py"]
    code, found = run(project, "order")
    assert [apart["task"] for apart in found["apart"]] == ["M1_E1_I2_T1"]
    assert TASK not in found["ready"]


def test_next__own_name__then_the_claimed_task_first(project: Path) -> None:
    run(project, "claim", "M1_E1_I3_T1", "--as", "ada")
    assert run(project, "next", "--as", "ada")[1]["task"]["id"] == "M1_E1_I3_T1"
    assert run(project, "next", "--as", "bob")[1]["task"]["id"] == TASK


def test_next__other_iteration_is_needed__then_not_offered_before_it_is_proved(project: Path) -> None:
    first = next(project.rglob("M1_E1_I1_*/ITERATION.md"))
    first.write_text(
        first.read_text("utf-8").replace("**Depends on**: None", "**Depends on**: M1_E1_I2_T1", 1), "utf-8"
    )
    assert run(project, "next")[1]["task"]["id"] == "M1_E1_I2_T1"


def test_next__file_that_an_earlier_iteration_creates__then_waits_until_it_is_there(project: Path) -> None:
    third = next(project.rglob("M1_E1_I3_*/ITERATION.md"))
    text_of = third.read_text("utf-8")
    used = text_of.replace("src/parts/part_1_1_3_1.py (new)", "src/parts/part_1_1_2_1.py")
    third.write_text(used, "utf-8")
    for task in (TASK, "M1_E1_I2_T1"):
        run(project, "claim", task, "--as", "ada")
    assert run(project, "next")[1]["task"]["id"] == "M1_E1_I4_T1"
    found = {task["id"]: task for task in run(project, "order")[1]["tasks"]}
    waits = found["M1_E1_I3_T1"]["waitsFor"]
    assert waits == [{"task": "M1_E1_I2_T1", "file": "src/parts/part_1_1_2_1.py", "planned": True}]
    run(project, "claim", "M1_E1_I2_T1", "--as", "ada", "--release")
    (project / "src" / "parts").mkdir(parents=True, exist_ok=True)
    (project / "src" / "parts" / "part_1_1_2_1.py").write_text("")
    assert run(project, "claim", "M1_E1_I4_T1")[0] == 0
    code, found_next = run(project, "next")
    assert (code, found_next["task"]["id"]) == (0, "M1_E1_I2_T1")
    (project / "src" / "parts" / "part_1_1_2_1.py").unlink()
    run(project, "claim", "M1_E1_I2_T1", "--as", "ada")
    code, found_next = run(project, "next")
    assert (code, found_next["task"]) == (1, None)


def test_claim__renew_release_and_show__then_each_says_so(project: Path) -> None:
    assert run(project, "claim", TASK, "--as", "ada", "--for", "30m")[0] == 0
    assert "that is your own name" in text(project, "claim", TASK, "--as", "ada")
    assert run(project, "claim", TASK, "--as", "ada", "--renew")[0] == 0
    assert run(project, "show", TASK)[1]["claims"][0]["by"] == "ada"
    assert "claimed by ada until" in text(project, "show", TASK)
    assert run(project, "claim", TASK, "--as", "bob", "--release")[0] == 1
    assert run(project, "claim", TASK, "--as", "ada", "--release")[0] == 0
    assert text(project, "claim") == "no task is claimed\n"
    assert run(project, "next")[1]["task"]["id"] == TASK


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("claim", "M1_E1_I1_T9"), "no task M1_E1_I1_T9"),
        (("claim", TASK, "--for", "ages"), "no length of time"),
        (("next", "--claim", "--as", "\x1b[2K"), "no name to claim under"),
        (("next", "M1_E1_I9", "--claim"), "no iteration M1_E1_I9"),
    ],
)
def test_claim__wrong_question__then_usage(project: Path, arguments: tuple[str, ...], words: str) -> None:
    code, found = run(project, *arguments)
    assert code == 2
    assert words in found["diagnostics"][0]["message"]
