"""What `--since` keeps: findings on their own line, on headings of changed sections, on fences, of whole documents."""

from __future__ import annotations

import pytest

from planproof.plan.check import CheckReport
from planproof.plan.document import Place
from planproof.plan.rule import Finding, Severity
from planproof.plan.rules import all_rules
from planproof.plan.since import on_changed_lines

PATH = "docs/a/ITERATION.md"
TEXT = "# T\n\n## A\n\none\ntwo\n\n## B\n\n```c\nint a;\nint b;\n```\n\nlast\n"


def kept(line: int, changed: dict[str, list[tuple[int, int]]], code: str = "PP601", path: str = PATH) -> bool:
    finding = Finding(code, "x", Severity.ERROR, Place(path, line), "m")
    report = CheckReport((finding,), (), all_rules(), (), {PATH: TEXT}, 1)
    return on_changed_lines(report, changed).findings == (finding,)


@pytest.mark.parametrize(
    ("line", "changed", "wanted"),
    [
        (5, [(5, 5)], True),
        (5, [(6, 6)], False),
        (3, [(6, 6)], True),
        (3, [(9, 9)], False),
        (10, [(12, 12)], True),
        (10, [(15, 15)], False),
        (1, [(15, 15)], True),
    ],
    ids=["own line", "next line", "its heading", "other section", "its fence", "behind the fence", "first line"],
)
def test_on_changed_lines__finding_and_change__then_kept_where_it_is_about_it(
    line: int, changed: list[tuple[int, int]], wanted: bool
) -> None:
    assert kept(line, {PATH: changed}) is wanted


def test_on_changed_lines__rule_about_the_project_in_a_renamed_document__then_kept() -> None:
    assert kept(5, {PATH: []}, code="PP104")
    assert not kept(5, {PATH: []})
    assert not kept(5, {"other.md": [(5, 5)]}, code="PP104")


def test_on_changed_lines__finding_on_a_folder__then_kept_when_something_below_changed() -> None:
    assert kept(1, {PATH: [(1, 1)]}, path="docs/a")
    assert not kept(1, {PATH: [(1, 1)]}, path="docs/ab")
