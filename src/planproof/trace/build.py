"""Compiles the recorder's extension for an interpreter."""

from __future__ import annotations

from pathlib import Path

__all__ = ["compile_extension"]


def compile_extension(python: str, into: Path) -> Path:
    """Compiles the extension for the interpreter at that path; the file that was made."""
    raise NotImplementedError
