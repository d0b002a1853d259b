"""Task Master files as large as tools write them, with tasks in circles: read under limits of memory and CPU time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import planproof
from planproof.cli.main import run

EPIC = "docs/progress_trackings/M1_LINKS/M1_E1_SHORT"
MEMORY_MAX_BYTES = 3 << 30
CPU_MAX_S = 120


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for words in (["init"], ["new", "milestone", "Links"], ["new", "epic", "M1", "Short"]):
        assert run([*words, "--project", str(tmp_path)]) == 0
    return tmp_path


def write_tasks(path: Path, count: int, size_bytes: int) -> None:
    """A file of about that size in which every task waits for the next, and the last for the first."""
    details = "the server keeps every link under its short code " * (size_bytes // count // 49)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"master": {"tasks": [\n')
        for number in range(1, count + 1):
            awaited = number % count + 1
            task = {"id": number, "title": f"Part {number}", "details": details, "dependencies": [awaited]}
            file.write(json.dumps({**task, "status": "done"}) + ("\n" if number == count else ",\n"))
        file.write("]}}\n")


def limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_MAX_S, CPU_MAX_S))


def imported(project: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planproof", "import", str(path)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(Path(planproof.__file__).resolve().parents[1])},
        preexec_fn=limits,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    "size_bytes", [9_000_000, pytest.param(50_000_000, marks=pytest.mark.long)], ids=["9 MB", "50 MB"]
)
def test_import__large_file_with_a_circle__then_brought_in_whole_and_the_circle_named(
    project: Path, size_bytes: int
) -> None:
    path = project / "tasks.json"
    write_tasks(path, 60, size_bytes)
    ran = imported(project, path)
    assert ran.returncode == 0, ran.stderr
    assert "tasks.json:2:1: tasks wait for each other: 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> 8 -> …" in ran.stderr
    folder = next(path for path in (project / EPIC).iterdir() if path.is_dir())
    assert (folder / "BACKLOGS.md").stat().st_size < 1_000_000
    notes = (folder / "IMPORTED_NOTES.md").read_text(encoding="utf-8")
    details = json.loads(path.read_text(encoding="utf-8"))["master"]["tasks"][0]["details"]
    assert notes.count(details) == 60
    assert "IMPORTED_NOTES.md: task 60" in (folder / "IMPORT_REPORT.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "size_bytes", [9_000_000, pytest.param(50_000_000, marks=pytest.mark.long)], ids=["9 MB", "50 MB"]
)
def test_import__more_tasks_than_a_document_holds__then_refused_with_their_number(
    project: Path, size_bytes: int
) -> None:
    path = project / "tasks.json"
    write_tasks(path, size_bytes // 600, size_bytes)
    ran = imported(project, path)
    assert ran.returncode == 2
    assert f"{size_bytes // 600:,} tasks would make a document of more than" in ran.stderr
    assert "nothing was written" in ran.stderr
    assert list((project / EPIC).glob("*/")) == []


def test_import__over_64_megabytes__then_said_and_nothing_written(project: Path) -> None:
    path = project / "tasks.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"tasks": []}')
        file.seek(64_000_001)
        file.write(" ")
    ran = imported(project, path)
    assert ran.returncode == 2
    assert "tasks.json:1:1: over 64 MB, so it was not read" in ran.stderr
