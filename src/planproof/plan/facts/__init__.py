"""What a repository holds: looked up before anything is asked, and before anything that a plan names is believed.

files of the repository ── readers (one module a kind of file) ── Fact(kind, name, value, place, digest) ── Facts
"""

from planproof.plan.facts.model import Fact, FactKind, Facts
from planproof.plan.facts.read import read_facts

__all__ = ["Fact", "FactKind", "Facts", "read_facts"]
