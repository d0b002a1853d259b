"""Which reader knows which file: the one table of all of them.

    path ── by file name, by suffix, by the folders it lies in ── readers ── facts and problems of that file

A reader is a pure function of the file's path and bytes, so that its answer can be kept per digest. It never opens another
file; what only several files tell together is put right afterwards, by `facts.settle`. A file that a reader can't make sense
of is a `PlanproofError` with its place, which `facts_of` makes a problem line of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from planproof.errors import PlanproofError
from planproof.plan.facts.ci.pre_commit import read_pre_commit
from planproof.plan.facts.ci.workflows import read_azure, read_circleci, read_github, read_gitlab
from planproof.plan.facts.databases.alembic import read_alembic
from planproof.plan.facts.databases.django import read_django_migration
from planproof.plan.facts.databases.models import read_embedded_sql, read_models
from planproof.plan.facts.databases.prisma import read_prisma
from planproof.plan.facts.databases.sql import read_sql
from planproof.plan.facts.model import Fact
from planproof.plan.facts.packages.cargo import read_cargo
from planproof.plan.facts.packages.go_mod import read_go_mod
from planproof.plan.facts.packages.jvm import read_gradle, read_pom, read_version_catalogue
from planproof.plan.facts.packages.locks import LOCKS, read_lock
from planproof.plan.facts.packages.manifests import (
    read_conan,
    read_rust_toolchain,
    read_tool_versions,
    read_vcpkg,
    read_version_file,
)
from planproof.plan.facts.packages.native import read_cmake, read_meson
from planproof.plan.facts.packages.package_json import read_package_json
from planproof.plan.facts.packages.pyproject import read_pyproject
from planproof.plan.facts.packages.setup_cfg import read_requirements, read_setup_cfg
from planproof.plan.facts.services.compose import read_compose
from planproof.plan.facts.services.dockerfile import read_devcontainer, read_dockerfile, read_procfile
from planproof.plan.facts.services.env_file import read_env_file
from planproof.plan.facts.services.kubernetes import read_kubernetes
from planproof.plan.facts.standards import STANDARD_PATHS, read_standard
from planproof.plan.facts.tasks.makefile import read_makefile
from planproof.plan.facts.tasks.recipes import read_justfile, read_taskfile
from planproof.plan.facts.tools.config_files import TOOL_FILES, read_editorconfig, read_tool_file, read_tsconfig
from planproof.plan.facts.tools.python_tools import (
    read_conftest,
    read_noxfile,
    read_tool_ini,
    read_tool_json,
    read_tool_toml,
    read_unittest,
)

__all__ = ["READERS", "Reader", "facts_of", "reader_table", "readers_for"]

Reader = Callable[[str, bytes, str], list[Fact]]

_TOOL_INI = (read_tool_ini,)
_MAKE = (read_makefile,)

READERS: Mapping[str, tuple[Reader, ...]] = {
    # What a project is built from.
    "pyproject.toml": (read_pyproject,),
    "setup.cfg": (read_setup_cfg, read_tool_ini),
    **dict.fromkeys(LOCKS, (read_lock,)),
    "package.json": (read_package_json,),
    "Cargo.toml": (read_cargo,),
    "go.mod": (read_go_mod,),
    "pom.xml": (read_pom,),
    "build.gradle": (read_gradle,),
    "build.gradle.kts": (read_gradle,),
    "libs.versions.toml": (read_version_catalogue,),
    "meson.build": (read_meson,),
    "CMakeLists.txt": (read_cmake,),
    "vcpkg.json": (read_vcpkg,),
    "conanfile.txt": (read_conan,),
    "conanfile.py": (read_conan,),
    ".python-version": (read_version_file,),
    ".nvmrc": (read_version_file,),
    ".node-version": (read_version_file,),
    ".tool-versions": (read_tool_versions,),
    "rust-toolchain": (read_rust_toolchain,),
    "rust-toolchain.toml": (read_rust_toolchain,),
    # What a person types.
    "Makefile": _MAKE,
    "makefile": _MAKE,
    "GNUmakefile": _MAKE,
    "justfile": (read_justfile,),
    "Justfile": (read_justfile,),
    ".justfile": (read_justfile,),
    "Taskfile.yml": (read_taskfile,),
    "Taskfile.yaml": (read_taskfile,),
    # How tests, linters and formatters are set up.
    "tox.ini": _TOOL_INI,
    "pytest.ini": _TOOL_INI,
    "mypy.ini": _TOOL_INI,
    ".mypy.ini": _TOOL_INI,
    ".flake8": _TOOL_INI,
    ".coveragerc": _TOOL_INI,
    ".isort.cfg": _TOOL_INI,
    ".pylintrc": _TOOL_INI,
    "pylintrc": _TOOL_INI,
    "ruff.toml": (read_tool_toml,),
    ".ruff.toml": (read_tool_toml,),
    "pyrightconfig.json": (read_tool_json,),
    "conftest.py": (read_conftest,),
    "noxfile.py": (read_noxfile,),
    ".editorconfig": (read_editorconfig,),
    # What runs on each change, and around the code.
    ".gitlab-ci.yml": (read_gitlab,),
    ".pre-commit-config.yaml": (read_pre_commit,),
    "Procfile": (read_procfile,),
    "devcontainer.json": (read_devcontainer,),
    ".devcontainer.json": (read_devcontainer,),
}
_SUFFIXES: Mapping[str, tuple[Reader, ...]] = {
    ".mk": _MAKE,
    ".prisma": (read_prisma,),
    ".py": (read_alembic, read_django_migration, read_models, read_embedded_sql, read_unittest),
    ".sql": (read_sql,),
    ".yaml": (read_kubernetes,),
    ".yml": (read_kubernetes,),
}
# As a person writes the files, as a pattern of their paths, and who reads them.
_PATTERNS: tuple[tuple[str, re.Pattern[str], Reader], ...] = tuple(
    (shown, re.compile(pattern), reader)
    for shown, pattern, reader in (
        (
            "requirements*.txt, requirements/*.txt, *-requirements.txt, and the same with .in",
            r"(?:^|/)(?:requirements[^/]*|[^/]*[-_]requirements|requirements/[^/]+)\.(?:txt|in)$",
            read_requirements,
        ),
        ("tsconfig*.json", r"(?:^|/)tsconfig[^/]*\.json$", read_tsconfig),
        (
            ", ".join(f"{name}*" for name in sorted(TOOL_FILES)),
            rf"(?:^|/)(?:{'|'.join(map(re.escape, TOOL_FILES))})[^/]*$",
            read_tool_file,
        ),
        (".github/workflows/*.yml", r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$", read_github),
        (".circleci/config.yml", r"(?:^|/)\.circleci/config\.ya?ml$", read_circleci),
        ("azure-pipelines*.yml", r"(?:^|/)azure-pipelines[^/]*\.ya?ml$", read_azure),
        ("docker-compose*.yml, compose*.yaml", r"(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$", read_compose),
        (
            "Dockerfile*, Containerfile*",
            r"(?:^|/)(?:Docker|Container)file(?:\.[^/]+)?$|\.[dD]ockerfile$",
            read_dockerfile,
        ),
        (
            ".env*, *env.example, *env.sample, *env.template, *env.dist",
            r"(?:^|/)(?:\.env(?:\.[^/]+)?|[^/]*env[._-](?:example|sample|template|dist))$",
            read_env_file,
        ),
        (
            "CONTRIBUTING, STYLE*, AGENTS.md, CLAUDE.md, .cursorrules, docs/**/*{style,standard,convention,guideline}*",
            STANDARD_PATHS.pattern,
            read_standard,
        ),
    )
)


def readers_for(path: str) -> tuple[Reader, ...]:
    """The readers that know a file, by its path relative to the project's root; none for most files.

    A reader takes the path, the bytes and their SHA-256 in hex, and gives the facts in order of lines.
    """
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    found = READERS.get(name, ()) + (_SUFFIXES.get(name[dot:], ()) if dot >= 0 else ())
    return found + tuple(reader for _, pattern, reader in _PATTERNS if pattern.search(path))


def reader_table() -> list[tuple[str, Reader]]:
    """Every reader with the files that it reads, as a person writes them; for the documentation."""
    found: dict[Reader, list[str]] = {}
    named = [*READERS.items(), *((f"*{suffix}", readers) for suffix, readers in _SUFFIXES.items())]
    for shown, readers in [*named, *((shown, (reader,)) for shown, _, reader in _PATTERNS)]:
        for reader in readers:
            found.setdefault(reader, []).append(shown)
    return [(", ".join(files), reader) for reader, files in found.items()]


def facts_of(path: str, source: bytes, digest: str) -> tuple[list[Fact], list[str]]:
    """What all readers of a file find in it, and a line for each that couldn't read it.

    Args:
        path: relative to the project's root.
        source: the bytes of the file.
        digest: their SHA-256 in hex.

    Returns:
        facts in order of readers and lines; problems as `path:line: cause`. Both are empty for a file that no reader knows.
    """
    readers = readers_for(path)
    facts: list[Fact] = []
    problems: list[str] = []
    for reader in readers:
        try:
            facts += reader(path, source, digest)
        except PlanproofError as error:
            problems.append(str(error))
    return facts, problems
