"""A file that is ours as a whole, sealed: its last line holds a digest of the rest, so that an edit by a person is seen.

    <!-- planproof: made by `planproof init`, seal 0a1b2c3d4e5f6071 -->      # planproof: … in TOML

A file that nobody has edited is brought up to date and taken away without a question. One that was edited, or that somebody
else wrote, is kept as it is. Line ends don't count: git may change them at a checkout.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

from planproof.plan.agents.model import OwnFile

__all__ = ["FileState", "file_state", "sealed"]

_SEAL = re.compile(rb"(?:<!--|#) planproof: made by `planproof init`, seal ([0-9a-f]{16})(?: -->)?\n\Z")


class FileState(StrEnum):
    """What lies at the path of a file of ours.

    Attributes:
        MISSING: nothing.
        CURRENT: what would be written today.
        OUTDATED: what an earlier run wrote, nobody has edited it.
        EDITED: what an earlier run wrote and somebody changed.
        FOREIGN: a file that planproof did not write.
    """

    MISSING = "missing"
    CURRENT = "current"
    OUTDATED = "outdated"
    EDITED = "edited"
    FOREIGN = "foreign"


def sealed(part: OwnFile) -> bytes:
    """The bytes of the file."""
    body = part.text.encode()
    line = f"planproof: made by `planproof init`, seal {_seal(body)}"
    return body + (f"# {line}\n" if part.path.endswith(".toml") else f"<!-- {line} -->\n").encode()


def file_state(content: bytes | None, part: OwnFile) -> FileState:
    """What a file is, by its bytes; None stands for a file that is not there."""
    if content is None:
        return FileState.MISSING
    text = content.replace(b"\r\n", b"\n")
    if text == sealed(part):
        return FileState.CURRENT
    match = _SEAL.search(text)
    if match:
        return FileState.OUTDATED if _seal(text[: match.start()]) == match[1].decode() else FileState.EDITED
    return FileState.EDITED if b"planproof: made by `planproof init`, seal " in text else FileState.FOREIGN


def _seal(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
