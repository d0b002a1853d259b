"""Fields: `**Name**: value`, several on one line, in list items, or with their value in the blocks that follow.

**Type**: Wiring Task **Depends on**: None        two fields in one paragraph
- **Built**: the login                            a field in a list item
- Receives: POST /links                           a bare one, where that name is expected
**Core functionality**:                           a field whose value is what follows,
```python …```                                    up to the next field
#### Key files                                    a subsection is read as a field, too
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

import msgspec

from planproof.plan.document import Block, CodeBlock, ListItem, Paragraph, Place, Section, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.read.words import joined, piece

__all__ = ["Field", "Fields", "fields_of"]

_NAME = late_pattern(r"\*\*([^*\n:]{1,60})(?:[ \t]{0,9}:\*\*|\*\*(?:[ \t]{0,9}\([^)\n]{0,99}\))?[ \t]{0,9}:(?!:))")
_BARE = late_pattern(r"([A-Za-z][A-Za-z /-]{1,40}):(?=\s|$)")
_REMARK = late_pattern(r"\s*\([^)]*\)\s*$")
_LABEL_LENGTH = 30  # characters of a text that hardly holds more than a name, and so is the same in many tasks
_KEPT_LENGTH = 200  # characters of a text with several names that are kept


class Field(msgspec.Struct, gc=False):
    """One field.

    Attributes:
        name: in lower case, without a bracketed remark.
        value: what follows on the line; None when nothing does.
        blocks: the blocks up to the next field.
    """

    name: str
    value: Text | None
    place: Place
    blocks: list[Block] = []

    def text(self) -> Text | None:
        """The value and the text of the blocks after it; None when there is neither."""
        return joined(self.blocks, self.value) if self.blocks else self.value

    def code(self) -> tuple[CodeBlock, ...]:
        """The code blocks of the field."""
        return tuple([block for block in self.blocks if isinstance(block, CodeBlock)])


class Fields:
    """The fields of a section, found by name."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._by_name: dict[str, list[Field]] = {}
        for found in fields:
            same = self._by_name.get(found.name)
            if same is None:
                self._by_name[found.name] = [found]
            else:
                same.append(found)

    def all(self, *names: str) -> list[Field]:
        """Every field with one of these names."""
        if len(names) == 1:
            return self._by_name.get(names[0], [])
        return [found for name in names for found in self._by_name.get(name, ())]

    def text(self, *names: str) -> Text | None:
        """Text of the first field with one of these names that has any."""
        for found in self.all(*names):
            if text := found.text():
                return text
        return None

    def value(self, *names: str) -> Text | None:
        """As `text`, but when the name's own line has a value, that alone."""
        for found in self.all(*names):
            if text := found.value or found.text():
                return text
        return None

    def __bool__(self) -> bool:
        return bool(self._by_name)


def fields_of(sections: Iterable[Section], known: Set[str]) -> Fields:
    """The fields of some sections, the first of them the one that holds the others.

    Args:
        known: names in lower case that are fields wherever they stand; another bold name is a field only at the start of
            a paragraph, where it ends the field before it.
    """
    return Fields(_fields(sections, known))


def _fields(sections: Iterable[Section], known: Set[str]) -> Iterator[Field]:
    current: Field | None = None
    item_column = 0  # of the list item the current field stands in; 0 for a paragraph
    for number, section in enumerate(sections):
        if number:  # a subsection's title names a field
            if current:
                yield current
            current, item_column = Field(_plain_name(section.title), None, section.place), 0
        for block in section.blocks:
            if isinstance(block, (Paragraph, ListItem)) and (found := _fields_in(block, known)):
                if current:
                    yield current
                if len(found) > 1:
                    yield from found[:-1]
                current = found[-1]
                item_column = block.place.column if isinstance(block, ListItem) else 0
            elif current and block.place.column >= item_column:
                current.blocks.append(block)
    if current:
        yield current


def _fields_in(block: Paragraph | ListItem, known: Set[str]) -> list[Field]:
    """The fields that start in a block, each with what stands behind it up to the next."""
    text = block.text
    is_item = type(block) is ListItem
    if "**" not in text:
        names = _bare_name(text, known) if is_item and ":" in text else ()
    elif len(text) <= _LABEL_LENGTH or (len(text) <= _KEPT_LENGTH and text.count("**") > 2):
        names = _kept_names(text, is_item, known)
    else:
        names = _names_in(text, is_item, known)
    return [Field(name, piece(block, start, end), block.place) for name, start, end in names]


def _bare_name(text: str, known: Set[str]) -> tuple[tuple[str, int, int], ...]:
    """The name of a field without emphasis that begins an item's text; as `_names_in` gives it."""
    bare = _BARE.match(text)
    name = _plain_name(bare.group(1)) if bare else ""
    return ((name, bare.end(), len(text)),) if bare and name in known else ()


def _names_in(text: str, is_item: bool, known: Set[str]) -> tuple[tuple[str, int, int], ...]:
    """The names of fields in a block's text, each with where its value begins and ends."""
    if text.startswith("**") and text.count("**") == 2 and (match := _NAME.match(text)):  # as in most texts with a name
        name = _plain_name(match.group(1))
        return ((name, match.end(), len(text)),) if not is_item or name in known else ()
    matches = []
    for match in _NAME.finditer(text):
        if _plain_name(match.group(1)) in known or (not is_item and _starts_line(text, match.start())):
            matches.append(match)
    if not matches or (is_item and matches[0].start()):
        return _bare_name(text, known) if is_item else ()
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return tuple([(_plain_name(match.group(1)), match.end(), end) for match, end in zip(matches, ends, strict=True)])


_kept_names = lru_cache(maxsize=4096)(_names_in)  # plans are made of templates: the same lines stand in each task


def _starts_line(text: str, position: int) -> bool:
    return not text[text.rfind("\n", 0, position) + 1 : position].strip()


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    return " ".join(_REMARK.sub("", name).lower().rstrip(" :").split())
