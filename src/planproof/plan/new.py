"""New milestones, epics and iterations: the next free number, a folder and documents to fill.

A template is one file a section (`templates/goal.md`); a document is a list of sections, so that the three-document form,
the one-document form and both together hold the same words. What a person has to fill in stands as `[snake_case]`, which
`planproof check` finds until it is filled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planproof.config import CONFIG_NAME, Config
from planproof.errors import ConfigurationError, EnvironmentFault, UsageError
from planproof.plan.ids import id_from_name, id_level, nearest_ids

__all__ = [
    "NewFile",
    "NewFolder",
    "document_sections",
    "document_title",
    "folder_name",
    "plan_new",
    "readme_gap",
    "template_document",
    "write_new",
]

_TEMPLATES = Path(__file__).with_name("templates")
_LETTER = {"milestone": "M", "epic": "E", "iteration": "I"}
_PARENT = {"epic": "milestone", "iteration": "epic"}
_FOLDER_NAME_LENGTH = 60  # a title may be a sentence; a path must stay readable

_TITLES = {"TECH_DESIGN": "Tech Design", "TEST_PLAN": "Test Plan", "BACKLOGS": "Backlogs"}
_SECTIONS = {
    "ITERATION": (
        *("goal", "user_stories", "context", "standards", "integration", "tasks", "task_types", "progress"),
        *("quality_gates", "demo", "assumptions", "out_of_scope"),
    ),
    "TECH_DESIGN": (
        *("goal", "context", "standards", "integration", "architecture", "interfaces", "memory_layouts"),
        *("thread_safety", "performance", "decisions", "assumptions", "out_of_scope"),
    ),
    "TEST_PLAN": ("coverage_map", "test_matrix", "test_cases", "benchmarks", "user_stories", "acceptance"),
    "BACKLOGS": ("tasks", "task_types", "testing_tasks", "risks", "quality_gates", "progress", "demo", "checklist"),
}
# What the one-document form needs from the others when it stands alone.
_ITERATION_ALONE = (
    *("architecture", "interfaces", "performance", "test_cases", "benchmarks", "testing_tasks", "risks", "decisions"),
    "checklist",
)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write: its path relative to the project's root, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class NewFolder:
    """A planned thing that is about to get a folder.

    Attributes:
        id: the next free id, `M1_E2_I3`.
        level: `milestone`, `epic` or `iteration`.
        title: as the person wrote it.
        folder: relative to the project's root, with `/`.
        files: its documents, or its README.
    """

    id: str
    level: str
    title: str
    folder: str
    files: tuple[NewFile, ...]


def folder_name(title: str) -> str:
    """A title as UPPER_SNAKE: accents are dropped, letters of other scripts stay, all else becomes one underscore.

    Raises:
        UsageError: the title holds no letter or digit.
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", title) if not unicodedata.combining(mark))
    words: list[str] = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain).upper())
    if not words:
        raise UsageError(f"the title {title!r} holds no letter or digit", hint='give a name, for example "Short links"')
    name = words[0][:_FOLDER_NAME_LENGTH]
    for word in words[1:]:
        if len(name) + len(word) >= _FOLDER_NAME_LENGTH:
            break
        name += f"_{word}"
    return name


