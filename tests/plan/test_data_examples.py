"""Examples against types: which type an example is meant as, and what it has otherwise."""

from __future__ import annotations

import ast

import pytest

from planproof.plan.data_examples import data_types, disagreement

SOURCE = """
@dataclass(frozen=True)
class Link:
    code: str
    url: str
    owner: str
    hits: int = 0

class Page(TypedDict, total=False):
    title: str
    size: int
    links: list[str]

class Child(Link):
    more: str

class Aliased(BaseModel):
    code: str = Field(alias="c")
"""
TYPES = tuple(data_types(ast.parse(SOURCE)))


def test_data_types__plain_records__then_read_and_others_left_out() -> None:
    assert [each.name for each in TYPES] == ["Link", "Page"]
    assert TYPES[0].optional == {"hits"}
    assert TYPES[1].optional == {"title", "size", "links"}


@pytest.mark.parametrize(
    ("example", "wrong"),
    [
        ({"code": "a", "url": "b", "owner": "c", "hit": 1}, "has hit, which is no field"),
        ({"code": "a", "url": "b", "hits": 1}, "has no owner"),
        ([{"x": {"code": "a", "url": "b", "owner": 3}}], "gives owner as int where the type says str"),
        ({"code": "a", "url": "b", "owner": "c", "hits": True}, "gives hits as bool where the type says int"),
    ],
)
def test_disagreement__meant_as_a_link__then_said_what_differs(example: object, wrong: str) -> None:
    assert wrong in disagreement(example, TYPES)


@pytest.mark.parametrize(
    "example",
    [
        {"code": "a", "url": "b", "owner": "c"},
        {"code": "a", "id": 3},
        {"title": "a", "size": 3},
        {"url": "a", "attempt": 0, "code": "b"},
        [],
        "text",
    ],
)
def test_disagreement__fits_or_is_something_else__then_empty(example: object) -> None:
    assert disagreement(example, TYPES) == ""
