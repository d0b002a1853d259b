"""Outputs by content: what a command printed, masked by the caller, kept under the SHA-256 of its bytes.

    .planproof/blobs/ab/cdef…    zlib, file 0600, folders 0700; written beside and renamed, so a reader sees all of it or none

Blobs stay on the machine that made them: a row that travels names an output which another clone may not have.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zlib
from pathlib import Path

from planproof.errors import LedgerError
from planproof.proof.ledger.places import LOCAL_FOLDER, local_folder

__all__ = ["BlobStore"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LEVEL = 6


class BlobStore:
    """The outputs of one project.

    Args:
        root: the project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Keeps some bytes; the same bytes twice are kept once, and a damaged copy is replaced.

        Args:
            content: masked by the caller.

        Returns:
            their SHA-256, hex: the name to `get` them by.

        Raises:
            LedgerError: they can't be written.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if self._content(path, digest) is not None:
            return digest
        folder = local_folder(self.root, "blobs", digest[:2])
        try:
            descriptor, beside = tempfile.mkstemp(dir=folder, prefix=".new-")  # 0600 by itself
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(zlib.compress(content, _LEVEL))
                os.replace(beside, path)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise LedgerError(f"can't be written: {error.strerror}", place=self._shown(path)) from error
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes of that digest; None when this machine doesn't have them.

        Raises:
            LedgerError: what lies there isn't what its name says, or can't be read.
        """
        if not _DIGEST.fullmatch(digest):
            return None
        path = self._path(digest)
        if not path.exists():
            return None
        content = self._content(path, digest)
        if content is None:
            raise LedgerError(
                "the stored output is damaged: it isn't what its name says",
                place=self._shown(path),
                hint="delete the file; planproof prove makes the output anew",
            )
        return content

    def find(self, prefix: str) -> list[str]:
        """The digests of stored outputs that begin with a prefix of at least two hex digits, sorted."""
        folder = self.root / LOCAL_FOLDER / "blobs" / prefix[:2]
        if len(prefix) < 2 or not re.fullmatch(r"[0-9a-f]+", prefix) or not folder.is_dir():
            return []
        names = sorted(prefix[:2] + name for name in os.listdir(folder))
        return [name for name in names if _DIGEST.fullmatch(name) and name.startswith(prefix)]

    def verify(self) -> list[str]:
        """Digests of stored outputs that are damaged, sorted."""
        damaged = []
        for folder in sorted((self.root / LOCAL_FOLDER / "blobs").glob("[0-9a-f][0-9a-f]")):
            for digest in self.find(folder.name):
                if self._content(self._path(digest), digest) is None:
                    damaged.append(digest)
        return damaged

    def _path(self, digest: str) -> Path:
        return self.root / LOCAL_FOLDER / "blobs" / digest[:2] / digest[2:]

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _content(self, path: Path, digest: str) -> bytes | None:
        """What lies there, if it is whole."""
        try:
            content = zlib.decompress(path.read_bytes())
        except (OSError, zlib.error):
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None
