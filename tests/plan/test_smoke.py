"""Smoke tests are read in their own language: how many tests, whether they can fail, how long they wait."""

from __future__ import annotations

import pytest

from planproof.plan.document import CodeBlock, Place
from planproof.plan.smoke import shows_something, syntax_problem, test_lines, waits


def block(language: str, content: str) -> CodeBlock:
    return CodeBlock(language, language, content, Place("ITERATION.md", 1), 2, 1, True)


@pytest.mark.parametrize(
    ("language", "content", "lines"),
    [
        ("python", "def make(): ...\ndef test_a(): ...\nasync def test_b(): ...\n", (2, 3)),
        ("python", "class TestA:\n    def test_a(self): ...\n", (2,)),
        ("python", "assert 1 == 1\n", ()),
        ("python", "def test_broken(:\n", ()),
        ("c", "static void test_a(void) {}\nint main(void) { test_a(); }\n", (1,)),
        ("c", "\nint main(void) { return 0; }\n", (2,)),
        ("cpp", "TEST(A, b) {}\nTEST_F(A, c) {}\n", (1, 2)),
        ("rust", "#[test]\nfn a() {}\n#[tokio::test]\nasync fn b() {}\n", (1, 3)),
        ("ts", 'test("a", () => {});\nit.only("b", () => {});\n', (1, 2)),
        ("bash", "true\n", ()),
    ],
)
def test_test_lines__block__then_a_line_for_each_test(language: str, content: str, lines: tuple[int, ...]) -> None:
    assert test_lines(block(language, content)) == lines


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("python", "def test_a():\n    run()\n"),
        ("python", "def test_a():\n    pass\n"),
        ("python", '"""Asserts everything."""\n# assert this\n'),
        ("c", "static void test_a(void) {\n    run(); /* assert later */\n}\n"),
        ("c", "int main(void) { run(); return 0; }\n"),
        ("typescript", 'test("a", () => { run(); }); // expect(…)\n'),
        ("text", "   \n"),
    ],
)
def test_shows_something__nothing_can_fail__then_false(language: str, content: str) -> None:
    assert not shows_something(block(language, content))


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("python", "def test_a():\n    assert run() == 1\n"),
        ("python", "def test_a():\n    with pytest.raises(ValueError):\n        run()\n"),
        ("python", "class TestA(TestCase):\n    def test_a(self):\n        self.assertEqual(run(), 1)\n"),
        ("c", "static void test_a(void) { EXPECT_EQ(run(), 1); }\n"),
        ("c", "int main(void) { return run() == 1 ? 0 : 1; }\n"),
        ("rust", "#[test]\nfn a() { assert_eq!(run(), 1); }\n"),
        ("ts", 'test("a", () => { expect(run()).toBe(1); });\n'),
        ("bash", "curl -f localhost\n"),
    ],
)
def test_shows_something__an_assertion__then_true(language: str, content: str) -> None:
    assert shows_something(block(language, content))


def test_syntax_problem__broken_python__then_line_and_column() -> None:
    problem = syntax_problem(block("python", "def test_a():\n    assert (1 ==\n"))
    assert problem is not None
    assert problem.line == 2


@pytest.mark.parametrize("language", ["c", "rust", "typescript", "bash"])
def test_syntax_problem__broken_in_a_tree_sitter_language__then_found(language: str) -> None:
    assert syntax_problem(block(language, "if ( { (")) is not None


def test_syntax_problem__language_nobody_reads__then_none() -> None:
    assert syntax_problem(block("cobol", "if ( {")) is None


@pytest.mark.parametrize(
    ("language", "content", "found"),
    [
        ("python", "time.sleep(11)\n", [(1, 11.0)]),
        ("python", "\nawait asyncio.sleep(30)\n", [(2, 30.0)]),
        ("python", "for _ in range(20):\n    time.sleep(1)\n", [(2, 20.0)]),
        ("python", "@pytest.mark.timeout(60)\ndef test_a(): ...\n", [(1, 60.0)]),
        ("python", "await asyncio.wait_for(run(), timeout=12)\n", [(1, 12.0)]),
        ("python", "for _ in range(60):\n    if ready():\n        break\n    time.sleep(1)\n", []),
        ("python", "time.sleep(10)\nclient.get(url, timeout=30)\n", []),
        ("c", "sleep(20); /* sleep(99) */\nusleep(5000);\n", [(1, 20.0)]),
        ("cpp", "std::this_thread::sleep_for(std::chrono::milliseconds(20000));\n", [(1, 20.0)]),
        ("typescript", "setTimeout(done, 15000);\njest.setTimeout(5000);\n", [(1, 15.0)]),
        ("bash", "sleep 30\n", [(1, 30.0)]),
    ],
)
def test_waits__block__then_only_those_over_ten_seconds(
    language: str, content: str, found: list[tuple[int, float]]
) -> None:
    assert list(waits(block(language, content))) == found
