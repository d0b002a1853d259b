"""Each framework is asked in its own notation, and its list of tests is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Commands, Config, Coverage, Tests
from planproof.proof.frameworks import (
    collect_command,
    fill,
    parse_collected,
    selection,
    settings_path,
    test_command,
    write_coverage_settings,
)
from planproof.proof.reconcile import CollectedTest

test_command.__test__ = False  # type: ignore[attr-defined]  # pytest must not take the function for a test

ONE = CollectedTest(id="Registry.claim__full__then_refused", name="claim__full__then_refused", file="")
TWO = CollectedTest(id="Registry.release__held__then_free", name="release__held__then_free", file="")


def config(framework: str, **commands: str) -> Config:
    return Config(tests=Tests(framework=framework), commands=Commands(**commands))  # type: ignore[arg-type]


def test_fill__unknown_braces__then_left_alone() -> None:
    assert fill("awk '{print}' {results} {x}", results="r.xml") == "awk '{print}' r.xml {x}"


@pytest.mark.parametrize(
    ("framework", "expected"),
    [
        ("pytest", "Registry.claim__full__then_refused Registry.release__held__then_free"),
        ("gtest", "Registry.claim__full__then_refused:Registry.release__held__then_free"),
        ("ctest", "'^(Registry\\.claim__full__then_refused|Registry\\.release__held__then_free)$'"),
        ("meson", "Registry.claim__full__then_refused Registry.release__held__then_free"),
    ],
)
def test_selection__two_tests__then_in_the_framework_s_notation(framework: str, expected: str) -> None:
    assert selection(config(framework), [ONE, TWO]) == expected


def test_selection__name_with_shell_signs__then_quoted() -> None:
    hostile = CollectedTest(id="tests/test_a.py::test_x[$(rm -rf)]", name="test_x", file="tests/test_a.py")
    assert selection(config("pytest"), [hostile]) == "'tests/test_a.py::test_x[$(rm -rf)]'"


def test_parse_collected__pytest_list__then_files_and_plain_names() -> None:
    output = "tests/test_a.py::TestX::test_one[1-2]\ntests/test_a.py::test_two\n\n2 tests collected in 0.1s\n"
    tests = parse_collected(config("pytest"), output)
    assert [(test.name, test.file) for test in tests] == [
        ("test_one", "tests/test_a.py"),
        ("test_two", "tests/test_a.py"),
    ]


def test_parse_collected__googletest_list__then_suite_and_name() -> None:
    output = (
        "Running main() from gtest_main.cc\nRegistry.\n  claim__full__then_refused\n  release/0  # GetParam() = 1\n"
    )
    tests = parse_collected(config("gtest"), output)
    assert [test.id for test in tests] == ["Registry.claim__full__then_refused", "Registry.release/0"]


@pytest.mark.parametrize("line", ["  Test #3: claim", "project:suite / claim", "claim"])
def test_parse_collected__other_lists__then_undecorated(line: str) -> None:
    assert [test.name for test in parse_collected(config("ctest"), f"{line}\n\n")] == ["claim"]


def test_collect_command__framework_that_cannot_list__then_empty() -> None:
    assert collect_command(config("other")) == ""
    assert collect_command(config("other", collect="list")) == "list"


def test_test_command__pytest_with_coverage__then_runs_under_coverage(tmp_path: Path) -> None:
    command = test_command(config("pytest"), [ONE], tmp_path / "r.xml", tmp_path / "c.data")
    assert f"python -m coverage run --rcfile={tmp_path}/c.rc -m pytest -p planproof_contexts" in command
    assert f"--junitxml={tmp_path}/r.xml" in command


def test_test_command__own_command__then_its_placeholders_filled(tmp_path: Path) -> None:
    command = test_command(config("gtest", test="run --filter={tests} --out={results}"), [ONE], tmp_path / "r", None)
    assert command == f"run --filter=Registry.claim__full__then_refused --out={tmp_path}/r"


def test_write_coverage_settings__project_has_its_own__then_kept(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.coverage.run]\nconcurrency = ["thread", "greenlet"]\n')
    write_coverage_settings(tmp_path, tmp_path / "c.data", Coverage().sources)
    text = settings_path(tmp_path / "c.data").read_text()
    assert "    greenlet" in text
    assert "    src" in text
