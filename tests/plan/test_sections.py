"""Which titles mean which section, and which only sound like one."""

from __future__ import annotations

import pytest

from planproof.plan.sections import REQUIRED_SECTIONS, TITLES, canonical_key, comes_near, sounds_like


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Risk Mitigation", "risks"),
        ("4. Risk Register", "risks"),
        ("Memory Ordering Specifications", "thread_safety"),
        ("1.1 Non-Goals", "out_of_scope"),
        ("Acceptance Criteria Checklist", "acceptance"),
        ("Performance Requirements", "performance"),
        ("Performance Tests", "benchmarks"),
        ("Non\u2011Goals (for now)", "out_of_scope"),
        ("Out-of-Scope", "out_of_scope"),
        ("Requirements", ""),
        ("Overview", ""),
    ],
)
def test_canonical_key__other_peoples_titles__then_the_section_they_mean(title: str, key: str) -> None:
    assert canonical_key(title) == key


@pytest.mark.parametrize(
    ("key", "title", "sounds"),
    [
        ("tasks", "Task Summary", True),
        ("architecture", "3. Subsystem Architecture", True),
        ("context", "Context & Motives", True),
        ("integration", "Service Integration", False),
        ("tasks", "Step 1: Task Assignment (ours)", False),
        ("thread_safety", "Drain Thread Integration", False),
        ("integration", "Integration Tests", False),
    ],
)
def test_sounds_like__short_titles_with_its_word_at_an_end__then_true(key: str, title: str, sounds: bool) -> None:
    assert sounds_like(key, title) is sounds


@pytest.mark.parametrize(
    ("key", "titles", "near"),
    [
        ("risks", "1. Known issues and mitigation", True),
        ("interfaces", "Database\nWire contract", True),
        ("out_of_scope", "Later", True),
        ("testing_tasks", "Phase 3\n5) Tests (1d)", True),
        ("memory_layouts", "Memorandum", False),
        ("tasks", "SEC-003 The bridge asks nobody who they are", True),
        ("checklist", "Tasks\nNotes", False),
    ],
)
def test_comes_near__any_title_with_a_word_for_the_section__then_true(key: str, titles: str, near: bool) -> None:
    assert comes_near(key, titles) is near


def test_near_words__every_required_section__then_it_comes_near_its_own_titles() -> None:
    keys = {key for keys in REQUIRED_SECTIONS.values() for key in keys}
    assert [(key, title) for key in keys for title in TITLES[key] if not comes_near(key, title)] == []
