"""Functions as a plan's code spells them, found by the shape of their lines; parsed only where two spellings have to be compared.

A project holds thousands of blocks, and most functions are spelled once. So what is kept of each is its head as written, from its
first word to where its body would begin; `signature_of` reads one when it is asked to.

    python   def name(…) -> …:     at the left margin, or in a class at the left margin (`Class.name`)
    rust     fn name(…) -> …       at the left margin
    c        type name(…);         at the left margin, `static` ones left out, which nobody outside can call
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.errors import PlanproofError
from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.symbols import symbols_in_source
from planproof.plan.syntax import language_name

__all__ = ["Spelled", "signature_of", "spelled_functions"]

_LONGEST_CHARACTERS = 100_000
_LONGEST_HEAD = 2_000
_PYTHON = late_pattern(
    r"^(?:class[ \t]{1,20}(?P<cls>\w+)|(?P<indent>[ \t]{0,80})(?:async[ \t]{1,20})?def[ \t]{1,20}(?P<name>\w+)[ \t]{0,20}\()",
    re.MULTILINE,
)
_RUST = late_pattern(
    r'^(?:pub(?:\([^)\n]{0,80}\))?[ \t]{1,20})?(?:(?:async|const|unsafe|extern(?:[ \t]{1,20}"C")?)[ \t]{1,20}){0,4}'
    r"fn[ \t]{1,20}(?P<name>\w+)",
    re.MULTILINE,
)
_C = late_pattern(
    r"^(?!static\b|typedef\b|return\b|else\b)[A-Za-z_][\w \t]{0,120}?[ \t*]{1,20}(?P<name>[A-Za-z_]\w{0,100})[ \t]{0,20}"
    r"\([^;{}()]{0,1000}(?:\([^()]{0,200}\)[^;{}()]{0,500}){0,9}\)(?=\s{0,20}[;{])",
    re.MULTILINE,
)


class Spelled(msgspec.Struct, frozen=True, gc=False):
    """One function as it is spelled in one place.

    Attributes:
        language: `python`, `rust` or `c`.
        name: as a caller says it; a method is `Class.name`.
        head: the source up to the body, white space folded.
        place: where it begins in the document.
        path: the file that an interface block is for; None when the plan doesn't say, or where a task spells it.
    """

    language: str
    name: str
    head: str
    place: Place
    path: str | None


def spelled_functions(block: CodeBlock, path: str | None = None) -> Iterator[Spelled]:
    """The functions that a block declares or defines, in order; none of one in another language, or over 100,000 characters."""
    language = language_name(block.language)
    content = block.content
    if len(content) > _LONGEST_CHARACTERS:
        return
    if language == "python":
        found = _python(content) if "def " in content else iter(())
    elif language == "rust":
        found = (
            (match["name"], match.start(), _until(content, match.end(), "{;")) for match in _RUST.finditer(content)
        )
    elif language == "c":
        found = (
            ((match["name"], match.start(), match.end()) for match in _C.finditer(content))
            if "(" in content
            else iter(())
        )
    else:
        return
    for name, start, end in found:
        line = block.content_line + content.count("\n", 0, start)
        column = block.content_column + start - (content.rfind("\n", 0, start) + 1)
        yield Spelled(language, name, " ".join(content[start:end].split()), Place(block.place.path, line, column), path)


def signature_of(spelled: Spelled) -> str:
    """The normalised signature of what is spelled there, `symbols.Symbol.signature`; empty when it can't be read alone."""
    cls, _, name = spelled.name.rpartition(".")
    source = {"python": f"{spelled.head} ...\n", "rust": f"{spelled.head} {{}}\n", "c": f"{spelled.head};\n"}[
        spelled.language
    ]
    if cls:
        source = f"class {cls}:\n    {source}"
    try:
        symbols = symbols_in_source(spelled.language, source.encode("utf-8", "replace"))
    except PlanproofError:
        return ""
    return next((symbol.signature for symbol in symbols if symbol.name in (name, spelled.name) and symbol.callable), "")


def _python(content: str) -> Iterator[tuple[str, int, int]]:
    cls, depth = "", ""
    for match in _PYTHON.finditer(content):
        if match["cls"]:
            cls, depth = match["cls"], ""
            continue
        indent = match["indent"]
        if not indent:
            cls = ""
        depth = depth or indent
        if not indent or (cls and indent == depth):
            end = _until(content, match.end() - 1, ":")
            start = match.start() + len(indent)
            yield f"{cls}.{match['name']}" if indent else match["name"], start, min(end + 1, len(content))


def _until(content: str, start: int, ends: str) -> int:
    """Where one of these characters stands outside of brackets, from `start` on; without one, how far a head may reach."""
    depth = 0
    last = min(len(content), start + _LONGEST_HEAD)
    for position in range(start, last):
        character = content[position]
        if character in "([{" and character not in ends:
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character in ends and depth <= 0:
            return position
    return last
