"""What a person approves is what stands there: nothing hides, moves or turns around."""

from __future__ import annotations

import pytest

from planproof.proof.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pytest -q tests/", "pytest -q tests/"),
        ("echo 'grüße 📋'\t# ok", "echo 'grüße 📋'\t# ok"),
        ("rm -rf x\x1b[2K\recho hello", "rm -rf x\\x1b[2K\\x0decho hello"),
        ("a\u202eb\u200bc\u2066d", "a\\u202eb\\u200bc\\u2066d"),
        ("a\u00a0b\u2028c", "a\\xa0b\\u2028c"),
        ("\ud800 \U000e0041 \x9b", "\\ud800 \\U000e0041 \\x9b"),
    ],
)
def test_visible__text__then_what_does_not_show_is_spelled(text: str, shown: str) -> None:
    assert visible(text) == shown
