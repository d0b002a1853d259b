"""Where the rest of an answer begins: `12.9f2c41aa`, the number of items seen and a digest of the whole answer.

A cursor holds no state of the server: the answer is made again for each page. When it has become another one meanwhile (a document
was edited, a check was run), item 12 is no longer what it was, so the digest refuses the cursor.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from planproof.errors import UsageError

__all__ = ["answer_digest", "cursor_text", "start_of"]

_CURSOR = re.compile(r"(0|[1-9][0-9]{0,8})\.([0-9a-f]{8})")
_AGAIN = "ask again without cursor"


def answer_digest(name: str, items: Iterable[object]) -> str:
    """Eight hexadecimal digits over everything that an answer holds.

    Args:
        name: of the tool and of what it was asked.
        items: what JSON can write.
    """
    whole = json.dumps([name, list(items)], ensure_ascii=True, default=list)
    return hashlib.sha256(whole.encode("ascii")).hexdigest()[:8]


def cursor_text(position: int, digest: str) -> str:
    """The cursor that goes on at an item."""
    return f"{position}.{digest}"


def start_of(cursor: str, count: int, digest: str) -> int:
    """The item at which a cursor goes on; 0 for no cursor.

    Args:
        cursor: as it was given out, or empty.
        count: of the items that the answer has now.
        digest: of the answer as it is now.

    Raises:
        UsageError: it never was a cursor, belongs to another answer, or the answer has changed since.
    """
    if not cursor:
        return 0
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise UsageError("cursor: this is no cursor", hint=f"{_AGAIN}; a cursor is copied from leftOut as it stands")
    if found[2] != digest or int(found[1]) > count:
        raise UsageError("cursor: it belongs to another answer, or this one has changed since", hint=_AGAIN)
    return int(found[1])
