"""Fields in all their forms, with the place of every value."""

from __future__ import annotations

from planproof.plan import read_document
from planproof.plan.read.fields import Fields, fields_of

KNOWN = frozenset(("type", "depends on", "estimated time", "key files", "receives", "built"))


def fields(text: str) -> Fields:
    return fields_of(read_document("a.md", text.encode()).walk(), KNOWN)


def value(text: str, name: str) -> tuple[str, int, int] | None:
    found = fields(text).text(name)
    return (found.value, found.place.line, found.place.column) if found else None


def test_fields_of__three_on_one_line__then_each_with_its_column() -> None:
    text = "**Type**: Wiring Task 📋 **Depends on**: None **Estimated time**: 2 hours\n"
    assert value(text, "type") == ("Wiring Task 📋", 1, 11)
    assert value(text, "depends on") == ("None", 1, 41)
    assert value(text, "estimated time") == ("2 hours", 1, 66)


def test_fields_of__colon_inside_the_emphasis__then_the_same_field() -> None:
    assert value("**Type:** Spike\n", "type") == ("Spike", 1, 11)


def test_fields_of__item_and_bare_item__then_fields() -> None:
    text = "- **Built**: the login\n  and more\n- Receives: POST /x\n- Other: no field\n"
    assert value(text, "built") == ("the login\nand more", 1, 14)
    assert value(text, "receives") == ("POST /x\nOther: no field", 3, 13)


def test_fields_of__value_in_the_blocks_below__then_up_to_the_next_field() -> None:
    text = (
        "**Key files** (from interview):\n\n```\na.py - x\n```\n\n- **b.py**: bold in an item\n\n**Notes**: n\n\nlast\n"
    )
    (found,) = fields(text).all("key files")
    assert [type(block).__name__ for block in found.blocks] == ["CodeBlock", "ListItem"]
    assert value(text, "notes") == ("n\nlast", 9, 12)


def test_fields_of__unknown_bold_name_in_the_middle__then_part_of_the_value() -> None:
    assert value("**Type**: see **Note**: here\n", "type") == ("see **Note**: here", 1, 11)


def test_fields_of__subsection__then_a_field_by_its_title() -> None:
    assert value("## T\n\n**Type**: a\n\n### Key files\n\n- `a.py`\n", "key files") == ("`a.py`", 7, 3)


def test_fields_of__comment_behind_a_value__then_not_part_of_it() -> None:
    assert value("**Type**: Spike <!-- planproof: allow PP405 known -->\n", "type") == ("Spike", 1, 11)


def test_fields_of__paragraph_back_at_the_margin__then_not_part_of_an_item() -> None:
    assert value("- Receives: a\n\nfar away\n", "receives") == ("a", 1, 13)
    assert value("- Receives: a\n\n  near\n", "receives") == ("a\nnear", 1, 13)
