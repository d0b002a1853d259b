"""How long an answer takes once the calls were read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planproof.trace.answer.filling import DEFAULT_TOKENS, filled_text
from planproof.trace.answer.tree import tree_answer
from planproof.trace.spans.reading import read_spans
from tests.trace.spans.programs import Program


def test_tree_answer__20000_calls__then_under_2_s(benchmark: Any, tmp_path: Path) -> None:
    program = Program(7, 47_000)
    program.finish()
    trace = read_spans(program.write(tmp_path / "a.atf", range(0, 90_000, 4000)))
    assert len(trace.spans) > 20_000
    text = benchmark.pedantic(lambda: filled_text(tree_answer(trace, "/"), DEFAULT_TOKENS), rounds=3)
    assert text.endswith(" of 2000\n")
