"""A lack that all parts of a plan share: said once, and told apart again as soon as one of them is mended or allowed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from planproof.cli.main import run
from planproof.config import Config, Plans
from planproof.plan.check import CheckReport, check_project
from planproof.plan.folding import folded
from planproof.plan.rulebook import EXAMPLE_FOLDER
from planproof.plan.tree import read_project

CONFIG = Config(plans=Plans(documents=("ITERATION",)))
TYPE = "**Type**: Wiring Task"
SMOKE = f"{TYPE}\n\n**One smoke test**:\n\n```python\ndef test_it():\n    assert 1 + 1 == 2\n```"


def write(root: Path, tasks: Sequence[str]) -> None:
    """An iteration with a task a text."""
    path = root / EXAMPLE_FOLDER / "ITERATION.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = [f"### {number}. Part {number}\n\n{text}\n" for number, text in enumerate(tasks, 1)]
    path.write_text("\n".join(["## Tasks\n", *parts]), encoding="utf-8")


def report_of(root: Path, tasks: Sequence[str], codes: Sequence[str] = ("PP306",), **only: list[str]) -> CheckReport:
    write(root, tasks)
    return folded(check_project(read_project(root, CONFIG), CONFIG, codes=codes, **only))


def messages(report: CheckReport) -> list[str]:
    return [finding.message for finding in report.findings]


def test_folded__no_task_has_it__then_one_finding_at_the_first_with_the_form_that_is_read(tmp_path: Path) -> None:
    (finding,) = report_of(tmp_path, [TYPE] * 4).findings
    assert finding.message == "none of the 4 tasks (1 to 4) has a smoke test"
    assert finding.place.line == 3
    assert "**One smoke test**" in finding.hint


def test_folded__one_task_has_it__then_one_finding_a_task(tmp_path: Path) -> None:
    report = report_of(tmp_path, [TYPE, SMOKE, TYPE, TYPE])
    assert messages(report) == [f"task {number} has no smoke test" for number in (1, 3, 4)]


def test_folded__two_tasks__then_one_finding_a_task(tmp_path: Path) -> None:
    assert len(report_of(tmp_path, [TYPE] * 2).findings) == 2


def test_folded__remark_at_the_first_task__then_the_others_are_still_found(tmp_path: Path) -> None:
    write(tmp_path, [TYPE] * 3)
    path = tmp_path / EXAMPLE_FOLDER / "ITERATION.md"
    text = path.read_text().replace("### 1.", "<!-- planproof: allow PP306 only a folder -->\n### 1.")
    path.write_text(text)
    report = folded(check_project(read_project(tmp_path, CONFIG), CONFIG, codes=["PP306"]))
    assert messages(report) == ["task 2 has no smoke test", "task 3 has no smoke test"]
    assert [item.finding.message for item in report.silenced] == ["task 1 has no smoke test"]


def test_folded__one_task_asked_for__then_its_own_finding(tmp_path: Path) -> None:
    report = report_of(tmp_path, [TYPE] * 3, only=["M1_E1_I1_T2"])
    assert messages(report) == ["task 2 has no smoke test"]


def test_folded__tasks_in_another_form__then_that_alone(tmp_path: Path) -> None:
    codes = ["PP306", "PP405", "PP407", "PP413", "PP415", "PP421"]
    report = report_of(tmp_path, ["Some words.", "Some words.", "Some words."], codes)
    assert [finding.code for finding in report.findings] == ["PP421"]
    alone = report_of(tmp_path, ["Some words."] * 3, codes[:-1])
    assert [finding.code for finding in alone.findings] == ["PP306", "PP405", "PP407", "PP413"]


def test_folded__tasks_in_another_form_that_lack_a_text_here_and_there__then_those_too(tmp_path: Path) -> None:
    report = report_of(tmp_path, ["Some words.", "", "Some words."], ["PP413", "PP415", "PP421"])
    assert [(finding.code, finding.place.line) for finding in report.findings] == [("PP421", 3), ("PP415", 7)]


def test_folded__other_form_allowed__then_each_field_is_said_once(tmp_path: Path) -> None:
    write(tmp_path, ["Some words."] * 3)
    path = tmp_path / EXAMPLE_FOLDER / "ITERATION.md"
    path.write_text(f"<!-- planproof: allow PP421 the board's own form -->\n\n{path.read_text()}")
    codes = ["PP306", "PP413", "PP421"]
    report = folded(check_project(read_project(tmp_path, CONFIG), CONFIG, codes=codes))
    assert [finding.code for finding in report.findings] == ["PP306", "PP413"]


def test_folded__parts_that_all_tasks_lack_and_one_that_a_task_lacks__then_told_apart(tmp_path: Path) -> None:
    built = f"{TYPE}\n\n**What to build**: The composition."
    report = report_of(tmp_path, [built, TYPE, built], ["PP415"])
    assert messages(report) == [
        "none of the 3 tasks (1 to 3) says: Key files",
        "task 2 doesn't say: What to build",
    ]


def test_check__baseline_of_what_all_lack__then_old_also_when_one_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, [TYPE] * 4)
    shared = ["--project", str(tmp_path), "--select", "PP306"]
    old = str(tmp_path / "old.json")
    assert run(["check", *shared, "--write-baseline", old]) == 0
    write(tmp_path, [TYPE, TYPE, SMOKE, TYPE])
    assert run(["check", *shared, "--baseline", old]) == 0
    write(tmp_path, [TYPE] * 5)
    assert run(["check", *shared, "--baseline", old]) == 1
    assert "task 5 has no smoke test" in capsys.readouterr().out


def test_check__what_all_lack__then_one_finding_in_every_format_and_each_with_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, [TYPE] * 4)
    shared = ["check", "--project", str(tmp_path), "--select", "PP306"]
    assert run([*shared, "--format", "sarif"]) == 1
    assert len(json.loads(capsys.readouterr().out)["runs"][0]["results"]) == 1
    assert run([*shared, "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["diagnostics"]) == 1
    assert run([*shared, "--json", "--all"]) == 1
    assert len(json.loads(capsys.readouterr().out)["diagnostics"]) == 4
