"""Scripts that hide failures are found, and those that only look alike are not."""

from __future__ import annotations

import pytest

from planproof.plan.shell import read_script
from planproof.plan.swallowing import swallowed_failures, unguarded_pipes, zero_fallbacks


def hides(script: str, expected: str | None = "...") -> bool:
    return bool(list(swallowed_failures(read_script(script), expected)))


@pytest.mark.parametrize(
    "script",
    [
        "make || true",
        "make || :",
        "make || exit 0",
        "make && ./run || echo failed",
        "make || { echo failed; }",
        "(cd a && make) || /bin/true",
        "if x; then make || true; fi",
        "cat <<EOF | make || true\nx\nEOF",
        "make; true",
        "make\nexit 0",
        "make\n:",
        "set +e\nmake",
        "set +eu; make",
        "make 2>/dev/null || ninja",
    ],
)
def test_swallowed_failures__failure_turned_into_success__then_found(script: str) -> None:
    assert hides(script)


@pytest.mark.parametrize(
    "script",
    [
        "make",
        "make || exit 1",
        "make || { echo failed; exit 1; }",
        "make || false",
        "make || echo failed && exit 1",
        "grep -q '|| true' notes.txt",
        "echo 'a; true'  # || true",
        "python - <<'EOF'\nx = 1 || true\nEOF",
        "kill $pid || true",
        "rm -rf build || true\nmake",
        "docker compose down || true",
        "git worktree remove tmp || true",
        "test -f a 2>/dev/null || make",
        "command -v ninja 2>/dev/null || exit 1",
        "set +e; make; echo $?",
        'make; echo "exit $?"',
        "set -e\nmake\necho done",
        "make || exit 1\ntrue",
        "mkdir -p out\necho hello",
    ],
)
def test_swallowed_failures__failure_is_kept__then_silent(script: str) -> None:
    assert not hides(script)


def test_swallowed_failures__closing_echo__then_found_only_where_nothing_else_is_compared() -> None:
    assert hides("make\necho built", "built")
    assert hides("make\necho built", None)
    assert not hides("make\necho built", "linking a.out\nbuilt")


def test_zero_fallbacks__grep_count__then_found_once_and_by_nobody_else() -> None:
    script = read_script("grep -rc TODO src || echo 0")
    assert len(list(zero_fallbacks(script.statements[0]))) == 1
    assert list(swallowed_failures(script, "0")) == []


@pytest.mark.parametrize(
    "script", ["a | b", "x; a | b | c", "for i in 1; do a | b; done", "a |& tee log", "echo x | a | b", "{ a; } | b"]
)
def test_unguarded_pipes__a_command_that_can_fail_is_not_last__then_found(script: str) -> None:
    assert [element.text for element in unguarded_pipes(read_script(script))] in (["a"], ["{ a; }"])


@pytest.mark.parametrize(
    "script",
    [
        "set -o pipefail; a | b",
        "set -euo pipefail\na | b",
        "echo x | b",
        "printf x | b",
        "yes | b",
        "cat <<EOF | b\nx | y\nEOF",
        'test "$(a | b)" = 3',
        "a || b",
        "grep 'a | b' file",
    ],
)
def test_unguarded_pipes__guarded_or_no_pipe__then_silent(script: str) -> None:
    assert list(unguarded_pipes(read_script(script))) == []
