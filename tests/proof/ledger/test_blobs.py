"""Outputs by content: private, whole or not there, and never another's bytes."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planproof.errors import LedgerError
from planproof.proof.ledger.blobs import BlobStore

OUTPUT = b"5 passed in 0.02s\n" * 1000


def test_put__some_bytes__then_got_back_by_their_digest(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(OUTPUT)
    assert digest == hashlib.sha256(OUTPUT).hexdigest()
    assert store.get(digest) == OUTPUT
    path = tmp_path / ".planproof" / "blobs" / digest[:2] / digest[2:]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_size < len(OUTPUT) / 10


def test_put__empty_and_twice__then_kept_once(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    assert store.put(b"") == store.put(b"")
    assert store.get(store.put(b"")) == b""
    assert len([path for path in (tmp_path / ".planproof" / "blobs").rglob("*") if path.is_file()]) == 1


def test_get__unknown_or_no_digest__then_none(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    assert store.get("0" * 64) is None
    assert store.get("../../../etc/passwd") is None


@pytest.mark.parametrize("damage", [b"", b"not zlib", None])
def test_blob__damaged__then_named_never_returned_and_mended_by_put(tmp_path: Path, damage: bytes | None) -> None:
    store = BlobStore(tmp_path)
    digest, other = store.put(OUTPUT), store.put(b"other")
    path = tmp_path / ".planproof" / "blobs" / digest[:2] / digest[2:]
    foreign = tmp_path / ".planproof" / "blobs" / other[:2] / other[2:]
    path.write_bytes(foreign.read_bytes() if damage is None else damage)
    with pytest.raises(LedgerError, match="damaged"):
        store.get(digest)
    assert store.verify() == [digest]
    store.put(OUTPUT)
    assert store.verify() == []


def test_put__many_threads_same_bytes__then_one_whole_blob(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(store.put, [OUTPUT] * 40))
    assert len(digests) == 1
    assert store.get(digests.pop()) == OUTPUT
    assert not list((tmp_path / ".planproof" / "blobs").rglob(".new-*"))


def test_find__prefix__then_the_digests_that_begin_so(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(OUTPUT)
    assert store.find(digest[:6]) == store.find(digest) == [digest]
    assert store.find("zz") == store.find("") == store.find(digest[0]) == []
