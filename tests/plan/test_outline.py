"""The outline of a document: what is code, a quotation, hidden, or running text, and where it stands."""

from __future__ import annotations

from planproof.plan.markdown import read_document
from planproof.plan.outline import Outline

TEXT = """\
---
title: front
---
# Título 📋

Plain and `ticked` and "quoted" text. <!-- remark -->

> cited

```python
coded = 1
```

- item
  ```sh
  nested
  ```

<!-- planproof:status -->
| derived | <!-- inner --> |
<!-- /planproof:status -->
last
"""


def outline() -> Outline:
    return Outline(read_document("a.md", TEXT.encode()))


def test_is_prose__each_kind_of_text__then_only_running_text_is() -> None:
    found = outline()
    assert {
        word: found.is_prose(TEXT.index(word))
        for word in ("front", "Plain", "ticked", "quoted", "remark", "coded", "nested", "derived", "last")
    } == {
        "front": False,
        "Plain": True,
        "ticked": False,
        "quoted": True,
        "remark": False,
        "coded": False,
        "nested": False,
        "derived": False,
        "last": True,
    }


def test_in_quotes__quoted_or_cited__then_so() -> None:
    found = outline()
    assert found.in_quotes(TEXT.index("quoted"))
    assert found.in_quotes(TEXT.index("cited"))
    assert not found.in_quotes(TEXT.index("Plain"))


def test_place__after_an_emoji__then_counts_characters() -> None:
    assert str(outline().place(TEXT.index("📋") + 1)) == "a.md:4:11"


def test_code_at__fences__then_belong_to_the_block() -> None:
    found = outline()
    lines = [number for number in range(1, len(found.lines) + 1) if found.in_code_block(number)]
    assert lines == [10, 11, 12, 15, 16, 17]


def test_words__code_and_punctuation__then_lower_case_without_it() -> None:
    assert {b"plain", b"coded", b"quoted", b"item"} <= outline().words


def test_lowered__a_letter_that_grows__then_every_offset_stays() -> None:
    text = "İstanbul İ Properly"
    found = Outline(read_document("a.md", text.encode()))
    assert found.lowered.index("properly") == text.index("Properly")


def test_hidden__comment_that_never_ends__then_hides_nothing() -> None:
    text = "# T\n\n<!-- open\n\nTBD\n"
    found = Outline(read_document("a.md", text.encode()))
    assert not found.is_hidden(text.index("TBD"))
