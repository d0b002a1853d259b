"""Prompts: three ways to begin, which a person picks from a menu of their agent.

Each is a short text that names the tools in the order in which they are needed; ids are checked, free text is quoted as one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from planproof.errors import UsageError
from planproof.mcp.kinds import clipped

__all__ = ["PROMPTS", "Prompt", "prompt_text"]

_ITERATION = re.compile(r"M[0-9]{1,6}_E[0-9]{1,6}_I[0-9]{1,6}")
_TASK = re.compile(rf"{_ITERATION.pattern}_T[0-9]{{1,6}}")
_EPIC_OR_ITERATION = re.compile(r"M[0-9]{1,6}_E[0-9]{1,6}(_I[0-9]{1,6})?")


class Prompt(NamedTuple):
    """One prompt.

    Attributes:
        name, title, description: as a client lists them.
        arguments: name -> what it is; those that must be given end with `*`.
        text: makes the message of checked arguments.
    """

    name: str
    title: str
    description: str
    arguments: Mapping[str, str]
    text: Callable[[Mapping[str, str]], str]


def prompt_text(prompt: Prompt, given: Mapping[str, str]) -> str:
    """The message of a prompt.

    Raises:
        UsageError: an argument is missing, unknown or no id.
    """
    known = {name.removesuffix("*"): name.endswith("*") for name in prompt.arguments}
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        raise UsageError(f"{prompt.name} takes no {clipped(unknown, 40)!r}", hint=f"it takes {', '.join(known)}")
    missing = next((name for name, needed in known.items() if needed and not given.get(name)), None)
    if missing:
        raise UsageError(f"{prompt.name} needs {missing}", hint=prompt.arguments[f"{missing}*"])
    return prompt.text({name: given.get(name, "") for name in known})


def _checked(text: str, form: re.Pattern[str], example: str) -> str:
    if not form.fullmatch(text):
        raise UsageError(f"{clipped(text, 40)!r} is no id", hint=f"for example {example}; plan_show lists them")
    return text


def _plan(given: Mapping[str, str]) -> str:
    identifier = _checked(given["id"], _EPIC_OR_ITERATION, "M1_E1 for a new iteration of that epic")
    goal = f"\nWhat the person wants: {clipped(given['goal'], 500)}" if given["goal"] else ""
    return f"""Plan an iteration with planproof.{goal}
1. plan_interview id={identifier} (name=… when it is new). Each reply holds one question; a proposed answer was found in the
   repository. Look things up with facts_find before you ask.
2. Ask the person what the repository can't show; never invent an answer. Give them by answers={{"question": "…"}}; a refused one
   says why.
3. When nothing is open, show the person all answers (questions=true). Only when they agree: approve=true write=true.
4. plan_check target=… until it finds nothing. Tell the person to commit the plan and to run `planproof trust` on it."""


def _implement(given: Mapping[str, str]) -> str:
    task = _checked(given["task"], _TASK, "M1_E1_I1_T1") if given["task"] else ""
    begin = f"plan_brief task={task}" if task else "plan_next, then plan_brief for its task"
    iteration = task.rpartition("_T")[0] or "ITERATION"
    return f"""Implement one task of a plan, with proof.
1. {begin}. Page on with the cursor until you have the interfaces, tests and commands.
2. task_claim task={task or "TASK"}. If somebody else has it, take what plan_next names.
3. Write the planned tests and see them fail: proof_run id={iteration} stages=[3]. Then don't touch them any more.
4. Write the code; run its tests yourself; proof_run id={iteration}.
5. What isn't proved has a reason; evidence_show output=ROW gives what the command printed. Mend the code, not the evidence.
6. Done is what proof_status says, not what you think. Commands that aren't approved yet are the person's to approve:
   `planproof trust {iteration}` at a terminal."""


def _explain(given: Mapping[str, str]) -> str:
    identifier = _checked(given["id"], _ITERATION, "M1_E1_I1")
    return f"""Explain why {identifier} isn't proved, in words that its author can act on.
1. proof_status id={identifier}: every check that isn't proved, with its reason.
2. For each that was run: evidence_show output=ROW. Read the first failure, not the last line.
3. Tell refuted (ran, and it is not so) from vacuous (checked nothing), stale (something changed since) and unproved (didn't run).
4. For each: what is wrong, where (file:line), what would mend it, and whether plan or code is at fault. Change nothing."""


PROMPTS = {
    prompt.name: prompt
    for prompt in (
        Prompt(
            "plan_iteration",
            "Plan an iteration",
            "Interview the person, write the plan, check it",
            {"id*": "an epic for a new iteration, or an iteration", "goal": "what the person wants, in a sentence"},
            _plan,
        ),
        Prompt(
            "implement_task",
            "Implement a task",
            "Brief, claim, failing tests, code, proof",
            {"task": "its id; the next task without"},
            _implement,
        ),
        Prompt(
            "explain_refusal",
            "Explain a refused proof",
            "Why an iteration isn't proved, and what would mend it",
            {"id*": "the iteration"},
            _explain,
        ),
    )
}
"""By name, in the order of the work."""
