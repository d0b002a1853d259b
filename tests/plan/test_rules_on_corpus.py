"""Plans that other people wrote: rules about words find what a person would call one, and little else.

The plans lie beside the project (`../shared/corpus`, or `PLANPROOF_CORPUS`); without them these tests are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.desk import ProjectDesk
from planproof.plan.document import Document
from planproof.plan.markdown import read_document
from planproof.plan.rule import Hit
from planproof.plan.rulebook import page_of

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
CORPUS = Path(os.environ.get("PLANPROOF_CORPUS", BESIDE))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of other people's plans is not there")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [read_document(str(path.relative_to(CORPUS)), path.read_bytes()) for path in sorted(CORPUS.rglob("*.md"))]


def hits(code: str, documents: list[Document]) -> list[Hit]:
    check = page_of(code).rule.check_document
    assert check
    desk = ProjectDesk(CORPUS, Config())
    return [hit for document in documents for hit in check(document, desk)]


def test_placeholder_left__plans_without_any__then_only_invented_paths(documents: list[Document]) -> None:
    assert {hit.message for hit in hits("PP108", documents)} <= {"placeholder 'path/to/' left"}


def test_mermaid_broken__diagrams_that_draw__then_none(documents: list[Document]) -> None:
    assert hits("PP107", documents) == []


def test_vague_words__28000_lines_of_prose__then_one_in_a_few_hundred(documents: list[Document]) -> None:
    lines_count = sum(document.text.count("\n") for document in documents)
    assert 20 < len(hits("PP601", documents)) < lines_count / 300


def test_open_question_left__plans_that_speak_of_tbd__then_almost_none(documents: list[Document]) -> None:
    assert len(hits("PP607", documents)) <= 2
