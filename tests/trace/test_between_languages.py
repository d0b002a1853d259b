"""Event files between the core and Python: what one writes, the other reads."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from planproof.trace.atf.chunk import Chunk, seal_chunk
from planproof.trace.atf.events import decode_events, event_array
from planproof.trace.atf.reader import EventFile
from planproof.trace.atf.writer import EventWriter
from tests.native.test_native import ROOT, run
from tests.trace.atf.pieces import chunk_of

pytestmark = [
    pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler"),
    pytest.mark.xdist_group("native"),
]


@pytest.fixture(scope="module")
def lane_stress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("core")
    run("meson", "setup", str(folder), str(ROOT), "-Dnative_tests=true")
    run("meson", "compile", "-C", str(folder), "lane_stress")
    return folder / "native" / "lane_stress"


def test_event_file__written_by_the_core__then_every_event_read(lane_stress: Path, tmp_path: Path) -> None:
    path = tmp_path / "stress.idx"
    said = subprocess.run([lane_stress, "4", "20000", "--to", path], capture_output=True, text=True, check=True).stdout
    assert "read=80000 lost_bytes=0" in said
    file = EventFile(str(path))
    chunks = list(file.chunks())
    assert file.lost_bytes == 0
    lanes: dict[tuple[int, int, int], list[Chunk]] = {}
    for chunk in chunks:
        lanes.setdefault((chunk.lane, chunk.slot, chunk.generation), []).append(chunk)
    assert Counter(lane for lane, _, _ in lanes) == {0: 4}
    for of_lane in lanes.values():
        starts = [chunk.first_sequence for chunk in of_lane]
        lengths = [len(chunk.events) for chunk in of_lane]
        assert starts == [sum(lengths[:place]) for place in range(len(lengths))]
        assert sum(lengths) == 20000


def test_event_array__chunks__then_rows_of_decode_events() -> None:
    chunks = [chunk_of(0, 8064), chunk_of(8064, 10)]
    rows = [tuple(event) for chunk in chunks for event in decode_events(chunk)]
    assert [tuple(row) for row in event_array(chunks).tolist()] == rows


def test_lane_stress__file_written_in_python__then_every_event_read(lane_stress: Path, tmp_path: Path) -> None:
    path = tmp_path / "python.idx"
    writer = EventWriter(str(path), 4242)
    for first in range(0, 3 * 8064, 8064):
        assert writer.append(seal_chunk(chunk_of(first, 8064)), first)
    writer.close()
    with path.open("ab") as file:
        file.write(b"torn off")
    said = subprocess.run([lane_stress, "--read", path], capture_output=True, text=True, check=False).stdout
    assert said == f"file={path} read=24192 lost_bytes=8\n"
