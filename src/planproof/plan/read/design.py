"""What an iteration designs: interfaces, memory layouts, shared fields, thread rules, performance targets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Block, Cell, CodeBlock, Comment, ListItem, Paragraph, Section, Table, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Interface, MemoryField, MemoryLayout, PerformanceTarget, SharedField
from planproof.plan.read.outline import Outline
from planproof.plan.read.words import cell_text, column_rows, piece, place_in, ticked, unmarked

__all__ = ["read_interfaces", "read_layouts", "read_shared_fields", "read_targets", "read_thread_rules"]

# Fences that stand beside interfaces without being one.
_TEXT_FENCES = ("text", "txt", "output", "mermaid", "markdown", "md", "diff", "html", "xml", "http", "csv", "sql")
_DATA_FENCES = (
    "json",
    "yaml",
    "toml",
    "ini",
    "bash",
    "sh",
    "shell",
    "console",
    "dockerfile",
    "makefile",
    "meson",
    "cmake",
)
_NOT_CODE = frozenset((*_TEXT_FENCES, *_DATA_FENCES))
_LANGUAGES = {
    "c++": "cpp",
    "cc": "cpp",
    "cxx": "cpp",
    "hpp": "cpp",
    "h": "c",
    "py": "python",
    "python3": "python",
    "pyi": "python",
    "ts": "typescript",
    "tsx": "typescript",
    "rs": "rust",
}
_PATH = late_pattern(r"[\w.@+-]+(?:/[\w.@+-]+)+|[\w@+-][\w.@+-]*\.(?:h|hh|hpp|hxx|c|cc|cpp|cxx|rs|tsx?|pyi?)")
_INFO_FILE = late_pattern(r"\bfile=[\"']?([^\s\"'}]+)")
_LINE_LIMIT = 500
_COMMENT_LINE = late_pattern(r"\s*(?://|#(?!\s*(?:if|include|define|pragma))|/\*)\s*(\S+?)\s*(?:\*/)?\s*$")
_STRUCTURE = late_pattern(r"(?:(?:struct|union|class)\s+)?[A-Za-z_][\w:]*")
_NUMBER = late_pattern(r"0[xX][0-9a-fA-F]+|\d+")
_LAYOUT_COLUMNS = {
    "name": ("field", "member", "name"),
    "type": ("type",),
    "offset": ("offset",),
    "size": ("size",),
    "alignment": ("alignment", "align"),
}
_SHARED_COLUMNS = {
    "name": ("field", "shared field", "variable"),
    "writer": ("writer", "writers", "written by"),
    "readers": ("readers", "reader", "read by"),
    "ordering": ("ordering", "memory ordering", "order"),
    "partner": ("synchronises with", "synchronizes with", "partner", "pairs with"),
}
_TARGET_COLUMNS = {
    "name": ("metric", "operation", "what", "name", "target", "requirement"),
    "figure": ("figure", "limit", "value", "goal", "target", "requirement"),
    "benchmark": ("benchmark", "measured by", "test"),
    "command": ("command",),
}
_TARGET_ITEM = late_pattern(r"(?:\*\*)?(?P<name>[^:\n]+?)(?:\*\*)?\s*:(?:\*\*)?\s*(?P<figure>[^\n]*)")
_BENCHMARK = late_pattern(
    r"[,;]?\s*(?:\(\s*)?benchmark(?:ed by)?:?\s*`+([^`]+)`+\)?|[,;—–-]\s*`+(\w+)`+\s*$", re.IGNORECASE
)


def read_interfaces(outline: Outline) -> Iterator[Interface]:
    """Every code fence of the interfaces sections that is in a programming language and shows more than a file's own functions."""
    for part in outline.parts("interfaces"):
        for section in outline.own(part):
            above: Block | None = None
            for block in section.blocks:
                if isinstance(block, CodeBlock) and block.language not in _NOT_CODE and not _is_internal(block):
                    language = _LANGUAGES.get(block.language, block.language)
                    name = section.title.replace("`", "")
                    yield Interface(language, _path_of(block, above, section), name, block, block.place)
                if not isinstance(block, Comment):
                    above = block


def _is_internal(code: CodeBlock) -> bool:
    """Whether a block of C or C++ declares nothing that another file could use: all that it declares is `static`."""
    if code.language not in ("c", "cpp", "c++"):
        return False
    lines = [line for line in code.content.split("\n") if line[:1].strip() and line[:1] not in "/*{}#"]
    return bool(lines) and all(line.startswith("static ") for line in lines)


def _path_of(code: CodeBlock, above: Block | None, section: Section) -> str | None:
    """The file a block is planned for: `file=`, then the text above, the heading, the first line's comment."""
    info = _INFO_FILE.search(code.info)
    if info:
        return info.group(1)
    for text in (above.text if isinstance(above, (Paragraph, ListItem)) else "", section.title):
        paths = [found for found in ticked(text) if _PATH.fullmatch(found)]
        if paths:
            return paths[-1]
    comment = _COMMENT_LINE.match(code.content.split("\n", 1)[0][:_LINE_LIMIT])
    return comment.group(1) if comment and _PATH.fullmatch(comment.group(1)) else None


