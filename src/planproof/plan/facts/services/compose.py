"""Compose files: services with their images, ports, variables and order.

Source: Compose Specification, "Services top-level elements". `${NAME:-value}` is read as a variable with its default.
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.formats.yaml import read_yaml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.services.known import add_database_of_image, add_image_version, add_port, add_variable
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["add_service", "read_compose"]

_INTERPOLATED = re.compile(r"\$\{(?P<name>\w+)(?::?(?P<mark>[-?+])(?P<value>[^}]*))?\}")


def read_compose(path: str, source: bytes, digest: str) -> list[Fact]:
    """Services with images, ports, order and variables; databases; variables that are filled in, with their defaults.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    text = text_of(path, source)
    for document in read_yaml(path, text):
        for name, service in document.at("services").items.items():
            add_service(sheet, name, service)
    seen: set[str] = {fact.name for fact in sheet.facts if fact.kind == FactKind.VARIABLE}
    for number, line in enumerate(text.split("\n"), 1):
        for match in _INTERPOLATED.finditer(line.partition(" #")[0]):
            if match["name"] not in seen and not line.lstrip().startswith("#"):
                seen.add(match["name"])
                add_variable(sheet, match["name"], _default(match), number)
    return sheet.facts


def add_service(sheet: Sheet, name: str, service: Node) -> None:
    """A SERVICE fact with its PORT, DATABASE, VERSION and VARIABLE facts, from a table as compose files write it."""
    image = service.at("image")
    build = service.at("build")
    ports = [_port(entry) for entry in service.at("ports").elements]
    sheet.add(
        FactKind.SERVICE,
        name,
        image.text,
        service.line,
        ports=", ".join(":".join(part for part in pair if part) for pair in ports),
        build=build.text or build.at("context").text,
        depends_on=service.at("depends_on").flat(),
        command=" ".join(service.at("command").texts()),
    )
    add_database_of_image(sheet, image.text, image.line)
    add_image_version(sheet, image.text, image.line)
    for entry, (published, target) in zip(service.at("ports").elements, ports, strict=True):
        add_port(sheet, published or target, name, entry.line, target=target)
    environment = service.at("environment")
    pairs = [(variable, value.text, value.line) for variable, value in environment.items.items()]
    pairs += [(*entry.text.partition("=")[::2], entry.line) for entry in environment.elements]
    for variable, text, line in pairs:
        add_variable(sheet, variable, _INTERPOLATED.sub(_default, text), line, service=name)


def _default(match: re.Match[str]) -> str:
    """What stands for a variable that isn't set; empty where nothing does, and for the message of one that must be."""
    return match["value"] or "" if match["mark"] == "-" else ""


def _port(entry: Node) -> tuple[str, str]:
    """Published and inner port of an entry in the short form (`127.0.0.1:8001:80/tcp`) or the long one."""
    if entry.items:
        return entry.at("published").text, entry.at("target").text
    # Colons inside of ${…} divide nothing.
    parts = re.findall(r"(?:\$\{[^}]*\}|\[[^\]]*\]|[^:])+", entry.text.partition("/")[0])
    target = parts[-1] if parts else ""
    return (parts[-2] if len(parts) > 1 else ""), target
