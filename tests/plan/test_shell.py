"""Shell scripts are read as bash reads them: operators, groups, here-documents, quotes, and where each command stands."""

from __future__ import annotations

import pytest

from planproof.plan.shell import Compound, Simple, read_script


def commands(script: str) -> list[tuple[str, ...]]:
    return [simple.words for simple in read_script(script).simple_commands()]


def test_read_script__and_or_list__then_pipelines_with_their_operators() -> None:
    (statement,) = read_script("a | b && c || d").statements
    assert statement.operators == ("&&", "||")
    assert [len(pipeline.elements) for pipeline in statement.pipelines] == [2, 1, 1]


def test_read_script__operators_in_quotes_and_comments__then_words_only() -> None:
    assert commands("echo 'a || b' \"c | d\" # e || true") == [("echo", "a || b", "c | d")]


def test_read_script__here_document__then_its_body_is_no_command() -> None:
    (statement,) = read_script("cat <<'EOF' | grep -c x || echo 0\na | b || true\nEOF\n").statements
    assert [
        simple.words[0]
        for pipeline in statement.pipelines
        for simple in pipeline.elements
        if isinstance(simple, Simple)
    ] == [
        "cat",
        "grep",
        "echo",
    ]


def test_read_script__substitution__then_marked_and_not_looked_into() -> None:
    (statement,) = read_script('test "$(ls | wc -l)" = 3').statements
    (element,) = statement.pipelines[0].elements
    assert isinstance(element, Simple)
    assert element.substituted


@pytest.mark.parametrize(
    "script",
    ["{ a; b; }", "(a; b)", "if a; then b; fi", "while a; do b; done", "f() { a; b; }", "case x in y) a;; *) b;; esac"],
)
def test_read_script__group__then_compound_with_its_statements(script: str) -> None:
    (element,) = read_script(script).statements[0].pipelines[0].elements
    assert isinstance(element, Compound)
    assert commands(script) == [("a",), ("b",)]


def test_read_script__redirections__then_silenced_and_writes() -> None:
    silenced, writes, neither = read_script("a 2>/dev/null\nb > out.txt\nc >/dev/null 2>&1").simple_commands()
    assert (silenced.silenced, silenced.writes) == (True, False)
    assert (writes.silenced, writes.writes) == (False, True)
    assert (neither.silenced, neither.writes) == (False, False)


def test_read_script__assignment_before_a_command__then_left_out_of_its_words() -> None:
    assert commands("A=1 B=2 run it") == [("run", "it")]


def test_read_script__characters_of_two_bytes__then_columns_count_characters() -> None:
    _, second = read_script("echo é | wc").simple_commands()
    assert (second.line, second.column) == (0, 9)


def test_read_script__several_lines__then_each_command_knows_its_line() -> None:
    assert [simple.line for simple in read_script("# note\na \\\n  b\nc").simple_commands()] == [1, 3]


@pytest.mark.parametrize(
    "script", ["a | | b", "echo 'open", "(" * 5000 + "a" + ")" * 5000, "x" * 60_000, "\0", "case x in"]
)
def test_read_script__no_bash__then_no_error(script: str) -> None:
    list(read_script(script).simple_commands())


def test_read_script__not_closed__then_broken() -> None:
    assert read_script("echo 'open").broken
    assert not read_script("echo closed").broken
