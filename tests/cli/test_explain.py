"""The verb `explain`: a rule's page, the list of rules, and codes that don't exist."""

from __future__ import annotations

import json

import pytest

from planproof.cli.main import run
from planproof.plan.rules import all_rules


def test_explain__code__then_why_examples_and_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "pp108"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# PP108 placeholder-left\n")
    parts = [line for line in shown.splitlines() if line in ("## Why", "## Bad", "## Good", "## Fix")]
    assert (parts[0], parts[-1]) == ("## Why", "## Fix")
    assert "{PP108}" in shown


def test_explain__no_code__then_every_rule_by_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain"]) == 0
    shown = capsys.readouterr().out
    assert "PP1 structure\n" in shown
    assert all(f"  {rule.code} {rule.name}" in shown for rule in all_rules())


def test_explain__json__then_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "PP108", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "rule"
    assert document["rule"]["severity"] == "error"


def test_explain__unknown_code__then_exit_code_2_and_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "PP1088"]) == 2
    assert "PP108" in capsys.readouterr().err
