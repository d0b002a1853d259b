"""Fixes: what they write, what they leave alone, and that they mend without making anything worse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planproof.config import Config, Plans
from planproof.errors import EnvironmentFault
from planproof.plan.check import CheckReport, check_project
from planproof.plan.document import Place
from planproof.plan.fixing import apply_edits, find_fixes, fixes_diff, write_fixes
from planproof.plan.rule import Edit, Finding, Severity
from planproof.plan.rulebook import EXAMPLE_FOLDER, page_of
from planproof.plan.rules import all_rules
from planproof.plan.tree import read_project

CONFIG = Config(plans=Plans(documents=("ITERATION",)))
FIXING = [rule.code for rule in all_rules() if rule.fixes]


def finding(*edits: tuple[int, int, str, str]) -> Finding:
    found = tuple(Edit(Place("a.md", line, column), old, new) for line, column, old, new in edits)
    return Finding("PP110", "x", Severity.ERROR, Place("a.md", 1), "m", "", found)


def checker(root: Path, **options: object) -> Callable[[Mapping[str, bytes]], CheckReport]:
    def check(instead: Mapping[str, bytes]) -> CheckReport:
        return check_project(read_project(root, CONFIG, instead=instead), CONFIG, **options)  # type: ignore[arg-type]

    return check


def written(root: Path, text: str | bytes, name: str = "ITERATION.md") -> Path:
    path = root / EXAMPLE_FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"one two\nthree\n", b"one 2\nthree\n"),
        (b"one two\r\nthree\r\n", b"one 2\r\nthree\r\n"),
        (b"\xef\xbb\xbfone two\n\xff\xfe bad\n", b"\xef\xbb\xbfone 2\n\xff\xfe bad\n"),
        ("one two\r\nü".encode("utf-16"), "one 2\r\nü".encode("utf-16")),
        (b"one two", b"one 2"),
    ],
    ids=["lf", "crlf", "bom-and-bad-bytes", "utf-16", "no-line-end"],
)
def test_apply_edits__one_word__then_every_other_byte_kept(data: bytes, wanted: bytes) -> None:
    assert apply_edits(data, [finding((1, 5, "two", "2"))])[0] == wanted


def test_apply_edits__new_lines__then_end_like_those_of_the_file() -> None:
    assert apply_edits(b"a\r\nb\r\n", [finding((2, 1, "", "x\ny\n"))])[0] == b"a\r\nx\r\ny\r\nb\r\n"
    assert apply_edits(b"a\r\nb\r\nc", [finding((1, 1, "a\nb\n", ""))])[0] == b"c"


def test_apply_edits__old_text_is_not_there__then_the_whole_finding_is_left() -> None:
    data, taken = apply_edits(b"one two\n", [finding((1, 1, "one", "1"), (1, 5, "three", "3"))])
    assert (data, taken) == (b"one two\n", [])


@pytest.mark.parametrize("place", [(0, 1), (9, 1), (1, 99)])
def test_apply_edits__place_outside_of_the_text__then_nothing_is_written(place: tuple[int, int]) -> None:
    assert apply_edits(b"one\n", [finding((*place, "", "x"))]) == (b"one\n", [])


def test_apply_edits__two_findings_meet__then_the_first_is_taken() -> None:
    first, second = finding((1, 1, "one", "1")), finding((1, 1, "one two", "3"))
    assert apply_edits(b"one two\n", [first, second]) == (b"1 two\n", [first])


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.integers(0, 60),
    st.integers(0, 9),
    st.text(max_size=5),
)
def test_apply_edits__any_text__then_bytes_around_the_edit_are_the_same(
    text: str, start: int, length: int, new: str
) -> None:
    text = text.replace("\r", "")
    start = min(start, len(text))
    old = text[start : start + length]
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    data, taken = apply_edits(text.encode(), [finding((line, column, old, new))])
    if text.startswith("\ufeff"):
        return
    assert taken
    assert data.decode("utf-8", "surrogateescape") == text[:start] + new + text[start + len(old) :]


def bad_examples() -> list[object]:
    return [
        pytest.param(code, number, id=f"{code}-{number}")
        for code in FIXING
        for number, example in enumerate(page_of(code).examples)
        if not example.good
    ]


@pytest.mark.parametrize(("code", "number"), bad_examples())
def test_find_fixes__example_of_a_rule_that_fixes__then_no_new_finding_and_twice_changes_nothing(
    code: str, number: int, tmp_path: Path
) -> None:
    for file in page_of(code).examples[number].files:
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    check = checker(tmp_path)
    before = check({})
    fixes = find_fixes(tmp_path, check)
    write_fixes(tmp_path, fixes)
    after = check({})
    known = {(found.code, found.message) for found in before.findings}
    assert [found for found in after.findings if (found.code, found.message) not in known] == []
    assert find_fixes(tmp_path, check).after == {}
    mended = [found for found in after.findings if found.code == code and found.edits]
    assert mended == []


@pytest.mark.parametrize("code", FIXING)
def test_rule__says_that_it_fixes__then_one_of_its_examples_is_mended(code: str, tmp_path: Path) -> None:
    mended = 0
    for number, example in enumerate(page_of(code).examples):
        root = tmp_path / str(number)
        for file in example.files:
            path = root / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
        mended += len(find_fixes(root, checker(root, codes=[code])).fixed)
    assert mended
    assert "check --fix" in page_of(code).fix


LINES = st.lists(
    st.sampled_from(
        [
            "# M1_E1_I9 Links",
            "## Tasks",
            "### 1. Shorten ✅ Complete",
            "### 2. Follow ðŸ”„ In Progress",
            "## Progress Tracking",
            "- [x] Task 1: Shorten - ✅ Complete",
            "- [ ] Task 2: Follow - ðŸ“‹ Planned",
            "Status: **Done**",
            "## Planning Checklist",
            "* [X] Documents lie there",
            "## Template Instructions (Delete when using)",
            "This template emphasizes:",
            "## Success Demo",
            "```bash",
            "curl -s localhost | jq .",
            "a | b | tee c",
            "# Expected output",
            "3",
            "```",
            "## Interface Definitions",
            "### `include/slot.h`",
            "```c",
            "#include <stdint.h>",
            "int slot_init(void);",
            "",
            "",
        ]
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_find_fixes__any_lines__then_no_new_finding_and_twice_changes_nothing(
    tmp_path: Path, lines: list[str], line_end: str
) -> None:
    path = written(tmp_path, line_end.join(lines))
    codes = [*FIXING, "PP100", "PP105", "PP107", "PP707", "PP408"]
    check = checker(tmp_path, codes=codes, compilers=False)
    count = len(check({}).findings)
    fixes = find_fixes(tmp_path, check)
    write_fixes(tmp_path, fixes)
    assert len(check({}).findings) <= count
    assert find_fixes(tmp_path, check).after == {}
    assert (b"\r\n" in path.read_bytes()) == (line_end == "\r\n" and b"\n" in path.read_bytes())


def test_write_fixes__file_changed_since__then_refused_and_not_written(tmp_path: Path) -> None:
    path = written(tmp_path, "## Progress Tracking\n\n- [x] Task 1: Shorten\n")
    fixes = find_fixes(tmp_path, checker(tmp_path, codes=["PP110"]))
    path.write_text("## Mine\n")
    with pytest.raises(EnvironmentFault, match="changed while it was checked"):
        write_fixes(tmp_path, fixes)
    assert path.read_text() == "## Mine\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["ITERATION.md"]


def test_write_fixes__mode_and_link__then_kept(tmp_path: Path) -> None:
    path = written(tmp_path, "## Progress Tracking\n\n- [x] Task 1: Shorten\n", "REAL.txt")
    path.chmod(0o640)
    (path.parent / "ITERATION.md").symlink_to("REAL.txt")
    write_fixes(tmp_path, find_fixes(tmp_path, checker(tmp_path, codes=["PP110"])))
    assert (path.parent / "ITERATION.md").is_symlink()
    assert path.read_text().endswith("- [ ] Task 1: Shorten\n")
    assert path.stat().st_mode & 0o777 == 0o640


def test_fixes_diff__one_box__then_a_patch(tmp_path: Path) -> None:
    written(tmp_path, "## Progress Tracking\n\n- [x] Task 1: Shorten\n")
    lines = fixes_diff(find_fixes(tmp_path, checker(tmp_path, codes=["PP110"])))
    assert lines[-2:] == ["-- [x] Task 1: Shorten", "+- [ ] Task 1: Shorten"]
