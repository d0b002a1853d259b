"""Expected output: each way to write it, decided both ways, and what is refused before anything runs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.plan.expectation import MODES, Expectation, Mismatch, Undecidable, parse_expectation


def matched(text: str, output: str, mode: str = "auto") -> bool:
    expectation = parse_expectation(text, mode)
    assert isinstance(expectation, Expectation), expectation
    return expectation.match(output) is None


def mismatch(text: str, output: str, mode: str = "auto") -> Mismatch:
    expectation = parse_expectation(text, mode)
    assert isinstance(expectation, Expectation), expectation
    found = expectation.match(output)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("201", "201\n"),
        ("hello world", "hello world   \r\n\r\n"),
        ("a\nb", "\na\nb"),
        ("Created link ...", "Created link x7Gq"),
        ("... passed in ...s", "===== 5 passed in 0.12s"),
        ("start\n...\nend", "start\n1\n2\nend"),
        ("start\n...\nend", "start\nend"),
        ("...\nb\n...\nd\n...", "a\nb\nc\nd\ne"),
        ("...\nlast", "last\nlast"),
        ("/^id: \\d+$/", "id: 42"),
        ("id\n/^\\d+$/", "id\n42"),
        ("/usr/bin/env", "/usr/bin/env"),
        ("< 25 ms", "24.9 ms"),
        ("<= 25 ms", "25 ms"),
        (">= 10k req/s", "10000 req/s"),
        ("at most 3 MB", "2.9 MB"),
        ("p99: < 25 ms", "p99: 12 ms"),
        ("p99: <= 25 ms", "p99: 12 ms"),
        ("rate = >= 10k req/s", "rate = 12,000 req/s"),
        ("12.5 ms ± 10%", "13 ms"),
        ("~ 200", "195"),
        ('{"should": "see this"}', '{"more": 1, "should": "see this"}'),
        ('{"id": "...", "n": 1}', '{"n": 1.0, "id": null}'),
        ('{"url": "http://.../abc"}', '{"url": "http://localhost:8000/abc"}'),
        ("[1, 3]", "[1, 2, 3]"),
        ("[]", "[]"),
        ('{"a": {"b": [{"c": 1}]}}', '{"a": {"b": [{"x": 0}, {"c": 1, "d": 2}]}}'),
        ('{"a": 1}', 'HTTP/1.1 200 OK\nserver: uvicorn\n\n{"a": 1, "b": 2}\ndone'),
        ('{"a": 1}', 'log\n{\n  "a": 1,\n  "b": 2\n}\n'),
        ('HTTP/1.1 201 Created\n{"a": 1}', 'HTTP/1.1 201 Created\n{"b": 2, "a": 1}'),
        ('{"id": 1, ...}', '{"id": 1, "name": "x"}'),
        ("OK", "OK"),
        ("PASSED", "PASSED"),
        ("`CLEAN`", "CLEAN"),
    ],
)
def test_match__output_as_expected__then_none(text: str, output: str) -> None:
    assert matched(text, output)


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("201", "404"),
        ("201", ""),
        ("201", "2010"),
        ("a\nb", "a\n\nb"),
        ("a", "a\nb"),
        ("a\nb", "a"),
        ("Created link ...", "created link x"),
        ("aXX...XXb", "aXXXb"),
        ("start\n...\nend", "start\nend\nmore"),
        ("...\nb\n...\na\n...", "a\nb"),
        ("...\na\n...\na", "a"),
        ("/^id: \\d+$/", "id: x"),
        ("< 25 ms", "25 ms"),
        ("< 25 ms", "24"),
        ("<= 25 ms", "25.1 ms"),
        (">= 10k req/s", "9999 req/s"),
        ("p99: <= 25 ms", "p99: 26 ms"),
        ("p99: <= 25 ms", "p95: 12 ms"),
        ("< 25 ms", "fast"),
        ("< 25 ms", "nan ms"),
        ("12.5 ms ± 10%", "14 ms"),
        ('{"should": "see this"}', '{"should": "see that"}'),
        ('{"a": 1}', '{"a": true}'),
        ('{"a": 1}', '{"a": "1"}'),
        ('{"a": 1}', "a: 1"),
        ('{"a": {}}', '{"a": {"b": 1}}'),
        ("[]", "[1]"),
        ("[3, 1]", "[1, 2, 3]"),
        ("[1, 1]", "[1]"),
        ('{"id": "..."}', '{"other": 1}'),
    ],
)
def test_match__output_differs__then_mismatch(text: str, output: str) -> None:
    assert not matched(text, output)


def test_match__text_differs__then_mismatch_says_where() -> None:
    found = mismatch("one\ntwo\nthree", "one\n2\nthree")
    assert (found.expected_line, found.output_line, found.expected, found.got) == (2, 2, "two", "2")
    assert found.diff().split("\n")[1:] == ["- expected: two", "+ got:      2"]


def test_match__nested_json_differs__then_path_and_values() -> None:
    found = mismatch('{"user": {"name": "ada"}}', '{"user": {"name": "bob"}}')
    assert found.reason == '$.user.name: expected "ada", got "bob"'


def test_match__expected_line_stands_inside_another__then_hint() -> None:
    assert "..." in mismatch("5 passed", "collected 5\n=== 5 passed in 1s ===").hint


@pytest.mark.parametrize(
    ("text", "output", "fits"),
    [
        ("b\na", "a\nb", True),
        ("b\na", "a\nb\nc", False),
        ("b\n...\na", "a\nc\nb", True),
        ("a\na", "a\nb", False),
        ("x...\nxy", "xy\nxz", True),
        ("x...\n/xy/", "xy\nxz", True),
        ('[{"a": "..."}, {"a": 1}]', '[{"a": 1}, {"a": 2}]', True),
        ("[3, 1]", "[1, 2, 3]", True),
        ("[1, 1]", "[1, 2]", False),
    ],
)
def test_match__any_order__then_each_needs_its_own(text: str, output: str, fits: bool) -> None:
    assert matched(text, output, "any order") is fits


def test_match__exact__then_nothing_is_special() -> None:
    assert matched("Loading...\n/a/\n{}", "Loading...\n/a/\n{}", "exact")
    assert not matched("Loading...", "Loading 3", "exact")
    assert not matched('{"a": 1}', '{"a": 1, "b": 2}', "exact")
    assert matched("it works", "it works", "exact")


def test_match__regex_mode__then_over_the_whole_output() -> None:
    assert matched("^b\\d$", "a\nb1\nc", "regex")
    assert matched("/a\\nb/", "a\nb", "regex")
    assert not matched("^b$", "ab", "regex")


def test_match__json_mode__then_scalars_too() -> None:
    assert matched("201", "201", "json")
    assert matched("true", "true", "json")
    assert not matched("1", "true", "json")


def test_exit_code__number__then_kept_and_output_ignored() -> None:
    expectation = parse_expectation("3", "exit code")
    assert isinstance(expectation, Expectation)
    assert (expectation.exit_code, expectation.match("anything")) == (3, None)
    assert isinstance(parse_expectation("300", "exit code"), Undecidable)
    assert isinstance(parse_expectation("soon", "exit code"), Undecidable)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        "it works",
        "Works.",
        "the server starts",
        "Should return the user",
        "Returns the created user",
        "All tests pass",
        "No output",
        "(no output)",
        "No errors.",
        "Output contains the token",
        "Response is 200 OK",
        "The database is up and healthy",
        "command exits 0.",
        "every command returns no output",
        "User can log in and must see the dashboard",
        "Shows the new section",
        "ok\nThe page is rendered",
        "FAIL because `pi-tools.md` is not there yet",
        "header tests fail",
        "exactly one match",
        "exit 0, no findings",
        "`server-started` JSON printed with port 9876",
        "diff updates the command and the wording of the origin in all documents",
        "...",
        "...\n...",
        "/.*/",
        "/.+/",
        "/(?=a)b/",
        "/(a/",
    ],
)
def test_parse__prose_empty_or_fits_everything__then_undecidable(text: str) -> None:
    found = parse_expectation(text)
    assert isinstance(found, Undecidable)
    assert found.reason


@pytest.mark.parametrize(
    "text",
    [
        "5 passed",
        "OK",
        "PASS",
        "hello world",
        "PASSED",
        "Created link abc",
        "Hello, Ada!",
        "ANTHROPIC_API_KEY set: yes",
        "Server is running on port 8000",
        "Listening at http://127.0.0.1:8000",
        "M1_E1_I1 is proved",
        "status: ok",
        "deleted",
        "3 files changed",
        "error: unknown option --foo",
        "No such file: x.txt",
        "201",
        "true",
        "Success: no issues found in 4 source files",
        "0 errors, 0 warnings",
    ],
)
def test_parse__line_of_output__then_decidable(text: str) -> None:
    found = parse_expectation(text)
    assert isinstance(found, Expectation), found
    assert found.match(text) is None


def test_parse__prose_on_second_line__then_line_is_named() -> None:
    found = parse_expectation("ok\nThe page should load")
    assert isinstance(found, Undecidable)
    assert found.line == 2
    assert "should" in found.reason


def test_parse__mode_unknown_or_no_json__then_undecidable() -> None:
    assert isinstance(parse_expectation("a", "vaguely"), Undecidable)
    assert isinstance(parse_expectation("{a}", "json"), Undecidable)


def test_match__hostile_input__then_done_soon() -> None:
    started = time.process_time()
    assert not matched("/^(a+)+$/", "a" * 200_000 + "b")
    assert not matched('{"a": 1}', "[" * 300_000)
    assert not matched('{"a": 1}', "[\n" * 100_000)
    assert not matched("x...\n" * 400 + "...", "a\n" * 100_000, "any order")
    assert not matched("...<" * 500 + "...", "<" * 499 + "b" * 200_000)
    assert isinstance(parse_expectation("[" * 100_000 + "]" * 100_000, "json"), Undecidable)
    assert time.process_time() - started < 20


@given(st.text(max_size=80), st.sampled_from(MODES), st.text(max_size=80))
def test_parse_and_match__any_text__then_no_exception(text: str, mode: str, output: str) -> None:
    found = parse_expectation(text, mode)
    if isinstance(found, Expectation):
        found.match(output)
        found.match(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_match__same_json__then_fits_itself(value: object) -> None:
    import json

    text = json.dumps([value, 1])
    assert matched(text, text, "json")
    assert matched(text, text, "any order")
