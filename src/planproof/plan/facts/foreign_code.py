"""Files that lie in the repository and that nobody here writes: vendored folders, and what `.gitattributes` calls generated.

They are listed, so that a path to them exists, and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["own_files"]

_VENDORED = re.compile(r"(?:^|/)(?:node_modules|bower_components|vendor|third[_-]party|site-packages|\.yarn)/")
_MARK = re.compile(r"(?:^|\s)(-|!)?linguist-(?:generated|vendored)(?:=(\w+))?(?=\s|$)")


def own_files(root: Path, paths: Iterable[str]) -> list[str]:
    """The paths whose files are written here, in the same order.

    Args:
        root: absolute path of the project.
        paths: relative to it, `.gitattributes` among them.
    """
    kept = [path for path in paths if not _VENDORED.search(path)]
    rules = [
        rule
        for path in kept
        if path.endswith(".gitattributes") and path.rpartition("/")[2] == ".gitattributes"
        for rule in _rules(root, path)
    ]
    if not rules:
        return kept
    return [path for path in kept if not _marked(path, rules)]


def _rules(root: Path, path: str) -> list[tuple[re.Pattern[str], bool]]:
    """Pattern and mark of each line that has one; later lines win."""
    try:
        lines = (root / path).read_text("utf-8", "replace").splitlines()[:10_000]
    except OSError:
        return []
    folder = path.rpartition("/")[0]
    found = []
    for line in lines:
        pattern, _, attributes = line.strip().partition(" ")
        mark = _MARK.search(attributes)
        if mark and pattern and not pattern.startswith("#"):
            found.append((_compiled(folder, pattern), mark[1] is None and mark[2] not in ("false", "0")))
    return found


def _compiled(folder: str, pattern: str) -> re.Pattern[str]:
    """A pattern of gitattributes: without a slash it is a file name at any depth, else a path below its own folder."""
    anywhere = "/" not in pattern.rstrip("/")
    parts = re.split(r"(\*\*/|/\*\*|\*|\?)", pattern.lstrip("/"))
    meaning = {"**/": "(?:[^/]+/)*", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(meaning.get(part, re.escape(part)) for part in parts)
    start = f"{re.escape(folder)}/" if folder else ""
    return re.compile(f"{start}{'(?:.*/)?' if anywhere else ''}{body}")


def _marked(path: str, rules: list[tuple[re.Pattern[str], bool]]) -> bool:
    return next((marked for pattern, marked in reversed(rules) if pattern.fullmatch(path)), False)
