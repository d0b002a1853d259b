"""Targets of a Makefile are verbs."""

from __future__ import annotations

from planproof.plan.facts.model import FactKind
from planproof.plan.facts.readers import facts_of

TEXT = b"""\
.PHONY: test lint \\
\trelease/notes
OUT := build
CC ?= cc

test: build  ## runs the tests
\t@pytest -q

## checks the style
lint:
\truff check .

build/app.o: app.c
\tcc -c app.c

%.o: %.c
\tcc -c $<

$(OUT):
\tmkdir -p $(OUT)

all: build
\t-@echo done

release/notes:
"""


def test_makefile__targets_of_every_kind__then_those_that_a_person_types() -> None:
    facts, problems = facts_of("Makefile", TEXT, "d" * 64)
    assert problems == []
    assert {fact.kind for fact in facts} == {FactKind.VERB}
    assert [(fact.name, fact.value, fact.place.line) for fact in facts] == [
        ("make test", "runs the tests", 6),
        ("make lint", "checks the style", 10),
        ("make all", "echo done", 22),
        ("make release/notes", "", 25),
    ]
    assert {fact.digest for fact in facts} == {"d" * 64}


def test_makefile__below_the_root__then_its_folder_is_in_the_command() -> None:
    facts, _ = facts_of("native/Makefile", b"bench:\n\t./bench\n", "")
    assert [fact.name for fact in facts] == ["make -C native bench"]


def test_makefile__binary_or_huge__then_a_problem_and_no_fact() -> None:
    assert facts_of("Makefile", b"a:\0\n", "") == ([], ["Makefile: is no text: not read"])
    facts, problems = facts_of("Makefile", b"#" * 2_000_001, "")
    assert not facts
    assert problems == ["Makefile: has 2000001 bytes, more than 2000000: not read"]
