"""What was promised: documents in Markdown, read into a model and checked by rules.

    bytes ── decode ── scan ── blocks ── markdown (Document) ── read (Plan) ── tree (Project) ── rules ── findings

The reader's entries are exported here and imported on first use, so that importing one model class stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planproof.plan.markdown import read_document
    from planproof.plan.read.plan import read_plan
    from planproof.plan.tree import read_project

__all__ = ["read_document", "read_plan", "read_project"]

_HOME = {"read_document": "markdown", "read_plan": "read.plan", "read_project": "tree"}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
