"""Briefs of the examples and of generated plans at every budget: never over it, and a larger one never holds less."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bench.trees import write_iterations
from examples.replay import EXAMPLES, replay
from planproof.cli.face import document_text
from planproof.config import load_config
from planproof.errors import UsageError
from planproof.plan.brief import (
    BriefSection,
    BriefTask,
    Item,
    Selection,
    Standing,
    brief_data,
    brief_text,
    build_sections,
    fitted,
)
from planproof.plan.table_files import TableFiles
from planproof.plan.tree import read_project
from planproof.tokens import count_tokens

LEAST_TOKENS = 400
Briefed = tuple[BriefTask, tuple[BriefSection, ...]]
BUDGETS = [LEAST_TOKENS, 401, 450, 500, 577, 640, 800, 1000, 1500, 2000, 2500, 4000, 9000, 60_000]


def briefs_of(root: Path) -> list[Briefed]:
    config = load_config(root)
    found = []
    for plan in read_project(root, config).plans:
        for task in plan.tasks:
            standings = tuple(Standing(f"{plan.id}_T{number}", "another", "Planned") for number in task.depends_on)
            brief = BriefTask(plan, task, "In Progress", standings, ("amended: a test was renamed",))
            with TableFiles(root) as files:
                found.append((brief, build_sections(root, config, brief, files)))
    return found


@pytest.fixture(scope="module")
def briefed(tmp_path_factory: pytest.TempPathFactory) -> list[Briefed]:
    """Every task of both examples, and some of a generated plan."""
    found: list[Briefed] = []
    for name in ("shortener", "registry_c"):
        root = tmp_path_factory.mktemp(name)
        replay(EXAMPLES / name / "states", root, "4")
        found += briefs_of(root)
    root = tmp_path_factory.mktemp("generated")
    write_iterations(root, iterations=1, tasks=3)
    return found + briefs_of(root)


def as_text(brief: BriefTask, sections: tuple[BriefSection, ...], budget: int) -> str:
    return fitted(sections, lambda selection: brief_text(brief, selection), budget)


def as_json(brief: BriefTask, sections: tuple[BriefSection, ...], budget: int) -> str:
    return fitted(sections, lambda selection: document_text("brief", brief_data(brief, selection)) + "\n", budget)


def held(text: str) -> list[str]:
    """The lines of a brief that come from its sections."""
    return [line for line in text.splitlines() if line and not line.startswith(("Left out:", "… ", "```"))]


def test_brief_text__any_budget__then_never_over_it_and_a_larger_one_holds_no_less(briefed: list[Briefed]) -> None:
    assert len(briefed) > 8
    for brief, sections in briefed:
        before: set[str] = set()
        for budget in BUDGETS:
            text = as_text(brief, sections, budget)
            assert count_tokens(text) <= budget
            assert text == as_text(brief, sections, budget)
            assert before <= set(held(text)), budget
            before = set(held(text))


def test_brief_data__any_budget__then_the_whole_document_is_within_it(briefed: list[Briefed]) -> None:
    for brief, sections in briefed[::2]:
        before: dict[str, str] = {}
        for budget in BUDGETS:
            text = as_json(brief, sections, budget)
            assert count_tokens(text) <= budget
            found = {section["key"]: section["text"] for section in json.loads(text)["sections"]}
            assert before.keys() <= found.keys()
            before = found


def test_brief_text__the_budget_that_it_names__then_nothing_is_left_out(briefed: list[Briefed]) -> None:
    for brief, sections in briefed:
        text = as_text(brief, sections, 500)
        whole = int(text.rpartition("--budget ")[2].partition("`")[0])
        assert "Left out" in text
        assert "Left out" not in as_text(brief, sections, whole)
        assert "Left out" not in as_text(brief, sections, 10 * whole)


def test_fitted__random_sections__then_never_over_and_nothing_shrinks(briefed: list[Briefed]) -> None:
    chance = random.Random(7)
    brief = briefed[0][0]
    words = ["brief", "漢字", "😀", "    ", "```", "\n", "a/b", "=" * 50, "{}", "'s"]
    for _ in range(25):
        sections = tuple(
            BriefSection(
                f"section_{number}",
                f"Section {number}",
                tuple(
                    Item(
                        " ".join(chance.choices(words, k=chance.randint(0, 60))),
                        chance.choice([None, "", "c"]),
                        chance.randint(1, 3),
                    )
                    for _ in range(chance.randint(1, 12))
                ),
                chance.choice([50, 300]),
            )
            for number in range(chance.randint(1, 15))
        )
        before: tuple[int, ...] = (0,) * len(sections)
        for budget in (LEAST_TOKENS, 500, 700, 1000, 1400, 2000, 4000):
            taken: list[tuple[int, ...]] = []

            def rendered(selection: Selection, taken: list[tuple[int, ...]] = taken) -> str:
                taken.append(selection.taken)
                return brief_text(brief, selection)

            assert count_tokens(fitted(sections, rendered, budget)) <= budget
            assert all(now >= then for now, then in zip(taken[-1], before, strict=True))
            before = taken[-1]


def test_fitted__a_budget_for_nothing__then_refused_with_what_it_needs(briefed: list[Briefed]) -> None:
    brief, sections = briefed[0]
    with pytest.raises(UsageError, match="too small") as refused:
        as_text(brief, sections, 20)
    assert "at least" in refused.value.hint
