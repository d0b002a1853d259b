"""Secrets don't reach what is stored, ordinary output does, and the time stays linear."""

from __future__ import annotations

import time

import pytest

from planproof.proof.masking import MASK, mask, secret_values

# Put together here, so that no scanner takes this file for a leak.
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\nabc\n-----END RSA " + "PRIVATE KEY-----"
SHAPES = [
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "ghp_" + "a1" * 18,
    "github_pat_" + "A1" * 20,
    "glpat-" + "x" * 20,
    "xoxb-" + "123456789012-abc",
    "sk-ant-" + "a" * 30,
    "sk_live_" + "4" * 24,
    "AIza" + "B" * 35,
    "npm_" + "c" * 36,
    "hf_" + "d" * 34,
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0." + "s" * 43,
    KEY,
]


@pytest.mark.parametrize("secret", SHAPES)
def test_mask__known_shape__then_gone_and_the_rest_kept(secret: str) -> None:
    assert mask(f'before "{secret}" after'.encode()) == b'before "' + MASK + b'" after'


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        (b"postgres://user:hunter2x@db/app", b"postgres://user:" + MASK + b"@db/app"),
        (b"Authorization: Bearer abc.def", b"Authorization: Bearer " + MASK),
        (b'{"password": "correct-horse"}', b'{"password": "' + MASK + b'"}'),
        (b"API_KEY=0123456789abcdef", b"API_KEY=" + MASK),
        (b"-----BEGIN PRIVATE KEY-----\nMIIE cut off", MASK),
    ],
)
def test_mask__secret_by_its_surroundings__then_only_it_is_masked(printed: bytes, kept: bytes) -> None:
    assert mask(printed) == kept


@pytest.mark.parametrize(
    "printed",
    [
        b"12 passed in 0.3 s",
        b"http://localhost:8000/a@b",
        b"tokens: 12, secret sauce, sk-learn, gh_pages",
        b"commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_mask__ordinary_output__then_as_it_is(printed: bytes) -> None:
    assert mask(printed) == printed


def test_mask__values_of_the_environment__then_masked_longest_first() -> None:
    secrets = ["hunter2", "hunter2-and-more", "true"]
    assert mask(b"hunter2-and-more hunter2 true", secrets) == MASK + b" " + MASK + b" true"


def test_secret_values__names__then_only_the_secret_ones() -> None:
    environment = {
        "GITHUB_TOKEN": "a1",
        "DB_PASSWORD": "b2",
        "aws_secret_access_key": "c3",
        "STRIPE_API_KEY": "d4",
        "HOME": "e5",
        "GIT_AUTHOR_NAME": "f6",
        "SSH_AUTH_SOCK": "g7",
        "EMPTY_TOKEN": "",
    }
    assert set(secret_values(environment)) == {"a1", "b2", "c3", "d4"}


@pytest.mark.parametrize(
    "piece",
    [
        b"-----BEGIN PRIVATE KEY-----",
        b"-----BEGIN ",
        b"eyJ",
        b"eyJaaaaaaaaaa.",
        b"://a:",
        b"sk-",
        b"token=",
        b"Authorization: Bearer ",
        b"a",
        b"AKIA",
    ],
)
def test_mask__a_megabyte_made_to_be_slow__then_linear(piece: bytes) -> None:
    def cost_s(size: int) -> float:
        output = piece * (size // len(piece))
        begun = time.process_time()
        mask(output)
        return time.process_time() - begun

    # Ten times the output: quadratic work would cost a hundred times; the constant keeps a busy machine from failing this.
    assert cost_s(1_000_000) < 40 * cost_s(100_000) + 0.5
