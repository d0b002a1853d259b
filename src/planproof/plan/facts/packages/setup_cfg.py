"""setup.cfg and requirements files: dependencies and entry points of setuptools and pip. A setup.py is code and is not read.

Source: setuptools user guide, "Configuring setuptools using setup.cfg files"; pip, "Requirements File Format".
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.ini import read_ini
from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.pyproject import add_requirement
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_requirements", "read_setup_cfg"]

_GROUP = re.compile(
    r"requirements?[-_.]?(?P<after>[A-Za-z0-9_-]*)\.(?:txt|in)$|(?P<before>[A-Za-z0-9_]+)[-_]requirements"
)


def read_setup_cfg(path: str, source: bytes, digest: str) -> list[Fact]:
    """Python's version, dependencies and entry points of setuptools."""
    sheet = Sheet(path, digest)
    root = read_ini(text_of(path, source))
    metadata, options = root.at("metadata"), root.at("options")
    if python := options.at("python_requires"):
        sheet.add(FactKind.VERSION, "python", python.text, python.line)
    if (name := metadata.at("name")) and (version := metadata.at("version")):
        sheet.add(FactKind.VERSION, name.text, version.text, version.line)
    _requirements(sheet, options.at("install_requires"), "")
    for group, entries in root.at("options.extras_require").items.items():
        _requirements(sheet, entries, group)
    for group, points in root.at("options.entry_points").items.items():
        for point in points.elements:
            script, found, target = point.text.partition("=")
            if found:
                sheet.add(FactKind.ENTRY_POINT, script, target, point.line, group=group)
    return sheet.facts


def read_requirements(path: str, source: bytes, digest: str) -> list[Fact]:
    """DEPENDENCY facts of a requirements file; the group comes from its name: `requirements-dev.txt` is `dev`."""
    sheet = Sheet(path, digest)
    name = path.rpartition("/")[2]
    match = _GROUP.search(name)
    group = (match["after"] or match["before"] or "") if match else name.partition(".")[0]
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        requirement = re.split(r"\s#|^#|\s--hash|\s\\$", line.strip(), maxsplit=1)[0].strip()
        # Options (`-r other.txt`, `--index-url`) and bare addresses name no package.
        if requirement and not requirement.startswith("-") and "://" not in requirement.partition("@")[0]:
            add_requirement(sheet, requirement, number, group)
    sheet.add(FactKind.PACKAGE_MANAGER, "pip", path, 1)
    return sheet.facts


def _requirements(sheet: Sheet, entries: Node, group: str) -> None:
    for entry in entries.elements:
        add_requirement(sheet, entry.text, entry.line, group)
