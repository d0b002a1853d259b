"""From the bytes of a file to text, with what had to be put up with on the way.

    bytes ── too large? binary? ── decode ── line ends, BOM ── Decoded(text, problems)

The text keeps one character for each character in the file (mojibake included), so that columns stay those of an editor;
`repaired` undoes mojibake where only the meaning counts, for example in a task's heading.
"""

from __future__ import annotations

import re

import msgspec

from planproof.plan.document import Place, ReadingProblem
from planproof.plan.late_pattern import late_pattern

__all__ = ["SIZE_LIMIT_BYTES", "Decoded", "decode", "repaired"]

SIZE_LIMIT_BYTES = 8_000_000
_BINARY_PROBE_BYTES = 8_000  # where git looks for a NUL, too

_CONTINUATION = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xC0))
_LEADS = "ÃÂâðÐÑ"  # what the UTF-8 of Latin, punctuation, emoji and Cyrillic begins with when read as cp1252
_MOJIBAKE = late_pattern(f"[ÂÃÐÑ][{_CONTINUATION}]|â[{_CONTINUATION}]{{2}}|ðŸ[{_CONTINUATION}]{{2}}")
_BYTE_OF = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    character: byte for byte, character in zip(range(0x80, 0xC0), _CONTINUATION, strict=True)
}


class Decoded(msgspec.Struct, frozen=True):
    """Text of a document.

    Attributes:
        text: characters with `\\n` line ends, without a byte order mark; empty when nothing could be taken.
        problems: what was wrong, with the line of its first occurrence.
    """

    text: str
    problems: tuple[ReadingProblem, ...]


def decode(path: str, data: bytes, limit_bytes: int = SIZE_LIMIT_BYTES) -> Decoded:
    """Decodes a document; never raises.

    Args:
        path: of the document, for places.
        data: content of the file.
        limit_bytes: more than that is not looked at.
    """
    start = Place(path, 1)
    if len(data) > limit_bytes:
        limit_mb = limit_bytes // 1_000_000
        return Decoded("", (ReadingProblem("too-large", f"over {limit_mb} MB, so it was not read", start),))
    if not data.strip():
        return Decoded("", (ReadingProblem("empty", "holds no text", start),))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
        problems = [ReadingProblem("not-utf8", "is UTF-16; read as that, save it as UTF-8", start)]
    elif b"\0" in data[:_BINARY_PROBE_BYTES]:
        message = "holds NUL bytes, so it is binary and was not read"
        return Decoded("", (ReadingProblem("binary", message, _place_of_byte(path, data, data.index(b"\0"))),))
    else:
        text, problems = _decode_utf8(path, data)
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        message = "holds NUL characters, read as U+FFFD"
        problems.append(ReadingProblem("binary", message, _place_in(path, text, text.index("\0"))))
        text = text.replace("\0", "\ufffd")
    return Decoded(text, (*problems, *_mojibake_in(path, text)))


def repaired(text: str) -> str:
    """The text with cp1252 mojibake turned back: `ðŸ“‹ Planned` gives `📋 Planned`. Anything else stays as it is."""
    return _MOJIBAKE.sub(_unscrambled, text) if _may_be_scrambled(text) else text


def _decode_utf8(path: str, data: bytes) -> tuple[str, list[ReadingProblem]]:
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 (byte 0x{data[error.start]:02x}); bad bytes read as U+FFFD"
        problem = ReadingProblem("not-utf8", message, _place_of_byte(path, data, error.start))
        return data.decode("utf-8", errors="replace"), [problem]


def _may_be_scrambled(text: str) -> bool:
    return not text.isascii() and any(lead in text for lead in _LEADS)


def _mojibake_in(path: str, text: str) -> list[ReadingProblem]:
    if not _may_be_scrambled(text):
        return []
    found = next((match for match in _MOJIBAKE.finditer(text) if _unscrambled(match) != match.group()), None)
    if not found:
        return []
    message = f"holds mojibake: {found.group()!r} was {_unscrambled(found)!r} before it was read as cp1252"
    return [ReadingProblem("mojibake", message, _place_in(path, text, found.start()))]


def _unscrambled(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[character] for character in match.group()).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return match.group()


def _place_in(path: str, text: str, position: int) -> Place:
    return Place(path, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _place_of_byte(path: str, data: bytes, position: int) -> Place:
    """Place of a byte; what stands before it on its line is counted in characters as far as it can be decoded."""
    line_start = max(data.rfind(b"\n", 0, position), data.rfind(b"\r", 0, position)) + 1
    head = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    column = len(data[line_start:position].decode("utf-8", errors="replace")) + 1
    return Place(path, head.count(b"\n") + 1, column)
