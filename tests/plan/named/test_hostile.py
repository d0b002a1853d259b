"""A plan that names thousands of things that aren't there: every one is told of, the first of them with what was meant."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Config
from planproof.plan.check import check_tree

COUNT = 5_000
FOLDER = "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"


def project(root: Path, text: str) -> None:
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "ITERATION.md").write_text(text, encoding="utf-8")
    (root / "src" / "parts").mkdir(parents=True)
    (root / "src" / "parts" / "__init__.py").write_text("")
    for number in range(500):
        (root / "src" / "parts" / f"part_{number}.py").write_text(f"def part_{number}() -> None: ...\n")


def test_path_unknown__five_thousand_paths__then_all_told_of(tmp_path: Path) -> None:
    lines = "\n".join(f"  and `src/parts/prat_{number}.py`" for number in range(COUNT))
    project(tmp_path, f"# Iteration 1: C\n\n## Context\n\n- **Built**: these\n{lines}\n")
    report = check_tree(tmp_path, Config(), codes=["PP5"])
    assert len(report.findings) == COUNT
    assert sum("did you mean src/parts/part_" in finding.hint for finding in report.findings) == 50


def test_module_and_symbol_unknown__two_thousand_imports__then_all_told_of(tmp_path: Path) -> None:
    imports = "\n".join(f"from parts.part_{number % 500} import nothing_{number}" for number in range(2_000))
    modules = "\n".join(f"import parts.prat_{number}" for number in range(100))
    smoke = f"```python\n{imports}\n{modules}\n```\n"
    project(tmp_path, f"# Iteration 1: C\n\n## Tasks\n\n### 1. A 📋 Planned\n\n**One smoke test**:\n\n{smoke}")
    codes = [finding.code for finding in check_tree(tmp_path, Config(), codes=["PP5"]).findings]
    assert codes.count("PP505") == 100
    assert codes.count("PP506") == 2_000
