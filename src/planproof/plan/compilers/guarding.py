"""The edits that give a planned header its include guard and its `extern "C"`.

    #ifndef PLANPROOF_RING_H          from its path, without what stands up to `include/`
    #define PLANPROOF_RING_H
    …
    #endif

Nothing is proposed where a person has to decide: a header in several blocks, inside a list or a fence that doesn't close,
one without a path, and for `extern "C"` one with conditional parts of its own.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from planproof.plan.compilers.planned_files import PlannedFile
from planproof.plan.document import Place
from planproof.plan.rule import Edit

__all__ = ["edits_for_extern_c", "edits_for_guard"]

_OPENING = '\n#ifdef __cplusplus\nextern "C" {\n#endif\n\n'
_CLOSING = "\n#ifdef __cplusplus\n}\n#endif\n"
_CONDITION = re.compile(r"\s*#\s*(?:if|ifdef|ifndef|else|elif)\b")
_TOP = re.compile(r"\s*#\s*(?:include|pragma\s+once)\b")
_DEFINE = re.compile(r"\s*#\s*define\b")
_ENDIF = re.compile(r"\s*#\s*endif\b")


def edits_for_guard(file: PlannedFile) -> tuple[Edit, ...]:
    """The lines before and behind a header that has none; empty where a person has to decide."""
    block = file.pieces[0].code
    name = _guard_name(file.path)
    if not _simple(file) or not name:
        return ()
    return (
        _before_line(file, 0, f"#ifndef {name}\n#define {name}\n"),
        _before_line(file, _count(block.content), "#endif\n"),
    )


def edits_for_extern_c(file: PlannedFile) -> tuple[Edit, ...]:
    """The lines around a header's declarations, behind its includes and inside its guard; empty where a person has to decide."""
    content = file.pieces[0].code.content
    lines = content.split("\n")[: _count(content)]
    conditions = [number for number, line in enumerate(lines) if _CONDITION.match(line)]
    ends = [number for number, line in enumerate(lines) if _ENDIF.match(line)]
    guarded = (
        len(conditions) == len(ends) == 1
        and conditions[0] + 1 < len(lines)
        and bool(_DEFINE.match(lines[conditions[0] + 1]))
    )
    if (
        not _simple(file)
        or (conditions and not guarded)
        or (ends and not guarded)
        or "*/" in "".join(map(_behind_include, lines))
    ):
        return ()
    top = max([number for number, line in enumerate(lines) if _TOP.match(line)], default=-1)
    top = max(top, conditions[0] + 1 if guarded else -1)
    last = ends[0] if guarded else len(lines)
    if guarded and any(line.strip() for line in lines[last + 1 :]):
        return ()
    return (_before_line(file, top + 1, _OPENING), _before_line(file, last, _CLOSING))


def _behind_include(line: str) -> str:
    """What stands on an include line: the end of a comment there means that the include may be a comment too."""
    return line if _TOP.match(line) else ""


def _simple(file: PlannedFile) -> bool:
    block = file.pieces[0].code
    alone = len(file.pieces) == 1 and file.pieces[0].path is not None
    return alone and block.closed and block.content_column == 1 and bool(block.content.strip())


def _guard_name(path: str) -> str:
    parts = PurePosixPath(path).parts
    start = max((number + 1 for number, part in enumerate(parts[:-1]) if part in ("include", "inc", "src")), default=0)
    name = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(parts[start:])).upper().strip("_")
    return name if name[:1].isalpha() else ""


def _count(content: str) -> int:
    """Lines of a block's content."""
    return content.count("\n") + (not content.endswith("\n"))


def _before_line(file: PlannedFile, index: int, text: str) -> Edit:
    """Text that goes in front of a line (from 0) of a block; the closing fence is the one behind the last."""
    block = file.pieces[0].code
    return Edit(Place(block.place.path, block.content_line + index), "", text)
