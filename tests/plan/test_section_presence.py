"""What a plan lacks for certain, and what may stand there under another title."""

from __future__ import annotations

from planproof.plan import read_document, read_plan
from planproof.plan.section_presence import Presence, presence_of


def presence(text: str, kind: str) -> Presence:
    (found,) = presence_of(read_plan("p", "M1_E1_I1_X", (read_document(f"p/{kind}.md", text.encode()),)))
    return found


def test_presence__half_of_the_sections_read__then_our_form_and_the_rest_told_apart() -> None:
    text = "# A\n\n## Tasks\n\n## Testing Tasks\n\n## Risks\n\n## Quality Gates\n\n## The status\n\n**Demo**: `make show`\n"
    found = presence(text, "BACKLOGS")
    assert found.is_our_form
    assert (found.near, found.nowhere) == (("progress", "demo"), ("checklist",))


def test_presence__few_sections_read__then_another_form() -> None:
    found = presence(
        "# Design\n\n## Goal\n\nLinks.\n\n## Wire contract\n\n| Decision | Why |\n|---|---|\n| own | fast |\n",
        "TECH_DESIGN",
    )
    assert not found.is_our_form
    assert found.read == ("goal",)
    assert "interfaces" in found.near
    assert "decisions" in found.near
    assert "thread_safety" in found.nowhere


def test_presence__bare_list_under_the_title__then_tasks_come_near() -> None:
    for kind in ("BACKLOGS", "ITERATION"):
        assert "tasks" in presence("# Rest\n\n- [ ] log out\n- [ ] read me\n", kind).near
    assert "tasks" in presence("# Rest\n\nWords.\n", "BACKLOGS").nowhere


def test_presence__document_that_could_not_be_read__then_nothing_said_of_it() -> None:
    plan = read_plan("p", "M1_E1_I1_X", (read_document("p/BACKLOGS.md", b"\0"),))
    assert list(presence_of(plan)) == []
