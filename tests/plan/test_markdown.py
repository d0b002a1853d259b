"""The reader's first half: bytes to sections and blocks, each with its place, whatever the bytes are."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.plan.document import Block, CodeBlock, Comment, Document, ListItem, Paragraph, Place, Table
from planproof.plan.markdown import kind_of_file, marker_regions, read_document


def document(text: str) -> Document:
    return read_document("a/PLAN.md", text.encode())


def blocks(text: str) -> list[Block]:
    return [block for section in document(text).sections for block in section.all_blocks()]


def slugs(data: bytes) -> list[str]:
    return [problem.slug for problem in read_document("PLAN.md", data).problems]


def at(line: int, column: int = 1) -> Place:
    return Place("a/PLAN.md", line, column)


def test_read_document__headings_of_both_kinds__then_a_tree_with_places() -> None:
    read = document("before\n\n# One ##\n\n## Tasks\ntext\n\nUnder\nlined\n---\n\n# Two\n")
    assert [(s.title, s.key, s.level, s.place.line, s.end_line) for s in read.walk()] == [
        ("", "", 0, 1, 2),
        ("One", "", 1, 3, 11),
        ("Tasks", "tasks", 2, 5, 7),
        ("Under lined", "", 2, 8, 11),
        ("Two", "", 1, 12, 12),
    ]
    assert [section.title for section in read.sections] == ["", "One", "Two"]


def test_read_document__list_items__then_boxes_depth_and_text_without_what_is_nested() -> None:
    found = blocks("- [ ] first\n  goes on\n  - inner `x`\n- [X] second\n\n  more\n\n3. third\n")
    assert found == [
        ListItem("first\n  goes on", at(1, 7), False, 0),
        ListItem("inner `x`", at(3, 5), None, 1),
        ListItem("second", at(4, 7), True, 0),
        Paragraph("more", at(6, 3)),
        ListItem("third", at(8, 4), None, 0),
    ]


def test_read_document__code_in_a_list__then_content_without_its_indentation() -> None:
    text = "- 漢字\n\n    ```Python title=x\n    a = 1\n      b = 'é'\n    ```\n"
    _, code = blocks(text)
    assert code == CodeBlock("python", "Python title=x", "a = 1\n  b = 'é'", at(3, 5), 4, 5, True)


def test_read_document__indented_code__then_its_own_line_is_the_first() -> None:
    (code,) = blocks("    a\n    b\n")
    assert isinstance(code, CodeBlock)
    assert (code.content, code.content_line, code.content_column, code.closed) == ("a\nb", 1, 5, True)


def test_read_document__emoji_cjk_and_tabs_before_a_cell__then_columns_count_characters() -> None:
    text = "|📋 a|b|\n|-|-|\n|漢字漢| `x \\| y` |\n|\tz||\n"
    (table,) = blocks(text)
    assert isinstance(table, Table)
    assert [(cell.text, cell.place.line, cell.place.column) for cell in table.rows[0]] == [
        ("漢字漢", 3, 2),
        ("`x | y`", 3, 7),
    ]
    assert [(cell.text, cell.place.line, cell.place.column) for cell in table.rows[1]] == [("z", 4, 3), ("", 4, 5)]
    assert [cell.text for cell in table.header] == ["📋 a", "b"]


def test_read_document__table_in_a_list_item__then_columns_count_from_the_line_start() -> None:
    _, table = blocks("- é\n\n  | é | b |\n  |---|---|\n  | é | **c** |\n")
    assert isinstance(table, Table)
    assert table.rows[0][1].place == at(5, 9)


def test_read_document__row_with_too_few_and_too_many_cells__then_as_many_as_the_header() -> None:
    (table,) = blocks("|a|b|\n|-|-|\n|1|\n|1|2|3|\n")
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["1", ""], ["1", "2"]]


def test_read_document__comments__then_blocks_of_their_own_and_blank_in_the_text() -> None:
    text = (
        "word <!-- planproof: allow PP1 x --> é end\n\n<!-- two\nlines -->\n\n"
        "- item <!-- c -->\n\n|a|\n|-|\n|b| <!-- behind -->\n\n`<!-- not -->`\n"
    )
    found = blocks(text)
    assert [(c.text, c.place.line, c.end_line) for c in found if isinstance(c, Comment)] == [
        ("planproof: allow PP1 x", 1, 1),
        ("two\nlines", 3, 4),
        ("c", 6, 6),
        ("behind", 10, 10),
    ]
    assert found[0] == Paragraph("word" + " " * 33 + "é end", at(1, 1))
    assert Paragraph("`<!-- not -->`", at(12)) in found


def test_read_document__comment_in_a_heading__then_not_in_its_title() -> None:
    read = document("## Tasks <!-- planproof: allow PP105 later -->\n")
    assert (read.sections[0].title, read.sections[0].key) == ("Tasks", "tasks")
    assert isinstance(read.sections[0].blocks[0], Comment)


def test_read_document__status_region__then_nothing_of_it_in_the_sections() -> None:
    text = "# A\n\n<!-- planproof:status -->\n| x |\n|---|\n| y |\n\n## In\n<!-- /planproof:status -->\n\nafter\n"
    assert [type(block).__name__ for block in blocks(text)] == ["Comment", "Comment", "Paragraph"]
    assert [section.title for section in document(text).walk()] == ["A"]


def test_marker_regions__opening_marker_alone_or_in_ticks__then_nothing_is_hidden() -> None:
    assert marker_regions("<!-- planproof:status -->\nx\n") == []
    assert marker_regions("see `<!-- planproof:status -->`\nx\n<!-- /planproof:status -->\n") == []


def test_read_document__front_matter__then_skipped_and_lines_still_right() -> None:
    read = document("---\nname: x\n# no heading\n---\n# T\n---\nafter\n")
    assert [(section.title, section.place.line) for section in read.walk()] == [("T", 5)]


def test_read_document__crlf_and_bom__then_lines_as_with_plain_line_ends() -> None:
    read = read_document("PLAN.md", b"\xef\xbb\xbf# T\r\n\r\n```sh\r\na\r\nb\r\n```\r\n")
    (code,) = read.sections[0].blocks
    assert isinstance(code, CodeBlock)
    assert (read.sections[0].place.column, code.content, code.content_line) == (1, "a\nb", 4)
    assert read.problems == ()


def test_read_document__other_separators__then_no_line_breaks() -> None:
    read = document("a\u2028b\u0085c\x0bd\x0ce\n\nnext\n")
    assert read.sections[0].blocks[-1].place.line == 3


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["empty"]),
        (b" \r\n\t", ["empty"]),
        (b"\x7fELF\0\0\1", ["binary"]),
        (b"x" * 9000 + b"\0", ["binary"]),
        (b"# a\n\nna\xefve\n", ["not-utf8"]),
        ("# ä\n".encode("utf-16"), ["not-utf8"]),
        (b"#" * 8_000_001, ["too-large"]),
        ("# ðŸ“‹ Planned\n\nâœ… ðŸ”„\n".encode(), ["mojibake"]),
        (b"# a\n\n```python\nx = 1\n", ["open-fence"]),
        (b"- a\n  ```\n  x\n\nafter\n", ["open-fence"]),
        (b"```python\nasync with f() as s:    r = await s.g(q)\n```\n", ["flattened-code"]),
        (b"```c\n#ifndef A_H #define A_H int a(void); #endif\n```\n", ["flattened-code"]),
        (b"```python\nx = {'a':    1}\nif a:   # why\n    b: int = 1\n```\n", []),
        (b">" * 200 + b" deep\n", ["too-deep"]),
        (b"|a" * 1000 + b"|\n" + b"|-" * 1000 + b"|\n" + b"|a\n" * 501, ["too-deep"]),
    ],
)
def test_read_document__bad_input__then_a_problem_that_says_so(data: bytes, expected: list[str]) -> None:
    assert slugs(data) == expected


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"# a\r\n\r\n\xc3\xa9x\xff\n", 3, 3),
        ("# a\n\nvoilà ðŸ“‹\n".encode(), 3, 7),
        (b"# a\n\n```c\nx\n", 3, 1),
        (b"a\nb\0", 2, 2),
        (b"- x\n\n  ```py\n  for a in b:    pass\n  ```\n", 4, 3),
    ],
)
def test_read_document__bad_input__then_the_problem_points(data: bytes, line: int, column: int) -> None:
    (problem,) = read_document("PLAN.md", data).problems
    assert problem.place == Place("PLAN.md", line, column)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 1_000_000,
        "1. " * 330_000,
        "[" * 1_000_000,
        "[a](" * 250_000,
        "*a_ " * 250_000,
        "<!--\n" * 200_000,
        "a <!-- " * 140_000,
        "<!-- planproof:status -->\n" * 38_000,
        "---\n" * 250_000,
        "`" * 999_999 + "\n",
        "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|a\n" * 330_000,
        "|a|\n|-|\n" + "|<!--\n" * 160_000,
        "".join("  " * depth + "- a\n" for depth in range(1000)),
        "# a\n" * 250_000,
        "- a\n\n```\n" * 110_000,
        "ðŸ" * 250_000,
        "```python\n" + "if " * 330_000 + "\n```\n",
        "```c\n" + "#if " * 240_000 + "\n```\n",
    ],
    ids=range(18),
)
def test_read_document__a_megabyte_of_spite__then_read_within_its_limits(text: str) -> None:
    read = read_document("PLAN.md", text.encode())
    assert read.text == text
    assert sum(1 for _ in read.walk()) <= 250_001


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_read_document__any_bytes__then_never_raises(data: bytes) -> None:
    read = read_document("PLAN.md", data)
    assert pickle.loads(pickle.dumps(read)) == read


BLOCK_STARTS = (
    "# ",
    "## Tasks\n",
    "- ",
    "- [ ] ",
    "1. ",
    "> ",
    "```",
    "~~~",
    "```python\n",
    "|",
    "|-|\n",
    "---\n",
    "===\n",
)
INSIDE = (
    "\n",
    "\n\n",
    "    ",
    "\t",
    "<!--",
    "-->",
    "<!-- planproof:status -->",
    "**A**: b",
    "`x`",
    "é📋",
    "\\|",
    "\u2028",
    "word",
)
MARKDOWN_PIECES = st.sampled_from((*BLOCK_STARTS, *INSIDE))


@settings(max_examples=200)
@given(st.lists(MARKDOWN_PIECES, max_size=40).map("".join))
def test_read_document__any_markdown__then_every_place_lies_in_the_text_and_shows_it(text: str) -> None:
    read = read_document("PLAN.md", text.encode())
    lines = read.lines()
    for section in read.walk():
        assert section.place.line <= section.end_line + 1
        for block in section.blocks:
            place = block.place
            assert 1 <= place.line <= len(lines)
            if isinstance(block, (Paragraph, ListItem)) and block.text:
                first = block.text.split("\n")[0].split("  ")[0].rstrip()
                assert lines[place.line - 1][place.column - 1 :].startswith(first)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("TECH_DESIGN.md", "TECH_DESIGN"),
        ("M1_E2_I3_ITERATION.md", "ITERATION"),
        ("readme.md", "README"),
        ("ITERATION.txt", ""),
        ("NOTES.md", ""),
    ],
)
def test_kind_of_file__name__then_its_kind(name: str, kind: str) -> None:
    assert kind_of_file(name) == kind
