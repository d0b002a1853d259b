"""Status tables are written between planproof's own markers and nowhere else."""

from __future__ import annotations

from planproof.proof.status_table import replace_region, status_lines

DOCUMENT = "# Plan\n\n<!-- planproof:status -->\nold\n<!-- /planproof:status -->\n\nafter é\n".encode()


def test_replace_region__markers_there__then_only_between_them() -> None:
    after = replace_region(DOCUMENT, ["| a |"])
    assert after == DOCUMENT.replace(b"old\n", b"\n| a |\n\n")


def test_replace_region__twice__then_same_bytes() -> None:
    once = replace_region(DOCUMENT, ["| a |"])
    assert replace_region(once, ["| a |"]) == once


def test_replace_region__empty_region__then_filled() -> None:
    empty = b"<!-- planproof:status -->\n<!-- /planproof:status -->\n"
    assert replace_region(empty, ["x"]) == b"<!-- planproof:status -->\n\nx\n\n<!-- /planproof:status -->\n"


def test_replace_region__crlf__then_kept() -> None:
    document = DOCUMENT.replace(b"\n", b"\r\n")
    assert b"\n" not in replace_region(document, ["x", "y"]).replace(b"\r\n", b"")


def test_replace_region__no_end_marker__then_untouched() -> None:
    document = b"<!-- planproof:status -->\nsomebody's words\n"
    assert replace_region(document, ["x"]) == document


def test_status_lines__task_name_with_a_pipe__then_one_cell() -> None:
    assert "| 1. a \\| b | Planned |" in status_lines([], [(1, "a | b", "Planned")])