def read_layouts(outline: Outline) -> Iterator[MemoryLayout]:
    """Every table with the columns Field, Offset and Size in the sections of layouts and interfaces."""
    for part in outline.parts("memory_layouts", "interfaces"):
        for section in outline.own(part):
            caption = ""
            for block in section.blocks:
                if isinstance(block, Table):
                    rows = list(column_rows(block, _LAYOUT_COLUMNS, ("name", "offset", "size")))
                    if rows:
                        yield _layout(block, rows, _structure(caption, section.title))
                if not isinstance(block, Comment):
                    caption = block.text if isinstance(block, (Paragraph, ListItem)) else ""


def _structure(caption: str, title: str) -> str:
    """The structure a table is about: the last code-ticked name in a caption that ends in a colon, else in the heading."""
    texts = (caption, title) if caption.rstrip().endswith(":") else (title, caption)
    for text in texts:
        names = [found for found in ticked(text) if _STRUCTURE.fullmatch(found)]
        if names:
            return names[-1]
    return unmarked(title)


def _layout(table: Table, rows: list[dict[str, Cell]], structure: str) -> MemoryLayout:
    fields = []
    size_bytes = alignment_bytes = None
    for row in rows:
        name = unmarked(row["name"].text)
        size, alignment = _number(row.get("size")), _number(row.get("alignment"))
        if name.lower() == "total" or name.lower().startswith("sizeof"):
            size_bytes, alignment_bytes = size, alignment
        elif name:
            type_ = cell_text(row.get("type"))
            place = row["name"].place
            fields.append(
                MemoryField(name, type_.value if type_ else "", _number(row["offset"]), size, alignment, place)
            )
    return MemoryLayout(structure, tuple(fields), size_bytes, alignment_bytes, table.place)


def _number(cell: Cell | None) -> int | None:
    match = _NUMBER.search(cell.text) if cell else None
    return int(match.group(), 0 if match.group()[:2].lower() == "0x" else 10) if match else None


def read_shared_fields(outline: Outline) -> Iterator[SharedField]:
    """The rows of the thread-safety tables."""
    for _, block in outline.blocks("thread_safety"):
        if not isinstance(block, Table):
            continue
        for row in column_rows(block, _SHARED_COLUMNS):
            name = cell_text(row.get("name"))
            if name:
                writer, readers = _words(row.get("writer")), _words(row.get("readers"))
                ordering, partner = _words(row.get("ordering")), _words(row.get("partner"))
                yield SharedField(name.value, writer, readers, ordering, partner, name.place)


def _words(cell: Cell | None) -> str:
    text = cell_text(cell)
    return text.value if text else ""


def read_thread_rules(outline: Outline) -> Iterator[Text]:
    """The list items of the thread-safety sections."""
    for _, block in outline.blocks("thread_safety"):
        text = piece(block) if isinstance(block, ListItem) else None
        if text:
            yield text


def read_targets(outline: Outline) -> Iterator[PerformanceTarget]:
    """Performance targets from tables and from list items `name: <1 us, benchmark` + code-ticked name."""
    for _, block in outline.blocks("performance"):
        if isinstance(block, Table):
            for row in column_rows(block, _TARGET_COLUMNS):
                yield from _target_of_row(row)
        elif isinstance(block, ListItem) and block.depth == 0:
            yield from _target_of_item(block)


def _target_of_row(row: dict[str, Cell]) -> Iterator[PerformanceTarget]:
    name = cell_text(row.get("name"))
    if not name:
        return
    # "Metric | Target" holds the figure under Target, "Target | Figure" the name.
    figure_cell = row.get("figure")
    figure = cell_text(figure_cell) if figure_cell is not row["name"] else None
    yield PerformanceTarget(
        name.value,
        figure or Text("", figure_cell.place if figure_cell else name.place),
        cell_text(row.get("benchmark")),
        cell_text(row.get("command")),
        name.place,
    )


def _target_of_item(item: ListItem) -> Iterator[PerformanceTarget]:
    match = _TARGET_ITEM.match(item.text) if len(item.text) <= _LINE_LIMIT else None
    if not match:
        return
    benchmark = _BENCHMARK.search(item.text, match.start("figure"))
    end = benchmark.start() if benchmark else match.end("figure")
    figure = piece(item, match.start("figure"), end) or Text("", place_in(item, match.start("figure")))
    group = (1 if benchmark.group(1) else 2) if benchmark else 0
    name = Text(benchmark.group(group), place_in(item, benchmark.start(group))) if benchmark else None
    figure = Text(unmarked(figure.value.rstrip(" ,;")), figure.place)
    yield PerformanceTarget(unmarked(match["name"]), figure, name, None, item.place)
