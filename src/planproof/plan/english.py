"""Whether a text is in English, by the words that no English prose does without.

Titles are read in English. What a plan in another language lacks can't be told from its titles, so nothing of it is called missing.
"""

from __future__ import annotations

import re

from planproof.plan.late_pattern import late_pattern

__all__ = ["is_english"]

_READ_CHARACTERS = 20_000
_FEW_WORDS = 40
_LEAST_SHARE = 0.02
_CODE = late_pattern(r"```.*?(?:```|\Z)|`[^`\n]{0,200}`", re.DOTALL)
_LAST_LATIN = 0x2FF  # the end of Unicode's Latin Extended-B and the phonetic letters
_WORD = late_pattern(r"[^\W\d_]+")
# None of these is frequent in another language that is written in Latin letters, as `in`, `is`, `as`, `on` and `no` are.
_COMMON = frozenset(
    """
    add all and any are by each for from have if into it must not of only should than that the their then there these this to use
    uses using when where which with without you
    """.split()
)


def is_english(text: str) -> bool:
    """True where a text may well be in English: too short to tell, or two words in a hundred are ones that only English uses.

    Code is left out. Names and terms don't count for any language, so that a terse list stays English by its `the` and `and`.
    """
    words = _WORD.findall(_CODE.sub(" ", text[:_READ_CHARACTERS]).lower())
    other_script = sum(len(word) for word in words if ord(word[0]) > _LAST_LATIN)
    if 2 * other_script > sum(map(len, words)):
        return False
    if len(words) < _FEW_WORDS:
        return True
    return sum(word in _COMMON for word in words) >= _LEAST_SHARE * len(words)
