"""Whether what a plan names is in the repository: files by the end of their path, tests by name in the text of source files."""

from __future__ import annotations

import re
from collections.abc import Collection, Set

from planproof.plan.late_pattern import late_pattern
from planproof.plan.rule import Desk

__all__ = ["holds_file", "is_test_path", "names_in_sources"]

_TEST_PATH = late_pattern(
    r"(?:^|/)(?:tests?|__tests__|spec|specs|e2e)/.*\.\w+$|(?:^|/)test_[^/]+$|[._-](?:test|spec)s?\.\w+$", re.I
)
_NO_SOURCE = (
    ".md",
    ".json",
    ".txt",
    ".yaml",
    ".yml",
    ".lock",
    ".svg",
    ".png",
    ".jpg",
    ".gif",
    ".pdf",
    ".zip",
    ".gz",
    ".ico",
)
_FILE_BYTES_MAX = 1_000_000
_FILES_MAX = 20_000


def is_test_path(path: str) -> bool:
    """Whether a path is that of a test file by its name or folder; plans and contracts below `specs/` are none."""
    return bool(_TEST_PATH.search(path)) and not path.endswith(_NO_SOURCE)


def holds_file(desk: Desk, path: str, folders: Collection[str] = ()) -> bool:
    """Whether the repository has such a file: from its root, from one of `folders`, or at the end of a longer path."""
    if desk.exists(path) or any(desk.exists(f"{folder}/{path}") for folder in folders):
        return True
    ending = f"/{path}"
    return any(file.endswith(ending) for file in desk.files)


def names_in_sources(desk: Desk, names: Set[str]) -> set[str]:
    """Those of the names that stand in the text of a source file; documents and data don't count."""
    missing = set(names)
    for path in sorted(desk.files)[:_FILES_MAX]:
        if not missing:
            break
        if path.lower().endswith(_NO_SOURCE):
            continue
        try:
            with (desk.root / path).open("rb") as file:
                text = file.read(_FILE_BYTES_MAX).decode("utf-8", errors="replace")
        except OSError:  # gone, or not for us to read: it shows nothing
            continue
        missing -= {name for name in missing if name in text}
    return set(names) - missing