def document_sections(kinds: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The sections that each document of an iteration gets, none of them twice: kind -> keys of `plan.sections`.

    With both forms chosen, ITERATION.md holds its own sections and the three documents hold the rest.
    """
    kinds = tuple(kinds)
    if kinds == ("ITERATION",):
        return {"ITERATION": (*_SECTIONS["ITERATION"], *_ITERATION_ALONE)}
    taken: set[str] = set()
    chosen = {}
    for kind in sorted(kinds, key=list(_SECTIONS).index):
        chosen[kind] = tuple(key for key in _SECTIONS[kind] if key not in taken)
        taken.update(chosen[kind])
    return chosen


def document_title(kind: str, identifier: str, title: str) -> str:
    """The first line of a document: `# Iteration 3: Short links`, `# M1_E2_I3 Short links: Tech Design`."""
    if kind == "ITERATION":
        return f"# Iteration {identifier.rpartition('_I')[2]}: {title}"
    return f"# {identifier} {title}: {_TITLES[kind]}"


def template_document(config: Config, kind: str) -> str:
    """What `new` writes into a document of the configured set below its title; empty for a kind outside the set."""
    sections = document_sections(config.plans.documents).get(kind, ())
    return "\n\n".join((_TEMPLATES / f"{key}.md").read_text(encoding="utf-8").strip() for key in sections)


def readme_gap(level: str) -> str:
    """What the README of a new `milestone` or `epic` leaves to be filled in."""
    return f"[one_paragraph_what_is_different_for_users_once_this_{level}_is_done]"


def plan_new(root: Path, config: Config, level: str, parent: str | None, title: str) -> NewFolder:
    """What `planproof new` would write; nothing is written here.

    Args:
        level: `milestone`, `epic` or `iteration`.
        parent: id of the milestone or epic it belongs to; None for a milestone.

    Raises:
        UsageError: the title is empty or of several lines, or the parent is no id of its level or doesn't exist (with
            the nearest ids).
        EnvironmentFault: the plans' folder can't be listed, or lies outside of the project.
    """
    title = title.strip()
    if "\n" in title or "\r" in title:
        raise UsageError("a title is one line", hint="put the rest into the goal")
    plans = _plans_folder(root, config)
    above = plans if level == "milestone" else _parent_folder(plans, level, parent or "")
    number = 1 + max((_number(name) for name in _names(above)), default=0)
    identifier = f"{parent}_{_LETTER[level]}{number}" if parent and level != "milestone" else f"M{number}"
    folder = (above / f"{identifier}_{folder_name(title)}").relative_to(root).as_posix()
    texts = (
        _documents(config, identifier, title) if level == "iteration" else {"README": _readme(level, identifier, title)}
    )
    files = tuple(NewFile(f"{folder}/{kind}.md", text) for kind, text in texts.items())
    return NewFolder(identifier, level, title, folder, files)


def write_new(root: Path, new: NewFolder) -> None:
    """Writes the folder and its files; never over anything that is there.

    Raises:
        UsageError: the folder has appeared in the meantime (two runs at once).
        EnvironmentFault: the folder or a file can't be written.
    """
    try:
        (root / new.folder).parent.mkdir(parents=True, exist_ok=True)
        (root / new.folder).mkdir()
        for file in new.files:
            with (root / file.path).open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(file.text)
    except FileExistsError as error:
        raise UsageError("is there already", place=new.folder, hint="run again for the next free number") from error
    except OSError as error:
        raise EnvironmentFault(f"can't be written: {error.strerror}", place=new.folder) from error


def _plans_folder(root: Path, config: Config) -> Path:
    folder = root / config.plans.folder
    if not folder.is_relative_to(root) or ".." in folder.parts:
        hint = 'name a folder inside the project, for example "docs/progress_trackings"'
        raise ConfigurationError(
            f"plans.folder {config.plans.folder!r} leaves the project", place=CONFIG_NAME, hint=hint
        )
    return folder


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentFault(f"can't be listed: {error.strerror}", place=str(folder)) from error


def _number(name: str) -> int:
    """The last number of the id that leads a folder's name; 0 when none does."""
    identifier = id_from_name(name)
    return int(re.findall(r"\d+", identifier)[-1]) if identifier else 0


def _parent_folder(plans: Path, level: str, parent: str) -> Path:
    """The folder of the milestone or epic with that id."""
    wanted = _PARENT[level]
    folders = {id_from_name(path.name): path for path in _folders(plans, wanted)}
    if parent in folders:
        return folders[parent]
    known = [identifier for identifier in folders if identifier]
    if id_level(parent) == wanted:
        message = f"there is no {wanted} {parent}"
    else:
        message = f"{parent!r} is no id of {'an' if wanted == 'epic' else 'a'} {wanted}"
    near = nearest_ids(parent, known) or known[:3]
    first = {"milestone": 'new milestone "…"', "epic": 'new epic M1 "…"'}[wanted]
    raise UsageError(message, hint=f"known: {', '.join(near)}" if near else f"make one first: planproof {first}")


def _folders(plans: Path, level: str) -> list[Path]:
    """Every milestone folder, or every epic folder inside them."""
    milestones = [plans / name for name in _names(plans) if id_level(id_from_name(name) or "") == "milestone"]
    if level == "milestone":
        return milestones
    inner = [milestone / name for milestone in milestones for name in _names(milestone)]
    return [path for path in inner if id_level(id_from_name(path.name) or "") == level]


def _documents(config: Config, identifier: str, title: str) -> dict[str, str]:
    return {
        kind: f"{document_title(kind, identifier, title)}\n\n{template_document(config, kind)}\n"
        for kind in document_sections(config.plans.documents)
    }


def _readme(level: str, identifier: str, title: str) -> str:
    below = "Epics" if level == "milestone" else "Iterations"
    return (
        f"# {identifier} {title}\n\n{readme_gap(level)}\n\n"
        f"## {below}\n\nOne folder each, beside this file. `planproof status {identifier}` says what is proved.\n"
    )
