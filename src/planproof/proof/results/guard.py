"""The door that every result file passes: size, emptiness, and an XML and a JSON reader that hostile input can't hurt.

Result files are written by the code under test, so they are untrusted. XML with entities (billion laughs, external files) is
refused when the first entity is declared; nesting is capped; a file beyond 64 MB is not read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from planproof.errors import PlanproofError
from planproof.proof.results.model import ResultProblem

__all__ = ["LARGEST_BYTES", "UnreadableResult", "number", "parse_json", "parse_xml", "read_bytes"]

LARGEST_BYTES = 64 * 1024 * 1024
_DEEPEST = 100


class UnreadableResult(PlanproofError):
    """A result file can't be used; `problem` says why. Raised by the parsers, caught by `planproof.proof.results.read`."""

    slug = "unreadable-result"

    def __init__(self, slug: str, message: str) -> None:
        super().__init__(message)
        self.problem = ResultProblem(slug, message)


def read_bytes(path: Path) -> bytes:
    """The bytes of a result file.

    Raises:
        UnreadableResult: missing, no file, empty or larger than `LARGEST_BYTES`.
    """
    try:
        if not path.is_file():
            raise UnreadableResult(
                "missing", f"the file that the command is to write its results to was not written ({path.name})"
            )
        if path.stat().st_size > LARGEST_BYTES:
            size_mb = path.stat().st_size // 1_000_000
            raise UnreadableResult("too-large", f"{path.name} has {size_mb} MB, {LARGEST_BYTES // 1_000_000} are read")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableResult("missing", f"{path.name} can't be read: {error.strerror}") from error
    if not data.strip():
        raise UnreadableResult("empty", f"{path.name} is empty")
    return data


def parse_xml(data: bytes) -> Element:
    """The root of an XML document, entities refused.

    Raises:
        UnreadableResult: no XML, cut off, entities declared, or nested deeper than 100.
    """
    if not data.strip():
        raise UnreadableResult("empty", "the file is empty")
    builder = TreeBuilder()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableResult("unsafe", f"elements are nested deeper than {_DEEPEST}")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse_entity
    parser.UnparsedEntityDeclHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        cut = error.code in _CUT_OFF
        detail = expat.ErrorString(error.code) or "not well formed"
        slug = "truncated" if cut else "wrong-format"
        raise UnreadableResult(
            slug, f"the XML {'is cut off' if cut else 'is broken'} in line {error.lineno}: {detail}"
        ) from error
    except (ValueError, LookupError) as error:
        # An encoding declaration that Python doesn't know, or bytes that aren't in it.
        raise UnreadableResult("wrong-format", f"the XML can't be decoded: {error}") from error
    return builder.close()


def parse_json(data: bytes) -> Any:
    """The value of a JSON document.

    Raises:
        UnreadableResult: no JSON, cut off, or nested too deeply.
    """
    if not data.strip():
        raise UnreadableResult("empty", "the file is empty")
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string")
        slug, words = ("truncated", "is cut off") if cut else ("wrong-format", "is broken")
        raise UnreadableResult(slug, f"the JSON {words} in line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableResult("wrong-format", f"the JSON can't be read: {error}") from error


def number(value: Any) -> float:
    """A number out of untrusted text or JSON (`"0.01"`, `0.01`, `"0.01s"`, `"1,204.5"`); 0 for anything else, NaN too."""
    try:
        found = float(str(value).strip().removesuffix("s").replace(",", ""))
    except ValueError:
        return 0.0
    return found if abs(found) < 1e300 else 0.0


def _refuse_entity(*_: object) -> NoReturn:
    raise UnreadableResult("unsafe", "the XML declares entities, which no results file needs")


_CUT_OFF = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
