"""Every rule's own examples: a bad one fires exactly at its markers, a good one is silent; and every rule is complete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from planproof.config import load_config
from planproof.plan.check import check_project
from planproof.plan.compilers import sandbox
from planproof.plan.compilers.sandbox import CompilerLimits
from planproof.plan.folding import folded
from planproof.plan.foreign.read import with_foreign
from planproof.plan.rule import Rule, Severity
from planproof.plan.rulebook import FAMILIES, Example, page_of
from planproof.plan.rules import all_rules, rule_module_name
from planproof.plan.tree import read_project

Fired = Counter[tuple[str, int, str]]  # (path, line, code) -> how often


def write_example(example: Example, root: Path) -> None:
    """Writes the example's files below a folder."""
    for file in example.files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


def fired(rule: Rule, root: Path) -> Fired:
    """What the rule alone finds there; a rule about idle remarks needs the others to have run."""
    config = load_config(root)
    codes = [other.code for other in all_rules() if not other.compiles] if rule.check_idle_allows else [rule.code]
    report = folded(check_project(with_foreign(read_project(root, config)), config, codes=codes))
    found = [*report.findings, *(item.finding for item in report.silenced)]
    return Counter((item.place.path, item.place.line, item.code) for item in found if item.code == rule.code)


def wanted(example: Example) -> Fired:
    """What the example's markers ask for."""
    return Counter((file.path, line, code) for file in example.files for line, code in file.markers)


CODES = [rule.code for rule in all_rules()]


def cases() -> Iterator[object]:
    for code in CODES:
        numbers = {True: 0, False: 0}
        for example in page_of(code).examples:
            numbers[example.good] += 1
            name = f"{code}-{'good' if example.good else 'bad'}{numbers[example.good]}"
            yield pytest.param(code, example, id=name)


@pytest.mark.parametrize(("code", "example"), list(cases()))
def test_rule__its_own_example__then_fires_exactly_at_the_markers(
    code: str, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if code == "PP215":  # the bad header would take hours, so a shorter limit shows the same
        monkeypatch.setattr(sandbox, "LIMITS", CompilerLimits(cpu_s=1))
    write_example(example, tmp_path)
    found = fired(page_of(code).rule, tmp_path)
    assert found == wanted(example)


@pytest.mark.parametrize("code", CODES)
def test_rule__its_docstring__then_complete(code: str) -> None:
    page = page_of(code)
    assert page.title
    assert len(page.title) < 200
    assert page.why
    assert page.fix
    bad = [example for example in page.examples if not example.good]
    good = [example for example in page.examples if example.good]
    assert bad, "no bad example"
    assert good, "no good example"
    assert all(example.files for example in page.examples), "an example holds no file"
    assert all(any(file.markers for file in example.files) for example in bad), "a bad example has no marker"
    assert not any(file.markers for example in good for file in example.files), "a good example has a marker"
    assert {marker for example in bad for file in example.files for _, marker in file.markers} == {code}


@pytest.mark.parametrize("code", CODES)
def test_rule__its_constant__then_one_function_and_the_name_of_its_file(code: str) -> None:
    rule = page_of(code).rule
    functions = [
        rule.check_document,
        rule.check_plan,
        rule.check_project,
        rule.check_foreign,
        rule.check_idle_allows,
    ]
    assert sum(function is not None for function in functions) == 1
    assert rule.check_project or not rule.gather
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert str(rule_module_name(code)).endswith(f".{code.lower()}_{rule.name.replace('-', '_')}")
    assert rule.severity in Severity
    assert code[:3] in FAMILIES


def test_rules__all_of_them__then_codes_and_names_are_used_once() -> None:
    assert len(set(CODES)) == len(CODES)
    names = [rule.name for rule in all_rules()]
    assert len(set(names)) == len(names)
