"""Whether a command resolves: the first word of each of its parts is a program, a shell builtin, or something of this project.

Nothing runs; the PATH is looked through, the facts are asked, and what the plan creates itself counts as there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from difflib import get_close_matches

from planproof.plan.facts.model import FactKind
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Look
from planproof.plan.shell import Simple, read_script

__all__ = ["created_files", "unresolved"]

_BUILTINS = frozenset(
    (
        ". : [ [[ alias bg break builtin case cd command continue declare dirs do done echo eval exec exit export false fg for "
        "function getopts hash if jobs kill let local mapfile popd printf pushd pwd read readarray readonly return select set "
        "shift shopt source test then time times trap true type typeset ulimit umask unalias unset until wait while !"
    ).split()
)
_BUILD_FOLDERS = frozenset("build builddir _build out dist target bin node_modules .venv venv env".split())
_FUNCTION = re.compile(r"^\s*(?:function\s+)?([\w-]+)\s*\(\)", re.MULTILINE)
_TICKED = re.compile(r"`([^`\n]+)`")
_NEW = re.compile(r"^\s*(\S+)\s+\(new\)", re.MULTILINE)


def created_files(answers: Answers) -> frozenset[str]:
    """The files that the answered tasks mark as new."""
    tasks = answers.numbers("task", "name")
    return frozenset(path for n in tasks for path in _NEW.findall(answers.text(f"task.{n}.files")))


def unresolved(script: str, answers: Answers, look: Look) -> Iterator[tuple[str, str]]:
    """The words of a script that name no command, each with what would do.

    Args:
        script: one answer, as bash would get it.
        answers: what is planned counts as there: new key files, and what stands in ticks under new integration points.
    """
    functions = set(_FUNCTION.findall(script))
    for simple in read_script(script).simple_commands():
        word = simple.words[0] if simple.words else ""
        if word and word not in functions and not _resolves(word, answers, look):
            yield word, _hint(word, look)
        else:
            yield from _unknown_target(simple, answers, look)


def _resolves(word: str, answers: Answers, look: Look) -> bool:
    if word in _BUILTINS or "$" in word or word.startswith("~") or shutil.which(word):
        return True
    path = word.removeprefix("./")
    if "/" in word:
        first = path.split("/", 1)[0]
        return path in look.facts.files or path in created_files(answers) or first in _BUILD_FOLDERS
    planned = (name.split()[0] for name in _TICKED.findall(answers.text("integration.points")) if name.strip())
    known = (fact.name.split()[0] for fact in look.facts.all(FactKind.VERB) if fact.name)
    entries = (fact.name for fact in look.facts.all(FactKind.ENTRY_POINT))
    return word in {*planned, *known, *entries}


def _hint(word: str, look: Look) -> str:
    names = [fact.name for kind in (FactKind.VERB, FactKind.ENTRY_POINT) for fact in look.facts.all(kind)]
    near = get_close_matches(word, [*names, *(path for path in look.facts.files if path.endswith(word))], 3, 0.6)
    if near:
        return f"did you mean {', '.join(near)}?"
    return "name a program on the PATH, a file of the project, or one that a task creates (name it in ticks under new points)"


def _unknown_target(simple: Simple, answers: Answers, look: Look) -> Iterator[tuple[str, str]]:
    """`make TARGET` and `npm run SCRIPT` whose target no file of the project has."""
    words = simple.words
    tool = "make " if words[:1] == ("make",) else "npm run " if words[:2] == ("npm", "run") else ""
    known = [fact.name for fact in look.facts.all(FactKind.VERB) if tool and fact.name.startswith(tool)]
    touched = "".join(answers.text(f"task.{n}.files") for n in answers.numbers("task", "name"))
    if not known or "akefile" in touched or "package.json" in touched:
        return
    target = next((word for word in words[len(tool.split()) :] if not word.startswith("-") and "=" not in word), "")
    if target and tool + target not in known:
        near = get_close_matches(tool + target, known, 3, 0.5) or known[:3]
        yield tool + target, f"known: {', '.join(near)}"
