"""justfile and Taskfile: each recipe that a person can type.

Source: The Just Programmer's Manual, "Recipe Parameters", "Documentation Comments"; Task (taskfile.dev), "Schema".
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.yaml import read_yaml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_justfile", "read_taskfile"]

_RECIPE = re.compile(r"@?(?P<name>[A-Za-z_][\w-]*+)(?P<parameters>[^:=#]*+(?:=[^:#]*+)?):(?!=)")


def read_justfile(path: str, source: bytes, digest: str) -> list[Fact]:
    """VERB facts named `just RECIPE`, with the remark above or else the first command; private recipes (`_name`) are left out."""
    sheet = Sheet(path, digest)
    lines = text_of(path, source).split("\n")
    for number, line in enumerate(lines, 1):
        match = _RECIPE.match(line)
        if (
            match is None
            or match["name"].startswith("_")
            or match["name"] in ("alias", "set", "export", "import", "mod")
        ):
            continue
        above = number - 2
        while above >= 0 and lines[above].startswith("["):
            above -= 1
        remark = lines[above].lstrip("# ") if above >= 0 and lines[above].startswith("#") else ""
        first = lines[number].strip().lstrip("@-") if number < len(lines) and lines[number][:1] in (" ", "\t") else ""
        sheet.add(
            FactKind.VERB, f"just {match['name']}", remark or first, number, parameters=match["parameters"].strip()
        )
    return sheet.facts


def read_taskfile(path: str, source: bytes, digest: str) -> list[Fact]:
    """VERB facts named `task NAME`, with their description or first command.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    for document in read_yaml(path, text_of(path, source)):
        for name, task in document.at("tasks").items.items():
            first = next((node.text or node.at("cmd").text for node in (task.at("cmds") or task).each()), "")
            sheet.add(FactKind.VERB, f"task {name}", task.at("desc").text or task.at("cmd").text or first, task.line)
    return sheet.facts
