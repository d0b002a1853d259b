"""Lock files: which package manager a project uses, and the versions that it settled on.

Only versions of declared dependencies are facts of a project: `facts.settle` leaves the others out.
"""

from __future__ import annotations

import re

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["LOCKS", "read_lock"]

# Lock file -> its package manager.
LOCKS = {
    "Cargo.lock": "cargo",
    "Gemfile.lock": "bundler",
    "Pipfile.lock": "pipenv",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "composer.lock": "composer",
    "conan.lock": "conan",
    "deno.lock": "deno",
    "go.sum": "go",
    "npm-shrinkwrap.json": "npm",
    "package-lock.json": "npm",
    "pdm.lock": "pdm",
    "pixi.lock": "pixi",
    "pnpm-lock.yaml": "pnpm",
    "poetry.lock": "poetry",
    "uv.lock": "uv",
    "yarn.lock": "yarn",
}
_SIZE_MAX = 20_000_000  # bytes; tools write these files, not people
_PACKAGE = re.compile(r'^\[\[package\]\]\nname = "([^"\n]+)"\nversion = "([^"\n]+)"', re.MULTILINE)


def read_lock(path: str, source: bytes, digest: str) -> list[Fact]:
    """The package manager, and of uv, Poetry, PDM and Cargo the version of each package, with extra `locked`."""
    sheet = Sheet(path, digest)
    name = path.rpartition("/")[2]
    sheet.add(FactKind.PACKAGE_MANAGER, LOCKS[name], name)
    if name in ("uv.lock", "poetry.lock", "pdm.lock", "Cargo.lock"):
        text = text_of(path, source, _SIZE_MAX)
        line = position = 0
        for match in _PACKAGE.finditer(text):
            line += text.count("\n", position, match.start())
            position = match.start()
            sheet.add(FactKind.VERSION, match[1], match[2], line + 2, locked=name)
    return sheet.facts
