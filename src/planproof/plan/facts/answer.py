"""What one file of a repository says: its bytes, handed to every reader that knows such files."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from planproof.plan.facts.cache import FileAnswer, answer_of, is_trusted
from planproof.plan.facts.files import Stamp
from planproof.plan.facts.modules import manifest_facts
from planproof.plan.facts.readers import facts_of, readers_for
from planproof.plan.facts.source import is_source, read_source

__all__ = ["answer_for"]

_FILE_MAX_BYTES = 8_000_000  # a larger file isn't even opened


def answer_for(root: Path, path: str, stamp: Stamp, known_digest: str) -> FileAnswer:
    """What the readers find in one file; without opening it when no reader knows it.

    Args:
        root: absolute path of the project.
        path: of the file, relative to the root.
        stamp: of the file as it was listed.
        known_digest: of the file when it was read last; empty when it never was. With the same digest nothing is read again.
    """
    now = time.time_ns()
    if not (is_source(path) or readers_for(path)):
        return answer_of(path, stamp, now, "", (), ())
    if stamp.size_bytes > _FILE_MAX_BYTES:
        return answer_of(path, stamp, now, "", (), [f"{path}: {stamp.size_bytes:,} bytes: not read"])
    try:
        source = (root / path).read_bytes()
    except OSError as error:
        return answer_of(path, stamp, now, "", (), [f"{path}: can't be read: {error.strerror or error}"])
    digest = hashlib.sha256(source).hexdigest()
    if digest == known_digest:
        return FileAnswer(path, stamp, is_trusted(stamp, now), digest)
    facts, problems = facts_of(path, source, digest)
    facts += manifest_facts(path, source, digest)
    if is_source(path):
        found, unread = read_source(path, source, digest)
        facts += found
        problems += unread
    return answer_of(path, stamp, now, digest, facts, problems)
