"""Paths between code ticks: which spans are paths that a repository keeps, and which are something else."""

from __future__ import annotations

import pytest

from planproof.plan.named.paths import paths_in


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("`src/a.py`", "src/a.py"),
        ("in `./src/a.py:12-40`", "src/a.py"),
        ("`tests/test_a.py::test_b__c__then_d`", "tests/test_a.py"),
        ("`.github/workflows/test.yml`", ".github/workflows/test.yml"),
    ],
)
def test_paths_in__a_whole_path_in_ticks__then_found(text: str, path: str) -> None:
    assert list(paths_in(text)) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "src/a.py",
        "`a.py`",
        "`python src/a.py`",
        "`github.com/acme/links.go`",
        "`https://example.org/a.html`",
        "`../other/a.py`",
        "`/etc/passwd.py`",
        "`src/{name}.py`",
        "`src/*.py`",
        "`build/out/a.js`",
        "`data/links.sqlite`",
        "`and/or`",
        "``src/a.py``",
    ],
)
def test_paths_in__anything_else__then_nothing(text: str) -> None:
    assert list(paths_in(text)) == []
