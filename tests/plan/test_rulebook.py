"""Rule docstrings taken apart: titles, examples with their files and markers, and the generated pages."""

from __future__ import annotations

import pytest

from planproof.errors import UsageError
from planproof.plan.rulebook import page_of, page_text, page_texts
from planproof.plan.rules import all_rules


def test_page_of__rule_with_several_files__then_each_has_its_path() -> None:
    good = [example for example in page_of("PP101").examples if example.good]
    assert [file.path for file in good[1].files] == [
        "planproof.toml",
        "docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_DEMO/M1_E1_I1_ITERATION.md",
    ]


def test_page_of__markers__then_taken_out_and_counted() -> None:
    (bad,) = (example for example in page_of("PP101").examples if not example.good)
    (file,) = bad.files
    assert file.markers == ((1, "PP101"), (1, "PP101"))
    assert file.text == "# M1_E1_I1 Links: Tech Design\n"


def test_page_of__fences_inside_a_file__then_stay_in_it() -> None:
    example = page_of("PP106").examples[1]
    assert "```mermaid\nflowchart LR" in example.files[0].text


def test_page_of__lower_case__then_found() -> None:
    assert page_of("pp108").rule.name == "placeholder-left"


def test_page_of__unknown__then_usage_error_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        page_of("PP1O8")
    assert "PP108" in caught.value.hint


def test_page_text__any_rule__then_says_how_to_allow_it() -> None:
    text = page_text(page_of("PP602"))
    assert text.startswith("# PP602 scope-empty\n")
    assert "planproof: allow PP602 reason" in text


def test_page_texts__all_rules__then_one_page_each_and_an_index() -> None:
    texts = page_texts()
    assert set(texts) == {f"{rule.code}.md" for rule in all_rules()} | {"README.md"}
    assert "| [PP108 placeholder-left](PP108.md) | error |" in texts["README.md"]
