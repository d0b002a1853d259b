"""Random traces, questions and budgets: never over, nothing that a smaller budget shows is missing from a larger answer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.cli.face import document_text
from planproof.errors import UsageError
from planproof.tokens import count_tokens
from planproof.trace.answer.call import call_answer
from planproof.trace.answer.filling import LEAST_TOKENS, MOST_TOKENS, filled_data, filled_text
from planproof.trace.answer.items import Answer
from planproof.trace.answer.search import Wanted, search_answer
from planproof.trace.answer.summary import summary_answer
from planproof.trace.answer.tree import tree_answer
from planproof.trace.spans.reading import read_spans
from tests.trace.spans.programs import ERROR, PID, Program

NAMES = st.text(min_size=0, max_size=200) | st.sampled_from(
    ["/n\n/", "名前" * 90, "=" * 300, "\x1b[31m", " ", "1" * 500]
)
BUDGETS = st.integers(LEAST_TOKENS, 3000)


def answer_of(folder: Path, question: str) -> Answer:
    trace = read_spans(folder)
    if question == "summary":
        return summary_answer(trace, "/")
    if question == "tree":
        return tree_answer(trace, "/")
    if question == "search":
        return search_answer(trace, Wanted(raised=True), "/")
    return call_answer(trace, f"#{PID}.{len(trace.spans) // 2 + 1}", "/")


def items_of(text: str) -> list[str]:
    """The lines of a text without what depends on the budget."""
    lines = [re.sub(r" … \d+ more below, \d+ tokens$", "", line) for line in text.split("\n")]
    return [line for line in lines if not re.match(r"left out: |tokens \d", line)]


def is_within(small: list[object], large: list[object]) -> bool:
    """Whether one list is the other without some of its items."""
    rest = iter(large)
    return all(any(item == other for other in rest) for item in small)


def rendered(data: object) -> str:
    return document_text("trace-tree", data, indent=None) + "\n"  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 1 << 30),
    steps=st.integers(0, 250),
    names=st.lists(NAMES, min_size=ERROR, max_size=ERROR),
    question=st.sampled_from(["summary", "tree", "search", "span"]),
    budgets=st.tuples(BUDGETS, BUDGETS),
)
def test_filled__random_traces_questions_and_budgets__then_never_over_and_larger_contains_smaller(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    steps: int,
    names: list[str],
    question: str,
    budgets: tuple[int, int],
) -> None:
    program = Program(seed, steps or 1)
    folder = program.write(tmp_path_factory.mktemp("trace") / "a.atf", [50, 90], [1])
    lines = [
        {"id": n, "kind": "python", "name": name, "file": f"/{name}", "line": 9} for n, name in enumerate(names, 1)
    ]
    (folder / f"functions-{PID}.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    if question == "span" and not len(read_spans(folder).spans):
        return
    answer = answer_of(folder, question)
    small, large = sorted(budgets)
    texts = [filled_text(answer, budget) for budget in (small, large, MOST_TOKENS)]
    data = [filled_data(answer, budget, rendered) for budget in (small, large, MOST_TOKENS)]
    for budget, text, document in zip((small, large, MOST_TOKENS), texts, data, strict=True):
        assert count_tokens(text) <= budget
        assert text.endswith(f"\ntokens {count_tokens(text)} of {budget}\n")
        assert count_tokens(rendered(document)) <= budget
        assert document["tokens"] == {"used": count_tokens(rendered(document)), "budget": budget}
        assert all(line.isprintable() for line in text.split("\n"))
    for less, more in ((0, 1), (1, 2)):
        assert is_within(items_of(texts[less]), items_of(texts[more]))  # type: ignore[arg-type]
        assert is_within(plain(data[less]), plain(data[more]))
    assert items_of(texts[2])[len(answer.lines) : -1] == [item.line for item in answer.items]
    assert filled_text(answer_of(folder, question), small) == texts[0]


def plain(document: dict[str, object]) -> list[object]:
    items: list[dict[str, object]] = document["items"]  # type: ignore[assignment]
    return [{name: value for name, value in item.items() if name != "leftOut"} for item in items]


def test_filled__everything_left_out__then_counted_in_lines_and_tokens(tmp_path: Path) -> None:
    program = Program(3, 3000)
    program.finish()
    answer = answer_of(program.write(tmp_path / "a.atf"), "tree")
    text = filled_text(answer, LEAST_TOKENS)
    left = re.search(r"^left out: (\d+) lines, at most (\d+) tokens more$", text, re.MULTILINE)
    assert left
    shown = len(items_of(text)) - len(answer.lines) - 1
    assert int(left[1]) + shown == len(answer.items)
    below = [int(count) for count in re.findall(r" … (\d+) more below", text)]
    whole = filled_text(answer, MOST_TOKENS)
    assert sum(below) <= int(left[1])
    assert count_tokens(whole) <= count_tokens(text) + int(left[2])
    assert "left out" not in whole


@pytest.mark.parametrize("budget", [0, 199, 100_001, -5])
def test_filled__budget_out_of_range__then_refused(tmp_path: Path, budget: int) -> None:
    answer = answer_of(Program(3, 30).write(tmp_path / "a.atf"), "summary")
    with pytest.raises(UsageError, match="--budget takes 200 to 100000"):
        filled_text(answer, budget)


def test_filled__12000_calls_inside_each_other__then_answered(tmp_path: Path) -> None:
    program = Program(0, 0)
    for number in range(12_000):
        program.events.append((1 + number % 2) << 32 | 1)
        program.open_at.append([])
    folder = program.write(tmp_path / "a.atf", range(0, 12_000, 8000))
    for question in ("summary", "tree", "search", "span"):
        text = filled_text(answer_of(folder, question), 400)
        assert count_tokens(text) <= 400
    tree = filled_text(answer_of(folder, "tree"), LEAST_TOKENS)
    assert re.search(
        r"^left out: \d+ lines, at most \d+ tokens more, and \d+ calls that weren't laid out$", tree, re.MULTILINE
    )
