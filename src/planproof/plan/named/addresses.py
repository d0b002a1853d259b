"""Routes and ports that a plan names: `GET /links/{code}` between code ticks, and the URLs that its commands ask.

Only URLs of this machine count (localhost, 127.0.0.1), and only routes that are asked for an answer: a command that expects 404 or
405 names what isn't there on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.document import Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.named.mentions import (
    claims,
    intentions,
    place_of,
    ticked_claims,
    ticked_intentions,
    ticked_used,
    used,
)
from planproof.plan.shell import Simple, read_script

__all__ = ["Asked", "asked", "planned_routes", "route_pattern", "routes_meet", "spoken_numbers"]

_METHODS = "GET|POST|PUT|PATCH|DELETE"
_ROUTE = late_pattern(rf"(?P<method>{_METHODS}) (?P<path>/[^\s`]{{0,200}})")
_URL = late_pattern(
    r"(?:https?://)?(?:localhost|127\.0\.0\.1|\[::1\])(?::(?P<port>\d{2,5}))?(?P<path>/[^\s'\"|;&)>]{0,300})?"
)
_IN_CODE = late_pattern(
    r"\.(?P<method>get|post|put|patch|delete|route|api_route|websocket)\(\s*(?:f|r)?[\"'](?P<path>/[^\"'\n]{0,200})[\"']",
    re.I,
)
_NUMBER = late_pattern(r"(?<![\d.:])\d{2,5}(?![\d.])")
_REFUSED = late_pattern(r"\b40[45]\b")
_BODY = ("-d", "--data", "--json", "-F", "--form", "-T", "--upload-file")
_WILD = late_pattern(r"[{}:<>$*]|^\d+$|^[0-9a-f]{8}-")


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What is asked of a service.

    Attributes:
        method: `GET`; empty where only a port is named.
        path: `/links/{code}`, the query left out; empty without one.
        port: as written; empty without one.
    """

    method: str
    path: str
    port: str
    place: Place


def asked(plan: Plan) -> Iterator[Asked]:
    """The routes that a plan says are there, and the URLs of this machine that its commands ask; each once."""
    seen = set()
    for each in (*_claimed(plan), *_in_commands(plan)):
        key = each.method, each.path, each.port
        if key not in seen:
            seen.add(key)
            yield each


def _claimed(plan: Plan) -> Iterator[Asked]:
    for ticked in ticked_claims(plan):
        for written in ticked.written:
            if found := _ROUTE.fullmatch(written):
                yield Asked(found["method"], found["path"].partition("?")[0], "", place_of(plan, ticked.text, written))
            elif (url := _URL.fullmatch(written)) and url["port"]:
                yield Asked("", "", url["port"], place_of(plan, ticked.text, written))


def _in_commands(plan: Plan) -> Iterator[Asked]:
    for planned in planned_commands(plan):
        command = planned.command
        if "localhost" not in command.script and "127.0.0.1" not in command.script:
            continue
        refused = _REFUSED.search(f"{command.expected or ''} {command.title}")
        for simple in read_script(command.script).simple_commands():
            for word in simple.words[1:]:
                found = _URL.fullmatch(word)
                if found and (found["port"] or found["path"]):
                    method = "" if refused or simple.words[0] != "curl" else _method(simple)
                    path = (found["path"] or "").partition("?")[0].partition("#")[0]
                    yield Asked(
                        method if path else "",
                        path,
                        found["port"] or "",
                        place_in_script(command, simple.line, simple.column),
                    )


def _method(simple: Simple) -> str:
    words = simple.words
    for number, word in enumerate(words):
        if word in ("-X", "--request"):
            return words[number + 1].upper() if number + 1 < len(words) else ""
        if word.startswith(("-X", "--request=")) and len(word) > 2:
            return word.removeprefix("--request=").removeprefix("-X").upper()
    if any(word in ("-I", "--head", "-G", "--get") for word in words):
        return ""
    return "POST" if any(word.split("=")[0] in _BODY or word.startswith("--data") for word in words) else "GET"


def planned_routes(plan: Plan) -> Iterator[tuple[str, str]]:
    """Method and path of the routes that a plan will have; the method `ANY` where code doesn't say."""
    texts = [written for ticked in (*ticked_intentions(plan), *ticked_used(plan)) for written in ticked.written]
    texts += [story.text for story in plan.user_stories]
    for text in texts:
        if " /" in text:
            yield from ((found["method"], found["path"]) for found in _ROUTE.finditer(text))
    blocks = [interface.code for interface in plan.interfaces] + [block for task in plan.tasks for block in task.core]
    for block in blocks:
        for found in _IN_CODE.finditer(block.content) if '"/' in block.content or "'/" in block.content else ():
            method = found["method"].upper()
            yield method if method in _METHODS.split("|") else "ANY", found["path"]


def spoken_numbers(plan: Plan) -> frozenset[str]:
    """The numbers in a plan's commands and fields that don't stand behind an address: `--port 18431`, `port 9000`."""
    texts = [text.value for text in (*claims(plan), *used(plan), *intentions(plan))]
    texts += [planned.command.script for planned in planned_commands(plan)]
    texts += [rule.value for standard in plan.standards for rule in standard.rules]
    return frozenset(number for text in texts for number in _NUMBER.findall(text))


def route_pattern(path: str) -> tuple[str, ...]:
    """The parts of a path, `*` where a part stands for any: `/links/{code}` and `/links/:code` are one."""
    return tuple("*" if _WILD.search(part) else part for part in path.strip("/").split("/"))


def routes_meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two patterns can mean one path, or the shorter is the end of the longer below a prefix that isn't known."""
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        if not any(part and part != "*" for part in short):
            return False
        one, other = short, long[len(long) - len(short) :]
    return all(left == right or "*" in (left, right) for left, right in zip(one, other, strict=True))
