"""Where a program of this file starts, and the package or module that the file itself says it belongs to.

if __name__ == "__main__"      Python        package links               Go
int main(                      C, C++        package com.acme.links;     Java
fn main()                      Rust          {"name": "links"}, module, [package] name      manifests, see `facts.modules`
func main() in package main    Go
public static void main(       Java
"""

from __future__ import annotations

import re

from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind

__all__ = ["starts_and_modules"]

_STARTS = {
    "python": re.compile(rb"^if\s+__name__\s*==\s*[\"']__main__[\"']\s*:", re.MULTILINE),
    "c": re.compile(rb"^(?:extern\s+\"C\"\s+)?(?:int|void)\s+main\s*\(", re.MULTILINE),
    "rust": re.compile(rb"^(?:pub\s+)?(?:async\s+)?fn\s+main\s*\(\s*\)", re.MULTILINE),
    "go": re.compile(rb"^func\s+main\s*\(\s*\)", re.MULTILINE),
    "java": re.compile(
        rb"^[ \t]*(?:public\s+static|static\s+public)\s+(?:final\s+)?void\s+main\s*\(\s*(?:final\s+)?String",
        re.MULTILINE,
    ),
}
_PACKAGES = {
    "go": re.compile(rb"^package\s+(\w+)", re.MULTILINE),
    "java": re.compile(rb"^\s*package\s+([\w.]+)\s*;", re.MULTILINE),
}


def starts_and_modules(path: str, language: str, source: bytes, digest: str) -> list[Fact]:
    """ENTRY_POINT and MODULE facts of one file.

    Args:
        language: as `facts.source` names it.
    """
    facts = []
    package = _PACKAGES[language].search(source) if language in _PACKAGES else None
    if package:
        name = package[1].decode("utf-8", "replace")
        facts.append(Fact(FactKind.MODULE, name, path, _place(path, source, package.start(1)), digest, _of(language)))
    pattern = _STARTS.get("c" if language == "cpp" else language)
    start = pattern.search(source) if pattern and b"main" in source else None
    if start and (language != "go" or (package and package[1] == b"main")):
        line = source[start.start() :].partition(b"\n")[0].decode("utf-8", "replace").strip()
        facts.append(
            Fact(
                FactKind.ENTRY_POINT,
                path,
                line.rstrip("{ "),
                _place(path, source, start.start()),
                digest,
                _of(language),
            )
        )
    return facts


def _of(language: str) -> tuple[tuple[str, str], ...]:
    return (("language", language),)


def _place(path: str, source: bytes, at: int) -> Place:
    before = source.rfind(b"\n", 0, at) + 1
    return Place(path, source.count(b"\n", 0, at) + 1, len(source[before:at].decode("utf-8", "replace")) + 1)
