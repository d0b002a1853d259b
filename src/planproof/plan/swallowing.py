"""Where a shell script loses a failure: fallbacks that pass, endings that pass, pipes whose first commands nobody asks.

All of it on the structure from `plan.shell`, so that what stands in quotes, here-documents and comments is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.always_passes import always_passes, fails_on_purpose, only_talks, stops_at_failure
from planproof.plan.shell import Compound, Pipeline, Script, Simple, Statement

__all__ = ["swallowed_failures", "unguarded_pipes", "zero_fallbacks"]

Element = Simple | Compound

# What tidies up may fail: there may be nothing to tidy.
_TIDYING = {
    "kill",
    "pkill",
    "killall",
    "rm",
    "rmdir",
    "unlink",
    "wait",
    "umount",
    "dropdb",
    "fuser",
    "trap",
    "deactivate",
}
_TIDYING_TOOLS = {"docker", "docker-compose", "podman", "kubectl", "git"}
_TIDYING_VERBS = {
    "rm",
    "stop",
    "down",
    "kill",
    "delete",
    "prune",
    "rmi",
    "remove",
    "checkout",
    "restore",
    "reset",
    "clean",
    "-D",
}
_ASKING = {"command", "which", "type", "hash", "pgrep", "[", "test"}
_CANNOT_FAIL = {"echo", "printf", "yes", "seq", "true", ":"}


def swallowed_failures(script: Script, expected: str | None) -> Iterator[tuple[Element, str]]:
    """Elements of a script that hide a failure, each with a message.

    Args:
        script: the script as read.
        expected: what it must print; an `echo` at its end counts as hiding only when nothing else would be compared.
    """
    for statement in script.walk():
        for left, right in _fallbacks(statement):
            if _prints_zero_after_count(left, right):
                continue
            if always_passes(right):
                yield (
                    right,
                    f"`|| {right.text.strip()[:40]}` turns the failure of `{left.text.strip()[:40]}` into success",
                )
            elif left.silenced and not _gives_up(right) and not _asks(left):
                yield left, f"`{_short(left)}` fails in silence and something else runs instead"
    yield from _errors_switched_off(script)
    yield from _passing_end(script, expected)


def _short(element: Element) -> str:
    return " ".join(element.text.split())[:40]


def _fallbacks(statement: Statement) -> Iterator[tuple[Element, Element]]:
    """What stands left and right of each `||` whose right side decides the statement."""
    for index, operator in enumerate(statement.operators):
        right = statement.pipelines[index + 1]
        rest = statement.pipelines[index + 2 :]
        left = statement.pipelines[index].elements[-1]
        decides = len(right.elements) == 1 and all(always_passes(pipeline) for pipeline in rest)
        if operator == "||" and decides and not _tidies(left):
            yield left, right.elements[0]


def _tidies(element: Element) -> bool:
    if isinstance(element, Compound):
        inside = list(Script(element.statements, broken=False).simple_commands())
        return bool(inside) and all(_tidies(simple) for simple in inside)
    words = element.words
    by_tool = bool(words) and words[0] in _TIDYING_TOOLS and bool(_TIDYING_VERBS & set(words[1:4]))
    return by_tool or (bool(words) and words[0] in _TIDYING)


def _gives_up(element: Element) -> bool:
    commands = [element] if isinstance(element, Simple) else Script(element.statements, broken=False).simple_commands()
    return any(fails_on_purpose(simple) for simple in commands)


def _asks(element: Element) -> bool:
    words = element.words if isinstance(element, Simple) else ()
    return bool(words) and (words[0] in _ASKING or words[:2] == ("git", "check-ignore"))


def _errors_switched_off(script: Script) -> Iterator[tuple[Element, str]]:
    """`set +e`, unless the script looks at `$?` later on."""
    commands = list(script.simple_commands())
    for index, simple in enumerate(commands):
        off = simple.words[:1] == ("set",) and any(word.startswith("+") and "e" in word for word in simple.words[1:])
        if off and not any("$?" in later.text for later in commands[index + 1 :]):
            yield simple, "`set +e` lets the script go on after a failure that nobody looks at"


def _passing_end(script: Script, expected: str | None) -> Iterator[tuple[Element, str]]:
    """A last statement that passes whatever happened before it."""
    if len(script.statements) < 2 or stops_at_failure(script):
        return
    last = script.statements[-1].pipelines
    element = last[0].elements[0]
    before = [simple for statement in script.statements[:-1] for simple in _simple(statement)]
    real = any(simple.words and not always_passes(simple) and not _prepares(simple) for simple in before)
    if len(last) > 1 or len(last[0].elements) > 1 or not real or not isinstance(element, Simple):
        return
    if not always_passes(element) or (element.words[0] in ("echo", "printf") and not _decides_alone(element, expected)):
        return
    yield element, f"`{_short(element)}` at the end passes whatever happened before it"


def _simple(statement: Statement) -> Iterator[Simple]:
    return Script((statement,), broken=False).simple_commands()


def _prepares(simple: Simple) -> bool:
    return _tidies(simple) or simple.words[0] in ("cd", "export", "source", ".", "set", "unset", "sleep", "mkdir")


def _decides_alone(talk: Simple, expected: str | None) -> bool:
    """Whether fixed talk is all that the expectation compares."""
    if not only_talks(talk) or "$" in talk.text:
        return False
    lines = [line.strip() for line in (expected or "").split("\n")]
    return all(line in talk.text for line in lines if line.strip(". "))


def zero_fallbacks(statement: Statement) -> Iterator[Element]:
    """The right sides of `grep -c … || echo 0` in a statement."""
    return (right for left, right in _fallbacks(statement) if _prints_zero_after_count(left, right))


def _prints_zero_after_count(left: Element, right: Element) -> bool:
    if not isinstance(left, Simple) or not isinstance(right, Simple):
        return False
    words = left.words
    grep = bool(words) and words[0].rpartition("/")[2] in ("grep", "egrep", "fgrep", "rg", "zgrep")
    counts = any(word == "--count" or (word[:1] == "-" and word[:2] != "--" and "c" in word) for word in words[1:])
    return grep and counts and right.words[:1] in (("echo",), ("printf",)) and right.words[-1].strip("\\n") == "0"


def unguarded_pipes(script: Script) -> Iterator[Element]:
    """The first element that can fail of each pipe that isn't covered by `pipefail`."""
    if any(simple.words[:1] == ("set",) and "pipefail" in simple.words for simple in script.simple_commands()):
        return
    for statement in script.walk():
        for pipeline in statement.pipelines:
            failing = next((element for element in pipeline.elements[:-1] if _can_fail(element)), None)
            if failing:
                yield failing


def _can_fail(element: Element) -> bool:
    if isinstance(element, Simple):
        return bool(element.words) and element.words[0] not in _CANNOT_FAIL and element.words != ("cat",)
    return any(
        _can_fail(inner)
        for statement in element.statements
        for pipeline in statement.pipelines
        for inner in _ends(pipeline)
    )


def _ends(pipeline: Pipeline) -> tuple[Element, ...]:
    return pipeline.elements[-1:]
