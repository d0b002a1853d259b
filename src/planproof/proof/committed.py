"""The files of a commit by the same digests as those of a working tree, so that evidence can be held against history.

    Repository.tree_digest(patterns)              the tree as it lies there
    CommittedTree(repository, commit).digest(…)   the tree as it was committed: the same number for the same files

Nothing is checked out: an index beside the repository's own says which files match (git's own patterns), and blobs are read in
one go and remembered by their id, since the commits of one history share most of them. Contents count as git stores them. Where a
checkout changes them (`filter`, `eol`, `ident` in `.gitattributes`) and for files that are too large to be read, the numbers
differ, and whoever compares them sees a change rather than none.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path, PurePath

from planproof.proof.git import Repository, pathspecs, total_digest
from planproof.proof.tree_state import FOLDER_DIGEST, LARGE_BYTES, content_digest, counts_as_change, link_digest

__all__ = ["CommittedTree"]

_PROGRAM, _LINK, _SUBMODULE = "100755", "120000", "160000"
_UNREAD = "not read"
_AT_ONCE_BYTES = 32 * 1024 * 1024

_Key = tuple[str, str, bool]


class CommittedTree:
    """The tree of one commit below the project's root.

    Args:
        repository: the project's repository.
        commit: full id of a commit that is there.
    """

    def __init__(self, repository: Repository, commit: str) -> None:
        self._repository = repository
        self._commit = commit
        self._known: dict[tuple[str, ...], dict[str, str]] = {}
        self._totals: dict[tuple[str, ...], str] = {}

    def digest(self, patterns: Iterable[str] = ()) -> str:
        """As `Repository.tree_digest`, of the files in the commit.

        Raises:
            RepositoryError: the commit can't be read.
        """
        wanted = tuple(patterns)
        if wanted not in self._totals:
            self._totals[wanted] = total_digest(self.digests(wanted))
        return self._totals[wanted]

    def digests(self, patterns: Iterable[str] = ()) -> dict[str, str]:
        """Path -> digest of every file that matches; arguments as for `Repository.tree_digest`."""
        wanted = tuple(patterns)
        if wanted not in self._known:
            entries = self._entries(wanted)
            self._read({key for key in entries.values() if key not in self._repository.blob_digests})
            self._known[wanted] = {path: self._repository.blob_digests[key] for path, key in entries.items()}
        return self._known[wanted]

    def _entries(self, patterns: tuple[str, ...]) -> dict[str, _Key]:
        """Path -> blob, mode and kind of the files that match."""
        specs = pathspecs(patterns)
        if specs is None:
            return {}
        listed = self._repository.run("ls-files", "-z", "--stage", "--", *specs, index=self._index)
        found = {}
        for record in listed.split(b"\0"):
            fields, _, name = record.partition(b"\t")
            path = os.fsdecode(name)
            if name and counts_as_change(path):
                mode, blob, _ = fields.decode("ascii").split(" ")
                found[path] = (blob, mode, PurePath(path).suffix.lower() == ".md")
        return found

    @cached_property
    def _index(self) -> Path:
        """An index that holds the commit's files, gone with this object."""
        folder = tempfile.mkdtemp(prefix="planproof-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        index = Path(folder) / "index"
        self._repository.run("read-tree", self._commit, index=index)
        return index

    def _read(self, keys: set[_Key]) -> None:
        """Puts the digests of those blobs to the ones that are known."""
        known = self._repository.blob_digests
        known.update({key: FOLDER_DIGEST for key in keys if key[1] == _SUBMODULE})
        wanted: dict[str, list[_Key]] = {}
        for key in sorted(keys):
            if key[1] != _SUBMODULE:
                wanted.setdefault(key[0], []).append(key)
        sizes = self._sizes(list(wanted))
        known.update({key: _UNREAD for blob, own in wanted.items() if blob not in sizes for key in own})
        for blob, content in self._contents(sizes):
            known.update({key: _digest(key, content) for key in wanted[blob]})

    def _sizes(self, blobs: list[str]) -> dict[str, int]:
        """Size in bytes of each blob that is there and not too large to be read."""
        if not blobs:
            return {}
        answer = self._repository.run("cat-file", "--batch-check", given="\n".join(blobs).encode("ascii") + b"\n")
        lines = (line.split(" ") for line in answer.decode("ascii", "replace").splitlines())
        return {line[0]: int(line[2]) for line in lines if line[1] == "blob" and int(line[2]) <= LARGE_BYTES}

    def _contents(self, sizes: dict[str, int]) -> Iterator[tuple[str, bytes]]:
        """Each blob with its content, read in portions so that no history fills the memory."""
        portion: list[str] = []
        waiting = 0
        for blob, size in sizes.items():
            portion.append(blob)
            waiting += size
            if waiting > _AT_ONCE_BYTES:
                yield from self._portion(portion, sizes)
                portion, waiting = [], 0
        if portion:
            yield from self._portion(portion, sizes)

    def _portion(self, blobs: list[str], sizes: dict[str, int]) -> Iterator[tuple[str, bytes]]:
        answer = self._repository.run("cat-file", "--batch", given="\n".join(blobs).encode("ascii") + b"\n")
        position = 0
        for blob in blobs:  # "<id> blob <size>\n<content>\n", in the order asked for
            begin = answer.index(b"\n", position) + 1
            position = begin + sizes[blob] + 1
            yield blob, answer[begin : position - 1]


def _digest(key: _Key, content: bytes) -> str:
    _, mode, document = key
    if mode == _LINK:
        return link_digest(content)
    return content_digest("document.md" if document else "file", content, program=mode == _PROGRAM)
