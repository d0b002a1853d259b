"""Makes this repository ready for plans: planproof.toml with what was found here, the plans' folder, lines for git.

Nothing that is there already is overwritten; every file says whether it was written or kept.

    planproof init --agent claude codex      what these agents read: planner, commands, hooks, a section of AGENTS.md
    planproof init --agent codex --remove    takes out exactly that again; --remove alone does it for every agent
    planproof init --agent claude --command "uv run planproof"
    planproof init --hooks                   plans are checked before each commit; --hooks --remove takes that out again

Files of others are merged into: JSON keeps its order and its comments, Markdown what stands outside of planproof's markers. A
settings file that is not valid JSON is named with its place, and nothing is written. Run it again after the project has
changed: what nobody has edited is brought up to date. docs/guide/agents.md says what each agent gets.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from planproof.cli.agent_setup import (
    AnyStep,
    print_agent_steps,
    print_steps,
    set_up_agents,
    set_up_hook,
    step_data,
    take_out_agents,
    take_out_hook,
)
from planproof.cli.face import Face
from planproof.config import find_root
from planproof.plan.agents.table import AGENTS
from planproof.plan.initialise import DOCUMENT_SETS, initialise

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument(
        "--documents",
        choices=sorted(DOCUMENT_SETS),
        help="three: tech design, test plan, backlogs; iteration: one document; both (default: three)",
    )
    parser.add_argument(
        "--agent", nargs="+", action="extend", default=[], choices=AGENTS, metavar="AGENT", help=f"{', '.join(AGENTS)}"
    )
    parser.add_argument(
        "--hooks",
        action="store_true",
        help="check plans before each commit: in .pre-commit-config.yaml, else git's hook",
    )
    parser.add_argument("--remove", action="store_true", help="take out what --agent or --hooks wrote, keep the rest")
    parser.add_argument(
        "--command", default="", metavar="WORDS", help="how agents call planproof (default: as they do, else planproof)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Writes what is missing and says what was there; exit code 0."""
    start = Path(arguments.project).resolve()
    root = find_root(start)
    if arguments.remove:
        gone = _taken_out(root, arguments, face)
        return print_agent_steps(face, root, gone, dry_run=arguments.dry_run)
    _set_up(root, arguments, face, dry_run=True)  # what can't be merged is said before anything is written
    in_git = any((folder / ".git").exists() for folder in (root, *root.parents))
    facts, steps = initialise(root, arguments.documents or "three", dry_run=arguments.dry_run)
    face.line(f"project  {root}")
    for reason in facts.reasons:
        face.line(f"found    {reason}")
    agents = _set_up(root, arguments, face, dry_run=arguments.dry_run)
    print_steps(face, steps)
    print_steps(face, agents)
    if not in_git:
        face.note(f"{root} is in no git repository: planproof start and prove need one (git init)")
    if arguments.documents and steps[0].action == "kept":
        face.note(f"{steps[0].path} was there already: --documents changes nothing, edit [plans] documents in it")
    if arguments.dry_run:
        face.note("dry run: nothing was written")
    face.line(
        'next: planproof interview M1_E1_I1 asks for a plan; planproof new milestone "…" begins with empty documents'
    )
    face.document(
        "init",
        {
            "root": str(root),
            "git": in_git,
            "dryRun": arguments.dry_run,
            "facts": asdict(facts),
            "steps": [asdict(step) for step in steps],
            "agents": [step_data(step) for step in agents],
        },
    )
    return 0


def _set_up(root: Path, arguments: argparse.Namespace, face: Face, *, dry_run: bool) -> list[AnyStep]:
    """What agents read, and what runs before a commit, as far as they were asked for."""
    steps: list[AnyStep] = []
    if arguments.agent:
        steps += set_up_agents(root, arguments.agent, arguments.command, face, dry_run=dry_run)
    if arguments.hooks:
        steps.append(set_up_hook(root, arguments.command, dry_run=dry_run))
    return steps


def _taken_out(root: Path, arguments: argparse.Namespace, face: Face) -> list[AnyStep]:
    """The same taken out again; every agent's when neither was named."""
    steps: list[AnyStep] = []
    if arguments.agent or not arguments.hooks:
        steps += take_out_agents(root, arguments.agent, arguments.command, face, dry_run=arguments.dry_run)
    if arguments.hooks:
        steps.append(take_out_hook(root, dry_run=arguments.dry_run))
    return steps
