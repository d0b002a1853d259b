"""Three ways of working that an agent is given as skills or commands: plan, implement, prove."""

from __future__ import annotations

import msgspec

from planproof.plan.agents.planner import PLANNER_NAME
from planproof.plan.agents.project import ProjectWords

__all__ = ["Skill", "skills"]


class Skill(msgspec.Struct, frozen=True, gc=False):
    """One way of working.

    Attributes:
        name: `planproof-plan`; lower case, digits and hyphens.
        description: when to use it, one line.
        hint: what it is called with.
        body: Markdown; `{argument}` stands for what it was called with; ends with a newline.
    """

    name: str
    description: str
    hint: str
    body: str

    def text(self, argument: str) -> str:
        """The body with the agent's own notation for what the command was called with."""
        return self.body.replace("{argument}", argument)


def skills(project: ProjectWords) -> tuple[Skill, ...]:
    """The three, in the order in which they are used."""
    return _plan(project), _implement(project), _prove(project)


def _plan(project: ProjectWords) -> Skill:
    call, check = project.command, f"`{project.command} check {project.plans}`"
    return Skill(
        "planproof-plan",
        "Plan an iteration with planproof: documents that can be checked, before any code. Use it when work is to be planned.",
        "epic id, or iteration id, and what it is about",
        f"""\
Plan this: {{argument}}

1. `{call} status` and `{call} facts`: what is proved, what the repository holds.
2. Without an iteration yet: `{call} new iteration EPIC "NAME"`. To ask a person first: `{call} interview ID`, then
   `{call} plan ID`.
3. Let the `{PLANNER_NAME}` agent fill the documents, or do it by its rules.
4. {check} until nothing is found; `{call} explain CODE` where a finding is not clear.
5. Say which commands the plan wants to run, and ask a person to approve them: `{call} trust ID`. Never approve them yourself.
6. `{call} start ID` writes down the commit that the work begins at.
""",
    )


def _implement(project: ProjectWords) -> Skill:
    call = project.command
    return Skill(
        "planproof-implement",
        "Take the next planned task with planproof and implement it, tests first. Use it when planned work is to be done.",
        "task or iteration id, or nothing for the next free task",
        f"""\
Implement: {{argument}}

1. `{call} next --claim` takes the next free task (`{call} claim TASK` a certain one). Agents that run side by side set
   `PLANPROOF_NAME`, each its own.
2. `{call} brief TASK`: goal, files as they are, interfaces, smoke test, success commands. Read more of the plan where it points.
3. Prepare and Specify first: skeletons that compile, the planned tests under their planned names, failing for the right reason.
   `{call} scaffold ITERATION` writes both where they are missing, `{call} prove ITERATION --stage 3` writes down that they are red.
4. Then Build: make the tests pass without changing them. What has to change in plan or tests is an amendment, with its
   reason: `{call} amend ITERATION --reason "…"`.
5. Touch only the key files of the task. Work that nobody planned becomes a task of its own, with where it was found:
   `{call} add ITERATION "NAME" --type fix --found-at PATH:LINE`.
6. `{call} prove ITERATION --task TASK`; done is what is proved. To give the task back: `{call} claim TASK --release`.
""",
    )


def _prove(project: ProjectWords) -> Skill:
    call = project.command
    return Skill(
        "planproof-prove",
        "Run the proof of an iteration with planproof and act on what is refuted. Use it before saying that work is done.",
        "iteration id",
        f"""\
Prove: {{argument}}

1. `{call} prove ID` runs every stage that is due; `--stage N` one of them, `--task T` what concerns one task.
2. Read each verdict. `refuted`: it ran and is not so, mend the code. `vacuous`: it checked nothing, mend the check. `stale`: the
   plan or the code has changed since, run it again. `unproved`: the reason says what is missing.
3. "not trusted" is for a person: say which commands wait and name `{call} trust ID`.
4. Never edit a test after Specify, `EVIDENCE.jsonl`, or a status table to get a better verdict: it is found, and reported.
5. `{call} status ID` when all is proved. Commit the evidence with the code. Report verdicts, not impressions.
""",
    )
