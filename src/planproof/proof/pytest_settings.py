"""What tells pytest how to run tests, as digests: a setting can turn a red test green as well as an edit of its body can.

    pytest.ini  .pytest.ini          the whole file
    pyproject.toml                   [tool.pytest], [tool.pytest.ini_options]
    tox.ini  setup.cfg               [pytest], [tool:pytest]

`addopts` can deselect tests, run them again until they pass, or load a plugin that rewrites their outcome. conftest.py files
are code and belong to the fingerprints of the tests.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from configparser import ConfigParser, Error
from pathlib import Path

__all__ = ["pytest_settings"]

_WHOLE = ("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml")
_SECTIONS = (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest"))


def pytest_settings(folder: Path) -> dict[str, str]:
    """The files in a tree's root that say something to pytest.

    Returns:
        name of the file -> SHA-256 (hex) of what it says to pytest; of the whole file where that can't be told apart.
    """
    found = {name: text for name in _WHOLE if (text := _text(folder / name)) is not None}
    project = _text(folder / "pyproject.toml")
    if project is not None:
        found["pyproject.toml"] = _table(project)
    for name, section in _SECTIONS:
        text = _text(folder / name)
        if text is not None:
            found[name] = _section(text, section)
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items() if text}


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def _table(text: str) -> str:
    try:
        table = tomllib.loads(text).get("tool", {}).get("pytest")
    except (tomllib.TOMLDecodeError, AttributeError):
        return text
    return json.dumps(table, sort_keys=True, default=str) if table else ""


def _section(text: str, name: str) -> str:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except Error:
        return text
    return json.dumps(dict(parser[name]), sort_keys=True) if parser.has_section(name) else ""
