"""Cuts a text into the pieces that the o200k vocabulary was made from; a token never spans two pieces.

The published pattern, with L, N, M for Unicode's letters, numbers and marks (tiktoken, `openai_public.py`):

    [^\\r\\n L N]? [Lu Lt Lm Lo M]* [Ll Lm Lo M]+ ('s|'t|'re|'ve|'m|'ll|'d)?      a word that ends in lower case
    [^\\r\\n L N]? [Lu Lt Lm Lo M]+ [Ll Lm Lo M]* ('s|…)?                          a word in capitals
    N{1,3}  |  ' '?[^\\s L N]+[\\r\\n/]*  |  \\s*[\\r\\n]+  |  \\s+(?!\\S)  |  \\s+

The standard library's `re` knows no Unicode categories. So every character beyond ASCII is replaced by one that stands for its
class, the pattern runs over that shape, and the pieces are cut from the text at the same offsets. Which class a character has is
as this Python's Unicode version says, and a table for those that came up to Unicode 15.1; what is newer still counts as a symbol.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

__all__ = ["pieces"]

_OTHER_LETTER, _MARK = "\u00aa", "\u0300"
_STANDS_FOR = {
    "Lu": "A",
    "Lt": "A",
    "Ll": "a",
    "Lm": _OTHER_LETTER,
    "Lo": _OTHER_LETTER,
    "Mn": _MARK,
    "Mc": _MARK,
    "Me": _MARK,
    "Nd": "0",
    "Nl": "0",
    "No": "0",
    "Zs": "\t",
    "Zl": "\t",
    "Zp": "\t",
}
_SYMBOL = "!"
# Letters, marks and numbers that Python 3.11 (Unicode 14) doesn't know yet.
_NEWER = """
Mn cf3-cf3 ece-ece 10efd-10eff 11241-11241 11f00-11f01 11f03-11f03 11f34-11f3a 11f3e-11f42 13440-13440 13447-13455 1e08f-1e08f
Mn 1e4ec-1e4ef
Lo 1123f-11240 11f02-11f02 11f04-11f10 11f12-11f33 1342f-1342f 13441-13446 1b132-1b132 1b155-1b155 1e030-1e06d 1e4d0-1e4eb
Lo 2b739-2b739 2ebf0-2ee5d 31350-323af
Ll 1df25-1df2a
Nd 11f50-11f59 1d2c0-1d2d3 1e4f0-1e4f9
"""
_UPPER = f"A-Z{_OTHER_LETTER}{_MARK}"
_LOWER = f"a-z{_OTHER_LETTER}{_MARK}"
_LETTER = f"A-Za-z{_OTHER_LETTER}"
_SPACE = r"\t-\r "  # what Rust's \s means in ASCII; Python's also takes \x1c to \x1f
_ENDING = r"(?:'(?:[sStTmMdD]|[rRvV][eE]|[lL][lL]))?"
_PIECE = re.compile(
    rf"[^\r\n{_LETTER}0-9]?[{_UPPER}]*[{_LOWER}]+{_ENDING}"
    rf"|[^\r\n{_LETTER}0-9]?[{_UPPER}]+[{_LOWER}]*{_ENDING}"
    r"|[0-9]{1,3}"
    rf"| ?[^{_SPACE}{_LETTER}0-9]+[\r\n/]*"
    rf"|[{_SPACE}]*[\r\n]+"
    rf"|[{_SPACE}]+(?![^{_SPACE}])"
    rf"|[{_SPACE}]+"
)


class _Shapes(dict[int, str]):
    """For `str.translate`: a character beyond ASCII -> the one that stands for its class, looked up once."""

    def __missing__(self, code: int) -> str:
        shape = chr(code) if code < 0x80 else _STANDS_FOR.get(_category(code), _SYMBOL)
        self[code] = shape
        return shape


def _category(code: int) -> str:
    """Unicode's general category of a character; `Cn` for one that isn't known."""
    category = unicodedata.category(chr(code))
    return _newer().get(code, category) if category == "Cn" else category


@cache
def _newer() -> dict[int, str]:
    known: dict[int, str] = {}
    for line in _NEWER.strip().splitlines():
        category, *ranges = line.split()
        for first, last in (each.split("-") for each in ranges):
            known.update(dict.fromkeys(range(int(first, 16), int(last, 16) + 1), category))
    return known


# U+0085 is a control character that counts as white space; U+017F is an `s` to a pattern that ignores case.
_SHAPES = _Shapes({0x85: "\t", 0x17F: "s"})


def pieces(text: str) -> Iterator[str]:
    """The pieces of a text in order; joined they are the text."""
    if text.isascii():
        yield from _PIECE.findall(text)
        return
    for match in _PIECE.finditer(text.translate(_SHAPES)):
        yield text[match.start() : match.end()]
