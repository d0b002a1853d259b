"""What the native recorder refuses, and how it is built."""

from __future__ import annotations

import sys
from array import array
from itertools import pairwise
from pathlib import Path

import pytest

from planproof.errors import EnvironmentFault, ToolMissing
from planproof.trace.atf.events import decode_chunks
from planproof.trace.atf.reader import EventFile
from planproof.trace.build import compile_extension
from planproof.trace.in_process import InProcess
from planproof.trace.native import NativeRecorder, load_extension
from planproof.trace.recorder import Settings, active
from tests.trace.recorded import ROOT, Program, library_for

pytestmark = pytest.mark.xdist_group("recorder")

TAKE_IDS = """
import sys
from planproof.errors import EnvironmentFault
from planproof.trace.in_process import InProcess
from planproof.trace.native import NativeRecorder
from planproof.trace.recorder import Settings, active

for number in range(6):
    sys.monitoring.use_tool_id(number, f"tool-{number}")
try:
    NativeRecorder().start(Settings(sys.argv[1], sys.argv[1], sys.argv[1], library=sys.argv[2]))
except EnvironmentFault as fault:
    print(fault)
"""
SUB_INTERPRETER = """
import sys, {module} as interpreters
made = interpreters.create({arguments})
print(interpreters.run_string(made, '''
import sys
sys.path[:0] = {path!r}
from planproof.errors import EnvironmentFault
from planproof.trace.native import load_extension
try:
    load_extension({library!r})
except EnvironmentFault as fault:
    print(fault.hint)
'''))
"""


def settings(folder: Path, library: Path) -> Settings:
    """Settings of a recording into that folder."""
    return Settings(str(folder), str(folder / "made.atf"), str(folder), library=str(library))


def test_native_recorder_start__tool_id_taken__then_owner_named(native: Program, tmp_path: Path) -> None:
    if native.interpreter.version < (3, 12):
        pytest.skip("sys.monitoring came with 3.12")
    output = native.python("-c", TAKE_IDS, str(tmp_path), str(native.library))
    assert "tool-0, tool-1, tool-2, tool-3, tool-4, tool-5" in output


def test_native_recorder_start__recording_already__then_refused(tmp_path: Path) -> None:
    library = library_for("")
    first, second = InProcess(), InProcess()
    first.start(settings(tmp_path / "a", library))
    try:
        with pytest.raises(EnvironmentFault, match="already records"):
            second.start(settings(tmp_path / "b", library))
        second.stop()
        recorder = active()
        assert recorder
        recorder.mark("still there")
    finally:
        first.stop()
    assert first.balance()["emitted"] == first.balance()["persisted"] != 0
    assert not (tmp_path / "b" / "made.atf").exists()


def test_native_recorder_start__sub_interpreter__then_refused(native: Program) -> None:
    module = "_interpreters" if native.interpreter.version >= (3, 13) else "_xxsubinterpreters"
    program = SUB_INTERPRETER.format(
        module=module,
        arguments="'legacy'" if module == "_interpreters" else "isolated=False",
        path=[str(ROOT / "src")],
        library=str(native.library),
    )
    assert "main interpreter" in native.python("-c", program)


def test_native_recorder_start__back_end_of_another_version__then_refused(native: Program, tmp_path: Path) -> None:
    wrong = "profile" if native.interpreter.version >= (3, 12) else "monitoring"
    program = TAKE_IDS.replace("range(6)", "range(0)").replace("library=", f"backend={wrong!r}, library=")
    output = native.python("-c", program, str(tmp_path), str(native.library))
    assert f"`{wrong}`" in output
    assert native.interpreter.name in output


def test_native_recorder_stop__never_started__then_nothing(tmp_path: Path) -> None:
    recorder = NativeRecorder()
    recorder.stop()
    assert list(tmp_path.iterdir()) == []
    assert recorder.warnings() == ()


def test_load_extension__not_built__then_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "planproof.trace._recorder", raising=False)
    with pytest.raises(EnvironmentFault) as caught:
        load_extension(str(tmp_path))
    assert "planproof.trace.build" in caught.value.hint


def test_read_chunks__no_event_file__then_os_error(tmp_path: Path) -> None:
    extension = load_extension(str(library_for("")))
    with pytest.raises(FileNotFoundError):
        extension.read_chunks(str(tmp_path / "missing.idx"))
    (tmp_path / "text.idx").write_text("no events\n" * 10)
    with pytest.raises(OSError, match=r"text\.idx"):
        extension.read_chunks(str(tmp_path / "text.idx"))


def test_read_events__recorded_program__then_the_rows_of_the_reference_reader(native: Program) -> None:
    native.run("generators", clock="exact")
    extension = load_extension(str(library_for("")))
    (path,) = (native.folder / "generators.atf-0").glob("events-*.idx")
    rows = [event for _, events in decode_chunks(EventFile(str(path)).chunks()) for event in events]
    columns = {
        name: array({"kind": "B", "escape": "B", "slot": "I", "generation": "I"}.get(name, "Q"), bytes(column))
        for name, column in extension.read_events(str(path)).items()
    }
    assert len(rows) > 40
    assert {name: list(column) for name, column in columns.items()} == {
        name: [getattr(row, name) for row in rows] for name in columns
    }
    assert all(earlier <= later for earlier, later in pairwise(columns["ticks"]))


def test_read_events__no_event_file__then_os_error(tmp_path: Path) -> None:
    extension = load_extension(str(library_for("")))
    with pytest.raises(FileNotFoundError):
        extension.read_events(str(tmp_path / "missing.idx"))


def test_compile_extension__no_compiler__then_tool_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(ToolMissing, match="no C compiler"):
        compile_extension("", tmp_path)
