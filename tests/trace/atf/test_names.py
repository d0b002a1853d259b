"""Names of functions, also of a process that was killed while it wrote one."""

from __future__ import annotations

from pathlib import Path

from planproof.trace.atf.names import Function, read_functions

LINE = '{"id": 1, "kind": "python", "module": "app", "name": "A.f", "file": "/p/app.py", "line": 12}\n'


def test_read_functions__torn_last_line__then_left_out(tmp_path: Path) -> None:
    path = tmp_path / "functions-1.jsonl"
    path.write_text(LINE + LINE.replace('"id": 1', '"id": 2')[:40], encoding="utf-8")
    assert read_functions(str(path)) == {1: Function(1, "python", "app", "A.f", "/p/app.py", 12)}


def test_read_functions__no_file_or_no_names__then_none(tmp_path: Path) -> None:
    assert read_functions(str(tmp_path / "functions-2.jsonl")) == {}
    path = tmp_path / "functions-3.jsonl"
    path.write_bytes(b'[1, 2]\n{"id": "x"}\n\xff\xfe\n{"id": 3}\n')
    assert read_functions(str(path)) == {3: Function(3, "", "", "", "", 0)}
