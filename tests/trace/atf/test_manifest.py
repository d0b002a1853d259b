"""The manifest: written whole or not at all, read back, refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.errors import TraceError
from planproof.trace.atf.manifest import Manifest, read_manifest, write_manifest


def test_write_manifest__read_back__then_the_same(tmp_path: Path) -> None:
    for session in ("first", "second"):
        manifest = Manifest(session=session, closed="2026-11-22T12:00:00+00:00")
        write_manifest(str(tmp_path), manifest)
        assert read_manifest(str(tmp_path)) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_read_manifest__not_json__then_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    for text in ("", '{"schemaVersion": 1, "kind": "at', "[]", '{"schemaVersion": 1, "kind": "other", "session": "a"}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(TraceError) as caught:
            read_manifest(str(tmp_path))
        assert caught.value.place == str(path)
    path.write_text('{"schemaVersion": 9, "kind": "atf", "session": "a"}', encoding="utf-8")
    with pytest.raises(TraceError, match="version 9"):
        read_manifest(str(tmp_path))
    path.unlink()
    with pytest.raises(TraceError):
        read_manifest(str(tmp_path))
