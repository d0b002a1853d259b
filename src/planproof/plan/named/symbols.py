"""Functions, classes and values that a plan says are in a file, and those that it plans.

from parts.read import rows_of        that module has such a name
`rows_of` in `src/parts/read.py`      that file has such a name

A name counts as planned when the plan defines it in code or writes it between code ticks anywhere but in the claim itself; so a
finding is about a name that stands nowhere else. Whether a file has a name is asked of its text: what isn't in it as a word is
certainly not there, whatever the language does with names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set

import msgspec

from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.named.imports import imports_of
from planproof.plan.named.mentions import place_of, ticked_claims, ticked_used, ticks
from planproof.plan.plain_path import plain_path
from planproof.plan.rule import Desk

__all__ = ["SourceWords", "SymbolMention", "defined_names", "symbol_mentions", "words_of"]

_IN_FILE = late_pattern(
    r"`(?P<name>[A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)*)(?:\([^`\n]*\))?`"
    r" in `(?P<path>(?:\./)?[\w.@+-]+(?:/[\w.@+-]+)+\.[a-z]{1,4})(?::\d+)?`"
)
_DEFINED = late_pattern(
    r"^[ \t]*(?:(?:export|default|pub|async|static|abstract|declare|extern|const|unsafe|final|public|private)[ \t]+)*"
    r"(?:def|class|struct|enum|union|fn|func|function|interface|type|trait|const|let|var|typedef|module|\#define)[ \t]+(\w+)"
    r"|^[ \t]*([A-Za-z_]\w*)[ \t]*(?::[^=\n]{1,80})?=(?!=)|^[A-Za-z_][\w \t*]{0,200}?[ \t*]([A-Za-z_]\w*)[ \t]*\(",
    re.MULTILINE,
)
_WORD = late_pattern(r"[A-Za-z_]\w*")
_IMPORT = late_pattern(r"^[ \t]*(?:from[ \t][^\n]*[ \t])?import[ \t][^\n(]*(?:\([^)]*\))?", re.MULTILINE)
_ANYTHING = late_pattern(r"\bimport[ \t]+\*|\b__getattr__\b|\bglobals\(\)|\bexec\(|\blazy_loader\b|export[ \t]+\*")
_FILES_MAX = 500
_FILE_MAX_BYTES = 1_000_000


class SymbolMention(msgspec.Struct, frozen=True, gc=False):
    """A name that is said to be somewhere.

    Attributes:
        name: its last part: `add` of `Store.add`.
        module, path: where it is said to be; one of them is empty.
    """

    name: str
    module: str
    path: str
    place: Place


def defined_names(plan: Plan) -> frozenset[str]:
    """The names that a plan's code defines, with those of its tests."""
    found = {case.name for case in plan.test_cases}
    for block in _code(plan):
        found.update(name for groups in _DEFINED.findall(block.content) for name in groups if name)
    return frozenset(found)


def symbol_mentions(plan: Plan) -> Iterator[SymbolMention]:
    """The names that a plan says are in a module or file, and of which it says nothing else."""
    found = [*_imported(plan), *_placed(plan)]
    if not found:
        return
    elsewhere = _words_among(plan, {each.name for each in found})
    claimed = Counter(each.name for each in found if each.path)
    for each in found:
        # The claim's own ticks are among those counted.
        if elsewhere[each.name] <= claimed[each.name]:
            yield each


def _imported(plan: Plan) -> Iterator[SymbolMention]:
    for each in imports_of(plan):
        if each.name:
            yield SymbolMention(each.name, each.module, "", each.place)


def _placed(plan: Plan) -> Iterator[SymbolMention]:
    seen = set()
    for text in [ticked.text for ticked in (*ticked_claims(plan), *ticked_used(plan))]:
        for found in _IN_FILE.finditer(text.value) if "` in `" in text.value else ():
            name, path = re.split(r"\.|::", found["name"])[-1], plain_path(found["path"])
            if (name, path) not in seen and ".." not in path.split("/"):
                seen.add((name, path))
                yield SymbolMention(name, "", path, place_of(plan, text, found["name"]))


def words_of(plan: Plan) -> Counter[str]:
    """How often each name stands in planned code, imports left out, and between code ticks."""
    return _words((block.content for block in _code(plan)), (document.text for document in plan.documents))


def _words_among(plan: Plan, wanted: Set[str]) -> Counter[str]:
    """As `words_of`, for these names alone: blocks and lines without any of them aren't taken apart."""
    code = (block.content for block in _code(plan))
    return _words(
        (content for content in code if any(name in content for name in wanted)),
        (line for document in plan.documents for line in _lines_with(document.text, wanted)),
    )


def _words(code: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    words: Counter[str] = Counter()
    for content in code:
        words.update(_WORD.findall(_IMPORT.sub("", content)))
    for text in texts:
        for written in ticks(text):
            words.update(_WORD.findall(written))
    return words


def _lines_with(text: str, wanted: Set[str]) -> Iterator[str]:
    """The lines that hold one of the wanted names, each once."""
    starts = set()
    for name in wanted:
        at = text.find(name)
        while at >= 0:
            starts.add(text.rfind("\n", 0, at) + 1)
            line_end = text.find("\n", at)
            at = text.find(name, line_end) if line_end >= 0 else -1
    for start in starts:
        line_end = text.find("\n", start)
        yield text[start:line_end] if line_end >= 0 else text[start:]


def _code(plan: Plan) -> Iterator[CodeBlock]:
    """Interfaces and core functionality: smoke tests use what others define."""
    yield from (interface.code for interface in plan.interfaces)
    for task in plan.tasks:
        yield from task.core


class SourceWords:
    """The words that stand in the files of the repository; each file is read once, and at most five hundred of them.

    Args:
        desk: says which files there are.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._words: dict[str, frozenset[str] | None] = {}

    def lacks(self, path: str, name: str) -> bool:
        """Whether a file certainly has no such name: it could be read, and the name isn't in it as a word."""
        if path not in self._words:
            self._words[path] = self._read(path) if len(self._words) < _FILES_MAX else None
        words = self._words[path]
        return words is not None and name not in words

    def _read(self, path: str) -> frozenset[str] | None:
        if not self._desk.exists(path) or path not in self._desk.facts.files:
            return None
        try:
            with (self._desk.root / path).open("rb") as file:
                source = file.read(_FILE_MAX_BYTES + 1)
        except OSError:
            return None  # what can't be read may hold anything
        text = source.decode("utf-8", "replace")
        if len(source) > _FILE_MAX_BYTES or _ANYTHING.search(text):
            return None
        return frozenset(_WORD.findall(text))
