"""Documents made to be slow: every rule about text gets through them, since none searches the same stretch again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.check import check_project
from planproof.plan.report.text import text_lines
from planproof.plan.rules import all_rules
from planproof.plan.tree import read_project

SIZE = 300_000
SEEDS = {
    "placeholders on one line": "[n] ",
    "open brackets": "[a_",
    "braces on one line": "{X} ",
    "ticks": "`[a_b] ",
    "quotes": '"fast ',
    "vague words": "properly, ",
    "comments": "<!--",
    "comments that close": "<!-- a --> ",
    "status markers": "<!-- planproof:status -->\n",
    "remarks": "<!-- planproof: allow PP108 x -->\n",
    "statuses": "- [x] a - Done\n",
    "dashes": "-",
    "a sentence of dots": ". ",
    "headings": "## Not In This Iteration\n",
    "out of scope": "## Not In This Iteration\n\n- a - ------------------------------------------------------- b\n",
    "definitions": "[a_b]: x\n[a_b]\n",
    "one word": "a",
    "spaces": " ",
}
MERMAID = {
    "tags": "<a",
    "one tag": "b",
    "round in square": "a[((((((((",
    "open": "a{[(",
    "metadata": "@{",
    "quotes": '"',
    "subgraphs": "subgraph a\n",
    "ends": "end\n",
    "flags": "a>b",
}


def check(root: Path, text: str) -> int:
    folder = root / "docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_DEMO"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(text, encoding="utf-8")
    codes = [rule.code for rule in all_rules() if rule.code[:3] in ("PP1", "PP6")]
    report = check_project(read_project(root, Config()), Config(), codes=codes)
    return sum(1 for _ in text_lines(report, lambda shown, _: shown))


@pytest.mark.parametrize("name", SEEDS)
def test_rules__one_piece_of_text_again_and_again__then_they_get_through(name: str, tmp_path: Path) -> None:
    piece = SEEDS[name]
    assert check(tmp_path, "# Iteration 1: Links\n\n## Working Software Goal\n\n" + piece * (SIZE // len(piece)))


@pytest.mark.parametrize("name", MERMAID)
def test_rules__a_hostile_diagram__then_they_get_through(name: str, tmp_path: Path) -> None:
    piece = MERMAID[name]
    diagram = "flowchart LR\n<" + piece * (SIZE // len(piece))
    assert check(tmp_path, f"# Iteration 1: Links\n\n```mermaid\n{diagram}\n```\n")
