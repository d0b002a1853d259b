"""Allow remarks: what each one reaches, and what is no remark."""

from __future__ import annotations

from planproof.plan.allow import allows_of, misread_remarks_of
from planproof.plan.document import Place
from planproof.plan.markdown import read_document

TEXT = """\
# Iteration 1: Links

<!-- planproof: allow PP601, PP108 the customer's own words -->
First line of a paragraph,
second line.

Another one. <!-- planproof: allow PP607 asked on Monday -->

<!-- planproof: allow PP202 generated elsewhere -->
```cpp
int a;

int b;
```

<!-- planproof: allow PP4 -->
<!-- planproof: allow PP602 the whole milestone -->
## Not In This Iteration

Text.

### Deeper

More.

## Next
"""


def reaches() -> dict[str, tuple[int, int]]:
    document = read_document("a.md", TEXT.encode())
    return {allow.code: (allow.first_line, allow.last_line) for allow in allows_of(document)}


def test_allow__own_line__then_covers_the_block_that_follows() -> None:
    assert reaches()["PP601"] == (4, 5)
    assert reaches()["PP108"] == (4, 5)


def test_allow__end_of_a_line__then_covers_that_line() -> None:
    assert reaches()["PP607"] == (7, 7)


def test_allow__before_a_code_block__then_covers_all_of_it() -> None:
    assert reaches()["PP202"] == (10, 14)


def test_allow__before_a_heading__then_covers_the_section_with_its_subsections() -> None:
    assert reaches()["PP602"] == (18, 25)


def test_allow__two_remarks_before_a_heading__then_both_cover_the_section() -> None:
    assert reaches()["PP4"] == reaches()["PP602"]


def test_allow__before_the_first_heading__then_covers_the_document() -> None:
    document = read_document("a.md", b"<!-- planproof: allow PP105 an old form -->\n\n# Title\n\nText.\n")
    assert [(allow.first_line, allow.last_line) for allow in allows_of(document)] == [(1, 6)]


def test_allow__in_code_or_ticks__then_no_remark() -> None:
    text = "# T\n\n`<!-- planproof: allow PP105 x -->`\n\n```\n<!-- planproof: allow PP105 x -->\n```\n"
    assert allows_of(read_document("a.md", text.encode())) == ()


def test_allow__reason_over_two_lines__then_one_reason() -> None:
    document = read_document("a.md", b"# T\n\ntext <!-- planproof: allow PP105 one\n  two -->\n")
    assert [allow.reason for allow in allows_of(document)] == ["one two"]


def test_covers__another_document__then_not() -> None:
    (allow, *_) = allows_of(read_document("a.md", TEXT.encode()))
    assert allow.covers("PP601", Place("a.md", 5))
    assert not allow.covers("PP601", Place("b.md", 5))
    assert not allow.covers("PP602", Place("a.md", 5))


def test_misread__unknown_word_or_no_code__then_named_with_its_place() -> None:
    text = "# T\n\n<!-- planproof: ignore PP105 x -->\n\nb <!-- planproof: allow all of it -->\n<!-- planproof:status -->\n"
    found = misread_remarks_of(read_document("a.md", text.encode()))
    assert [(remark.text, str(remark.place)) for remark in found] == [
        ("ignore PP105 x", "a.md:3:1"),
        ("allow all of it", "a.md:5:3"),
    ]


def test_allows__ten_thousand_of_them__then_read_in_time() -> None:
    document = read_document("a.md", b"# T\n" + b"<!-- planproof: allow PP105 x -->\n" * 10_000)
    assert len(allows_of(document)) == 10_000
    assert allows_of(read_document("b.md", b"# T\n" + b"<!-- planproof: allow " * 15_000)) == ()
