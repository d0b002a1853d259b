"""Traces packed, unpacked and looked at: what is whole comes back, what isn't a trace is refused and leaves nothing behind."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from planproof.errors import TraceError, UsageError
from planproof.trace.atf.chunk import seal_chunk
from planproof.trace.atf.manifest import Balance, Clock, Manifest, write_manifest
from planproof.trace.atf.writer import EventWriter
from planproof.trace.dump import rows_of
from planproof.trace.finding import find_trace
from planproof.trace.pack import pack, unpack
from planproof.trace.repair import repair
from planproof.trace.summary import info_lines, recorded_lines
from tests.trace.atf.pieces import chunk_of


def trace(folder: Path, closed: str | None = "2026-11-22T12:00:00+00:00") -> Path:
    """A trace of ten calls that was written by hand."""
    folder.mkdir(parents=True)
    balance = Balance(4242, 3, 2, "index", 12, 10, {"disk_full": 2})
    manifest = Manifest(
        session="a", closed=closed, clock=Clock(start={"ticks": 1000}), conservation=[balance], drops={"disk_full": 2}
    )
    write_manifest(str(folder), manifest)
    writer = EventWriter(str(folder / "events-4242.idx"), 4242)
    assert writer.append(seal_chunk(chunk_of(0, 10)), 0)
    writer.close()
    (folder / "functions-4242.jsonl").write_text('{"id": 1, "kind": "python", "module": "app", "name": "f"}\n')
    return folder


def test_pack__unpacked_again__then_same_files(tmp_path: Path) -> None:
    folder = trace(tmp_path / "a.atf")
    packed = pack(folder, tmp_path / "a.atf.tar")
    with tarfile.open(packed) as archive:
        assert archive.getnames()[0] == "manifest.json"
    again = unpack(packed, tmp_path / "b.atf")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }
    for refused in (lambda: pack(folder, packed), lambda: unpack(packed, folder)):
        with pytest.raises(UsageError, match="there already"):
            refused()


def test_pack__not_closed__then_refused(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="isn't closed"):
        pack(trace(tmp_path / "a.atf", closed=None), tmp_path / "a.tar")
    with pytest.raises(TraceError):
        pack(trace(tmp_path / "b.atf"), tmp_path / "missing" / "b.tar")
    (tmp_path / "c.tar.part").touch()
    with pytest.raises(UsageError, match="somebody is packing"):
        pack(tmp_path / "b.atf", tmp_path / "c.tar")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "folder/inside", "link"])
def test_unpack__member_elsewhere__then_refused_and_nothing_left(tmp_path: Path, name: str) -> None:
    file = tmp_path / "bad.tar"
    with tarfile.open(file, "w") as archive:
        member = tarfile.TarInfo(name)
        member.size = 4
        if name == "link":
            member.type, member.linkname, member.size = tarfile.SYMTYPE, "/etc/passwd", 0
        archive.addfile(member, io.BytesIO(b"text"))
    with pytest.raises(TraceError, match="no packed trace"):
        unpack(file, tmp_path / "out.atf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.tar"]


def test_unpack__no_tar__then_refused(tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("no tar" * 200)
    for file in ("text.tar", "missing.tar"):
        with pytest.raises(TraceError):
            unpack(tmp_path / file, tmp_path / "out.atf")
    assert not (tmp_path / "out.atf").exists()


def test_find_trace__each_way_to_name_one__then_its_folder(tmp_path: Path) -> None:
    folder = trace(tmp_path / ".planproof" / "traces" / "a.atf")
    (folder.parent / "last").write_text("a.atf\n")
    assert {find_trace(tmp_path, word) for word in ("@last", "a", "a.atf", str(folder))} == {folder}
    (tmp_path / "packed.tar").touch()
    with pytest.raises(UsageError, match="packed trace"):
        find_trace(tmp_path, str(tmp_path / "packed.tar"))
    (folder.parent / "last").write_text("gone.atf\n")
    with pytest.raises(UsageError, match="no trace was recorded"):
        find_trace(tmp_path, "@last")


def test_rows_of__names_known_and_unknown__then_both_shown(tmp_path: Path) -> None:
    rows = list(rows_of(trace(tmp_path / "a.atf")))
    assert [row.name for row in rows[:2]] == ["app.f", "#2"]
    assert [row.depth for row in rows[:2]] == [2, 3]
    assert rows[0].thread == "3.2"
    assert list(rows_of(tmp_path / "a.atf", pid=1)) == []


def test_info_lines__dropped_events__then_reasons_are_named() -> None:
    balances = [Balance(1, 0, 1, "index", 12, 9, {"disk_full": 2})]
    lines = info_lines(Manifest(session="a", closed="now", drops={"disk_full": 2}, conservation=balances), "a", 90)
    assert "events      12 emitted, 9 kept" in lines
    assert "dropped     2 (disk_full 2)" in lines
    assert "unaccounted 1" in lines
    open_lines = info_lines(Manifest(session="a"), "a", 90, so_far=7)
    assert "events      7 written so far" in open_lines
    assert any(line.startswith("closed      not closed") for line in open_lines)
    assert recorded_lines(Manifest(session="a", exit={"signal": 9}), "a")[1].startswith("no Python process joined")


def test_repair__unreadable_event_file__then_named(tmp_path: Path) -> None:
    folder = trace(tmp_path / "a.atf", closed=None)
    (folder / "events-77.idx").write_text("no event file" * 10)
    done = repair(folder)
    assert done.unreadable == ("events-77.idx",)
    assert done.manifest.closed
    assert [balance.persisted for balance in done.manifest.conservation] == [10]
    (folder / "events-77.idx").unlink()
    assert repair(folder).changed is False
