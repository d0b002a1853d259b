"""The bytes of event files, as `native/include/planproof/atf.h` and `chunk.h` lay them out; a test holds them against these.

Imports the standard library alone, since targets use it too.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

__all__ = [
    "BLOCK_HEADER",
    "BLOCK_MAGIC",
    "CHUNK_EVENTS",
    "CHUNK_FIELDS",
    "CHUNK_HEADER",
    "CHUNK_MAGIC",
    "CHUNK_VERSION",
    "ENCODING_RAW",
    "ENCODING_ZSTD",
    "FILE_HEADER",
    "FILE_MAGIC",
    "FILE_VERSION",
    "KIND_EVENTS",
    "OPEN_CALLS",
    "ClockMode",
    "DropReason",
    "Escape",
    "EventKind",
]

FILE_MAGIC = 0x46544150
FILE_VERSION = 1
BLOCK_MAGIC = 0x4B4C4250
CHUNK_MAGIC = 0x4B435050
CHUNK_VERSION = 1
CHUNK_EVENTS = 8064
OPEN_CALLS = 228
KIND_EVENTS = 1
ENCODING_RAW = 0
ENCODING_ZSTD = 1

# magic, version, version needed, pid, reserved, started (CLOCK_MONOTONIC ns, CLOCK_REALTIME ns), reserved, CRC-32C
FILE_HEADER = Struct("<IHHIIQQ28xI")
# magic, kind, encoding, reserved, stored bytes, content bytes, first sequence, CRC-32C of the payload, CRC-32C of the header
BLOCK_HEADER = Struct("<IHBBIIQII")
CHUNK_FIELDS = (
    ("magic", "I"),
    ("version", "H"),
    ("lane", "B"),
    ("clock_mode", "B"),
    ("slot", "I"),
    ("generation", "I"),
    ("first_sequence", "Q"),
    ("event_count", "I"),
    ("crc32c", "I"),
    ("first_ticks", "Q"),
    ("last_ticks", "Q"),
    ("anchor_ticks", "Q"),
    ("anchor_monotonic_ns", "Q"),
    ("clock_error_ns", "Q"),
    ("pid", "I"),
    ("closed_calls", "I"),
    ("dropped", "7I"),
    ("open_call_count", "I"),
    ("open_calls", f"{OPEN_CALLS}I"),
)
CHUNK_HEADER = Struct("<" + "".join(code for _, code in CHUNK_FIELDS))


class EventKind(IntEnum):
    """What an event says, bits 61 to 63."""

    CALL = 0
    RETURN = 1
    UNWIND = 2
    YIELD = 3
    RESUME = 4
    NATIVE_CALL = 5
    ESCAPE = 6
    TIME = 7


class Escape(IntEnum):
    """What an escape event carries, bits 56 to 60; its value is in bits 0 to 55."""

    INSTANCE = 1
    MARK = 2
    TASK = 3
    EXCEPTION = 4


class DropReason(IntEnum):
    """Why an event was not kept; the places of `dropped` in a chunk's header."""

    POOL_EMPTY = 0
    EXPIRED = 1
    REGISTRY_FULL = 2
    REENTRANT = 3
    CONTROLLER_GONE = 4
    DISK_FULL = 5
    TORN = 6


class ClockMode(IntEnum):
    """What the payload of an event says about time."""

    NONE = 0
    EXACT = 1
    ADAPTIVE = 2
    MONOTONIC = 3
