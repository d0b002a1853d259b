"""Reads what was found: one reader a format, each giving the same neutral form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from planproof.plan.decode import SIZE_LIMIT_BYTES
from planproof.plan.foreign.detect import Found, found_at, known_places
from planproof.plan.foreign.kiro import read_kiro
from planproof.plan.foreign.markdown import read_markdown
from planproof.plan.foreign.model import ForeignFormat, ForeignPlan
from planproof.plan.foreign.openspec import read_openspec
from planproof.plan.foreign.speckit import read_spec_kit
from planproof.plan.foreign.taskmaster import read_task_master
from planproof.plan.model import Frame

__all__ = ["IMPORT_LIMIT_BYTES", "read_foreign", "with_foreign"]

IMPORT_LIMIT_BYTES = 64_000_000

_Frame = TypeVar("_Frame", bound=Frame)

_READERS: dict[ForeignFormat, Callable[[Path, Path], ForeignPlan]] = {
    ForeignFormat.KIRO: read_kiro,
    ForeignFormat.MARKDOWN: read_markdown,
    ForeignFormat.OPENSPEC: read_openspec,
    ForeignFormat.SPEC_KIT: read_spec_kit,
}


def read_foreign(
    base: Path, found: Iterable[Found], json_limit_bytes: int = SIZE_LIMIT_BYTES
) -> tuple[ForeignPlan, ...]:
    """The plans that were found, each once.

    Args:
        base: absolute path that places are shown relative to.
        found: as `detect` gives them.
        json_limit_bytes: a larger JSON file is not read; an import, which reads one plan, may ask for IMPORT_LIMIT_BYTES.
    """
    wanted = dict.fromkeys((each.format, each.path) for each in found)
    return tuple(
        read_task_master(base, path, json_limit_bytes)
        if kind is ForeignFormat.TASK_MASTER
        else _READERS[kind](base, path)
        for kind, path in wanted
    )


def with_foreign(frame: _Frame, named: Iterable[Path] = ()) -> _Frame:
    """The project, or what stands around its plans, with the plans of other tools in it.

    Args:
        named: absolute paths that somebody asked for; what lies at or below them is read beside the places that tools
            document. A project's own plans are left out.
    """
    plans = frame.root / frame.plans_folder
    others = [path for path in named if not path.is_relative_to(plans) and path != frame.root]
    found = [*known_places(frame.root), *(each for path in others for each in found_at(path))]
    return replace(frame, foreign=read_foreign(frame.root, found)) if found else frame
