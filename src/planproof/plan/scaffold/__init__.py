"""From a plan to code that a person or an agent goes on from: skeletons of its interfaces, one failing test a planned name.

    Plan, Facts, Config ── gather ── Work, one a language ── python, c, cpp, rust, typescript ── Scaffold ── deliver ── files

Everything up to `Scaffold` only computes texts; `deliver` writes those that don't exist yet. A file that is there is never
touched: what it lacks is said, with the code.
"""

from __future__ import annotations

from planproof.plan.scaffold.deliver import deliver
from planproof.plan.scaffold.make import LANGUAGES, make_scaffold
from planproof.plan.scaffold.model import Addition, Scaffold, ScaffoldFile, Shortfall

__all__ = ["LANGUAGES", "Addition", "Scaffold", "ScaffoldFile", "Shortfall", "deliver", "make_scaffold"]
