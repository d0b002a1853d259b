"""A section between markers: whatever the file was before, it is so again afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.errors import EnvironmentFault
from planproof.plan.agents.model import Section
from planproof.plan.agents.section import added_section, has_section, removed_section

PART = Section("AGENTS.md", "## Plans\n\nRead them.\n")


@pytest.mark.parametrize(
    "before",
    [
        None,
        b"",
        b"\n",
        b"# Theirs\n",
        b"# Theirs",
        b"# Theirs\n\n\n",
        b"# A\r\n\r\nb\r\n",
        b"# A\r\nb",
        b"\r",
        "# Grüße".encode("cp1252"),
    ],
)
def test_removed_section__after_added_section__then_every_byte_as_before(before: bytes | None) -> None:
    after = added_section(before, PART)
    assert has_section(after, PART)
    assert after.startswith(before or b"")
    assert added_section(after, PART) == after
    assert removed_section(after, PART) == before


@settings(deadline=None, max_examples=60)
@given(st.binary().filter(lambda content: b"\0" not in content and b"planproof" not in content))
def test_removed_section__any_bytes__then_as_before(before: bytes) -> None:
    assert removed_section(added_section(before, PART), PART) == before


def test_added_section__older_body_with_text_around__then_only_the_body_changes() -> None:
    old = added_section(b"# Theirs", Section("AGENTS.md", "old\n")) + b"# More\n"
    new = added_section(old, PART)
    assert new == old.replace(b"old\n", PART.body.encode())
    assert removed_section(new, PART) == b"# Theirs\n# More\n"


def test_removed_section__file_made_for_it_and_text_added__then_the_text_stays() -> None:
    assert removed_section(added_section(None, PART) + b"# Mine\n", PART) == b"# Mine\n"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a\n<!-- planproof: begin -->\n", "AGENTS.md:2"),
        (b"<!-- planproof: end -->\n", "AGENTS.md:1"),
        (b"<!-- planproof: end -->\n<!-- planproof: begin -->\n", "AGENTS.md:1"),
        (b"<!-- planproof: begin -->\n<!-- planproof: end -->\n" * 2, "AGENTS.md:1"),
        ("# Theirs".encode("utf-16"), "AGENTS.md"),
    ],
)
def test_added_section__markers_that_dont_pair__then_refused_with_place(content: bytes, place: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        added_section(content, PART)
    assert caught.value.place == place
