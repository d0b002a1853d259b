"""Dockerfile, Procfile and devcontainer.json: what a container is made from, what it runs, where it listens.

Source: Dockerfile reference; Heroku Dev Center, "The Procfile"; Development Container Specification.
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.json import read_json
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.services.known import add_image_version, add_port, add_variable
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_devcontainer", "read_dockerfile", "read_procfile"]

_FROM = re.compile(r"(?:--\S+\s+)*(?P<image>\S+)(?:\s+[Aa][Ss]\s+(?P<stage>\S+))?")
_PAIR = re.compile(r"""(?P<name>[A-Za-z_]\w*)=(?P<value>"[^"]*"|'[^']*'|\S*)""")


def read_dockerfile(path: str, source: bytes, digest: str) -> list[Fact]:
    """Base images as SETTING `docker.from`, ports, variables, and what the container runs as an ENTRY_POINT."""
    sheet = Sheet(path, digest)
    stages: set[str] = set()
    for number, instruction, rest in _instructions(text_of(path, source)):
        if instruction == "FROM" and (match := _FROM.match(rest)):
            if match["image"] not in stages:
                sheet.add(FactKind.SETTING, "docker.from", match["image"], number, stage=match["stage"] or "")
                add_image_version(sheet, match["image"], number)
            stages.add(match["stage"] or "")
        elif instruction == "EXPOSE":
            for port in rest.split():
                add_port(sheet, port.partition("/")[0], path, number)
        elif instruction in ("CMD", "ENTRYPOINT"):
            sheet.add(FactKind.ENTRY_POINT, path, _command(rest), number, instruction=instruction)
        elif instruction in ("ENV", "ARG"):
            _variables(sheet, rest, number)
    return sheet.facts


def read_procfile(path: str, source: bytes, digest: str) -> list[Fact]:
    """An ENTRY_POINT fact for each process type."""
    sheet = Sheet(path, digest)
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        if match := re.match(r"([A-Za-z0-9_-]+):\s*(\S.*)", line):
            sheet.add(FactKind.ENTRY_POINT, match[1], match[2], number)
    return sheet.facts


def read_devcontainer(path: str, source: bytes, digest: str) -> list[Fact]:
    """Image, features, forwarded ports and commands of a development container.

    Raises:
        PlanproofError: it is no JSON, remarks and trailing commas allowed.
    """
    sheet = Sheet(path, digest)
    root = read_json(path, text_of(path, source))
    for key in ("image", "dockerComposeFile", "postCreateCommand", "postStartCommand"):
        if value := root.at(key):
            sheet.add(FactKind.SETTING, f"devcontainer.{key}", value.flat(), value.line)
    for name, options in root.at("features").items.items():
        sheet.add(FactKind.SETTING, f"devcontainer.feature.{name}", options.at("version").text, options.line)
    for port in root.at("forwardPorts").elements:
        add_port(sheet, port.text.rpartition(":")[2], "devcontainer", port.line)
    for name, value in root.at("containerEnv").items.items():
        add_variable(sheet, name, value.text, value.line)
    return sheet.facts


def _instructions(text: str) -> list[tuple[int, str, str]]:
    """Line, instruction in upper case and its argument; lines that end in `\\` go on."""
    found = []
    pending: list[str] = []
    start = 1
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not pending:
            start = number
        pending.append(stripped.removesuffix("\\").strip())
        if not stripped.endswith("\\"):
            instruction, _, rest = " ".join(pending).partition(" ")
            found.append((start, instruction.upper(), rest.strip()))
            pending = []
    return found


def _command(rest: str) -> str:
    """A command in the form of a list as it would be typed."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', rest) if rest.startswith("[") else []
    return " ".join(words) or rest


def _variables(sheet: Sheet, rest: str, number: int) -> None:
    pairs = _PAIR.findall(rest)
    if not pairs:
        name, _, value = rest.partition(" ")
        pairs = [(name, value)]
    for name, value in pairs:
        add_variable(sheet, name, value, number)
