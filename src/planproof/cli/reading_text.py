"""How far the reading of the repository's files is: one line on a terminal's standard error, gone at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable

from planproof.cli.face import Face

__all__ = ["reading_progress"]


def reading_progress(face: Face) -> Callable[[int, int], None] | None:
    """What `read_facts` calls as it goes on; None where nobody watches.

    Args:
        face: of the verb that waits for it; under `--json` nothing is shown.
    """
    return _show if sys.stderr.isatty() and not face.json_wanted else None


def _show(done: int, total: int) -> None:
    text = f"reading {done} of {total} files" if done < total else ""
    sys.stderr.write(f"\r\x1b[K{text}")
    sys.stderr.flush()
