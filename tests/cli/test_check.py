"""The verb `check`: what it prints, writes and returns, as a person or a machine runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import planproof

SOURCE = str(Path(planproof.__file__).resolve().parents[1])  # whichever copy is under test, also from another folder
FOLDER = "docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_LINKS"
PLAN = """# Iteration 1: Links

## Working Software Goal

Users shorten links quickly.

## Not In This Iteration

- Statistics
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "ITERATION.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "planproof.toml").write_text('[plans]\ndocuments = ["ITERATION"]\n')
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planproof", "check", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": SOURCE},
        check=False,
    )


def selected(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(project, "--select", "PP601,PP606", *arguments)


def test_check__findings__then_printed_and_exit_code_1(project: Path) -> None:
    result = selected(project)
    assert result.returncode == 1
    assert f"{FOLDER}/ITERATION.md:5:21 PP601 vague: 'quickly'" in result.stdout
    assert result.stdout.splitlines()[-1] == "1 error, 1 warning in 1 document of 1 iteration"
    assert result.stderr == ""


def test_check__nothing_to_find__then_exit_code_0(project: Path) -> None:
    result = run(project, "--select", "PP104")
    assert (result.returncode, result.stdout) == (0, "no findings in 1 document of 1 iteration\n")


def test_check__warnings_alone__then_1_and_with_errors_only_0(project: Path) -> None:
    assert run(project, "--select", "PP601").returncode == 1
    result = run(project, "--select", "PP601", "--errors-only")
    assert (result.returncode, result.stdout) == (0, "no findings in 1 document of 1 iteration\n")


def test_check__json__then_one_document_on_standard_output(project: Path) -> None:
    for arguments in (["--json"], ["--format", "json"]):
        result = selected(project, *arguments)
        document = json.loads(result.stdout)
        assert (document["schemaVersion"], document["kind"]) == (1, "check")
        assert [set(entry) for entry in document["diagnostics"]] == [
            {"severity", "code", "message", "target", "fix"}
        ] * 2
        assert document["summary"]["errors"] == 1


def test_check__output__then_file_written_and_summary_on_standard_error(project: Path) -> None:
    for form in ("text", "json", "sarif", "github"):
        result = selected(project, "--format", form, "--output", "report")
        written = (project / "report").read_text("utf-8")
        assert result.returncode == 1
        assert result.stdout == ""
        assert "report" in result.stderr
        assert "PP601" in written
        if form in ("json", "sarif"):
            json.loads(written)


def test_check__output_into_a_missing_folder__then_exit_code_3(project: Path) -> None:
    result = selected(project, "--output", "missing/report")
    assert result.returncode == 3
    assert "missing/report" in result.stderr
    assert "Traceback" not in result.stderr


def test_check__ignore__then_those_rules_are_left_out(project: Path) -> None:
    result = run(project, "--select", "PP6", "--ignore", "PP606")
    assert "PP601" in result.stdout
    assert "PP606" not in result.stdout


def test_check__path_from_a_folder_below__then_found(project: Path) -> None:
    result = selected(project / "docs", "progress_trackings/M1_DEMO")
    assert result.returncode == 1
    assert "PP601" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["M1_E1_I2"], "M1_E1_I1"),
        (["nowhere.md"], "planproof reads what lies below"),
        (["/etc"], "the project is"),
        (["--select", "PP60"], "PP60"),
        (["--format", "xml"], "--help"),
    ],
)
def test_check__asked_for_what_is_not_there__then_exit_code_2_and_a_hint(
    project: Path, arguments: list[str], hint: str
) -> None:
    result = run(project, *arguments)
    assert result.returncode == 2
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_check__no_plans__then_nothing_checked_is_not_a_pass(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.returncode == 2
    assert "no plans" in result.stderr


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02", b"\xff\xfe# T", b"# T\r\n\r\n```python\r\n", b"> " * 300 + b"deep\n", "# ðŸ“‹\n".encode()],
    ids=["empty", "binary", "not-utf8", "half-a-fence", "nested", "mojibake"],
)
def test_check__document_nobody_can_read__then_a_finding_with_its_place(project: Path, data: bytes) -> None:
    (project / FOLDER / "ITERATION.md").write_bytes(data)
    result = run(project, "--no-compilers", "--select", "PP100,PP116")
    assert result.returncode == 1
    assert f"{FOLDER}/ITERATION.md:" in result.stdout
    assert "Traceback" not in result.stderr
