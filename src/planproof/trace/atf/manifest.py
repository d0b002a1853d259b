"""`manifest.json`: what a trace is, who wrote it, and the balance of every lane; replaced atomically."""

from __future__ import annotations

import msgspec

__all__ = ["Manifest", "read_manifest", "write_manifest"]


class Manifest(msgspec.Struct, frozen=True, gc=False):
    """A trace's head."""

    session: str
    closed: str | None = None


def read_manifest(folder: str) -> Manifest:
    """The manifest of a trace.

    Raises:
        TraceError: there is none, or it can't be read as one.
    """
    raise NotImplementedError


def write_manifest(folder: str, manifest: Manifest) -> None:
    """Writes it, replacing one that is there."""
    raise NotImplementedError
