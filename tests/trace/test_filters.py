"""Which code is recorded."""

from __future__ import annotations

import json.decoder
import os
from pathlib import Path

import pytest

from planproof.trace import filters
from planproof.trace.filters import Filter

STANDARD_LIBRARY = json.decoder.__file__


@pytest.mark.parametrize(
    ("file", "module", "admitted"),
    [
        ("src/app.py", "app", True),
        ("app/.venv/lib/python3.11/site-packages/requests/api.py", "requests.api", False),
        ("../elsewhere/app.py", "app", False),
        ("<string>", "__main__", True),
        ("<stdin>", "__main__", True),
        ("<string>", "dataclasses", False),
        ("<frozen importlib._bootstrap>", "importlib._bootstrap", False),
    ],
)
def test_filter__no_patterns__then_only_the_projects_own_code(
    tmp_path: Path, file: str, module: str, admitted: bool
) -> None:
    path = file if file.startswith("<") else str(tmp_path / file)
    assert Filter(str(tmp_path)).admits(path, module) is admitted


def test_filter__standard_library__then_only_with_everything() -> None:
    home = os.path.dirname(os.path.dirname(os.path.dirname(STANDARD_LIBRARY)))
    assert not Filter(home).admits(STANDARD_LIBRARY, "json.decoder")
    assert Filter(home, everything=True).admits(STANDARD_LIBRARY, "json.decoder")


def test_filter__the_recorder_itself__then_never() -> None:
    assert not Filter("/", everything=True).admits(filters.__file__, "planproof.trace.filters")


@pytest.mark.parametrize(
    ("pattern", "file", "module", "admitted"),
    [
        ("app", "app/core.py", "app.core", True),
        ("app", "app/__init__.py", "app", True),
        ("app", "application.py", "application", False),
        ("app.*.views", "app/x/views.py", "app.x.views", True),
        ("src/", "src/deep/a.py", "deep.a", True),
        ("src", "src/deep/a.py", "deep.a", False),
        ("src/*_test.py", "src/a_test.py", "a_test", True),
        ("src/*_test.py", "src/a.py", "a", False),
        ("a.py", "a.py", "a", True),
        (".", "src/deep/a.py", "deep.a", True),
        ("./src", "src/deep/a.py", "deep.a", True),
    ],
)
def test_filter__one_pattern__then_it_alone_is_included_or_excluded(
    tmp_path: Path, pattern: str, file: str, module: str, admitted: bool
) -> None:
    path = str(tmp_path / file)
    assert Filter(str(tmp_path), include=[pattern]).admits(path, module) is admitted
    assert Filter(str(tmp_path), exclude=[pattern]).admits(path, module) is not admitted
    assert Filter(str(tmp_path), exclude=[pattern], everything=True).admits(path, module) is not admitted


def test_filter__include_and_exclude__then_exclude_wins(tmp_path: Path) -> None:
    chosen = Filter(str(tmp_path), include=["app"], exclude=["app.secrets"])
    assert chosen.admits(str(tmp_path / "app/core.py"), "app.core")
    assert not chosen.admits(str(tmp_path / "app/secrets.py"), "app.secrets")
