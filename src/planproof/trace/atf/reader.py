"""Reads an event file block by block, also while it is written; believes no byte before it was held against its checksum."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from planproof.errors import TraceError
from planproof.trace.atf.checksum import crc32c
from planproof.trace.atf.chunk import Chunk, parse_chunk
from planproof.trace.atf.layout import (
    BLOCK_HEADER,
    BLOCK_MAGIC,
    CHUNK_EVENTS,
    CHUNK_HEADER,
    ENCODING_RAW,
    ENCODING_ZSTD,
    FILE_HEADER,
    FILE_MAGIC,
    FILE_VERSION,
    KIND_EVENTS,
)

__all__ = ["Block", "EventFile"]

_CONTENT_BYTES_MAX = CHUNK_HEADER.size + 8 * CHUNK_EVENTS


class _BlockHeader(NamedTuple):
    kind: int
    encoding: int
    stored_bytes: int
    content_bytes: int
    payload_checksum: int


class Block(NamedTuple):
    """Which events a block holds, as its chunk's header says."""

    slot: int
    generation: int
    lane: int
    first_sequence: int
    event_count: int


class EventFile:
    """One event file that is being read.

    Args:
        path: the file.

    Attributes:
        path: as given.
        pid: the process whose events it holds.
        started_monotonic_ns: when it was begun, by CLOCK_MONOTONIC.
        started_realtime_ns: the same by CLOCK_REALTIME.
        whole_bytes: where the last whole block that was read ends.
        lost_bytes: what lay behind it when `chunks` came to its end: torn off by a kill, or not written to its end yet.

    Raises:
        TraceError: it can't be read, is no event file, or needs a newer reader.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            with open(path, "rb") as file:
                data = file.read(FILE_HEADER.size)
        except OSError as error:
            raise TraceError(f"can't be read: {error.strerror}", place=path) from error
        if len(data) < FILE_HEADER.size or not _is_file_header(data):
            raise TraceError("this is no event file", place=path, hint="planproof trace repair says what can be saved")
        _, version, needed, self.pid, _, self.started_monotonic_ns, self.started_realtime_ns, _ = FILE_HEADER.unpack(
            data
        )
        if needed > FILE_VERSION:
            raise TraceError(f"version {version} of the format needs a newer planproof", place=path)
        self.whole_bytes = FILE_HEADER.size
        self.lost_bytes = 0

    def blocks(self) -> Iterator[Block]:
        """Which events the blocks hold, without the events themselves."""
        for chunk in self.chunks():
            yield Block(chunk.slot, chunk.generation, chunk.lane, chunk.first_sequence, len(chunk.events))

    def chunks(self) -> Iterator[Chunk]:
        """The chunks of every whole block; blocks of unknown kinds are skipped. Called again, it goes on where it stopped."""
        with open(self.path, "rb") as file:
            file.seek(self.whole_bytes)
            while block := _block(file.read(BLOCK_HEADER.size)):
                payload = file.read(block.stored_bytes)
                chunk = _chunk(block, payload)
                if len(payload) < block.stored_bytes or (block.kind == KIND_EVENTS and chunk is None):
                    break
                self.whole_bytes += BLOCK_HEADER.size + block.stored_bytes
                if chunk:
                    yield chunk
            self.lost_bytes = max(0, os.fstat(file.fileno()).st_size - self.whole_bytes)


def _is_file_header(data: bytes) -> bool:
    magic, *_, checksum = FILE_HEADER.unpack(data)
    return bool(magic == FILE_MAGIC and checksum == crc32c(data[:-4] + bytes(4)))


def _block(data: bytes) -> _BlockHeader | None:
    """The header of a block; None when these bytes are none, or too few."""
    if len(data) < BLOCK_HEADER.size:
        return None
    magic, kind, encoding, _, stored, content, _, payload_checksum, checksum = BLOCK_HEADER.unpack(data)
    if magic != BLOCK_MAGIC or checksum != crc32c(data[:-4] + bytes(4)):
        return None
    return _BlockHeader(kind, encoding, stored, content, payload_checksum)


def _chunk(block: _BlockHeader, payload: bytes) -> Chunk | None:
    """The chunk in a block of events; None when it isn't one."""
    sizes = (block.stored_bytes, block.content_bytes)
    if block.kind != KIND_EVENTS or max(sizes) > _CONTENT_BYTES_MAX or len(payload) < block.stored_bytes:
        return None
    if crc32c(payload) != block.payload_checksum:
        return None
    content = payload
    if block.encoding == ENCODING_ZSTD:
        content = _decompressed(payload, block.content_bytes)
    elif block.encoding != ENCODING_RAW:
        return None
    return parse_chunk(content) if len(content) == block.content_bytes else None


def _decompressed(payload: bytes, content_bytes: int) -> bytes:
    """What was compressed; nothing when it can't be had or is longer than it says."""
    import zstandard  # only where a block needs it

    try:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 20).stream_reader(payload)
        return reader.read(content_bytes + 1)
    except zstandard.ZstdError:
        return b""
