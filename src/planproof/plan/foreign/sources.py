"""The files of a foreign plan as sources, whatever they hold; nothing here raises for what stands in a file."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from planproof.plan.decode import SIZE_LIMIT_BYTES, decode
from planproof.plan.document import Document, Place, ReadingProblem
from planproof.plan.foreign.model import Source
from planproof.plan.markdown import read_document
from planproof.plan.tree import bytes_of

__all__ = ["is_file", "problems_of", "read_source", "shown_path", "sources_below"]

_ENDINGS = {".json", ".md", ".txt", ".yaml", ".yml"}
_FILES_MAX = 500  # in one plan; more is no plan but a tree of something else


def shown_path(base: Path, path: Path) -> str:
    """A path as places name it: relative to `base` where it lies inside, else as it is."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def is_file(path: Path) -> bool:
    """Whether a plain file lies there, links not followed."""
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return False


def read_source(base: Path, path: Path, role: str, limit_bytes: int = SIZE_LIMIT_BYTES) -> Source:
    """One file as a source; a file that can't be read becomes one with the problem `unreadable`.

    Args:
        base: what its path is shown relative to.
        path: absolute.
        role: see `Source`.
        limit_bytes: a larger file is not read.
    """
    shown = shown_path(base, path)
    try:
        data = bytes_of(path, limit_bytes)
    except OSError as error:
        problem = ReadingProblem("unreadable", f"can't be read: {error.strerror or error}", Place(shown, 1))
        return Source(Document(shown, "", "", (), (problem,), sha256(b"").hexdigest()), role)
    if path.suffix == ".md":
        return Source(read_document(shown, data), role)
    decoded = decode(shown, data, limit_bytes)
    return Source(Document(shown, "", decoded.text, (), decoded.problems, sha256(data).hexdigest()), role)


def sources_below(base: Path, folder: Path, roles: dict[str, str], default: str = "notes") -> tuple[Source, ...]:
    """Every text file below a plan's folder: those named in `roles` first and in that order, the rest by path.

    Args:
        roles: file name or first folder (`checklists/`) -> role; a file named in neither gets `default`.
    """
    found = sorted(
        path
        for path in _below(folder)
        if path.suffix.lower() in _ENDINGS and not any(part.startswith(".git") for part in path.parts)
    )
    order = {name: number for number, name in enumerate(roles)}
    keyed = []
    for path in found[:_FILES_MAX]:
        inner = path.relative_to(folder)
        name = inner.name if len(inner.parts) == 1 else f"{inner.parts[0]}/"
        keyed.append((order.get(name, len(order)), inner.as_posix(), path, roles.get(name, default)))
    return tuple(read_source(base, path, role) for _, _, path, role in sorted(keyed, key=lambda each: each[:2]))


def problems_of(sources: Iterable[Source]) -> tuple[ReadingProblem, ...]:
    """What couldn't be read in any of them; remarks about what was put up with are left out."""
    serious = {"binary", "not-utf8", "open-fence", "too-deep", "too-large", "unreadable"}
    return tuple(problem for source in sources for problem in source.document.problems if problem.slug in serious)


def _below(folder: Path) -> list[Path]:
    """Plain files below a folder; links are not followed, a folder that can't be listed holds nothing."""
    found: list[Path] = []
    waiting = [folder]
    while waiting and len(found) <= _FILES_MAX:
        try:
            entries = sorted(waiting.pop().iterdir())
        except OSError:
            continue
        found += [entry for entry in entries if is_file(entry)]
        waiting += [entry for entry in entries if not entry.is_symlink() and entry.is_dir()]
    return found
