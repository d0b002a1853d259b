"""Puts a scaffold together: the work of each language, files without a language, what is there already."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from planproof.config import Config
from planproof.plan.facts import Facts
from planproof.plan.model import KeyFile, Plan
from planproof.plan.scaffold.gather import gather
from planproof.plan.scaffold.model import Ground, Language, Made, Scaffold, ScaffoldFile, Shortfall, Work
from planproof.plan.scaffold.wording import sentence

__all__ = ["LANGUAGES", "make_scaffold"]

LANGUAGES = ("c", "cpp", "python", "rust", "typescript")
_MODULES = {"c": "native", "cpp": "native"}
_COMMENTS = {
    **dict.fromkeys((".sh", ".toml", ".yaml", ".yml", ".cfg", ".ini", ".txt", ".mk", ".cmake", ".build"), "# {}"),
    **dict.fromkeys((".sql",), "-- {}"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".go", ".java", ".proto"), "// {}"),
    **dict.fromkeys((".html", ".xml"), "<!-- {} -->"),
    ".css": "/* {} */",
}


def make_scaffold(
    root: Path, plan: Plan, facts: Facts, config: Config, languages: Iterable[str] = LANGUAGES
) -> Scaffold:
    """The scaffold of an iteration; writes nothing.

    Args:
        root: the project.
        plan: the iteration.
        facts: what the project holds, from `read_facts`.
        config: its settings.
        languages: those of `LANGUAGES` that are wanted.
    """
    ground = Ground(root, facts, config)
    wanted = tuple(languages)
    works, others, shortfalls = gather(plan, ground, wanted)
    made = Made(shortfalls=shortfalls)
    for work in _together(works):
        language: Language = import_module(f"planproof.plan.scaffold.{work.language}").scaffold
        part = language(work)
        made.files += part.files
        made.additions += part.additions
        made.shortfalls += part.shortfalls
    if wanted == LANGUAGES:
        known = {file.path for file in made.files}
        made.files += [
            ScaffoldFile(file.path, _plain_text(file), "key file") for file in others if file.path not in known
        ]
    return _settled(plan, ground, made)


def _together(works: list[Work]) -> list[Work]:
    """One work a module: C and C++ are one."""
    found: dict[str, Work] = {}
    for work in works:
        name = _MODULES.get(work.language, work.language)
        before = found.get(name)
        found[name] = replace(
            work,
            language=name,
            code=(*(before.code if before else ()), *work.code),
            cases=(*(before.cases if before else ()), *work.cases),
            smoke=(*(before.smoke if before else ()), *work.smoke),
            key_files=(*(before.key_files if before else ()), *work.key_files),
        )
    return list(found.values())


def _settled(plan: Plan, ground: Ground, made: Made) -> Scaffold:
    """Each path once; what is there already is kept."""
    files: dict[str, ScaffoldFile] = {}
    kept = []
    for file in made.files:
        if ground.exists(file.path):
            kept.append(file.path)
        elif file.path not in files:
            files[file.path] = file
        elif files[file.path].text != file.text:
            made.shortfalls.append(
                Shortfall(f"{file.path} is planned as two different files; the first is made", plan.place)
            )
    return Scaffold(
        plan.id,
        tuple(files[path] for path in sorted(files)),
        tuple(sorted(set(kept))),
        tuple(made.additions),
        tuple(sorted(made.shortfalls, key=lambda shortfall: shortfall.severity)),
    )


def _plain_text(file: KeyFile) -> str:
    """What a new file in no language of ours begins with: its purpose, as a comment where its format has one."""
    purpose = sentence(file.purpose) or "Planned."
    suffix = PurePosixPath(file.path).suffix
    if suffix == ".md":
        return f"# {PurePosixPath(file.path).stem}\n\n{purpose}\n"
    if suffix == ".json":
        return "{}\n"
    pattern = _COMMENTS.get(suffix)
    head = "#!/bin/sh\n" if suffix == ".sh" else ""
    return f"{head}{pattern.format(purpose)}\n" if pattern else ""
