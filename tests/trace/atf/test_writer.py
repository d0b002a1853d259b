"""Event files as they are written."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from planproof.trace.atf.checksum import crc32c
from planproof.trace.atf.chunk import seal_chunk
from planproof.trace.atf.layout import BLOCK_HEADER, FILE_HEADER
from planproof.trace.atf.writer import EventWriter
from tests.trace.atf.pieces import chunk_of


def test_event_writer__two_chunks__then_bytes_as_drawn(tmp_path: Path) -> None:
    path = tmp_path / "events-4242.idx"
    contents = [seal_chunk(chunk_of(0, 3)), seal_chunk(chunk_of(3, 5))]
    writer = EventWriter(str(path), 4242)
    assert [writer.append(content, first) for content, first in zip(contents, (0, 3), strict=True)] == [True, True]
    writer.close()
    data = path.read_bytes()
    head = FILE_HEADER.unpack(data[:64])
    assert head[:4] == (0x46544150, 1, 1, 4242)
    assert head[-1] == crc32c(data[:60] + bytes(4))
    place = 64
    for content, first in zip(contents, (0, 3), strict=True):
        block = data[place : place + 32]
        size = len(content)
        assert BLOCK_HEADER.unpack(block)[:8] == (0x4B4C4250, 1, 0, 0, size, size, first, crc32c(content))
        assert BLOCK_HEADER.unpack(block)[8] == crc32c(block[:28] + bytes(4))
        assert data[place + 32 : place + 32 + size] == content
        place += 32 + size
    assert place == len(data)


def test_event_writer__disk_full__then_false_and_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "events-1.idx"
    content = seal_chunk(chunk_of(0, 100))
    writer = EventWriter(str(path), 1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 + 2 * (32 + len(content)) + 500, hard))
    try:
        kept = [writer.append(content, 0) for _ in range(3)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert kept == [True, True, False]
    assert path.stat().st_size == 64 + 2 * (32 + len(content))
    assert writer.append(content, 0) is True
    writer.close()


def test_event_writer__folder_gone__then_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        EventWriter(str(tmp_path / "nowhere" / "events-1.idx"), 1)


def test_event_writer__file_there__then_appended(tmp_path: Path) -> None:
    path = str(tmp_path / "events-1.idx")
    content = seal_chunk(chunk_of(0, 1))
    for _ in range(2):
        writer = EventWriter(path, 1)
        writer.append(content, 0)
        writer.close()
    assert os.path.getsize(path) == 64 + 2 * (32 + len(content))
