"""Counts against a second implementation, bpe-openai's, on real files and on hostile text."""

from __future__ import annotations

import random
import string
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from bpe_openai import get_encoding

from planproof.tokens import count_tokens, estimate_tokens
from planproof.tokens.pieces import pieces

ROOT = Path(__file__).resolve().parents[2]
OTHER = get_encoding("o200k_base")
POOLS = (
    string.printable,
    "abcABC '’sStTreREll'dVEmM\n\r\t  /",
    "漢字かなカナ한글　。、𠮷",
    "😀👨‍👩‍👧🇩🇪✅📋e\u0301\u200d\ufe0f",
    " \t\n\r\u00a0\u2003\u0085\x1c\x1f\x0b",
    "ǅǆſÀßЖжאبक्षि٣Ⅷ²½",
    "".join(
        chr(code) for code in range(0x20, 0x3000) if unicodedata.category(chr(code)) != "Cn" or code in (0xCF3, 0xECE)
    )
    + "\U0002ebf0\U00011f02\U0001e4f0\U0001df25\U00011f3e",
    "=-_*#`",
)


def counted_by_the_other(text: str) -> int:
    return len(OTHER.encode_ordinary(text))


@pytest.mark.parametrize("folder", ["src/planproof/plan/rules", "docs/formats", "examples"])
def test_count_tokens__real_files__then_as_the_other_counts(folder: str) -> None:
    texts = {
        path: path.read_text("utf-8")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".md", ".c", ".toml")
    }
    assert texts
    assert [path for path, text in texts.items() if count_tokens(text) != counted_by_the_other(text)] == []


def test_count_tokens__random_text_of_every_kind__then_as_the_other_counts() -> None:
    chance = random.Random(20)
    for number in range(4000):
        text = "".join(
            chance.choice(chance.choice(POOLS) if chance.random() < 0.3 else POOLS[number % len(POOLS)])
            for _ in range(chance.randint(1, 60))
        )
        assert count_tokens(text) == counted_by_the_other(text), repr(text)
        assert "".join(pieces(text)) == text
        assert estimate_tokens(text) >= count_tokens(text), repr(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "=" * 20_000,
        "ab" * 5000,
        "漢" * 3000,
        " " * 9000 + "x",
        "\n" * 3000 + "/",
        "<|endoftext|>",
        "a'sfoo'llb",
    ],
    ids=lambda text: repr(text[:9]),
)
def test_count_tokens__long_runs_and_odd_ends__then_as_the_other_counts(text: str) -> None:
    assert count_tokens(text) == counted_by_the_other(text)
    assert estimate_tokens(text) >= count_tokens(text)


def test_count_tokens__every_known_character__then_as_the_other_counts() -> None:
    known = [chr(code) for code in range(0x80, 0x30000) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]
    text = [f"a{character}b {character}c" for character in known[:: 1 if len(known) < 1000 else 7]]
    assert [each for each in text if count_tokens(each) != counted_by_the_other(each)] == []


def test_count_tokens__a_lone_surrogate__then_counted_and_no_error() -> None:
    assert 1 <= count_tokens("a\udcffb") <= 5


def test_estimate_tokens__pairs_of_common_letters__then_each_is_a_word() -> None:
    common = set(string.ascii_lowercase) - set("jkqxz")
    pairs = [first + second for first in common for second in common]
    assert [pair for pair in pairs if count_tokens(pair) != 1] == []


def test_tokens__imported__then_neither_the_other_nor_anything_heavy_is_loaded() -> None:
    code = "import sys; from planproof.tokens import count_tokens; count_tokens('a b'); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"bpe_openai", "tiktoken", "re2", "msgspec"} & set(done.stdout.replace("'", "").split(", "))
