"""Findings as text, JSON, SARIF and GitHub annotations."""

from __future__ import annotations

import json

from planproof.plan.check import CheckReport, Silenced
from planproof.plan.document import Place
from planproof.plan.report.github import github_lines
from planproof.plan.report.json import diagnostics, summary
from planproof.plan.report.sarif import sarif_document
from planproof.plan.report.text import GROUPED_OVER, summary_line, text_lines, visible
from planproof.plan.rule import Finding, Severity
from planproof.plan.rules import all_rules

PATH = "docs/a b/ITERATION.md"
TEXT = "# T\n\n日本 📋\tTBD is \x1b[31mred\n" + "x" * 300 + " TBD\n"


def finding(line: int, column: int, message: str = "'TBD' left", hint: str = "decide it") -> Finding:
    return Finding("PP607", "open-question-left", Severity.ERROR, Place(PATH, line, column), message, hint)


def report(*findings: Finding, silenced: tuple[Silenced, ...] = ()) -> CheckReport:
    return CheckReport(findings, silenced, all_rules(), (), {PATH: TEXT}, 1)


def plain(text: str, _: str) -> str:
    return text


def test_text__finding__then_place_code_message_line_caret_and_hint() -> None:
    lines = list(text_lines(report(finding(1, 3)), plain))
    assert lines == [
        f"{PATH}:1:3 PP607 'TBD' left",
        "    1 | # T",
        "      |   ^",
        "   hint: decide it",
        "1 error in 1 document of 1 iteration",
    ]


def test_text__wide_characters_before_the_column__then_caret_stands_below_it() -> None:
    lines = list(text_lines(report(finding(3, 6)), plain))
    assert lines[1].startswith("    3 | 日本 📋 TBD")
    assert lines[2] == "      | " + " " * 8 + "^"


def test_text__control_characters__then_shown_and_never_sent() -> None:
    lines = list(text_lines(report(finding(3, 6, message="bad \x1b[2J text")), plain))
    assert not any("\x1b" in line for line in lines)
    assert "\\x1b[2J" in lines[0]
    assert "\\x1b[31m" in lines[1]


def test_text__long_line__then_only_the_part_around_the_column() -> None:
    lines = list(text_lines(report(finding(4, 302)), plain))
    assert len(lines[1]) < 150
    assert lines[1].endswith("TBD")
    assert lines[1][lines[2].index("^")] == "T"


def test_text__many_of_one_rule_in_a_document__then_told_as_one_and_still_counted() -> None:
    many = [finding(3, column) for column in range(1, GROUPED_OVER + 4)]
    found = report(Finding("PP1", "x", Severity.WARNING, Place(PATH, 1, 1), "alone"), *many)
    lines = list(text_lines(found, plain, grouped=True))
    assert [line for line in lines if line.startswith(PATH)] == [
        f"{PATH}:1:1 PP1 alone",
        f"{PATH}:3:1 PP607 'TBD' left",
    ]
    assert lines[-2] == "   also at 3:2, 3:3, 3:4, 3:5, 3:6, 3:7 and 1 more place (--all shows each)"
    assert lines[-1] == f"{len(many)} errors, 1 warning in 1 document of 1 iteration"
    assert sum(line.startswith(PATH) for line in text_lines(found, plain)) == len(many) + 1


def test_text__few_of_one_rule__then_each_is_shown() -> None:
    found = report(*(finding(3, column) for column in range(1, GROUPED_OVER + 1)))
    lines = list(text_lines(found, plain, grouped=True))
    assert sum(line.startswith(PATH) for line in lines) == GROUPED_OVER


def test_summary__silenced_and_nothing_else__then_says_so() -> None:
    silenced = (Silenced(finding(1, 1), "because", inline=True),)
    assert summary_line(report(silenced=silenced), plain) == "no findings in 1 document of 1 iteration, 1 silenced"


def test_visible__direction_marks__then_written_out() -> None:
    assert visible("a\u202eb") == "a\\u202eb"


def test_json__finding__then_the_five_fields() -> None:
    assert diagnostics(report(finding(1, 3))) == [
        {
            "severity": "error",
            "code": "PP607",
            "message": "'TBD' left",
            "target": f"{PATH}:1:3",
            "fix": "decide it",
        }
    ]


def test_json__silenced__then_counted_with_reason() -> None:
    data = summary(report(finding(1, 3), silenced=(Silenced(finding(2, 1), "because", inline=False),)))
    assert data["summary"] == {
        "errors": 1,
        "warnings": 0,
        "silenced": 1,
        "documents": 1,
        "iterations": 1,
        "foreignPlans": 0,
    }
    assert data["silenced"][0]["reason"] == "because"
    assert data["silenced"][0]["by"] == "planproof.toml"


def test_github__special_characters__then_escaped_as_the_runner_reads_them() -> None:
    lines = list(github_lines(report(finding(3, 6, message="50% of a:b,c\nd"))))
    assert lines == [
        "::error file=docs/a b/ITERATION.md,line=3,col=6,title=PP607 open-question-left::50%25 of a:b,c%0Ad%0Adecide it"
    ]


def test_sarif__findings_and_silenced__then_a_valid_log() -> None:
    silenced = (Silenced(finding(3, 6), "because", inline=True),)
    log = json.loads(json.dumps(sarif_document(report(finding(1, 3), silenced=silenced))))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    shown, hidden = run["results"]
    assert rules[shown["ruleIndex"]]["id"] == shown["ruleId"] == "PP607"
    assert rules[shown["ruleIndex"]]["helpUri"] == "docs/rules/PP607.md"
    location = shown["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "docs/a%20b/ITERATION.md"
    assert location["region"] == {"startLine": 1, "startColumn": 3}
    assert "suppressions" not in shown
    assert hidden["suppressions"] == [{"kind": "inSource", "justification": "because"}]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)


def test_sarif__same_finding_on_another_line__then_same_fingerprint() -> None:
    first, second = sarif_document(report(finding(1, 3), finding(3, 6)))["runs"][0]["results"]
    assert first["partialFingerprints"] == second["partialFingerprints"]


def test_text__no_findings__then_only_the_summary() -> None:
    assert list(text_lines(report(), plain)) == ["no findings in 1 document of 1 iteration"]
