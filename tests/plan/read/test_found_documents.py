"""Documents that other people wrote, and the two that planproof was asked to implement, where they lie beside the project.

They are looked for in `PLANPROOF_CORPUS`, else in `shared/corpus` (and `shared/seeds`) beside the repository; the tests say by name
that they skip where there are none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from planproof.plan import read_document, read_plan
from planproof.plan.document import CodeBlock

SHARED = Path(__file__).resolve().parents[4] / "shared"
CORPUS = Path(os.environ.get("PLANPROOF_CORPUS", SHARED / "corpus"))
SEEDS = CORPUS.parent / "seeds"
DOCUMENTS = sorted(CORPUS.rglob("*.md"))

needs_corpus = pytest.mark.skipif(not DOCUMENTS, reason=f"other people's plans: no Markdown in {CORPUS.name}")
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the two seeds: not beside the project")


def seed(number: str) -> bytes:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes()


@needs_corpus
def test_read_document__other_peoples_plans__then_every_heading_is_a_section_in_its_place() -> None:
    for path in DOCUMENTS:
        read = read_document(path.name, path.read_bytes(), "ITERATION")
        lines = read.lines()
        for section in read.walk():
            if section.level:
                assert section.title.split("<!--")[0].strip() in lines[section.place.line - 1], (
                    f"{path}:{section.place}"
                )
        fences = {
            number
            for section in read.walk()
            for block in section.blocks
            if isinstance(block, CodeBlock)
            for number in range(block.place.line, block.content_line + block.content.count("\n") + 2)
        }
        written = [n for n, line in enumerate(lines, 1) if re.match(r"#{1,6} \S", line) and n not in fences]
        assert [section.place.line for section in read.walk() if section.level] == written, path


@needs_corpus
def test_read_plan__other_peoples_plans__then_read_without_a_crash_and_code_as_written() -> None:
    for path in DOCUMENTS:
        read = read_document(path.name, path.read_bytes(), "ITERATION")
        found = read_plan("p", "M1_E1_I1_X", (read,))
        assert found.documents == (read,)
        lines = read.lines()
        for section in read.walk():
            for block in section.blocks:
                if isinstance(block, CodeBlock) and block.content:
                    first = block.content.split("\n")[0]
                    assert lines[block.content_line - 1].endswith(first), f"{path}:{block.place}"


@needs_seeds
def test_read_plan__seed_of_the_iteration_document__then_no_part_is_lost() -> None:
    read = read_document("p/ITERATION.md", seed("003"))
    found = read_plan("p", "M1_E1_I1_X", (read,))
    assert {problem.slug for problem in read.problems} == {"mojibake", "flattened-code"}
    assert [(t.number, t.status and t.status.value, t.depends_on) for t in found.tasks] == [
        (1, "Planned", ()),
        (2, "Planned", (1,)),
        (3, "Planned", ()),
    ]
    first = found.tasks[0]
    assert all(
        (first.type, first.estimate, first.dependencies, first.what, first.receives, first.sends, first.database)
    )
    assert (len(first.key_files), len(first.core), len(first.data), len(first.smoke_tests)) == (2, 1, 1, 1)
    assert [(c.script[:12], c.expected) for c in first.verification] == [("curl -X POST", '{"should": "see this"}')]
    assert found.goal
    assert found.context
    assert found.integration
    assert all(
        (found.context.built, found.context.current_state, found.context.infrastructure, found.context.now_building)
    )
    assert [standard.title for standard in found.standards] == ["Python Backend (FastAPI)"]
    assert (len(found.gates), len(found.demo), len(found.assumptions), len(found.out_of_scope)) == (14, 1, 2, 3)


@needs_seeds
def test_read_plan__seed_of_the_three_documents__then_front_matter_is_skipped_and_its_lists_are_read() -> None:
    read = read_document("p/TECH_DESIGN.md", seed("000"))
    found = read_plan("p", "M1_E1_I1_X", (read,))
    assert read.problems == ()
    assert [decision.choice for decision in found.decisions] == ["build"] * 5 + ["reuse"] * 5
    assert len(found.checklist) == 7
    assert [i.language for i in found.interfaces] == ["c", "rust", "python"]
