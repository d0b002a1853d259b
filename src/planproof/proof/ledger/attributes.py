"""The line of `.gitattributes` that lets branches of evidence meet.

    EVIDENCE.jsonl merge=union text eol=lf

`merge=union` keeps the rows of both sides, `eol=lf` keeps their bytes: a checkout that turns line ends would change every row.
"""

from __future__ import annotations

from pathlib import Path

from planproof.errors import RepositoryError
from planproof.proof.ledger.places import LEDGER_NAME

__all__ = ["ATTRIBUTES_LINE", "ensure_gitattributes", "has_gitattributes"]

ATTRIBUTES_LINE = f"{LEDGER_NAME} merge=union text eol=lf"


def has_gitattributes(root: Path) -> bool:
    """Whether `.gitattributes` of the project says how ledgers are merged.

    Raises:
        RepositoryError: the file can't be read.
    """
    return any(_says_union(line) for line in _read(root / ".gitattributes").splitlines())


def ensure_gitattributes(root: Path) -> bool:
    """Adds the line where it isn't there yet; what stands in the file stays as it is.

    Returns:
        True when the line was added.

    Raises:
        RepositoryError: the file can't be read or written.
    """
    if has_gitattributes(root):
        return False
    path = root / ".gitattributes"
    text = _read(path)
    gap = "" if not text or text.endswith("\n") else "\n"
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{gap}{ATTRIBUTES_LINE}\n")
    except OSError as error:
        raise RepositoryError(f"can't be written: {error.strerror}", place=path.name) from error
    return True


def _says_union(line: str) -> bool:
    words = line.split()
    return len(words) > 1 and words[0].split("/")[-1] == LEDGER_NAME and "merge=union" in words[1:]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise RepositoryError(f"can't be read: {error}", place=path.name) from error
