"""The examples' states, replayed and run by their own commands: red for the right reason at 3, green from 4."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from examples.replay import EXAMPLES, apply_state, replay, state_names
from planproof.cli.main import run as planproof
from planproof.config import load_config
from planproof.proof.failure import FailureKind, classify
from planproof.proof.results import TestResults, read_benchmark_results, read_coverage, read_test_results

BIN = Path(sys.executable).parent
EXAMPLE_NAMES = ("registry_c", "shortener")
GOOGLETEST = subprocess.run("pkg-config --exists gtest_main", shell=True, stderr=subprocess.DEVNULL).returncode == 0
RIGHT_REASONS = (FailureKind.ASSERTION, FailureKind.NOT_IMPLEMENTED)


def checked_out(example: str, state: str, folder: Path) -> Path:
    replay(EXAMPLES / example / "states", folder, state)
    return folder


def run(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **variables}
    return subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def pytest_results(folder: Path) -> TestResults:
    """What pytest reports, parametrised cases apart."""
    run(f"{sys.executable} -m pytest -q -p no:cacheprovider --junitxml=results.xml", folder, PYTHONPATH="src")
    return read_test_results(folder / "results.xml", "junit")


def tap_results(folder: Path) -> TestResults:
    """What the C tests print, built with coverage."""
    built = run("meson setup build -Db_coverage=true && meson compile -C build", folder)
    assert built.returncode == 0, built.stdout
    return read_test_results(run("build/slots_tests", folder).stdout.encode(), "tap")


def reds(results: TestResults, language: str) -> dict[str, FailureKind | str]:
    """Test name without parameters -> the kind of its failure, or its status."""
    return {
        case.name.partition("[")[0]: classify(case, "", language) if case.status == "failed" else str(case.status)
        for case in results.cases
    }


def planned_names(folder: Path) -> set[str]:
    """The names in the test plan's tables of unit, integration and system tests."""
    text = next(folder.glob("docs/**/TEST_PLAN.md")).read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(test_\w+)` \| `", text.partition("## Performance Benchmarks")[0], re.MULTILINE))


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_replay__twice__then_same_commits(example: str, tmp_path: Path) -> None:
    states = EXAMPLES / example / "states"
    last = state_names(states)[-1]
    first = replay(states, tmp_path / "first", last)
    assert replay(states, tmp_path / "second", last) == first
    assert [state.name for state in first] == state_names(states)


def test_replay__continued__then_earlier_commits_kept(tmp_path: Path) -> None:
    states = EXAMPLES / "registry_c" / "states"
    early = replay(states, tmp_path, "1")
    assert replay(states, tmp_path, "3-specified")[:2] == early


def test_replay__unknown_state__then_known_ones_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0-base, 1-planned"):
        replay(EXAMPLES / "registry_c" / "states", tmp_path / "target", "12")


def test_replay__deleted_list__then_files_go(tmp_path: Path) -> None:
    for name, files in {"0-base": {"a": "1", "b": "2"}, "1-less": {".deleted": "a\n"}}.items():
        (tmp_path / "states" / name).mkdir(parents=True)
        for path, text in files.items():
            (tmp_path / "states" / name / path).write_text(text)
    replay(tmp_path / "states", tmp_path / "target", "1")
    assert sorted(path.name for path in (tmp_path / "target").iterdir()) == [".git", "b"]


def test_shortener__specified__then_every_planned_test_is_red_for_the_right_reason(tmp_path: Path) -> None:
    folder = checked_out("shortener", "3", tmp_path)
    found = reds(pytest_results(folder), "python")
    wrong = {name: found.get(name, "absent") for name in planned_names(folder) if found.get(name) not in RIGHT_REASONS}
    assert wrong == {}


def test_shortener__closed__then_green_covered_and_clean(tmp_path: Path) -> None:
    folder = checked_out("shortener", "9", tmp_path)
    run(f"{sys.executable} -m coverage run --source=src -m pytest -q --junitxml=results.xml", folder, PYTHONPATH="src")
    run(f"{sys.executable} -m coverage json -o coverage.json", folder)
    results = read_test_results(folder / "results.xml", "junit")
    assert planned_names(folder) < set(reds(results, "python"))
    assert {str(case.status) for case in results.cases} == {"passed"}
    files = read_coverage(folder / "coverage.json", "coverage.py").files
    changed = {f"src/shortener/{name}.py" for name in ("app", "codes", "links", "routes", "store", "urls")}
    assert {path: files[path].missing for path in changed if files[path].missing} == {}
    assert run("ruff check . && ruff format --check .", folder).returncode == 0


def test_registry_c__specified__then_every_planned_test_is_red_for_the_right_reason(tmp_path: Path) -> None:
    folder = checked_out("registry_c", "3", tmp_path)
    found = reds(tap_results(folder), "c")
    wrong = {name: found.get(name, "absent") for name in planned_names(folder) if found.get(name) not in RIGHT_REASONS}
    assert wrong == {}


def test_registry_c__closed__then_green_covered_and_measured(tmp_path: Path) -> None:
    folder = checked_out("registry_c", "9", tmp_path)
    results = tap_results(folder)
    assert planned_names(folder) < set(reds(results, "c"))
    assert {str(case.status) for case in results.cases} == {"passed"}
    commands = load_config(folder)
    covered = run(commands.coverage.command.replace("{coverage}", "coverage.info"), folder)
    assert covered.returncode == 0, covered.stderr
    files = read_coverage(folder / "coverage.info", "lcov").files
    assert {path: file.missing for path, file in files.items()} == {"src/registry.c": set(), "src/version.c": set()}
    assert run(commands.commands.benchmark.replace("{results}", "figures.json"), folder).returncode == 0
    assert len(read_benchmark_results(folder / "figures.json").benchmarks) == 1
    assert [run(command, folder).stdout for command in (*commands.commands.lint, *commands.commands.format)] == ["", ""]


@pytest.mark.skipif(not GOOGLETEST, reason="GoogleTest isn't installed (libgtest-dev)")
@pytest.mark.parametrize(("state", "wanted"), [("3", FailureKind.ASSERTION), ("4", "passed")])
def test_registry_c__tests_in_googletest__then_red_and_green_alike(
    state: str, wanted: FailureKind | str, tmp_path: Path
) -> None:
    folder = checked_out("registry_c", state, tmp_path)
    apply_state(EXAMPLES / "registry_c" / "googletest", folder)
    built = run("meson setup build && meson compile -C build", folder)
    assert built.returncode == 0, built.stdout
    tests = load_config(folder).commands.test.replace("{results}", "results.xml").replace("{tests}", "'*'")
    run(tests, folder)
    found = reds(read_test_results(folder / "results.xml", "junit"), "cpp")
    assert found == {name.removeprefix("test_"): wanted for name in planned_names(folder)}


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_states__specified_to_closed__then_no_test_is_touched(example: str) -> None:
    states = EXAMPLES / example / "states"
    later = [path for name in state_names(states)[4:] for path in (states / name).glob("tests/**/*")]
    assert later == []


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_plan__as_planned__then_check_finds_nothing(
    example: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = checked_out(example, "1", tmp_path)
    assert planproof(["check", "--project", str(folder)]) == 0, capsys.readouterr().out
