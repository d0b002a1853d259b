"""What a repository holds: looked up before anything is asked, and before anything that a plan names is believed.

files of the repository ── readers (one module a kind of file) ── Fact(kind, name, value, place, digest) ── Facts
"""

from typing import TYPE_CHECKING, Any

from planproof.plan.facts.model import Fact, FactKind, Facts

if TYPE_CHECKING:
    from planproof.plan.facts.read import read_facts

__all__ = ["Fact", "FactKind", "Facts", "read_facts"]


def __getattr__(name: str) -> Any:
    """`read_facts`, imported when it is asked for: it brings git, SQLite and every reader along, the model alone is light."""
    if name == "read_facts":
        from planproof.plan.facts.read import read_facts

        return read_facts
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
