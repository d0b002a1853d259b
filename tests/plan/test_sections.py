"""Which titles mean which section, and which only sound like one."""

from __future__ import annotations

import pytest

from planproof.plan.sections import canonical_key, sounds_like


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
