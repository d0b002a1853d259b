"""Which trace is meant: a folder, a packed file's folder, or `@last`."""

from __future__ import annotations

from pathlib import Path

from planproof.errors import UsageError

__all__ = ["find_trace", "size_of"]


def find_trace(root: Path, word: str) -> Path:
    """The folder of a trace.

    Args:
        root: the project.
        word: a path, the name of a trace under `.planproof/traces`, or `@last` for the newest there.

    Raises:
        UsageError: there is no such trace.
    """
    traces = root / ".planproof" / "traces"
    if word == "@last":
        note = traces / "last"
        name = note.read_text("utf-8").strip() if note.is_file() else ""
        if not name or not (traces / name).is_dir():
            raise UsageError("no trace was recorded here yet", place=str(traces), hint="planproof record -- COMMAND")
        return traces / name
    candidates = (Path(word), traces / word, traces / f"{word}.atf")
    found = next((path for path in candidates if path.is_dir()), None)
    if found is None:
        packed = Path(word).is_file()
        hint = f"planproof trace unpack {word}" if packed else "@last is the newest"
        raise UsageError("this is a packed trace" if packed else "there is no such trace", place=word, hint=hint)
    return found


def size_of(folder: Path) -> int:
    """Bytes of all files of a trace."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
