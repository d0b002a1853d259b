"""An agent takes an iteration from nothing to its first proof by tools alone; a person only runs `init`, commits and approves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from planproof.plan.interview.prepared import read_answers_file
from tests.mcp.sessions import SOURCE, environment, said, told, wire_tokens
from tests.plan.interview.projects import ITERATION, PYTHON_ANSWERS, python_files
from tests.proof.conftest import commit_all, git


class Agent:
    """A client that keeps what it was told.

    Attributes:
        replies: the text of every reply.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.replies: list[str] = []

    async def calls(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """A reply that is no error, within its budget."""
        result = await self._client.call_tool(tool, arguments)
        assert not result.is_error, told(result)
        assert wire_tokens(result) <= arguments.get("budget", 2_000)
        self.replies.append(told(result))
        return dict(said(result))

    async def is_refused(self, tool: str, **arguments: Any) -> str:
        """What it was told when it was refused."""
        result = await self._client.call_tool(tool, arguments)
        assert result.is_error, told(result)
        return told(result)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = python_files(tmp_path / "project")
    git(root, "init", "--quiet", "--initial-branch", "main")
    by_person(root, "init", "--agent", "claude")
    commit_all(root, "begun")
    return root


def by_person(root: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "planproof", *arguments], cwd=root, env=environment(), check=True, capture_output=True
    )


def as_claude_starts_it(root: Path) -> StdioServerParameters:
    """The server by the entry that `init` wrote, with the program's name as this environment has it."""
    entry = json.loads((root / ".mcp.json").read_text())["mcpServers"]["planproof"]
    assert entry["command"] == "planproof"
    more = {"XDG_DATA_HOME": str(root.parent / "data"), "PYTHONPATH": os.pathsep.join([str(SOURCE)])}
    arguments = ["-m", "planproof", *entry["args"]]
    return StdioServerParameters(command=sys.executable, args=arguments, env=environment(**more), cwd=str(root))


async def test_planproof_mcp__whole_iteration__then_stage_1_proved(project: Path) -> None:
    answers = {name: answer.text for name, answer in read_answers_file(PYTHON_ANSWERS)[0].items()}
    async with Client(as_claude_starts_it(project)) as client:
        agent = Agent(client)
        assert "plan_interview" in (await agent.calls("plan_next"))["next"]
        assert "milestone=" in await agent.is_refused("plan_interview", id="M1_E1")
        begun = await agent.calls("plan_interview", id="M1_E1", name="Kept names", epic="Store", milestone="Names")
        assert begun["id"] == ITERATION

        vague = await agent.calls("plan_interview", id=ITERATION, answers={"goal": "do it properly"})
        assert vague["refused"] == 1
        assert vague["items"][0]["part"] == "refused"

        asked: list[str] = []
        reply = begun
        while reply.get("question") in answers and len(asked) < 8:
            asked.append(reply["question"])
            reply = await agent.calls("plan_interview", id=ITERATION, answers={asked[-1]: answers[asked[-1]]})
            assert reply["refused"] == 0
            assert reply.get("question") != asked[-1]
        assert len(asked) > 3
        reply = await agent.calls("plan_interview", id=ITERATION, answers=answers)
        assert "question" not in reply
        assert not reply["approved"]
        assert "not approved" in await agent.is_refused("plan_interview", id=ITERATION, write=True)
        written = await agent.calls("plan_interview", id=ITERATION, approve=True, write=True)
        assert [each["text"] for each in written["items"] if each["part"] == "document"].count("replaced") >= 3

        checked = await agent.calls("plan_check", target=ITERATION)
        assert (checked["errors"], checked["warnings"]) == (0, 0)
        assert f"proof_run id={ITERATION} start=true" in checked["next"]
        assert "git add" in await agent.is_refused("proof_run", id=ITERATION, start=True)
        commit_all(project, "plan")
        proved = await agent.calls("proof_run", id=ITERATION, start=True, stages=[1])
        assert proved["proved"] is True

        chosen = await agent.calls("plan_next")
        task = chosen["task"]
        assert task == f"{ITERATION}_T1"
        assert (await agent.calls("task_claim", task=task, name="ada"))["taken"] is True
        brief = await agent.calls("plan_brief", task=task)
        assert {"goal", "what", "verification", "interfaces"} <= {each["key"] for each in brief["sections"]}
        run = await agent.calls("proof_run", id=ITERATION)
        assert run["proved"] is False
        assert "planproof scaffold" in run["next"]
        status = await agent.calls("proof_status", id=ITERATION)
        assert status["provedStages"] == [1]
        rows = await agent.calls("evidence_show", id=ITERATION)
        assert rows["rows"] == 1 + 3 + 1 + run["ran"]
    left_out = [reply for reply in agent.replies if "\nleft out: " in reply]
    assert len(left_out) * 5 <= len(agent.replies)
    assert [reply for reply in agent.replies if "\nnext: " not in reply] == [agent.replies[-1]]
