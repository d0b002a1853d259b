"""Which routes mean one another, and which URLs of a command are asked with which method."""

from __future__ import annotations

import pytest

from planproof.plan.document import Place
from planproof.plan.model import Command
from planproof.plan.named.addresses import asked, route_pattern, routes_meet
from tests.plan.compilers.plans import plan_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/links/{code}", "/links/:id"),
        ("/links/7", "/links/<int:code>"),
        ("/links/$code", "/links/{code}"),
        ("/api/v1/links", "/links"),
        ("/links/", "/links"),
    ],
)
def test_routes_meet__one_path__then_true(one: str, other: str) -> None:
    assert routes_meet(route_pattern(one), route_pattern(other))


@pytest.mark.parametrize(
    ("one", "other"), [("/links", "/lists"), ("/links/a/b", "/links"), ("/a/b", "/{code}"), ("/", "/a")]
)
def test_routes_meet__other_paths__then_false(one: str, other: str) -> None:
    assert not routes_meet(route_pattern(one), route_pattern(other))


@pytest.mark.parametrize(
    ("script", "method", "path", "port"),
    [
        ("curl localhost:8000/links?all=1", "GET", "/links", "8000"),
        ("curl -s -X DELETE http://127.0.0.1:81/links/a", "DELETE", "/links/a", "81"),
        ("curl -XPUT localhost/links", "PUT", "/links", ""),
        ("curl localhost:8000/links -d '{\"a\": 1}'", "POST", "/links", "8000"),
        ("curl -I localhost:8000/links", "", "/links", "8000"),
        ("psql localhost:5433/links", "", "/links", "5433"),
    ],
)
def test_asked__one_command__then_its_method_path_and_port(script: str, method: str, path: str, port: str) -> None:
    plan = plan_of(demo=(Command(script, None, "auto", "", Place("A.md", 1), None),))
    assert [(each.method, each.path, each.port) for each in asked(plan)] == [(method, path, port)]


def test_asked__refusal_expected__then_no_method() -> None:
    plan = plan_of(demo=(Command("curl localhost:8000/nothing", "404", "auto", "", Place("A.md", 1), None),))
    assert [each.method for each in asked(plan)] == [""]
