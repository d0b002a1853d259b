"""Work that was found on the way becomes a task, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.adding import Addition, Discovery, add_task, plan_addition
from planproof.plan.check import check_project
from planproof.plan.model import Plan
from planproof.plan.tree import read_project

FOLDER = "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"
TASK = """# Iteration 1: Links

## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Depends on**: None **Estimated time**: 2 hours

**What to build**: The store.

### 2. Search 📋 Planned

**Type**: Implementation Task **Depends on**: Task 1 **Estimated time**: 2 hours

**What to build**: The search.

---

## Success Demo

Nothing.
"""
FOUND = Discovery("Split the reader", "refactor", "src/reader.py:2", 2, "90m")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "reader.py").write_text("one\ntwo\n")
    return tmp_path


def written(root: Path, data: str | bytes = TASK, name: str = "ITERATION.md") -> Plan:
    path = root / FOLDER / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read(root)


def read(root: Path) -> Plan:
    (plan,) = read_project(root, Config()).plans
    return plan


def added(root: Path, plan: Plan, found: Discovery = FOUND) -> Addition:
    addition = plan_addition(root, plan, found)
    add_task(root, addition)
    return addition


def test_add_task__last_section_follows__then_behind_the_last_task_and_nothing_else_touched(root: Path) -> None:
    addition = added(root, written(root))
    now = (root / FOLDER / "ITERATION.md").read_text("utf-8")
    start = now.index("### 3. Split the reader 📋 Planned\n")
    end = now.index("\n---\n")
    assert now[:start] + now[end + 1 :] == TASK
    task = read(root).tasks[2]
    assert (task.id, task.name, task.number) == ("M1_E1_I1_T3", "Split the reader", 3)
    assert task.id == addition.task.id
    assert task.estimate_hours == 1.5
    assert task.found_at is not None
    assert task.found_at.value == "`src/reader.py:2`, in task 2"
    assert [file.path for file in task.key_files] == ["src/reader.py"]


def test_add_task__twice__then_next_number_behind_it(root: Path) -> None:
    plan = written(root)
    added(root, plan)
    added(root, read(root), Discovery("Mend the store", "fix", "src/reader.py"))
    tasks = read(root).tasks
    assert [task.number for task in tasks] == [1, 2, 3, 4]
    assert tasks[3].estimate_hours is None


def test_add_task__what_is_missing__then_placeholders_that_check_finds(root: Path) -> None:
    added(root, written(root), Discovery("Mend the store", "fix", "src/reader.py"))
    findings = check_project(read_project(root, Config()), Config()).findings
    lines = (root / FOLDER / "ITERATION.md").read_text("utf-8").splitlines()
    found = {lines[finding.place.line - 1] for finding in findings if finding.code == "PP108"}
    assert "**Priority**: [rank_of_this_task]" in found
    assert "[command_to_run]" in found
    task = read(root).tasks[2]
    broken = ("PP413", "PP414", "PP415", "PP419")
    assert not [found for found in findings if found.code in broken and found.place.line >= task.place.line]


def bytes_of(ends: str, mark: bytes = b"") -> bytes:
    return mark + TASK.replace("\n", ends).encode()


@pytest.mark.parametrize(
    "data",
    [
        bytes_of("\r\n"),
        bytes_of("\n", b"\xef\xbb\xbf"),
        TASK.replace("The store.", "The stor\xe9.").encode("cp1252", "ignore"),
        TASK.rstrip("\n").partition("\n---")[0].encode(),
        TASK.rstrip("\n").partition("\n---")[0].replace("\n", "\r\n").encode(),
        TASK.replace("\n---\n", "").replace("search.\n\n", "search.\n").encode(),
    ],
    ids=["CRLF", "byte order mark", "cp1252", "ends with the task", "ends with the task, CRLF", "no blank line"],
)
def test_add_task__document_of_another_kind__then_its_bytes_stay(root: Path, data: bytes) -> None:
    addition = added(root, written(root, data))
    after = (root / FOLDER / "ITERATION.md").read_bytes()
    assert after == addition.after
    cut = (
        next(at for at in range(len(data) + 1) if data[:at] != after[:at]) - 1
        if data != after[: len(data)]
        else len(data)
    )
    assert after.endswith(data[cut:])
    assert (b"\r\n" in data) == (b"\r\n" in after)
    assert after.count(b"\n") - after.count(b"\r\n") in (0, after.count(b"\n"))
    assert read(root).tasks[-1].name == "Split the reader"


def test_add_task__headings_of_the_other_kind__then_like_them(root: Path) -> None:
    text = TASK.replace("### 1.", "#### Task 1:").replace("### 2.", "#### Task 2:")
    added(root, written(root, text))
    assert "#### Task 3: Split the reader 📋 Planned\n" in (root / FOLDER / "ITERATION.md").read_text("utf-8")


def test_add_task__three_documents__then_into_the_backlog(root: Path) -> None:
    (root / FOLDER / "TECH_DESIGN.md").write_text("# Links: Tech Design\n", encoding="utf-8")
    addition = added(root, written(root, name="BACKLOGS.md"))
    assert addition.path == f"{FOLDER}/BACKLOGS.md"


def test_plan_addition__fence_is_never_closed__then_refused_and_nothing_written(root: Path) -> None:
    plan = written(root, TASK.partition("\n---")[0] + "\n```bash\nls\n")
    with pytest.raises(EnvironmentFault, match="without touching what stands there"):
        plan_addition(root, plan, FOUND)


def test_add_task__document_changed_meanwhile__then_refused(root: Path) -> None:
    addition = plan_addition(root, written(root), FOUND)
    written(root, TASK + "More.\n")
    with pytest.raises(EnvironmentFault, match="changed"):
        add_task(root, addition)
    assert (root / FOLDER / "ITERATION.md").read_text("utf-8") == TASK + "More.\n"


def test_plan_addition__no_task_yet__then_usage(root: Path) -> None:
    with pytest.raises(UsageError, match="has no task yet"):
        plan_addition(root, written(root, "# Iteration 1: Links\n"), FOUND)


@pytest.mark.parametrize(
    "found",
    [
        Discovery("", "fix", "src/reader.py"),
        Discovery("a\x1b[2Kb", "fix", "src/reader.py"),
        Discovery("<!-- planproof:status -->", "fix", "src/reader.py"),
        Discovery("a" * 200, "fix", "src/reader.py"),
        Discovery("a", "feature", "src/reader.py"),
        Discovery("a", "fix", "src/none.py:1"),
        Discovery("a", "fix", "src/reader.py:9"),
        Discovery("a", "fix", "src/reader.py:0"),
        Discovery("a", "fix", "../reader.py:1"),
        Discovery("a", "fix", "/etc/passwd"),
        Discovery("a", "fix", "src"),
        Discovery("a", "fix", "src/reader.py", 7),
        Discovery("a", "fix", "src/reader.py", None, "soon"),
    ],
)
def test_plan_addition__part_that_cannot_be__then_usage(root: Path, found: Discovery) -> None:
    with pytest.raises(UsageError):
        plan_addition(root, written(root), found)
