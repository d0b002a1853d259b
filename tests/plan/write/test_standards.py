"""What a plan quotes from the repository's standards documents."""

from __future__ import annotations

from pathlib import Path

from planproof.config import load_config
from planproof.plan.agents import install_agents, project_words
from planproof.plan.facts import read_facts
from planproof.plan.facts.model import FactKind
from planproof.plan.write.standards import quoted_rules
from tests.plan.interview.projects import begun, python_project


def test_quoted_rules__section_of_planproof_in_agents_md__then_only_the_project_s_own_rules(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    (root / "AGENTS.md").write_text("# Rules\n\n- Names are whole words\n")
    config = load_config(root)
    install_agents(root, ["claude"], project_words(config, read_facts(root, config), "planproof"))
    with (root / "AGENTS.md").open("a") as stream:
        stream.write("\n- Errors name a place\n")
    look = begun(root).look
    fact = next(fact for fact in look.facts.all(FactKind.STANDARD) if fact.place.path == "AGENTS.md")
    assert [rule for _, rule in quoted_rules(look, fact)] == ["Names are whole words", "Errors name a place"]
