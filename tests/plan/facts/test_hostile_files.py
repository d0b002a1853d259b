"""Files broken in every way: a problem line or fewer facts, never another error, and never a long wait."""

from __future__ import annotations

import random
import re

import pytest

from planproof.plan.facts.model import FactKind
from planproof.plan.facts.readers import facts_of
from tests.plan.facts.test_cases import FENCE, cases

FILES = {path: body.encode() for _, text in cases() for _, path, body in FENCE.findall(text) if path}
PIECES = [
    b"\x00",
    b"\xff\xfe",
    b"\xc3",
    b"\r",
    b"\t",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b":",
    b"\n---\n",
    b"&a",
    b"*a",
    b"<<: *a",
    b"!x",
]


def mangled(body: bytes, chance: random.Random) -> bytes:
    """The file with its end cut off, a piece put in, a stretch doubled, or one taken out."""
    start = chance.randrange(len(body) + 1)
    end = min(len(body), start + chance.randrange(1, 40))
    return chance.choice(
        [
            body[:start],
            body[:start] + chance.choice(PIECES) + body[start:],
            body[:end] + body[start:],
            body[:start] + body[end:],
        ]
    )


@pytest.mark.parametrize("path", sorted(FILES))
def test_facts_of__file_mangled__then_facts_inside_of_it_or_a_problem(path: str) -> None:
    chance = random.Random(path)
    for _ in range(40):
        body = mangled(FILES[path], chance)
        facts, problems = facts_of(path, body, "")
        lines = len(re.split(rb"\r\n|\r|\n", body))
        assert all(1 <= fact.place.line <= lines for fact in facts), body
        assert all(problem.startswith(path) for problem in problems)


@pytest.mark.parametrize(
    ("path", "text", "cause"),
    [
        ("compose.yml", "[" * 100_000, "nested too deep"),
        ("compose.yml", "- " * 100_000, "nested too deep"),
        ("package.json", '{"a":' * 100_000, "nested too deep"),
        ("pyproject.toml", "a = " + "[" * 100_000, "nested too deep"),
        ("pom.xml", "<a>" * 100_000, "nested too deep"),
        ("pom.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        ("pom.xml", "<a><b></a>", "is no XML"),
        ("package.json", '{"a": }', "is no JSON"),
        ("pyproject.toml", "[a\n", "is no TOML"),
        ("app/models.py", "__tablename__ = (", "is no Python"),
        ("noxfile.py", "x = " + "(" * 10_000, "is no Python"),
        (".env.example", "A=1\0", "is no text"),
        ("Dockerfile", "#" * 2_000_001, "more than 2000000"),
    ],
)
def test_facts_of__hostile_file__then_one_problem_that_names_it(path: str, text: str, cause: str) -> None:
    facts, problems = facts_of(path, text.encode(), "")
    assert facts == []
    (problem,) = problems
    assert problem.startswith(path)
    assert cause in problem


def test_facts_of__bomb_of_aliases__then_read_as_small_as_it_is() -> None:
    lines = ["services: &a0 {api: {image: x, ports: ['1:1']}}"]
    lines += [f"x{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 40)]
    facts, problems = facts_of("compose.yml", "\n".join(lines).encode(), "")
    assert problems == []
    assert [fact.name for fact in facts if fact.kind == FactKind.SERVICE] == ["api"]


def test_facts_of__anchor_inside_of_itself__then_ends() -> None:
    facts, problems = facts_of("compose.yml", b"services: &s\n  api: *s\n  b: {environment: *s, depends_on: *s}\n", "")
    assert problems == []
    assert {fact.name for fact in facts} >= {"api", "b"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "compose.yml",
            "services:\n  a:\n    environment:\n      API_TOKEN: {0}\n      URL: https://u:{0}@h\n    command: run --key {0}\n",
        ),
        (".env.example", "PASSWORD={0}\nLINK=https://me:{0}@example.com/\n# TOKEN={0}\n"),
        (".env", "ANYTHING={0}\n"),
        ("Dockerfile", "FROM a\nENV API_KEY={0}\nCMD curl https://u:{0}@h\n"),
        ("package.json", '{{"scripts": {{"a": "curl -H {0}"}}, "jest": {{"apiKey": "{0}"}}}}'),
        ("requirements.txt", "a @ https://u:{0}@h/a.whl\n"),
    ],
)
def test_facts_of__secret_in_a_file__then_in_no_fact(path: str, text: str) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    facts, _ = facts_of(path, text.format(secret).encode(), "")
    assert facts
    assert secret not in repr(facts)


@pytest.mark.parametrize(
    "name", ["Makefile", "justfile", ".env.example", "meson.build", "build.gradle", "setup.cfg", "a.sql"]
)
@pytest.mark.parametrize("piece", ["a", " ", "a(", "a=", "'", "-", "a "])
def test_facts_of__one_endless_line__then_ends(name: str, piece: str) -> None:
    # A pattern that goes back over what it has read would take minutes here.
    facts, problems = facts_of(name, (piece * 300_000).encode(), "")
    assert len(facts) <= 20_000
    assert all(name in problem for problem in problems)
