"""The JUnit report, read back by a library that isn't ours."""

from __future__ import annotations

from pathlib import Path

from junitparser import Failure, JUnitXml, Skipped, TestSuite

from planproof.config import Config, Plans
from planproof.plan.check import check_project
from planproof.plan.report.junit import junit_lines
from planproof.plan.rulebook import EXAMPLE_FOLDER
from planproof.plan.tree import read_project

CONFIG = Config(plans=Plans(documents=("ITERATION",)))


def suites_of(root: Path, text: str, *codes: str) -> dict[str, TestSuite]:
    folder = root / EXAMPLE_FOLDER
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(text, encoding="utf-8")
    (root / EXAMPLE_FOLDER).parent.joinpath("README.md").write_text("# Demo\n")
    report = check_project(read_project(root, CONFIG), CONFIG, codes=codes)
    xml = JUnitXml.fromstring("\n".join(junit_lines(report)).encode())
    assert xml.tests == sum(suite.tests for suite in xml)
    assert xml.failures == sum(suite.failures for suite in xml)
    return {suite.name: suite for suite in xml}


def test_junit_lines__findings__then_one_failed_case_a_rule_that_lists_the_places(tmp_path: Path) -> None:
    text = "# Links\n\nStatus: Done\n\n## Not In This Iteration\n\n## Progress Tracking\n\n- [x] Task 1: A <b> & \x1b\n"
    suites = suites_of(tmp_path, text, "PP110", "PP602")
    suite = suites[f"{EXAMPLE_FOLDER}/ITERATION.md"]
    assert (suite.tests, suite.failures, suite.errors) == (2, 2, 0)
    cases = {case.name: case for case in suite}
    (failure,) = cases["PP110 status-typed"].result
    assert isinstance(failure, Failure)
    assert failure.type == "error"
    assert [line.split(" ")[0] for line in failure.text.strip().splitlines()] == [
        f"{EXAMPLE_FOLDER}/ITERATION.md:3:9:",
        f"{EXAMPLE_FOLDER}/ITERATION.md:9:7:",
    ]


def test_junit_lines__document_without_findings__then_one_case_that_passed(tmp_path: Path) -> None:
    suites = suites_of(tmp_path, "# Links\n", "PP110")
    assert [(suite.tests, suite.failures) for suite in suites.values()] == [(1, 0), (1, 0)]
    assert all(case.is_passed for suite in suites.values() for case in suite)


def test_junit_lines__silenced_finding__then_a_skipped_case_with_the_reason(tmp_path: Path) -> None:
    text = '# Links\n\n<!-- planproof: allow PP110 said "so" -->\nStatus: Done\n'
    (case,) = suites_of(tmp_path, text, "PP110")[f"{EXAMPLE_FOLDER}/ITERATION.md"]
    (skipped,) = case.result
    assert isinstance(skipped, Skipped)
    assert skipped.message == 'said "so"'
