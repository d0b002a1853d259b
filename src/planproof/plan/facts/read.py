"""Reads every fact of a repository: each file goes to the readers that know it."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Config
from planproof.plan.facts.files import list_files
from planproof.plan.facts.model import Facts
from planproof.plan.facts.source import read_symbols

__all__ = ["read_facts"]


def read_facts(root: Path, config: Config) -> Facts:
    """All facts of the project at `root`; nothing runs but `git ls-files`.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`; the plans folder is left out, since a plan's own code is no fact.
    """
    files, problems = list_files(root)
    plans = f"{config.plans.folder}/"
    facts = [fact for path in files if not path.startswith(plans) for fact in read_symbols(root, path)]
    return Facts(files, facts, problems)
