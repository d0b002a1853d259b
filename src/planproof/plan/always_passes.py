"""Shell commands that pass whatever happened: `true`, `:`, `exit 0`, `echo`, and groups that end in one of them."""

from __future__ import annotations

from planproof.plan.shell import Compound, Pipeline, Script, Simple

__all__ = ["always_passes", "fails_on_purpose", "only_talks", "stops_at_failure"]

_TALK = {"echo", "printf"}
_NOTHING = {"true", ":", "/bin/true", "/usr/bin/true"}
_GROUPS = {"compound_statement", "subshell"}


def only_talks(simple: Simple) -> bool:
    """`echo` or `printf` to the output, with nothing calculated in it."""
    return simple.words[:1] != () and simple.words[0] in _TALK and not simple.substituted and not simple.writes


def fails_on_purpose(simple: Simple) -> bool:
    """`exit 1`, `return 1`, `exit` or `return` with the status before it, `false`."""
    words = simple.words
    return bool(words) and (words[0] == "false" or (words[0] in ("exit", "return") and words[1:] != ("0",)))


def always_passes(element: Simple | Compound | Pipeline) -> bool:
    """Whether an element, or the last one of a pipeline, exits 0 whatever ran before it."""
    if isinstance(element, Pipeline):
        return len(element.elements) == 1 and always_passes(element.elements[0])
    if isinstance(element, Simple):
        words = element.words
        return bool(words) and (words[0] in _NOTHING or words in (("exit", "0"), ("return", "0")) or words[0] in _TALK)
    if element.kind not in _GROUPS or not element.statements:
        return False
    inside = Script(element.statements, broken=False)
    last = element.statements[-1].pipelines[-1]
    return always_passes(last) and not any(fails_on_purpose(simple) for simple in inside.simple_commands())


def stops_at_failure(script: Script) -> bool:
    """Whether a script ends by itself when something fails: `set -e`, or an `exit 1` of its own."""
    for simple in script.simple_commands():
        short = any(word.startswith("-") and "e" in word and not word.startswith("--") for word in simple.words[1:])
        if simple.words[:1] == ("set",) and (short or "errexit" in simple.words):
            return True
        if fails_on_purpose(simple):
            return True
    return False
