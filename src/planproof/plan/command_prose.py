"""Tells a sentence from a command: "Open the page and log in" can't be run, `open page.html` can.

Named reasons rather than a score. In doubt the text counts as a command: what bash can't run is refuted when it runs, only later.
"""

from __future__ import annotations

import re

from planproof.plan.late_pattern import late_pattern

__all__ = ["why_no_command"]


def _set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_NOTHING = late_pattern(
    r"(?:n/?a|tbd|tba|todo|none|manual(?:ly)?|by hand|see above|as above|same as above|later|[-–—?.…]+)\.?",
    re.IGNORECASE,
)
_VERBS = _set(
    """
    assert check click compare confirm consult ensure examine execute inspect launch look manually navigate observe open
    perform press read repeat review run see send start try use validate verify visit wait watch
    """
)
_JOINTS = _set(
    """
    a again all an any and are as at be below by each every for from if in into is it manually must no not of on our should
    so that the then there they this to until via we when which while with works you your
    """
)
_WORD = late_pattern(r"[A-Za-z][A-Za-z'’-]*[.,:;!]?|\([A-Za-z' ]+\)?|[A-Za-z]+\)|[&/]|\d+")
_SENTENCE_START = late_pattern(r"[A-Z][a-z]+,?")


def why_no_command(script: str) -> str:
    """Why a script reads as prose.

    Args:
        script: what stands where a command is due.

    Returns:
        the reason in a few words; empty for what may be a command, and for an empty script.
    """
    lines = [line.strip() for line in script.split("\n")]
    line = next((line for line in lines if line and not line.startswith("#")), "")
    if _NOTHING.fullmatch(line):
        return "says that there is none"
    words = line.split()
    if len(words) < 3 or sum(1 for word in words if not _WORD.fullmatch(word)) > len(words) // 4:
        return ""
    joints = sum(word.strip(".,:;!()").lower() in _JOINTS for word in words[1:])
    if _SENTENCE_START.fullmatch(words[0]) and (joints or words[0].rstrip(",").lower() in _VERBS):
        return "is a sentence"
    if words[0].lower() in _VERBS and joints:
        return f"begins like an instruction to a person ({words[0]!r})"
    return "is a sentence" if joints >= 3 and line.endswith(".") else ""
