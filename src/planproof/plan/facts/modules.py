"""What each source file is called by those who import it, and how much there is of each language.

Python      below `src/`, or below the outermost folder that isn't a package's, with or without `__init__.py`    shortener.links
Rust        the crate of the nearest Cargo.toml, then the path below its `src/`                                  shortener::links
Go          the module of the nearest go.mod, then the folder                                                   acme.com/links/store
TypeScript  the name in the nearest package.json                                                                @acme/links
Java        the package clause                                                                                  com.acme.links
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from msgspec.structs import replace

from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind

__all__ = ["languages", "manifest_facts", "modules", "python_module"]

_NAMES = {
    "Cargo.toml": re.compile(rb"^\[package\][^\[]*?^name\s*=\s*[\"']([^\"'\n]+)", re.MULTILINE | re.DOTALL),
    "package.json": re.compile(rb"^(?:\{|  |\t)\s*\"name\"\s*:\s*\"([^\"\n]+)\"", re.MULTILINE),
}
_SOURCE_FOLDERS = ("src", "lib", "python")
_NOT_IMPORTED = ("setup.py", "conftest.py", "noxfile.py", "manage.py")


def manifest_facts(path: str, source: bytes, digest: str) -> list[Fact]:
    """The crate or package that a Cargo.toml or package.json names; nothing for any other file."""
    pattern = _NAMES.get(path.rpartition("/")[2])
    found = pattern.search(source) if pattern else None
    if not found:
        return []
    place = Place(path, source.count(b"\n", 0, found.start(1)) + 1)
    name = found[1].decode("utf-8", "replace")
    return [Fact(FactKind.MODULE, name, path.rpartition("/")[0] or ".", place, digest, (("manifest", "yes"),))]


def languages(raw: Iterable[Fact]) -> list[Fact]:
    """One fact a language, `412 files, 51234 lines`, out of one for each file; the largest language first."""
    files: dict[str, list[Fact]] = {}
    for fact in raw:
        files.setdefault(fact.name, []).append(fact)
    lines = {name: sum(int(fact.value) for fact in facts) for name, facts in files.items()}
    return [
        replace(facts[0], value=f"{len(facts)} {'file' if len(facts) == 1 else 'files'}, {lines[name]} lines")
        for name, facts in sorted(files.items(), key=lambda item: (-lines[item[0]], item[0]))
    ]


def modules(raw: Iterable[Fact], files: Iterable[str]) -> list[Fact]:
    """The modules of a repository, each at its file.

    Args:
        raw: what manifests and package clauses say.
        files: every path of the repository, in order.
    """
    said = list(raw)
    paths = list(files)
    clauses = {fact.place.path: fact for fact in said if fact.get("language")}
    manifests = [fact for fact in said if not fact.get("language")]
    crates = _by_folder(manifests, "Cargo.toml")
    go_modules = _by_folder(manifests, "go.mod")
    python = {path for path in paths if path.endswith(".py")}
    packages = {path.rpartition("/")[0] for path in python if path.endswith("/__init__.py")}
    found = [fact for fact in manifests if not fact.place.path.endswith("Cargo.toml")]
    for path in paths:
        if path in python:
            name = python_module(path, packages)
        elif path.endswith(".rs"):
            name = _rust(path, crates)
        elif path in clauses:
            name = _of_clause(clauses[path], go_modules)
        else:
            continue
        if name:
            said_there = clauses.get(path)
            place = said_there.place if said_there else Place(path, 1)
            found.append(Fact(FactKind.MODULE, name, path, place, said_there.digest if said_there else ""))
    return list(_once(found))


def _once(found: Iterable[Fact]) -> Iterator[Fact]:
    """A package of Go or Java is one module, whose value is its folder, however many files it has."""
    seen = set()
    for fact in found:
        if fact.value.endswith((".go", ".java")):
            fact = replace(fact, value=fact.value.rpartition("/")[0] or ".")
        if (fact.name, fact.value) not in seen:
            seen.add((fact.name, fact.value))
            yield fact


def python_module(path: str, packages: Iterable[str] = ()) -> str:
    """The import name of a Python file; empty for one that nobody imports.

    Args:
        path: relative to the project's root.
        packages: the folders with an `__init__.py`. A file in one of them is imported from the folder above the outermost; any
            other from below the innermost `src/`, or from the root, as a namespace package.
    """
    parts = PurePosixPath(path).parts
    if parts[-1] in _NOT_IMPORTED:
        return ""
    folders = list(parts[:-1])
    start = max((number + 1 for number, folder in enumerate(folders) if folder in _SOURCE_FOLDERS), default=0)
    known = packages if isinstance(packages, set | frozenset) else set(packages)
    if "/".join(folders) in known:
        start = len(folders)
        while start and "/".join(folders[:start]) in known:
            start -= 1
    stem = parts[-1].removesuffix(".py")
    names = [*folders[start:], *([] if stem == "__init__" else [stem])]
    return ".".join(names) if names and all(name.isidentifier() for name in names) else ""


def _by_folder(manifests: Iterable[Fact], name: str) -> dict[str, str]:
    return {
        fact.place.path.rpartition("/")[0]: fact.name
        for fact in manifests
        if fact.place.path.rpartition("/")[2] == name
    }


def _nearest(path: str, by_folder: dict[str, str]) -> tuple[str, str] | None:
    """The manifest of the nearest folder upwards: its name, and the path below its folder."""
    folder = path.rpartition("/")[0]
    while True:
        if folder in by_folder:
            return by_folder[folder], path[len(folder) :].lstrip("/")
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def _rust(path: str, crates: dict[str, str]) -> str:
    near = _nearest(path, crates)
    if near is None or not near[1].startswith("src/") or near[1].startswith("src/bin/"):
        return ""
    below = near[1].removeprefix("src/").removesuffix(".rs").split("/")
    if below[-1] in ("mod", "lib", "main"):
        below.pop()
    return "::".join([near[0].replace("-", "_"), *below])


def _of_clause(fact: Fact, go_modules: dict[str, str]) -> str:
    if fact.get("language") != "go":
        return fact.name
    near = _nearest(fact.place.path, go_modules)
    if near is None or fact.place.path.endswith("_test.go"):
        return ""
    below = near[1].rpartition("/")[0]
    return f"{near[0]}/{below}" if below else near[0]
