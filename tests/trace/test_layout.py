"""The layout in Python equals the headers of the core: every size, offset, number and name."""

from __future__ import annotations

import re
from pathlib import Path
from struct import calcsize

from planproof.trace.atf import layout

HEADERS = Path(__file__).resolve().parents[2] / "native" / "include" / "planproof"
SIZES = {"uint8_t": 1, "uint16_t": 2, "uint32_t": 4, "uint64_t": 8}


def source(name: str) -> str:
    return (HEADERS / name).read_text("utf-8")


def constants() -> dict[str, int]:
    pairs = re.findall(r"PLANPROOF_(\w+) = (\w+)", source("chunk.h") + source("atf.h"))
    return {name: int(value, 0) for name, value in pairs if value[0].isdigit()}


def fields_of(struct: str, header: str) -> list[tuple[str, int, int]]:
    """Name, offset and size of each field, as a compiler lays them out."""
    body = re.search(rf"typedef struct {struct} {{(.*?)}} {struct};", source(header), re.DOTALL)
    assert body
    found, offset = [], 0
    for kind, name, count in re.findall(r"^\s*(uint\d+_t) (\w+)(?:\[(\w+)\])?;", body[1], re.MULTILINE):
        offset += -offset % SIZES[kind]
        number = constants()[count.removeprefix("PLANPROOF_")] if count.startswith("PLANPROOF_") else int(count or 1)
        found.append((name, offset, SIZES[kind] * number))
        offset += SIZES[kind] * number
    return found


def test_layout__chunk_header__then_as_the_core_has_it() -> None:
    offset, ours = 0, []
    for name, code in layout.CHUNK_FIELDS:
        ours.append((name, offset, calcsize("<" + code)))
        offset += calcsize("<" + code)
    assert ours == fields_of("planproof_chunk_header", "chunk.h")
    assert layout.CHUNK_HEADER.size == 1024


def test_layout__headers_of_file_and_block__then_as_the_core_has_them() -> None:
    ends = [offset + size for _, offset, size in fields_of("planproof_atf_file_header", "atf.h")]
    assert layout.FILE_HEADER.size == ends[-1] == 64
    ends = [offset + size for _, offset, size in fields_of("planproof_atf_block_header", "atf.h")]
    assert layout.BLOCK_HEADER.size == ends[-1] == 32


def test_layout__numbers__then_those_of_the_core() -> None:
    core = constants()
    assert core["ATF_MAGIC"] == layout.FILE_MAGIC
    assert core["ATF_BLOCK_MAGIC"] == layout.BLOCK_MAGIC
    assert core["ATF_VERSION"] == layout.FILE_VERSION
    assert core["CHUNK_MAGIC"] == layout.CHUNK_MAGIC
    assert core["CHUNK_VERSION"] == layout.CHUNK_VERSION
    assert core["CHUNK_EVENTS"] == layout.CHUNK_EVENTS
    assert core["OPEN_CALLS"] == layout.OPEN_CALLS
    assert {kind.name: kind.value for kind in layout.EventKind} == named(core, "EVENT_")
    reasons = named(core, "DROP_")
    assert reasons.pop("REASONS") == len(layout.DropReason)
    assert {reason.name: reason.value for reason in layout.DropReason} == reasons


def named(core: dict[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): value for name, value in core.items() if name.startswith(prefix)}
