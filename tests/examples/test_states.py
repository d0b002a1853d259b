"""The examples' states, replayed and run by their own commands: red for the right reason at 3, green from 4."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from examples.replay import EXAMPLES, replay, state_names

BIN = Path(sys.executable).parent
EXAMPLE_NAMES = ("registry_c", "shortener")
RIGHT_REASONS = ("AssertionError", "NotImplementedError", "assert ")


def checked_out(example: str, state: str, folder: Path) -> Path:
    replay(EXAMPLES / example / "states", folder, state)
    return folder


def run(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **variables}
    return subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def pytest_outcomes(folder: Path) -> dict[str, str]:
    """Test name without parameters -> `passed`, or the first line of what failed."""
    results = folder / "results.xml"
    run(f"{sys.executable} -m pytest -q -p no:cacheprovider --junitxml={results}", folder, PYTHONPATH="src")
    outcomes = {}
    for case in ElementTree.parse(results).iter("testcase"):
        failures = [element for element in case if element.tag in ("failure", "error", "skipped")]
        name = case.attrib["name"].partition("[")[0]
        outcomes[name] = f"{failures[0].tag}: {failures[0].attrib['message']}" if failures else "passed"
    return outcomes


def tap_outcomes(folder: Path) -> dict[str, str]:
    """Test name -> `passed`, or the remark below its line."""
    built = run("meson setup build && meson compile -C build", folder)
    assert built.returncode == 0, built.stdout
    printed = run("build/slots_tests", folder).stdout
    found = re.findall(r"^(ok|not ok) \d+ - (\S+)(?:\n# (.*))?", printed, re.MULTILINE)
    return {name: "passed" if result == "ok" else remark for result, name, remark in found}


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


def test_shortener__specified__then_every_planned_test_is_red(tmp_path: Path) -> None:
    folder = checked_out("shortener", "3", tmp_path)
    outcomes = pytest_outcomes(folder)
    wrong = {name: outcomes.get(name, "absent") for name in planned_names(folder)}
    assert {name: why for name, why in wrong.items() if not why.startswith("failure:")} == {}
    assert {name: why for name, why in wrong.items() if not any(word in why for word in RIGHT_REASONS)} == {}


def test_shortener__closed__then_every_test_is_green(tmp_path: Path) -> None:
    folder = checked_out("shortener", "9", tmp_path)
    outcomes = pytest_outcomes(folder)
    assert planned_names(folder) < set(outcomes)
    assert set(outcomes.values()) == {"passed"}
    assert run("ruff check . && ruff format --check .", folder).returncode == 0


def test_registry_c__specified__then_every_planned_test_is_red(tmp_path: Path) -> None:
    folder = checked_out("registry_c", "3", tmp_path)
    outcomes = tap_outcomes(folder)
    wrong = {name: outcomes.get(name, "absent") for name in planned_names(folder)}
    assert {name: why for name, why in wrong.items() if "Assertion" not in why} == {}


def test_registry_c__built__then_every_test_is_green(tmp_path: Path) -> None:
    folder = checked_out("registry_c", "4", tmp_path)
    outcomes = tap_outcomes(folder)
    assert planned_names(folder) < set(outcomes)
    assert set(outcomes.values()) == {"passed"}
    assert run("build/slots_demo 200", folder).stdout == "claimed=200 used=0\n"


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_states__specified_to_closed__then_no_test_is_touched(example: str) -> None:
    states = EXAMPLES / example / "states"
    later = [path for name in state_names(states)[4:] for path in (states / name).glob("tests/**/*")]
    assert later == []
