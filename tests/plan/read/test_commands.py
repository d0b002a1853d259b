"""Commands and what they must print: every form that docs/formats/plan.md gives, and scripts that would fool a line reader."""

from __future__ import annotations

from planproof.plan import read_document
from planproof.plan.model import Command
from planproof.plan.read.commands import commands_of


def commands(text: str) -> tuple[Command, ...]:
    return commands_of(block for section in read_document("a.md", text.encode()).walk() for block in section.blocks)


def brief(text: str) -> list[tuple[str, str | None, str, str]]:
    return [(found.script, found.expected, found.mode, found.title) for found in commands(text)]


def fence(*lines: str, language: str = "bash") -> str:
    return "\n".join((f"```{language}", *lines, "```", ""))


def test_commands_of__titles_scripts_and_expectations__then_steps() -> None:
    text = fence("# First", "a \\", "  b", "# Expected output", "1", "", "2", "", "# Second", "c", "d")
    assert brief(text) == [("a \\\n  b", "1\n\n2", "auto", "First"), ("c\nd", None, "auto", "Second")]
    first, second = commands(text)
    assert (first.place.line, first.expected_place and first.expected_place.line, second.place.line) == (3, 6, 11)


def test_commands_of__expectation_on_its_line__then_taken_with_the_lines_below() -> None:
    assert brief(fence("a", "# Expected: ok")) == [("a", "ok", "auto", "")]
    assert brief(fence("a", "# Expected output: 1", "2")) == [("a", "1\n2", "auto", "")]


def test_commands_of__mode_named__then_kept() -> None:
    for mode in ("exact", "json", "regex", "any order"):
        assert brief(fence("a", f"# Expected output ({mode})", "x")) == [("a", "x", mode, "")]
    assert brief(fence("a", "# Expected exit code: 3")) == [("a", "3", "exit code", "")]


def test_commands_of__comment_without_a_command__then_empty_script_only_when_something_is_expected() -> None:
    assert brief(fence("# Command to verify", "# Expected result")) == [("", "", "auto", "Command to verify")]
    assert brief(fence("# Try this", "# And that")) == []


def test_commands_of__comment_lines_in_here_documents_and_quotes__then_part_of_the_script() -> None:
    here = ("cat > x <<'EOF'", "# don't", "# Expected", "EOF", "cat x")
    quoted = ("python -c '", "# Expected", "print(1)'")
    assert [found.script for found in commands(fence(*here, "# Expected", "y"))] == ["\n".join(here)]
    assert [found.script for found in commands(fence(*quoted, "# Expected", "1"))] == ["\n".join(quoted)]
    assert brief(fence('echo "it\'s" $((1<<2))', "# Next", "b")) == [
        ('echo "it\'s" $((1<<2))', None, "auto", ""),
        ("b", None, "auto", "Next"),
    ]


def test_commands_of__console__then_output_behind_each_prompt() -> None:
    text = fence("$ a \\", "> b", "out", "# not a title", "$ c", language="console")
    assert brief(text) == [("a \\\nb", "out\n# not a title", "auto", ""), ("c", None, "auto", "")]
    assert commands(text)[0].place.column == 3


def test_commands_of__expectation_in_a_fence_of_its_own__then_belongs_to_the_command_before() -> None:
    command = fence("a")
    assert brief(command + fence("x", language="text")) == [("a", "x", "auto", "")]
    assert brief(command + fence("{}", language="json")) == [("a", "{}", "json", "")]
    assert brief(command + "\nExpected output (regex):\n\n" + fence("x", language="")) == [("a", "x", "regex", "")]
    assert brief(command + "\n**Expected**: `ok`\n") == [("a", "ok", "auto", "")]
    assert brief(command + "\nSomething else.\n\n" + fence("b")) == [
        ("a", None, "auto", ""),
        ("b", None, "auto", "Something else."),
    ]


def test_commands_of__sentence_above_the_fence__then_the_title() -> None:
    assert brief("Store **one** link:\n\n" + fence("a")) == [("a", None, "auto", "Store **one** link")]


def test_commands_of__other_languages__then_no_commands() -> None:
    assert commands(fence("a", language="python") + fence("b", language="text")) == ()


def test_commands_of__fence_in_a_list__then_columns_count_from_the_line_start() -> None:
    (found,) = commands("- S1\n\n  ```sh\n  a\n  ```\n")
    assert (found.place.line, found.place.column) == (4, 3)


def test_commands_of__quote_never_closed__then_read_in_linear_time() -> None:
    lines = ["echo 'open", *["# x" for _ in range(50_000)]]
    (found,) = commands(fence(*lines))
    assert found.script.count("\n") == 50_000
