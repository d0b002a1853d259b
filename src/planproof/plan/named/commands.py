"""What the commands of a plan call that the repository has to have: targets of make, scripts of npm, recipes, files, services.

    make test          npm run build        just lint        task docs
    ./scripts/load.sh  bash scripts/load.sh python manage.py migrate
    docker compose up -d database

Only commands that run in the project's root are looked at, and of those only the words that are certainly such a name: a script
that changes its folder, an option that isn't known, or anything computed ends the look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.document import Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.plain_path import plain_path
from planproof.plan.shell import Simple, read_script

__all__ = ["Called", "called"]

# What a script holds that can name something of the repository; others needn't be taken apart.
_CALLING = ("make", "npm", "just", "task", "docker", ".sh", ".bash", ".py", "js", ".ts", ".rb", ".pl")
_MAY_CALL = late_pattern(r"\b(?:make|p?npm|just|task|docker)\b|\.(?:sh|bash|py|[mc]?js|ts|rb|pl)\b")
_COMPUTED = late_pattern(r"[$`*?{}<>~()\[\]%]")
_SCRIPT = late_pattern(r"(?:\./)?[\w.@+-]+(?:/[\w.@+-]+)*\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl)")
_MOVES = {"cd", "pushd", "chroot", "ssh"}
_MAKE_FLAGS = late_pattern(
    r"-[ksBnwSt]+|-j\d*|-l[\d.]*|--(?:jobs(?:=\d+)?|silent|quiet|keep-going|always-make|no-print-directory)"
)
_TARGET = late_pattern(r"[A-Za-z0-9_][\w-]*")
_INTERPRETERS = late_pattern(r"(?:bash|sh|zsh|node|deno|bun|ruby|perl|tsx|ts-node|python[\d.]*)")
_COMPOSE_FLAGS = {
    "-d",
    "--detach",
    "--build",
    "--wait",
    "--force-recreate",
    "--no-deps",
    "--remove-orphans",
    "--quiet-pull",
}
_COMPOSE_VERBS = {"up", "start", "restart", "stop"}
_MADE = {"build", "dist", "target", "out", "node_modules", "venv", "tmp", "bin", "coverage"}


class Called(msgspec.Struct, frozen=True, gc=False):
    """Something that a command calls by name.

    Attributes:
        kind: `make`, `npm`, `just`, `task`, `script` or `service`.
        name: target, script, recipe, path or service.
    """

    kind: str
    name: str
    place: Place


def called(plan: Plan) -> Iterator[Called]:
    """What the commands of a plan call, each once, at its first place."""
    seen = set()
    for planned in planned_commands(plan):
        command = planned.command
        if not any(word in command.script for word in _CALLING) or not _MAY_CALL.search(command.script):
            continue
        script = read_script(command.script)
        simples = list(script.simple_commands())
        if script.broken or any(simple.words and simple.words[0] in _MOVES for simple in simples):
            continue
        written: set[str] = set()
        for simple in simples:
            for kind, name in _names(simple):
                # A script that an earlier command of these lines writes is no file of the repository.
                if (kind, name) not in seen and name.rpartition("/")[2] not in written:
                    seen.add((kind, name))
                    yield Called(kind, name, place_in_script(command, simple.line, simple.column))
            if simple.writes or simple.words[:1] in (
                ("cp",),
                ("mv",),
                ("curl",),
                ("wget",),
                ("tee",),
                ("git",),
                ("tar",),
            ):
                written.update(re.findall(r"[\w.-]+", command.script))


def _names(simple: Simple) -> Iterator[tuple[str, str]]:
    words = simple.words
    if not words or simple.substituted:
        return
    first, rest = words[0], words[1:]
    if first == "make":
        yield from _make(rest)
    elif first in ("npm", "pnpm") and rest[:1] in (("run",), ("run-script",)):
        yield from _npm(rest[1:])
    elif first in ("just", "task"):
        if rest and _TARGET.fullmatch(rest[0]):
            yield first, rest[0]
    elif first == "docker-compose" or words[:2] == ("docker", "compose"):
        yield from _compose(rest if first == "docker-compose" else rest[1:])
    else:
        yield from _script(first, rest)


def _make(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    targets = [word for word in words if not _MAKE_FLAGS.fullmatch(word) and not re.fullmatch(r"\w+[:?+]?=.*", word)]
    if all(_TARGET.fullmatch(target) for target in targets):
        yield from (("make", target) for target in targets)


def _npm(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    options = words[: words.index("--")] if "--" in words else words
    elsewhere = ("-w", "--workspace", "--prefix", "-C", "--dir", "--filter", "--if-present", "-r", "--recursive")
    if words and re.fullmatch(r"\w[\w:.-]*", words[0]) and not any(word.startswith(elsewhere) for word in options):
        yield "npm", words[0]


def _compose(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if words and words[0] in _COMPOSE_VERBS:
        services = [word for word in words[1:] if word not in _COMPOSE_FLAGS]
        if all(re.fullmatch(r"[A-Za-z0-9][\w-]*", service) for service in services):
            yield from (("service", service) for service in services)


def _script(first: str, rest: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The file that is run: the first word itself, or the first argument of an interpreter."""
    candidate = first if "/" in first else rest[0] if rest and _INTERPRETERS.fullmatch(first) else ""
    if candidate and _SCRIPT.fullmatch(candidate) and not _COMPUTED.search(candidate):
        parts = plain_path(candidate).split("/")
        if ".." not in parts and not _MADE & set(parts[:-1]) and not parts[0].startswith("."):
            yield "script", plain_path(candidate)
