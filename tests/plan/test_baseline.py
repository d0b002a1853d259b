"""The baseline: what it silences, what it lets through, what it calls stale, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.config import Config, Plans
from planproof.errors import ConfigurationError, EnvironmentFault
from planproof.plan.baseline import apply_baseline, read_baseline, write_baseline
from planproof.plan.check import CheckReport, check_project
from planproof.plan.rulebook import EXAMPLE_FOLDER
from planproof.plan.tree import read_project

CONFIG = Config(plans=Plans(documents=("ITERATION",)))
OLD = "# Links\n\n## Context\n\nIt answers quickly.\n\n## Working Software Goal\n\nUsers see it quickly.\n"


def report_of(root: Path, text: str) -> CheckReport:
    path = root / EXAMPLE_FOLDER / "ITERATION.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return check_project(read_project(root, CONFIG), CONFIG, codes=["PP601", "PP607", "PP105"])


def kept_and_stale(root: Path, text: str) -> tuple[list[str], list[str]]:
    report, stale = apply_baseline(report_of(root, text), read_baseline(root / "old.json"))
    return [finding.message for finding in report.findings], [f"{entry.code} {entry.count}" for entry in stale]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    report = report_of(tmp_path, OLD)
    assert write_baseline(tmp_path / "old.json", report) == len(report.findings)
    return tmp_path


def test_apply_baseline__nothing_changed__then_all_silenced_and_counted(root: Path) -> None:
    report, stale = apply_baseline(report_of(root, OLD), read_baseline(root / "old.json"))
    assert (report.findings, stale) == ((), ())
    assert {item.by for item in report.silenced} == {"baseline"}


def test_apply_baseline__lines_moved__then_still_silenced(root: Path) -> None:
    text = OLD.replace("## Context", "<!-- a remark -->\n\n\n## Context")
    assert kept_and_stale(root, text) == ([], [])


def test_apply_baseline__same_words_in_another_section__then_new(root: Path) -> None:
    kept, stale = kept_and_stale(root, OLD + "\n## Risks\n\nIt answers quickly.\n")
    assert len([message for message in kept if "quickly" in message]) == 1
    assert stale == []


def test_apply_baseline__one_more_of_the_same__then_the_one_too_many_is_new(root: Path) -> None:
    kept, _ = kept_and_stale(root, OLD.replace("It answers quickly.", "It answers quickly.\nIt answers quickly."))
    assert len(kept) == 1


def test_apply_baseline__finding_mended__then_its_entry_is_stale(root: Path) -> None:
    assert kept_and_stale(root, OLD.replace("answers quickly", "answers in 20 ms")) == ([], ["PP601 1"])


def test_apply_baseline__another_section_missing__then_new(root: Path) -> None:
    kept, stale = kept_and_stale(root, OLD.replace("## Context", "## Elsewhere"))
    assert any("Context" in message for message in kept)
    # A document in another form has one finding that lists what is missing; with another list it is another finding.
    assert stale == ["PP105 1", "PP601 1"]


def test_write_baseline__written_twice__then_the_same_bytes(root: Path) -> None:
    first = (root / "old.json").read_bytes()
    write_baseline(root / "old.json", report_of(root, OLD))
    assert (root / "old.json").read_bytes() == first
    assert json.loads(first)["version"] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no baseline"),
        (b"\xff\xfe{", "is no baseline"),
        (b"[]", "is no baseline"),
        (b'{"version": 1, "kind": "planproof-baseline", "entries": [{"code": 3}]}', "is no baseline"),
        (b'{"version": 9, "kind": "planproof-baseline", "entries": []}', "of version 9"),
        (b'{"version": 1, "kind": "ruff", "entries": []}', "'ruff'"),
    ],
)
def test_read_baseline__no_baseline__then_a_clear_error(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "old.json").write_bytes(content)
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_baseline(tmp_path / "old.json")
    assert "--write-baseline" in caught.value.hint


def test_baseline__file_missing_or_folder__then_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        read_baseline(tmp_path / "old.json")
    with pytest.raises(EnvironmentFault, match="can't be written"):
        write_baseline(tmp_path / "no" / "old.json", report_of(tmp_path, OLD))
