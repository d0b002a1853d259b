"""CRC-32C: the values that RFC 3720 prints, and sums made in parts."""

from __future__ import annotations

import random

from planproof.trace.atf.checksum import crc32c


def test_crc32c__published_values__then_same() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c(b"") == 0


def test_crc32c__in_two_parts__then_same_as_whole() -> None:
    data = random.Random(1).randbytes(3000)
    whole = crc32c(data)
    assert whole == bit_by_bit(data)
    assert [cut for cut in range(0, 3001, 7) if crc32c(data[cut:], crc32c(data[:cut])) != whole] == []


def test_crc32c__every_length_to_2000__then_as_bit_by_bit() -> None:
    data = random.Random(2).randbytes(2000)
    assert [length for length in range(0, 2000, 13) if crc32c(data[:length]) != bit_by_bit(data[:length])] == []


def bit_by_bit(data: bytes) -> int:
    """The definition: a shift register with the polynomial 0x1EDC6F41, bits reflected."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF
