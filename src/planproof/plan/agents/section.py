"""A section of ours in a Markdown or TOML file that belongs to somebody else; every other byte stays.

    # Their text                                     a file that did not end with a newline, or was empty, or was not there,
                                                     says so in its first marker: taken out again, it is as it was before
    <!-- planproof: begin -->
    …
    <!-- planproof: end -->

Works on bytes: whatever the encoding of the rest, it is kept, and so are its line ends.
"""

from __future__ import annotations

import re
import tomllib

from planproof.errors import EnvironmentFault
from planproof.plan.agents.model import Section

__all__ = ["added_section", "has_section", "own_lines", "removed_section"]

_BEGIN = re.compile(
    rb"(?:# )?<!-- planproof: begin(|, after a line without end|, in an empty file|, in a file made for this) -->"
)
_END = re.compile(rb"(?:# )?<!-- planproof: end -->(?:\r?\n)?")
_OPEN_LINE, _EMPTY_FILE, _NEW_FILE = b", after a line without end", b", in an empty file", b", in a file made for this"


def has_section(content: bytes, part: Section) -> bool:
    """Whether a section of ours is there."""
    return _found(content, part.path) is not None


def own_lines(content: bytes) -> range:
    """The numbers of the lines, from 1, that stand between our markers; none where there is no section, or half of one."""
    begin = _BEGIN.search(content)
    end = _END.search(content, begin.end()) if begin else None
    if not begin or not end:
        return range(0)
    return range(content.count(b"\n", 0, begin.start()) + 1, content.count(b"\n", 0, end.start()) + 2)


def added_section(content: bytes | None, part: Section) -> bytes:
    """The file with the section as it is today; None stands for a file that is not there.

    Raises:
        EnvironmentFault: a marker without its partner, a second section, or a text in UTF-16.
    """
    if content is not None and (found := _found(content, part.path)):
        begin, end = found
        newline = _newline_behind(content, begin)
        return content[: begin.end()] + newline + part.body.encode().replace(b"\n", newline) + content[end.start() :]
    if content is not None and part.is_toml and _is_declared(content, part):
        return content
    newline = b"\r\n" if content and b"\r\n" in content else b"\n"
    if content is None:
        note, joint = _NEW_FILE, b""
    elif not content:
        note, joint = _EMPTY_FILE, b""
    elif content.endswith(b"\n"):
        note, joint = b"", newline
    else:
        note, joint = _OPEN_LINE, newline * 2
    body = part.body.encode().replace(b"\n", newline)
    sign = b"# " if part.is_toml else b""
    marked = sign + b"<!-- planproof: begin" + note + b" -->" + newline + body
    marked += sign + b"<!-- planproof: end -->" + newline
    return (content or b"") + joint + marked


def removed_section(content: bytes, part: Section) -> bytes | None:
    """The file without the section; None when it was made for it and holds nothing else.

    Raises:
        EnvironmentFault: a marker without its partner, or a second section.
    """
    found = _found(content, part.path)
    if not found:
        return content
    begin, end = found
    before, after = content[: begin.start()], content[end.end() :]
    if begin[1] == _NEW_FILE and not before and not after:
        return None
    joints = 2 if begin[1] == _OPEN_LINE and not after else 0 if begin[1] in (_EMPTY_FILE, _NEW_FILE) else 1
    newline = _newline_behind(content, begin)
    for _ in range(joints):
        before = before.removesuffix(newline)
    return before + after


def _is_declared(content: bytes, part: Section) -> bool:
    """Whether the tables of our section stand in a TOML file already, by somebody else's hand.

    Raises:
        EnvironmentFault: it isn't TOML; the place is file and line.
    """
    try:
        theirs, ours = tomllib.loads(content.decode("utf-8-sig")), tomllib.loads(part.body)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line ([0-9]+)", str(error))
        place = f"{part.path}:{line[1]}" if line else part.path
        hint = "correct the file and run again; nothing was written"
        raise EnvironmentFault(f"is not valid TOML: {error}", place=place, hint=hint) from error
    return any(name in theirs.get(table, {}) for table, names in ours.items() for name in names)


def _newline_behind(content: bytes, begin: re.Match[bytes]) -> bytes:
    """The line end with which the section was added: that of its first marker."""
    return b"\r\n" if content[begin.end() :].startswith(b"\r\n") else b"\n"


def _found(content: bytes, path: str) -> tuple[re.Match[bytes], re.Match[bytes]] | None:
    """Our two markers; None when there are none."""
    if b"\0" in content:
        raise EnvironmentFault("is no UTF-8 text", place=path, hint="save it as UTF-8 and run again")
    begins, ends = list(_BEGIN.finditer(content)), list(_END.finditer(content))
    if not begins and not ends:
        return None
    if len(begins) == 1 and len(ends) == 1 and begins[0].end() < ends[0].start():
        return begins[0], ends[0]
    first = min(match.start() for match in (*begins, *ends))
    raise EnvironmentFault(
        "planproof's markers should stand there once each, begin before end",
        place=f"{path}:{content.count(10, 0, first) + 1}",
        hint="mend or delete the markers and run again; nothing was written",
    )
