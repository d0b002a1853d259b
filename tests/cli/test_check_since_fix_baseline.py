"""`check` with --since, --fix, --diff and a baseline, as a person runs it in a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_check import FOLDER, run

PLAN = """# Iteration 1: Links

## Working Software Goal

Users shorten links quickly.

## Tasks

### 1. Shorten ✅ Complete

**What to build**: It works properly.

## Not In This Iteration

- Statistics
"""


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "ITERATION.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "planproof.toml").write_text('[plans]\ndocuments = ["ITERATION"]\n')
    return tmp_path


@pytest.fixture
def repository(project: Path) -> Path:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "plan")
    return project


def changed(project: Path, old: str, new: str) -> None:
    path = project / FOLDER / "ITERATION.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def codes(project: Path, *arguments: str) -> list[str]:
    result = run(project, "--select", "PP1,PP6,PP415", "--ignore", "PP105", "--json", *arguments)
    return [entry["code"] for entry in json.loads(result.stdout)["diagnostics"]]


def test_check__since_nothing_changed__then_no_finding(repository: Path) -> None:
    assert codes(repository, "--since", "HEAD") == []


def test_check__since_one_line_changed__then_its_findings_and_those_of_its_sections_heading(repository: Path) -> None:
    changed(repository, "It works properly.", "It works seamlessly.")
    found = codes(repository, "--since", "HEAD")
    assert "PP601" in found
    assert "PP606" not in found
    assert "PP110" in found  # on the heading of the task whose text changed


def test_check__since_untracked_and_renamed__then_the_new_ones_lines(repository: Path) -> None:
    other = FOLDER.replace("I1_LINKS", "I2_MORE")
    git(repository, "mv", FOLDER, f"{FOLDER}_RENAMED")
    (repository / other).mkdir()
    (repository / other / "ITERATION.md").write_text("# Iteration 2: More\n\nIt works properly.\n")
    result = run(repository, "--select", "PP601,PP606", "--since", "HEAD")
    assert f"{other}/ITERATION.md:3" in result.stdout
    assert "RENAMED" not in result.stdout


def test_check__since_an_unknown_revision__then_usage_error_with_a_hint(repository: Path) -> None:
    result = run(repository, "--since", "nowhere")
    assert result.returncode == 2
    assert "no revision 'nowhere'" in result.stderr
    assert "hint: name a commit" in result.stderr


def test_check__since_without_a_repository__then_environment_error(project: Path) -> None:
    result = run(project, "--since", "HEAD")
    assert result.returncode == 3
    assert "Traceback" not in result.stderr


def test_check__fix__then_written_named_and_the_rest_printed(project: Path) -> None:
    result = run(project, "--select", "PP110,PP606", "--fix")
    assert result.returncode == 1
    assert f"{FOLDER}/ITERATION.md:9:16 PP110 fixed: status '✅ Complete' is typed by hand" in result.stdout
    assert "PP606" in result.stdout
    assert "### 1. Shorten 📋 Planned\n" in (project / FOLDER / "ITERATION.md").read_text("utf-8")
    again = run(project, "--select", "PP110", "--fix")
    assert (again.returncode, again.stdout) == (0, "no findings in 1 document of 1 iteration\n")


def test_check__fix_with_json__then_the_fixed_ones_are_in_the_document(project: Path) -> None:
    document = json.loads(run(project, "--select", "PP110", "--fix", "--json").stdout)
    assert [entry["code"] for entry in document["fixed"]] == ["PP110"]
    assert document["diagnostics"] == []


def test_check__fix_of_a_silenced_finding__then_left_alone(project: Path) -> None:
    changed(project, "# Iteration 1", "<!-- planproof: allow PP110 shown to the board -->\n# Iteration 1")
    run(project, "--select", "PP110", "--fix")
    assert "✅ Complete" in (project / FOLDER / "ITERATION.md").read_text("utf-8")


def test_check__diff__then_a_patch_and_nothing_written(project: Path) -> None:
    result = run(project, "--diff")
    assert result.returncode == 1
    assert "-### 1. Shorten ✅ Complete" in result.stdout
    assert "+### 1. Shorten 📋 Planned" in result.stdout
    assert (project / FOLDER / "ITERATION.md").read_text("utf-8") == PLAN
    assert run(project, "--diff", "--select", "PP606").returncode == 0


def test_check__fix_since__then_only_changed_lines_are_mended(repository: Path) -> None:
    changed(repository, "## Not In This", "## Progress Tracking\n\n- [x] Task 1: Shorten\n\n## Not In This")
    run(repository, "--fix", "--since", "HEAD")
    text = (repository / FOLDER / "ITERATION.md").read_text("utf-8")
    assert "- [ ] Task 1: Shorten" in text
    assert "✅ Complete" in text


def test_check__baseline__then_old_findings_silenced_new_ones_shown_stale_ones_named(project: Path) -> None:
    select = ["--select", "PP601,PP606"]
    written = run(project, *select, "--write-baseline", "old.json")
    assert (written.returncode, written.stdout) == (0, "3 findings written to old.json\n")
    quiet = run(project, *select, "--baseline", "old.json")
    assert (quiet.returncode, quiet.stdout) == (0, "no findings in 1 document of 1 iteration, 3 silenced\n")
    changed(project, "quickly", "within 20 ms")
    changed(project, "- Statistics", "- Statistics\n- Accounts")
    (project / "planproof.toml").write_text('[plans]\ndocuments = ["ITERATION"]\n[check]\nbaseline = "old.json"\n')
    result = run(project, *select)
    assert result.returncode == 1
    assert "PP601 stale baseline entry: vague: 'quickly'" in result.stdout
    assert result.stdout.count("PP606") == 1
    document = json.loads(run(project, *select, "--json").stdout)
    assert [entry["code"] for entry in document["staleBaseline"]] == ["PP601"]
    assert {entry["by"] for entry in document["silenced"]} == {"baseline"}


def test_check__severity_in_the_configuration__then_weighed_so(project: Path) -> None:
    (project / "planproof.toml").write_text(
        '[plans]\ndocuments = ["ITERATION"]\n[check.severity]\nPP606 = "warning"\nPP601 = "error"\n'
    )
    result = run(project, "--select", "PP601,PP606")
    assert result.stdout.splitlines()[-1].startswith("2 errors, 1 warning")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--baseline", "gone.json"], 3, "gone.json: can't be read"),
        (["--baseline", "planproof.toml"], 3, "is no baseline"),
        (["--fix", "--diff"], 2, "--fix writes and --diff doesn't"),
        (["--write-baseline", "a", "--fix"], 2, "--write-baseline takes"),
    ],
)
def test_check__arguments_that_do_not_fit__then_a_clear_error(
    project: Path, arguments: list[str], code: int, message: str
) -> None:
    result = run(project, *arguments)
    assert result.returncode == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_check__severity_of_a_rule_that_is_not_there__then_configuration_error(project: Path) -> None:
    (project / "planproof.toml").write_text('[check.severity]\nPP999 = "warning"\n')
    result = run(project)
    assert result.returncode == 3
    assert "check.severity.PP999: no such rule" in result.stderr
