"""From bytes to a `Document`: sections and blocks, each with its place.

    bytes ── decode ── text ── scan ── ranges ── blocks ── sections

Nothing here raises for what stands in a document, and nothing takes longer than its length allows: size, depth and number
of blocks have caps, and what is cut or can't be taken as it stands is a `ReadingProblem`.
What stands between planproof's own status markers is left out of the sections; the markers stay, as comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from hashlib import sha256

import msgspec

from planproof.plan.blocks import BlockMaker
from planproof.plan.decode import decode
from planproof.plan.document import Block, Document, Place, ReadingProblem, Section
from planproof.plan.ids import id_from_name
from planproof.plan.late_pattern import late_pattern
from planproof.plan.scan import RawBlock, scan
from planproof.plan.sections import DOCUMENT_KINDS, canonical_key

__all__ = ["kind_of_file", "marker_regions", "read_document"]

_BEHIND_MARK = frozenset(("", " ", "\t", "\n"))  # of `#`; anything else makes it a word of an underlined title
_LEVEL_MAX = 6
_TITLE_LIMIT = 1000  # a longer one is no title of ours, and isn't searched for comments
_COMMENT = late_pattern(r"<!--.*?-->", re.DOTALL)
_STATUS_MARKER = late_pattern(r"[ \t]*<!--[ \t]*(/?)planproof:status\b[^>\n]{0,200}?-->")


def kind_of_file(name: str) -> str:
    """Kind of a document by its file name, an id in front left out: `M1_E2_I3_ITERATION.md` gives `ITERATION`; `""` for others."""
    stem, _, ending = name.rpartition(".")
    stem = stem.upper()
    identifier = id_from_name(stem)
    if identifier:
        stem = stem[len(identifier) :].lstrip("_-. ")
    return stem if ending.lower() == "md" and stem in DOCUMENT_KINDS else ""


def read_document(path: str, data: bytes, kind: str = "") -> Document:
    """Reads one Markdown file.

    Args:
        path: relative to the project's root, `/` between folders; goes into every place.
        data: the bytes of the file, whatever they are.
        kind: one of `DOCUMENT_KINDS`; by the file's name when empty.

    Returns:
        the document; what could not be taken as it stands is in its `problems`. Never raises for any bytes.
    """
    decoded = decode(path, data)
    text = decoded.text
    scanned = scan(text)
    maker = BlockMaker(path, text, scanned.blocks)
    sections = _sections(text, scanned.blocks, maker)
    problems = [*decoded.problems, *maker.problems]
    if scanned.cut_at >= 0:
        message = "lists and quotes nest too deeply or blocks are too many from here; some were not read"
        problems.append(ReadingProblem("too-deep", message, maker.place(scanned.cut_at)))
    problems.sort(key=lambda problem: (problem.place.line, problem.place.column))
    kind = kind or kind_of_file(path.rpartition("/")[2])
    return Document(path, kind, text, sections, tuple(problems), sha256(data).hexdigest())


def marker_regions(text: str) -> list[tuple[int, int]]:
    """Ranges of characters that planproof wrote: from the end of an opening status marker to the start of its closing one.

    Markers in code ticks or in the middle of a line don't count, and an opening one without a closing one opens nothing.
    """
    regions = []
    opened = -1
    for match in _status_markers(text):
        if not match.group(1):
            opened = match.end()
        elif opened >= 0:
            regions.append((opened, match.start()))
            opened = -1
    return regions


def _status_markers(text: str) -> Iterator[re.Match[str]]:
    """The status markers that begin a line; looked for by their name, since few lines hold it."""
    named = text.find("planproof:status")
    while named >= 0:
        marker = _STATUS_MARKER.match(text, text.rfind("\n", 0, named) + 1)
        if marker:
            yield marker
        line_end = text.find("\n", named)
        named = text.find("planproof:status", line_end) if line_end >= 0 else -1


class _OpenSection(msgspec.Struct, gc=False):
    """A section while its blocks are still being collected."""

    title: str
    level: int
    place: Place
    blocks: list[Block] = []
    subsections: list[_OpenSection] = []
    end_line: int = 0

    def closed(self) -> Section:
        return Section(
            self.title,
            canonical_key(self.title) if len(self.title) <= _TITLE_LIMIT else "",
            self.level,
            self.place,
            self.end_line,
            tuple(self.blocks),
            tuple([section.closed() for section in self.subsections]),
        )


def _sections(text: str, raw_blocks: list[RawBlock], maker: BlockMaker) -> tuple[Section, ...]:
    """The tree of sections with their blocks, what stands between status markers left out."""
    bounds = [bound for region in marker_regions(text) for bound in region]
    makers = maker.makers
    top = _OpenSection("", 0, maker.place(0))
    stack = [top]
    for raw in raw_blocks:
        if bounds and bisect_right(bounds, raw.start) % 2:
            continue
        if raw.kind != "Heading":
            stack[-1].blocks += makers[raw.kind](raw)
            continue
        place = maker.place(raw.start)
        section = _OpenSection(_title(text[raw.start : raw.end]), raw.level, place)
        while stack[-1].level >= raw.level:
            stack.pop().end_line = place.line - 1
        stack[-1].subsections.append(section)
        stack.append(section)
    last_line = maker.place(len(text)).line - text.endswith("\n")
    for section in stack:
        section.end_line = last_line
    first = top.subsections[0].place.line - 1 if top.subsections else last_line
    head = Section("", "", 0, top.place, first, tuple(top.blocks), ())
    return (*((head,) if top.blocks else ()), *(section.closed() for section in top.subsections))


def _title(source: str) -> str:
    """Title of a heading from its source, `#` or underlined."""
    words = source.lstrip("#")
    level = len(source) - len(words)
    if not 0 < level <= _LEVEL_MAX or words[:1] not in _BEHIND_MARK:
        return " ".join([_without_comment(line) for line in source.rstrip().split("\n")[:-1]])
    title = _without_comment(words.split("\n", 1)[0])
    plain = title.rstrip("#")
    return plain.rstrip() if not plain or plain[-1] in " \t" else title


def _without_comment(line: str) -> str:
    return (_COMMENT.sub("", line) if "-->" in line and len(line) <= _TITLE_LIMIT else line).strip()
