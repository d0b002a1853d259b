"""What a coding agent's hooks call: where the project stands as a session begins, and why work isn't done when it wants to stop.

    planproof hook session-start --agent claude    the board in at most 300 tokens, in the form that agent reads
    planproof hook stop --agent claude             refuses while a task that this agent has claimed is not proved

`planproof init --agent` writes the entries that call it. Standard input is what the agent sends, standard output its answer, and
nothing printed means that there is nothing to say. The agent is known by the name it claims under: `PLANPROOF_NAME`, else git's
`user.name`. It is sent back to work once; when it stops a second time it is let go, since not everything can be proved.

Exit code 0; 3 when the project can't be read: agents show that to the person and go on. Never 2, which some of them take for a
refusal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planproof.cli.face import Face
from planproof.errors import EnvironmentFault, PlanproofError
from planproof.plan.agents.protocol import PROJECT_VARIABLES, may_refuse, refusal, session_context
from planproof.root import CONFIG_NAME, project_root

__all__ = ["configure", "run"]

_HOOKS = ("session-start", "stop")
_LONGEST_INPUT = 4_000_000  # bytes; agents may send the last message along


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("hook", metavar="HOOK", help="session-start or stop")
    parser.add_argument("--agent", default="", metavar="AGENT", help="claude, codex, copilot, cursor or gemini")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the answer, or nothing."""
    try:
        answer = _answer(arguments)
    except PlanproofError as error:
        raise EnvironmentFault(error.message, place=error.place, hint=error.hint) from error
    if face.json_wanted:
        face.document("hook", {"hook": arguments.hook, "agent": arguments.agent, "answer": answer})
    elif answer:
        face.line(answer)
    return 0


def _answer(arguments: argparse.Namespace) -> str:
    from planproof.plan.agents.table import AGENTS

    if arguments.hook not in _HOOKS or arguments.agent not in AGENTS:
        raise EnvironmentFault(
            f"no hook {arguments.hook!r} of an agent {arguments.agent!r}",
            hint="planproof init --agent writes these entries; run it again",
        )
    asked = _asked()
    root = _root(arguments)
    if not (root / CONFIG_NAME).is_file():
        return ""
    from planproof.proof.agent_report import session_report, unproved_report
    from planproof.proof.claims import name_of_claimer

    if arguments.hook == "session-start":
        text = session_report(root, name_of_claimer(root))
        return session_context(arguments.agent, text) if text else ""
    if not may_refuse(arguments.agent, asked):
        return ""
    text = unproved_report(root, name_of_claimer(root))
    return refusal(arguments.agent, text) if text else ""


def _root(arguments: argparse.Namespace) -> Path:
    """The project that the agent names, else the one around this folder."""
    told = os.environ.get(PROJECT_VARIABLES.get(arguments.agent, ""), "")
    here = told if told and os.path.isdir(told) and arguments.project == "." else arguments.project
    return Path(project_root(here))


def _asked() -> Mapping[str, Any]:
    """What the agent sends; nothing at a terminal, or where it isn't a JSON object."""
    if sys.stdin is None or sys.stdin.isatty():
        return {}
    try:
        found = json.loads(sys.stdin.buffer.read(_LONGEST_INPUT).removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
