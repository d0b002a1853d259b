"""The door of the command line: finds the verb, runs it, turns every error into a line and an exit code.

Exit codes: 0 fine, 1 findings or not proved, 2 usage, 3 environment, 130 cancelled. The table is light: a verb's module, and
what it imports, is loaded only when that verb runs.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

from planproof import __version__
from planproof.cli.face import Face
from planproof.errors import Cancelled, PlanproofError, UsageError

if TYPE_CHECKING:
    import argparse

__all__ = ["VERBS", "run", "simple_arguments"]

VERBS = {
    "init": "writes planproof.toml and the folders",
    "new": "writes empty documents of a milestone, epic or iteration",
    "interview": "asks for a plan, one question at a time",
    "plan": "writes an iteration's documents from interview and facts",
    "import": "brings a plan of another tool in",
    "export": "writes plans in a form that another tool reads",
    "check": "reads every plan and prints findings, like a linter; runs nothing",
    "facts": "what was found in the repository, each fact with its place",
    "explain": "says what a rule is about, with a bad and a good example",
    "scaffold": "writes skeletons and one failing test a planned name",
    "brief": "one task as an agent needs it, cut to a budget of tokens",
    "start": "writes down the commit an iteration begins at",
    "trust": "shows the commands of a plan and approves exactly that set",
    "prove": "runs the stages that are due and writes down the evidence",
    "status": "what is proved and what isn't, derived from evidence",
    "next": "the next task to work on, and what it still lacks",
    "claim": "claims a task for a time, so that two agents don't take it",
    "add": "adds work that was found on the way, as a task of its own",
    "amend": "shows what changed in a plan since it was agreed on, and why",
    "order": "what waits for what, and what can be worked on at once",
    "hook": "says where the project stands, and why work isn't done",
    "show": "one milestone, epic, iteration or task",
    "evidence": "shows, verifies or rebuilds the ledger",
    "record": "runs a command and records every call of the Python code in it",
    "trace": "looks at traces, mends, packs and unpacks them",
    "doctor": "looks whether everything planproof needs is there",
}

# What a newcomer looks for, in the order in which it is needed; each verb stands in one group.
_GROUPS = {
    "begin": ("init", "facts", "doctor"),
    "plan": ("interview", "plan", "new", "check", "explain", "import", "export"),
    "work": ("start", "scaffold", "next", "brief", "claim", "order", "add", "amend"),
    "prove": ("trust", "prove", "status", "show", "evidence"),
    "record": ("record", "trace"),
    "called by agents": ("hook",),
}


def run(argv: list[str]) -> int:
    """Runs one command line.

    Args:
        argv: arguments without the program's name.

    Returns:
        the exit code; never 0 when what was asked for was not done.
    """
    own = argv[: argv.index("--")] if "--" in argv else argv  # what follows belongs to a command that a verb runs
    face = Face(json_wanted="--json" in own)
    try:
        verb = _verb(argv)
        if verb is None:
            return 0
        module = import_module(f"planproof.cli.verbs.{verb}")
        return int(module.run(_arguments(verb, module, argv[1:]), face))
    except PlanproofError as error:
        face.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        face.error(Cancelled("stopped; what was written down until here stays valid"))
        return Cancelled.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`planproof show … | head`): not our failure, but stdout must not be flushed again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def simple_arguments(module: ModuleType, argv: list[str]) -> SimpleNamespace | None:
    """The arguments of a verb that was given one id and nothing else, without argparse: it costs a third of what such a verb takes.

    Args:
        module: the verb's; it says so by `ONLY_ARGUMENT`, the name of that argument. Options it has beside it stand in `DEFAULTS`
            with what they are when they aren't given.
        argv: what follows the verb.

    Returns:
        what `cli.arguments.parsed_arguments` would; None when that has to be asked.
    """
    name = getattr(module, "ONLY_ARGUMENT", "")
    words = [word for word in argv if word != "--json"]
    if not name or len(words) > 1 or any(word.startswith("-") for word in words):
        return None
    return SimpleNamespace(
        **getattr(module, "DEFAULTS", {}), **{name: "".join(words), "json": "--json" in argv, "project": "."}
    )


def _arguments(verb: str, module: ModuleType, argv: list[str]) -> argparse.Namespace | SimpleNamespace:
    simple = simple_arguments(module, argv)
    if simple is not None:
        return simple
    from planproof.cli.arguments import parsed_arguments

    return parsed_arguments(verb, module, argv)


def _verb(argv: list[str]) -> str | None:
    """The verb of a command line; None when help or the version was all that was asked for."""
    if not argv:
        sys.stdout.write(_help())
        raise UsageError("no verb given", hint="planproof --help lists them")
    if argv[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        return None
    if argv[0] in ("--version", "version"):
        sys.stdout.write(f"planproof {__version__}\n")
        return None
    if argv[0] not in VERBS:
        from difflib import get_close_matches  # only where somebody mistyped

        near = get_close_matches(argv[0], VERBS, n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else "planproof --help lists the verbs"
        raise UsageError(f"unknown verb {argv[0]!r}", hint=hint)
    return argv[0]


def _help() -> str:
    width = max(map(len, VERBS))
    lines: list[str] = []
    for title, verbs in _GROUPS.items():
        lines += [f"{title}:", *(f"  {verb:<{width}}  {VERBS[verb]}" for verb in verbs), ""]
    return "\n".join(
        [
            "planproof: iteration plans that have to prove themselves",
            "",
            "usage: planproof VERB [ARGUMENTS] [--json]",
            "",
            *lines,
            "planproof VERB --help says more about one verb.",
            "",
        ]
    )
