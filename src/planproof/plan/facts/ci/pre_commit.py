"""The file .pre-commit-config.yaml: the hooks that look at each commit, and the tools behind them.

Source: pre-commit.com, "Adding pre-commit plugins to your project".
"""

from __future__ import annotations

from planproof.plan.facts.formats.yaml import read_yaml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import TOOLS, add_tool

__all__ = ["read_pre_commit"]

_HOOKS = {
    "cargo-check": "cargo",
    "clang-format": "clang-format",
    "fmt": "rustfmt",
    "golangci-lint-full": "golangci-lint",
}


def read_pre_commit(path: str, source: bytes, digest: str) -> list[Fact]:
    """SETTING facts `pre-commit.HOOK` with the revision of its repository, and TOOL facts for the hooks of known tools.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    add_tool(sheet, "pre-commit", 1)
    for document in read_yaml(path, text_of(path, source)):
        for repository in document.at("repos").elements:
            for hook in repository.at("hooks").elements:
                name, line = hook.at("id").text, hook.at("id").line
                revision = repository.at("rev").text or "local"
                sheet.add(FactKind.SETTING, f"pre-commit.{name}", revision, line, entry=hook.at("entry").text)
                tool = _HOOKS.get(name) or next((known for known in TOOLS if name in (known, f"{known}-check")), "")
                add_tool(sheet, tool, line)
    return sheet.facts
