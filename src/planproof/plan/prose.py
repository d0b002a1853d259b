"""Tells a sentence about output from output: "the server starts" can't be compared with anything, "5 passed" can.

A small set of named reasons rather than a score, so that a person can see why a line was refused, and can overrule
it: with the mode `exact` nothing is refused. In doubt a line counts as output: prose that is taken for a literal never
matches, so it is refuted when the command runs, only later than it need be.
"""

from __future__ import annotations

import re

from planproof.plan.late_pattern import late_pattern

__all__ = ["why_prose"]


def _set(text: str, separator: str | None = None) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split(separator))


_MODALS = _set("should must will would could might shall ought because")
_BEING = _set("is are was were be been being has have")
_TELLING = _set(
    "appears builds compiles completes contains continues crashes creates displays exits exists fails finishes gets includes"
    " indicates lists loads logs looks matches opens outputs passes prints produces reloads remains renders reports responds"
    " resumes returns runs says sees sends shows starts stops succeeds surfaces throws updates validates works writes"
)
_TELLING_PLURAL = _set("appear build compile exist exit fail load match pass print remain run start succeed work")
# Nouns that speak of the run itself; output about itself is rare, so digits in the line don't save it.
_ABOUT_THE_RUN = _set(
    "all command commands each every everything exit it output page request response result results status stderr stdout"
    " suite test tests that there they this user users you"
)
_SUBJECTS = _ABOUT_THE_RUN | _set(
    "a an app application browser build client code database db endpoint file files function no program script server"
    " service the"
)
_EMPTY_PHRASES = _set(
    "clean compiles|clean output|empty|empty output|everything passes|no error|no errors|no failures|no output"
    "|no problems|none|nothing|success|silent|silence|succeeds|works|it works|as above|same as above|see above|passes"
    "|fails|some output",
    "|",
)
_MEASURING = late_pattern(
    r"(?:exactly|approximately|roughly|about|at least|at most|only|both|either|similar|something like)\b",
    re.IGNORECASE,
)
_EXIT = late_pattern(r"\bexits?(?: code| status| with)* \d", re.IGNORECASE)
_CODE = late_pattern(r"`[^`]+`")
_JOINTS = _set("the of and or a an in to with on for from that which not by as because before after than its any")
_MANY_WORDS, _MANY_JOINTS = 8, 3
_WORD = late_pattern(r"[A-Za-z][A-Za-z'-]*")
# What output has and sentences rarely do: digits, paths, assignments, brackets, quotes of code.
_OUTPUT_LIKE = late_pattern(r"[0-9=/\\{}\[\]<>$#@|_`\"]|::|\w:\w|\.\w")


def why_prose(line: str) -> str:
    """Why one line of an expectation reads as a sentence about the output.

    Args:
        line: one line, list marker and final full stop allowed.

    Returns:
        the reason, naming the words that gave it away; empty for what may be output.
    """
    text = line.strip().lstrip("-*").strip()
    words = [word.lower() for word in _WORD.findall(text)]
    if text.rstrip(".!").strip("()").strip().lower() in _EMPTY_PHRASES:
        return f"{text!r} describes the output instead of being it"
    if len(words) < 2:
        return ""
    return _wording(words, text) or _telling(words, text) or _being(words, text)


def _wording(words: list[str], text: str) -> str:
    """What sentences about output have and output hasn't: `should`, `exactly one`, `exits 0`, code ticks among words."""
    found = next((word for word in words if word in _MODALS), "")
    if found:
        return f"{found!r} speaks about the output instead of being it"
    measuring = _MEASURING.match(text)
    if measuring:
        return f"{measuring.group()!r} measures the output instead of being it"
    if _EXIT.search(text):
        return "it speaks of the exit code, for which there is `# Expected exit code: N`"
    if len(_WORD.findall(_CODE.sub(" ", text))) >= 2 and _CODE.search(text):
        return "it has Markdown code among words, as a description does"
    joints = sum(word in _JOINTS for word in words)
    if len(words) >= _MANY_WORDS and joints >= _MANY_JOINTS:
        return f"{joints} of its {len(words)} words are joints of a sentence"
    return ""


def _telling(words: list[str], text: str) -> str:
    """`the server starts`, `Returns the user`, `all tests pass`: somebody tells what happens."""
    if words[0] in _TELLING and not _OUTPUT_LIKE.search(text):
        return f"it begins with the verb {words[0]!r}, as a description does"
    for position, subject in enumerate(words[:3]):
        near = words[position + 1 : position + 5]
        verb = next((word for word in near if word in _TELLING or word in _TELLING_PLURAL), "")
        if verb and _may_be_subject(subject, text):
            return f"it says that {subject!r} … {verb!r}, as a description does"
    return ""


def _being(words: list[str], text: str) -> str:
    """`The database is up`, `Response is fine`: a sentence with a form of "to be" or "to have"."""
    found = next((word for word in words[1:] if word in _BEING), "")
    sentence = _may_be_subject(words[0], text) or (text[0].isupper() and not _OUTPUT_LIKE.search(text))
    return f"it is a sentence around {found!r}" if found and len(words) >= 3 and sentence else ""


def _may_be_subject(word: str, text: str) -> bool:
    return word in _ABOUT_THE_RUN or (word in _SUBJECTS and not _OUTPUT_LIKE.search(text))
