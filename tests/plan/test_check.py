"""The check engine: order, selection, what silences a finding, and what is an error instead of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Check, Config
from planproof.errors import ConfigurationError, UsageError
from planproof.plan.check import FINDINGS_MAX, CheckReport, check_project, check_tree, select_rules
from planproof.plan.desk import ProjectDesk
from planproof.plan.model import Project
from planproof.plan.rules import all_rules
from planproof.plan.sharing import SHARE_MIN
from planproof.plan.tree import read_project

FOLDER = "docs/progress_trackings/M1_DEMO/M1_E1_DEMO"
PLAN = """\
# Iteration 1: Links

## Working Software Goal

Users get [what_they_get].

## Tasks

### 1. Store 📋 Planned

**What to build**: [what_it_stores]

### 2. Read 📋 Planned

**What to build**: [what_it_reads]
"""
CODES = ["PP108"]
ESTIMATES = """\
## Tasks

### 1. Store

**Estimated time**: `[number_of_hours]`

### 2. Read

**Estimated time**: a while

### 3. Write

**Estimated time**: long, [why_so_long]
"""


def project(root: Path, **documents: str) -> Project:
    """A project whose iterations are named by number: `I1="…"`."""
    for name, text in documents.items():
        folder = root / FOLDER / f"M1_E1_{name}_DEMO"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ITERATION.md").write_text(text, encoding="utf-8")
    return read_project(root, Config())


def check(root: Path, text: str = PLAN, only: list[str] | None = None, config: Config | None = None) -> CheckReport:
    return check_project(project(root, I1=text), config or Config(), only=only, codes=CODES)


def lines(report: CheckReport) -> list[int]:
    return [finding.place.line for finding in report.findings]


def test_check_project__three_placeholders__then_found_in_order(tmp_path: Path) -> None:
    report = check(tmp_path)
    assert lines(report) == [5, 11, 15]
    assert report.errors_count == 3
    assert report.plans_count == 1


def test_check_project__two_iterations__then_sorted_by_path_first(tmp_path: Path) -> None:
    report = check_project(project(tmp_path, I2=PLAN, I1=PLAN), Config(), codes=CODES)
    assert [finding.place.path.split("/")[-2] for finding in report.findings] == ["M1_E1_I1_DEMO"] * 3 + [
        "M1_E1_I2_DEMO"
    ] * 3


@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        ("M1_E1_I1", [5, 11, 15]),
        ("M1_E1_I1_T2", [15]),
        (f"{FOLDER}/M1_E1_I1_DEMO", [5, 11, 15]),
        (f"{FOLDER}/M1_E1_I1_DEMO/ITERATION.md", [5, 11, 15]),
        (".", [5, 11, 15]),
    ],
)
def test_check_project__selection__then_only_that(tmp_path: Path, only: str, wanted: list[int]) -> None:
    assert lines(check(tmp_path, only=[only])) == wanted


def test_check_project__id_of_another_iteration__then_its_findings_alone(tmp_path: Path) -> None:
    both = project(tmp_path, I1=PLAN, I2=PLAN.replace("[what_they_get]", "links"))
    report = check_project(both, Config(), only=["M1_E1_I2"], codes=CODES)
    assert lines(report) == [11, 15]
    assert report.plans_count == 1


def test_check_project__unknown_id__then_nearest_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        check(tmp_path, only=["M1_E1_I9"])
    assert "M1_E1_I1" in caught.value.hint


def test_check_project__inline_allow__then_silenced_with_its_reason(tmp_path: Path) -> None:
    text = PLAN.replace("### 2.", "<!-- planproof: allow PP108 the customer decides -->\n### 2.")
    report = check(tmp_path, text)
    assert lines(report) == [5, 11]
    assert [(item.finding.place.line, item.reason, item.inline) for item in report.silenced] == [
        (16, "the customer decides", True)
    ]


def test_check_project__allow_in_config__then_silenced(tmp_path: Path) -> None:
    report = check(tmp_path, config=Config(check=Check(allow={"PP108": "a template project"})))
    assert report.findings == ()
    assert {item.reason for item in report.silenced} == {"a template project"}


def test_check_project__unknown_code_in_config__then_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check(tmp_path, config=Config(check=Check(allow={"PP998": "x"})))
    assert "PP998" in caught.value.message


def test_check_project__remark_of_a_rule_that_did_not_run__then_not_called_idle(tmp_path: Path) -> None:
    text = PLAN.replace("### 2.", "<!-- planproof: allow PP602 whole scope -->\n### 2.")
    report = check_project(project(tmp_path, I1=text), Config(), codes=["PP115"])
    assert report.findings == ()
    report = check_project(project(tmp_path, I1=text), Config(), codes=["PP115", "PP602"])
    assert [finding.code for finding in report.findings] == ["PP115"]


def test_check_project__no_compilers__then_their_rules_are_named_as_left_out(tmp_path: Path) -> None:
    report = check_project(project(tmp_path, I1=PLAN), Config(), compilers=False)
    assert all(not rule.compiles for rule in report.rules)
    assert set(report.rules_skipped) == {rule.code for rule in all_rules() if rule.compiles}


def test_check_project__more_findings_than_anybody_reads__then_the_limit_is_one_more(tmp_path: Path) -> None:
    report = check(
        tmp_path, "# Iteration 1\n\n<!-- planproof: allow PP108 all of it -->\n" + "[a_b] " * FINDINGS_MAX * 3
    )
    assert len(report.silenced) == FINDINGS_MAX
    (last,) = report.findings
    assert last.place.line == 1
    assert "left out" in last.message


def test_check_project__words_are_a_placeholder__then_that_is_the_only_finding(tmp_path: Path) -> None:
    report = check_project(project(tmp_path, I1=ESTIMATES), Config(), codes=["PP108", "PP405"])
    assert [(finding.code, finding.place.line) for finding in report.findings] == [
        ("PP108", 5),
        ("PP405", 9),
        ("PP405", 13),
        ("PP108", 13),
    ]


def test_check_project__placeholder_is_allowed__then_the_other_rule_says_what_is_wrong(tmp_path: Path) -> None:
    config = Config(check=Check(allow={"PP108": "brackets are our own notation"}))
    report = check_project(project(tmp_path, I1=ESTIMATES), config, codes=["PP108", "PP405"])
    assert [finding.code for finding in report.findings] == ["PP405"] * 3


def test_check_project__rule_of_placeholders_not_asked_for__then_the_other_rule_says_what_is_wrong(
    tmp_path: Path,
) -> None:
    report = check_project(project(tmp_path, I1=ESTIMATES), Config(), codes=["PP405"])
    assert lines(report) == [5, 9, 13]


def test_select_rules__family__then_all_of_it() -> None:
    assert {rule.code[:3] for rule in select_rules(["pp6"])} == {"PP6"}


def test_select_rules__unknown__then_nearest_named() -> None:
    with pytest.raises(UsageError) as caught:
        select_rules(["PP1088"])
    assert "PP108" in caught.value.hint


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "link", "a\0b", "x" * 5000, "loop"])
def test_desk__path_outside_the_project__then_does_not_exist(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside").write_text("x")
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "loop").symlink_to(root / "loop")
    assert not ProjectDesk(root, Config()).exists(path)


def test_desk__file_and_folder_inside__then_exist(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("")
    desk = ProjectDesk(tmp_path, Config())
    assert desk.exists("src/a.py")
    assert desk.exists("src/")
    assert not desk.exists("src/b.py")


def test_check_project__two_processes__then_the_same_plans_and_report(tmp_path: Path) -> None:
    allowed = PLAN.replace("### 2. Read", "<!-- planproof: allow PP108 in a moment -->\n### 2. Read")
    idle = PLAN.replace("## Tasks", "<!-- planproof: allow PP601 nothing vague -->\n## Tasks")
    texts = (PLAN, allowed, idle, "# Iteration 9: none\n")
    alone = project(tmp_path, **{f"I{number}": texts[number % 4] for number in range(1, 2 * SHARE_MIN + 2)})
    shared = read_project(tmp_path, Config(), processes=2)
    assert shared == alone
    report = check_project(shared, Config(), compilers=False, processes=2)
    assert report == check_project(alone, Config(), compilers=False)
    for processes in (1, 2, 3):
        assert report == check_tree(tmp_path, Config(), compilers=False, processes=processes)
    assert report.silenced
    assert {"PP108", "PP115", "PP103"} <= {finding.code for finding in report.findings}


def test_check_tree__selection__then_as_when_read_before(tmp_path: Path) -> None:
    both = project(tmp_path, I1=PLAN, I2=PLAN)
    for only in (["M1_E1_I2"], ["M1_E1_I1_T2", f"{FOLDER}/M1_E1_I2_DEMO"], []):
        report = check_tree(tmp_path, Config(), only=only, codes=CODES)
        assert report == check_project(both, Config(), only=only, codes=CODES)


def test_check_tree__no_plan_at_all__then_usage_error(tmp_path: Path) -> None:
    for only in (None, ["M1"]):
        with pytest.raises(UsageError, match="no plans in docs/progress_trackings"):
            check_tree(tmp_path, Config(), only=only)
