"""What a recorder is told, and which one `span` and `mark` speak to."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof import trace
from planproof.trace.recorder import Settings, activate, active, deactivate

GIVEN = Settings("/s", "/t.atf", "/p", include=("app",), everything=True, max_threads=200)


class Noted:
    """A recorder that keeps what it was told."""

    name = "noted"

    def __init__(self) -> None:
        self.told: list[str] = []

    def start(self, settings: Settings) -> None:
        self.told.append("start")

    def stop(self) -> None:
        self.told.append("stop")

    def span_begin(self, name: str) -> None:
        self.told.append(f"begin {name}")

    def span_end(self) -> None:
        self.told.append("end")

    def mark(self, text: str) -> None:
        self.told.append(f"mark {text}")

    def warnings(self) -> list[str]:
        return []


def test_settings__written_and_read__then_the_same(tmp_path: Path) -> None:
    GIVEN.write(tmp_path / "session.json")
    assert Settings.read(tmp_path / "session.json") == GIVEN


def test_settings_read__keys_of_a_newer_version__then_passed_over(tmp_path: Path) -> None:
    text = '{"session_directory": "/s", "atf_directory": "/t", "project_root": "/p", "later": 1}'
    (tmp_path / "session.json").write_text(text)
    assert Settings.read(tmp_path / "session.json") == Settings("/s", "/t", "/p")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"session_directory": "/s"}'])
def test_settings_read__no_settings__then_value_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "session.json").write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011 - json's own or ours
        Settings.read(tmp_path / "session.json")


def test_span_and_mark__recorder_active__then_told_in_order() -> None:
    recorder = Noted()
    activate(recorder)
    try:
        with trace.span("load"):
            trace.mark("warm")
    finally:
        deactivate(recorder)
    assert recorder.told == ["begin load", "mark warm", "end"]


def test_span__recorder_gone_before_its_end__then_ends_where_it_began() -> None:
    recorder = Noted()
    activate(recorder)
    with trace.span("load"):
        deactivate(recorder)
    assert recorder.told == ["begin load", "end"]
    assert active() is None


def test_span_and_mark__nothing_recorded__then_nothing() -> None:
    with trace.span("load"):
        trace.mark("warm")
    deactivate(Noted())
