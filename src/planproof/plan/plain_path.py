"""One spelling for a path that plans name, so that two tasks which mean one file are seen to."""

from __future__ import annotations

__all__ = ["plain_path"]


def plain_path(path: str) -> str:
    """A path as it is compared: `./src/` and `src` are one."""
    return path.removeprefix("./").rstrip("/")
