"""A vague word stands where a number, a name or an event is due: "properly", "fast", "handle errors", "etc.".

## Why
Two people read "fast" and mean 10 ms and 10 s. An agent picks one, and nothing can show that it picked wrongly.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

Users get their link quickly. {PP601}

## Tasks

The server handles errors gracefully. {PP601} {PP601}

- Validate the address properly, the length, the scheme, etc. {PP601} {PP601}
- Retry as needed. {PP601}
```

## Good
A figure beside the word makes it a claim; what stands in quotation marks or code is somebody else's word.

```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

Users get their link fast: within 50 ms at 100 requests/s.

## Tasks

- An address without a scheme gives status 422 and the text "not a proper address".
- The call `retry_as_needed()` tries 3 times, 1 s apart; the fast path takes no lock.
```

## Fix
Say what somebody would see or measure: the figure with its unit, the name of the error, the list to its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from planproof.plan.document import Document
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import Outline, outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_SEEN = "say what is seen when it holds"
_FIGURE = "give the figure with its unit"
_ALL = "list them to the end, or name the rule that decides"
_WHEN = "say when, by a condition that can be tested"
_ERRORS = "name each error, what the user sees and what is logged"
_WHICH = "name which"

# Phrase (lower case, spaces match any white space) -> what is due instead.
_PHRASES = {
    "properly": _SEEN,
    "appropriately": _SEEN,
    "adequately": _SEEN,
    "seamlessly": _SEEN,
    "seamless": _SEEN,
    "robustly": _SEEN,
    "sensibly": _SEEN,
    "somehow": "say how",
    "gracefully": _ERRORS,
    "works correctly": _SEEN,
    "work correctly": _SEEN,
    "behaves correctly": _SEEN,
    "functions correctly": _SEEN,
    "works as expected": _SEEN,
    "work as expected": _SEEN,
    "works as intended": _SEEN,
    "behaves as expected": _SEEN,
    "should just work": _SEEN,
    "efficiently": _FIGURE,
    "performant": _FIGURE,
    "blazing fast": _FIGURE,
    "lightning fast": _FIGURE,
    "fast": _FIGURE,
    "quickly": _FIGURE,
    "as fast as possible": _FIGURE,
    "as soon as possible": _FIGURE,
    "highly scalable": _FIGURE,
    "scalable": _FIGURE,
    "highly available": _FIGURE,
    "reasonable time": _FIGURE,
    "reasonable amount": _FIGURE,
    "acceptable performance": _FIGURE,
    "good performance": _FIGURE,
    "high performance": _FIGURE,
    "improve performance": _FIGURE,
    "optimize performance": _FIGURE,
    "user-friendly": _SEEN,
    "user friendly": _SEEN,
    "easy to use": _SEEN,
    "easy-to-use": _SEEN,
    "intuitive": _SEEN,
    "state-of-the-art": _WHICH,
    "best practices": "name the rule or the document that holds it",
    "industry standard": "name the standard",
    "clean code": "name the linter and its rules",
    "production-ready": _SEEN,
    "production ready": _SEEN,
    "enterprise-grade": _SEEN,
    "world-class": _SEEN,
    "high quality": _SEEN,
    "high-quality": _SEEN,
    "handle errors": _ERRORS,
    "handles errors": _ERRORS,
    "handle all errors": _ERRORS,
    "handles all errors": _ERRORS,
    "proper error handling": _ERRORS,
    "appropriate error handling": _ERRORS,
    "appropriate error": _ERRORS,
    "appropriate errors": _ERRORS,
    "appropriate indexes": _WHICH,
    "appropriate tests": _WHICH,
    "proper validation": "say what is refused, and with which answer",
    "appropriate validation": "say what is refused, and with which answer",
    "handle edge cases": _ALL,
    "handles edge cases": _ALL,
    "all edge cases": _ALL,
    "etc": _ALL,
    "and so on": _ALL,
    "and so forth": _ALL,
    "and the like": _ALL,
    "various": _WHICH,
    "some kind of": _WHICH,
    "as needed": _WHEN,
    "where needed": _WHEN,
    "as necessary": _WHEN,
    "where necessary": _WHEN,
    "as appropriate": _WHEN,
    "if appropriate": _WHEN,
    "where appropriate": _WHEN,
    "when appropriate": _WHEN,
    "as required": _WHEN,
    "if possible": _WHEN,
    "where possible": _WHEN,
    "when possible": _WHEN,
    "if applicable": _WHEN,
    "where applicable": _WHEN,
}
# The words of each phrase: a phrase is searched only in a document that has all of them.
_WORDS = {phrase: frozenset(word.encode() for word in phrase.split()) for phrase in _PHRASES}
_ALL_WORDS = frozenset(word for words in _WORDS.values() for word in words)
# Terms that hold a vague word and are none.
_TERM_AFTER = late_pattern(r"[ -](?:path|forward|fail|lane|fourier|track|refresh|clock|mode|tier)|-| (?:to|by) ")
_TERM_BEFORE = late_pattern(r"(?:fail(?:s|ed|ing)?|\bnot)[ -]\Z")
_FIGURE_NEAR = late_pattern(r"\d")
_NEAR = 60


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit for each vague phrase in running text; of two that overlap the longer counts."""
    outline = outline_of(document)
    present = outline.words & _ALL_WORDS
    phrases = [phrase for phrase, words in _WORDS.items() if words <= present]
    found = [(match, phrase) for phrase in phrases for match in _pattern(phrase).finditer(outline.lowered)]
    end = 0
    for match, phrase in sorted(found, key=lambda item: (item[0].start(), -item[0].end())):
        if match.start() >= end and _is_vague(phrase, match, outline):
            end = match.end()
            yield Hit(outline.place(match.start()), f"vague: {outline.text[match.start() : end]!r}", _PHRASES[phrase])


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as a pattern that begins with its own letters, which is what makes the search fast."""
    return re.compile(re.escape(phrase).replace(r"\ ", r"\s{1,4}") + r"(?![\w/])")


def _is_vague(phrase: str, match: re.Match[str], outline: Outline) -> bool:
    """Whether the phrase is running text with no term around it and no figure beside it."""
    at = match.start()
    before = outline.text[at - 1 : at]
    if before.isalnum() or (before and before in "_/.-") or not outline.is_prose(at) or outline.in_quotes(at):
        return False
    if _TERM_AFTER.match(outline.lowered, match.end()) or _TERM_BEFORE.search(outline.lowered[max(0, at - 9) : at]):
        return False
    if _PHRASES[phrase] is not _FIGURE:
        return True
    after = outline.text[match.end() : match.end() + _NEAR].split("\n\n", 1)[0]
    return not _FIGURE_NEAR.search(after)


RULE = Rule("PP601", "vague-words", Severity.WARNING, check_document=check)
