"""The worked example in `docs/formats/atf.md` is a file that both readers' rules accept, and decodes to the table below it."""

from __future__ import annotations

import re
from pathlib import Path

from planproof.trace.atf.events import decode_events
from planproof.trace.atf.layout import Escape, EventKind
from planproof.trace.atf.manifest import Manifest
from planproof.trace.atf.reader import EventFile

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "formats" / "atf.md").read_text("utf-8")


def region(name: str) -> list[str]:
    return PAGE.partition(f"<!-- generated: {name} -->\n")[2].partition("<!-- /generated -->")[0].splitlines()


def bytes_of(lines: list[str]) -> bytes:
    """The bytes of a dump: places that no line names hold zeros."""
    data = b""
    for line in lines:
        found = re.fullmatch(r"([0-9a-f]{6})(?:  ([0-9a-f ]+))?", line)
        if found:
            data = data.ljust(int(found[1], 16), b"\0") + bytes.fromhex(found[2] or "")
    return data


def test_atf_page__worked_example__then_decodes_to_its_table(tmp_path: Path) -> None:
    path = tmp_path / "events-4242.idx"
    path.write_bytes(bytes_of(region("example")))
    file = EventFile(str(path))
    rows = [
        f"| {row.sequence} | {row.ticks} | {(Escape(row.escape) if row.escape else EventKind(row.kind)).name} | {row.function} |"
        for chunk in file.chunks()
        for row in decode_events(chunk)
    ]
    assert (file.pid, file.lost_bytes) == (4242, 0)
    assert rows == region("example_events")[2:]
    assert [row.split(" | ")[2] for row in rows] == ["CALL", "CALL", "EXCEPTION", "UNWIND", "RETURN"]


def test_atf_page__manifest__then_its_keys_are_those_of_the_code() -> None:
    import msgspec

    text = PAGE.partition('```json\n{\n "schemaVersion"')[2].partition("```")[0]
    shown = msgspec.json.decode('{"schemaVersion"' + text)
    assert msgspec.convert(shown, Manifest).conservation[0].difference == 0
    assert shown.keys() == msgspec.to_builtins(Manifest(session="a")).keys()
