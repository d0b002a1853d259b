"""CRC-32C (Castagnoli; RFC 3720, appendix B.4), as the core computes it, at some 50 MB/s in Python alone.

A table of 256 entries would take 6 ms a chunk, which every thread of a target would wait for. So the bytes are cut into lanes of
equal length that are summed up side by side: one `bytes.translate` looks a whole column up, and integers of a thousand bytes are
xor-ed at once. The sums of the lanes are then joined: CRC is linear, so what stands before n bytes is shifted by n zeros.

    planes[k]   byte k of every lane's register, one after the other
    a step      index = planes[0] ^ column; planes = planes[1:] ^ tables of index
"""

from __future__ import annotations

from functools import cache

__all__ = ["crc32c"]

_POLYNOMIAL = 0x82F63B78  # reflected
_LANE_BYTES = 64
_WHOLE = 0xFFFFFFFF


def crc32c(data: bytes, start: int = 0) -> int:
    """The checksum of bytes.

    Args:
        data: what is summed up.
        start: the checksum of what came before it; 0 for nothing.
    """
    register = start ^ _WHOLE
    lanes = len(data) // _LANE_BYTES
    if lanes > 8:
        for lane in _lane_registers(data, lanes):
            register = _shifted(register) ^ lane
        data = data[lanes * _LANE_BYTES :]
    table = _table()
    for byte in data:
        register = register >> 8 ^ table[(register ^ byte) & 0xFF]
    return register ^ _WHOLE


def _lane_registers(data: bytes, lanes: int) -> list[int]:
    """The register of each lane of 64 bytes, each begun at 0."""
    planes = [0, 0, 0, 0]
    tables = _plane_tables()
    end = lanes * _LANE_BYTES
    for place in range(_LANE_BYTES):
        column = int.from_bytes(data[place:end:_LANE_BYTES], "little")
        index = (planes[0] ^ column).to_bytes(lanes, "little")
        looked_up = [int.from_bytes(index.translate(table), "little") for table in tables]
        planes = [planes[1] ^ looked_up[0], planes[2] ^ looked_up[1], planes[3] ^ looked_up[2], looked_up[3]]
    parts = [plane.to_bytes(lanes, "little") for plane in planes]
    return [a | b << 8 | c << 16 | d << 24 for a, b, c, d in zip(*parts, strict=True)]


def _shifted(register: int) -> int:
    """The register after one lane of zeros."""
    first, second, third, fourth = _shift_tables()
    return first[register & 0xFF] ^ second[register >> 8 & 0xFF] ^ third[register >> 16 & 0xFF] ^ fourth[register >> 24]


@cache
def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


@cache
def _plane_tables() -> list[bytes]:
    return [bytes(entry >> shift & 0xFF for entry in _table()) for shift in (0, 8, 16, 24)]


@cache
def _shift_tables() -> list[list[int]]:
    """For each byte of a register, what each of its values becomes after a lane of zeros."""
    table = _table()
    tables = []
    for shift in (0, 8, 16, 24):
        bits = []
        for bit in range(8):
            register = 1 << shift + bit
            for _ in range(_LANE_BYTES):
                register = register >> 8 ^ table[register & 0xFF]
            bits.append(register)
        values = [0] * 256
        for value in range(1, 256):
            low = value & -value
            values[value] = values[value ^ low] ^ bits[low.bit_length() - 1]
        tables.append(values)
    return tables
