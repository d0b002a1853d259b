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
# As frequent in Spanish, Portuguese, French, Italian, German, Dutch, Swedish, Polish, Turkish or Indonesian; neither English nor
# found in technical lists, as `com`, `en`, `mit` and `os` are.
_COMMON_ELSEWHERE = frozenset(
    """
    auf avec bir che con dan dari das de del della dem den dengan der des di dos du ein eine el et het il ile jest kan ke
    la las le les los na och om pada para por pour que sich som til um uma una une und untuk van ve voor werden wird yang
    """.split()
)


def is_english(text: str) -> bool:
    """True where a text may well be in English: too short to tell, two words in a hundred are ones that only English uses, or
    fewer than that are another language's.

    Code is left out. Names and terms don't count for any language, so that a list of nothing else stays English.
    """
    words = _WORD.findall(_CODE.sub(" ", text[:_READ_CHARACTERS]).lower())
    other_script = sum(len(word) for word in words if ord(word[0]) > _LAST_LATIN)
    if 2 * other_script > sum(map(len, words)):
        return False
    if len(words) < _FEW_WORDS:
        return True
    least = _LEAST_SHARE * len(words)
    if sum(word in _COMMON for word in words) >= least:
        return True
    return sum(word in _COMMON_ELSEWHERE or not word.isascii() for word in words) < least
