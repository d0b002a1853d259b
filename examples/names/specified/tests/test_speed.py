"""Benchmarks planned in M1_E1_I1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from names.store import open_names


def test_names_count__ten_thousand__then_median_in_target(benchmark: Any, tmp_path: Path) -> None:
    """Counting 10,000 names."""
    path = tmp_path / "names.txt"
    path.write_text("Ada\n" * 10_000, encoding="utf-8")
    assert benchmark(open_names(path).count) == 10_000
